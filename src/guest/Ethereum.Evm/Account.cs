using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>A storage slot and what EIP-2200 and EIP-2929 need to know about it.</summary>
public sealed class StorageSlot(in UInt256 key, in UInt256 value)
{
    public readonly UInt256 Key = key;

    /// <summary>The value that the storage trie holds: the source sets it when it writes.</summary>
    public UInt256 Stored = value;

    /// <summary>The value at the start of the transaction that <see cref="Stamp"/> names.</summary>
    public UInt256 Original = value;

    public UInt256 Current = value;

    /// <summary>The transaction that last used the slot.</summary>
    public int Stamp;

    /// <summary>The transaction in which the slot is warm.</summary>
    public int WarmStamp;
}

/// <summary>An account of the world state; loaded from the pre-state when first needed.</summary>
public sealed class Account(in Address address)
{
    public readonly Address Address = address;
    public bool IsLoaded;

    /// <summary>Whether the pre-state has the account.</summary>
    public bool ExistedBefore;

    /// <summary>
    /// Whether the state has the account now. From SpuriousDragon on that means between transactions
    /// that it is not empty (EIP-161).
    /// </summary>
    public bool Exists;

    public ulong Nonce;
    public UInt256 Balance;
    public Hash256 CodeHash = Hash256.EmptyKeccak;
    public ContractCode? Code;

    /// <summary>Storage root in the pre-state.</summary>
    public Hash256 StorageRoot = Hash256.EmptyTrieRoot;

    /// <summary>For the state source: where it keeps the account's storage trie.</summary>
    public int SourceTag = -1;

    /// <summary>How often the account was created or destroyed, and so lost its storage.</summary>
    public int StorageEpoch;

    public HashMap<UInt256, StorageSlot>? Storage;

    /// <summary>The last transaction that wrote any field or slot; 0 if none did.</summary>
    public int ChangedStamp;

    public int WarmStamp;
    public int TouchStamp;
    public int CreatedStamp;
    public int DestroyedStamp;

    /// <summary>Whether any field or slot was written in this block.</summary>
    public bool IsChanged => ChangedStamp != 0;

    /// <summary>The storage of the pre-state is gone: the account was destroyed or created.</summary>
    public bool IsStorageWiped => StorageEpoch != 0;

    /// <summary>Whether EIP-161 calls the account empty.</summary>
    public bool IsEmpty => Nonce == 0 && Balance.IsZero && CodeHash == Hash256.EmptyKeccak;
}

/// <summary>Where the pre-state comes from.</summary>
public interface IStateSource
{
    /// <summary>Fills an account; false if the witness lacks it.</summary>
    bool LoadAccount(Account account);

    /// <summary>Reads a slot of the pre-state; false if the witness lacks it.</summary>
    bool LoadSlot(Account account, in UInt256 key, out UInt256 value);

    /// <summary>Finds the code of a hash; false if the witness lacks it.</summary>
    bool LoadCode(in Hash256 codeHash, out ContractCode code);
}
