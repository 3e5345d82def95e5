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

    // Accounts that only earlier transactions changed are written already.
    private int _writtenStamp = 1;

    /// <summary>
    /// The root of the state as it is now; false if the witness lacks a node for it. May be called after
    /// any transaction (receipts before Byzantium), and writes what changed since the last call.
    /// </summary>
    public bool TryComputeRoot(WorldState world, out Hash256 root)
    {
        root = default;
        int count = world.AccountCount;
        for (int i = 0; i < count; i++)
        {
            Account account = world.AccountAt(i);
            if (account.ChangedStamp >= _writtenStamp && account.Exists && !WriteAccount(account))
            {
                return false;
            }
        }

        for (int i = 0; i < count; i++)
        {
            Account account = world.AccountAt(i);
            if (account.ChangedStamp >= _writtenStamp && !account.Exists && !RemoveAccount(account))
            {
                return false;
            }
        }

        _writtenStamp = Math.Max(world.Stamp, 1);
        root = _accounts.ComputeRoot();
        return true;
    }

    private bool WriteAccount(Account account)
    {
        AccountRecord record = _records[account.SourceTag];
        if (!TryWriteStorage(account, record, out Hash256 storageRoot))
        {
            return false;
        }

        if (record.Equals(account, in storageRoot))
        {
            return true;
        }

        record.Store(account, in storageRoot);
        _encoded.Clear();
        int list = RlpWriter.BeginList(_encoded);
        RlpWriter.Write(_encoded, account.Nonce);
        RlpWriter.Write(_encoded, in account.Balance);
        RlpWriter.Write(_encoded, in storageRoot);
        RlpWriter.Write(_encoded, in account.CodeHash);
        RlpWriter.EndList(_encoded, list);
        TrieStatus status = _accounts.Put(record.Key.AsSpan(), _encoded.Written);
        return status == TrieStatus.Ok || FailAt(_accounts, status);
    }

    private bool RemoveAccount(Account account)
    {
        AccountRecord record = _records[account.SourceTag];
        if (!record.IsStored)
        {
            return true;
        }

        record.IsStored = false;
        TrieStatus status = _accounts.Delete(record.Key.AsSpan());
        return status == TrieStatus.Ok || FailAt(_accounts, status);
    }

    private bool TryWriteStorage(Account account, AccountRecord record, out Hash256 root)
    {
        if (record.StorageEpoch != account.StorageEpoch)
        {
            record.StorageEpoch = account.StorageEpoch;
            record.Storage = null;
            record.StorageRoot = Hash256.EmptyTrieRoot;
        }

        root = record.StorageRoot;
        HashMap<UInt256, StorageSlot>? slots = account.Storage;
        if (slots is null)
        {
            return true;
        }

        MerkleTrie? trie = null;
        for (int i = 0; i < slots.Count; i++)
        {
            StorageSlot slot = slots.ValueAt(i);
            if (!slot.Current.IsZero && slot.Current != slot.Stored)
            {
                trie ??= StorageOf(account);
                if (!PutSlot(trie, slot))
                {
                    return false;
                }
            }
        }

        for (int i = 0; i < slots.Count; i++)
        {
            StorageSlot slot = slots.ValueAt(i);
            if (slot.Current.IsZero && !slot.Stored.IsZero)
            {
                trie ??= StorageOf(account);
                slot.Stored = default;
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

    private bool PutSlot(MerkleTrie trie, StorageSlot slot)
    {
        slot.Stored = slot.Current;
        _encoded.Clear();
        RlpWriter.Write(_encoded, in slot.Current);
        TrieStatus status = trie.Put(HashOfSlot(in slot.Key).AsSpan(), _encoded.Written);
        return status == TrieStatus.Ok || FailAt(trie, status);
    }
}
