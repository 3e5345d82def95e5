using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Writes what a block changed. In every trie values are set before others are removed, which asks
/// for the fewest nodes of the witness.
/// </summary>
public sealed partial class WitnessState
{
    private readonly ByteBuffer _encoded = new(128);

    /// <summary>The post-state root; false if the witness lacks a node for it.</summary>
    public bool TryComputeRoot(WorldState world, out Hash256 root)
    {
        root = default;
        int count = world.AccountCount;
        for (int i = 0; i < count; i++)
        {
            Account account = world.AccountAt(i);
            if (account.IsChanged && !account.IsEmpty && !WriteAccount(account))
            {
                return false;
            }
        }

        for (int i = 0; i < count; i++)
        {
            Account account = world.AccountAt(i);
            if (account.IsChanged && account.IsEmpty && !RemoveAccount(account))
            {
                return false;
            }
        }

        root = _accounts.ComputeRoot();
        return true;
    }

    private bool WriteAccount(Account account)
    {
        if (!TryWriteStorage(account, out Hash256 storageRoot))
        {
            return false;
        }

        if (account.Nonce == account.InitialNonce && account.Balance == account.InitialBalance
            && account.CodeHash == account.InitialCodeHash && storageRoot == account.StorageRoot)
        {
            return true;
        }

        _encoded.Clear();
        int list = RlpWriter.BeginList(_encoded);
        RlpWriter.Write(_encoded, account.Nonce);
        RlpWriter.Write(_encoded, in account.Balance);
        RlpWriter.Write(_encoded, in storageRoot);
        RlpWriter.Write(_encoded, in account.CodeHash);
        RlpWriter.EndList(_encoded, list);
        TrieStatus status = _accounts.Put(
            _records[account.SourceTag].Key.AsSpan(), _encoded.Written);
        return status == TrieStatus.Ok || FailAt(_accounts, status);
    }

    private bool RemoveAccount(Account account)
    {
        if (!account.ExistedBefore || !account.IsCleared)
        {
            return true;
        }

        TrieStatus status = _accounts.Delete(_records[account.SourceTag].Key.AsSpan());
        return status == TrieStatus.Ok || FailAt(_accounts, status);
    }

    private bool TryWriteStorage(Account account, out Hash256 root)
    {
        root = account.IsStorageWiped ? Hash256.EmptyTrieRoot : account.StorageRoot;
        HashMap<UInt256, StorageSlot>? slots = account.Storage;
        if (slots is null)
        {
            return true;
        }

        MerkleTrie? trie = null;
        for (int i = 0; i < slots.Count; i++)
        {
            StorageSlot slot = slots.ValueAt(i);
            if (!slot.Current.IsZero && slot.Current != slot.Initial)
            {
                trie ??= TrieToWrite(account);
                if (!PutSlot(trie, slot))
                {
                    return false;
                }
            }
        }

        for (int i = 0; i < slots.Count; i++)
        {
            StorageSlot slot = slots.ValueAt(i);
            if (slot.Current.IsZero && !slot.Initial.IsZero)
            {
                trie ??= TrieToWrite(account);
                TrieStatus status = trie.Delete(HashOfSlot(in slot.Key).AsSpan());
                if (status != TrieStatus.Ok)
                {
                    return FailAt(trie, status);
                }
            }
        }

        root = trie is null ? root : trie.ComputeRoot();
        return true;
    }

    private MerkleTrie TrieToWrite(Account account) =>
        account.IsStorageWiped ? new MerkleTrie() : StorageOf(account);

    private bool PutSlot(MerkleTrie trie, StorageSlot slot)
    {
        _encoded.Clear();
        RlpWriter.Write(_encoded, in slot.Current);
        TrieStatus status = trie.Put(HashOfSlot(in slot.Key).AsSpan(), _encoded.Written);
        return status == TrieStatus.Ok || FailAt(trie, status);
    }
}
