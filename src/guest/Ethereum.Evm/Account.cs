using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>A storage slot and what EIP-2200 and EIP-2929 need to know about it.</summary>
public sealed class StorageSlot(in UInt256 key, in UInt256 value)
{
    public readonly UInt256 Key = key;

    /// <summary>The value in the pre-state of the block.</summary>
    public readonly UInt256 Initial = value;

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

    public ulong Nonce;
    public UInt256 Balance;
    public Hash256 CodeHash = Hash256.EmptyKeccak;
    public ContractCode? Code;

    /// <summary>Storage root in the pre-state.</summary>
    public Hash256 StorageRoot = Hash256.EmptyTrieRoot;

    /// <summary>The fields in the pre-state.</summary>
    public ulong InitialNonce;
    public UInt256 InitialBalance;
    public Hash256 InitialCodeHash = Hash256.EmptyKeccak;

    /// <summary>Destroyed, or touched while empty (EIP-161), at the end of some transaction.
    /// </summary>
    public bool IsCleared;

    /// <summary>For the state source: where it keeps the account's storage trie.</summary>
    public int SourceTag = -1;

    /// <summary>The storage of the pre-state is gone: the account was destroyed or created.</summary>
    public bool IsStorageWiped;

    public HashMap<UInt256, StorageSlot>? Storage;

    /// <summary>Whether any field or slot was written in this block.</summary>
    public bool IsChanged;

    public int WarmStamp;
    public int TouchStamp;
    public int CreatedStamp;
    public int DestroyedStamp;

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
