using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>Changes and their undoing.</summary>
public sealed partial class WorldState
{
    private JournalEntry[] _journal = new JournalEntry[256];
    private int _journalCount;

    private enum JournalKind : byte
    {
        WarmAccount,
        WarmSlot,
        Balance,
        Nonce,
        Storage,
        Transient,
        Touch,
        Create,
        Code,
        Destroy,
    }

    // What is known of an account when it is touched. One that was not read is as in the pre-state.
    private enum Existence : byte
    {
        Unread,
        Absent,
        Present,
    }

    public StateSnapshot Snapshot() => new(_journalCount, LogCount, Refund);

    public void Restore(in StateSnapshot snapshot)
    {
        while (_journalCount > snapshot.Journal)
        {
            Undo(ref _journal[--_journalCount]);
        }

        LogCount = snapshot.Logs;
        Refund = snapshot.Refund;
    }

    public void SetBalance(Account account, in UInt256 balance)
    {
        Record(JournalKind.Balance, account, null, in account.Balance, 0);
        account.Balance = balance;
        account.ChangedStamp = Stamp;
    }

    public void AddBalance(Account account, in UInt256 amount)
    {
        Touch(account);
        if (!amount.IsZero)
        {
            EnsureLoaded(account);
            SetBalance(account, account.Balance + amount);
        }
    }

    public void SubtractBalance(Account account, in UInt256 amount)
    {
        Touch(account);
        if (!amount.IsZero)
        {
            EnsureLoaded(account);
            SetBalance(account, account.Balance - amount);
        }
    }

    public void SetNonce(Account account, ulong nonce)
    {
        Record(JournalKind.Nonce, account, null, default, account.Nonce);
        account.Nonce = nonce;
        account.ChangedStamp = Stamp;
    }

    public void SetSlot(Account account, StorageSlot slot, in UInt256 value)
    {
        Record(JournalKind.Storage, account, slot, in slot.Current, 0);
        slot.Current = value;
        account.ChangedStamp = Stamp;
    }

    public void WriteTransient(Account account, in UInt256 key, in UInt256 value)
    {
        var full = new TransientKey(in account.Address, in key);
        ref UInt256 current = ref _transient.GetOrAdd(in full, out _);
        var slot = new StorageSlot(in key, in current);
        Record(JournalKind.Transient, account, slot, in current, 0);
        current = value;
    }

    /// <summary>
    /// Makes an account exist; if it then ends the transaction empty, it disappears (EIP-161). From
    /// Paris on nothing is read: an account that is only touched is empty or stays as it was.
    /// </summary>
    public void Touch(Account account)
    {
        if (account.TouchStamp == Stamp)
        {
            return;
        }

        if (_rules.HasEmptyAccounts)
        {
            EnsureLoaded(account);
        }

        Existence before = !account.IsLoaded ? Existence.Unread
            : account.Exists ? Existence.Present
            : Existence.Absent;
        ulong number = ((ulong)account.TouchStamp << 2) | (ulong)before;
        Record(JournalKind.Touch, account, null, default, number);
        account.TouchStamp = Stamp;
        account.Exists = true;
        if (before == Existence.Absent)
        {
            account.ChangedStamp = Stamp;
        }

        AddTouched(account);
    }

    /// <summary>Starts a contract: fresh storage, created in this transaction.</summary>
    public void MarkCreated(Account account)
    {
        Record(JournalKind.Create, account, null, default, (ulong)account.CreatedStamp);
        account.CreatedStamp = Stamp;
        account.StorageEpoch++;
        account.ChangedStamp = Stamp;
    }

    /// <summary>Gives a contract under creation its code.</summary>
    public void SetCode(Account account, ReadOnlySpan<byte> code)
    {
        // The old code is empty, so that the journal need not keep it.
        Record(JournalKind.Code, account, null, default, 0);
        Replace(account, new ContractCode(code));
    }

    /// <summary>
    /// Sets or ends (by the zero address) a delegation (EIP-7702), for good: outside of all frames.
    /// </summary>
    public void SetDelegation(Account account, in Address target) => Replace(
        account, target.IsZero ? ContractCode.Empty : ContractCode.DelegationTo(in target));

    private void Replace(Account account, ContractCode code)
    {
        account.Code = code;
        account.CodeHash = Keccak256.Hash(code.Span);
        account.ChangedStamp = Stamp;
        _codes.Set(in account.CodeHash, code);
    }

    public void MarkDestroyed(Account account)
    {
        Touch(account);
        Record(JournalKind.Destroy, account, null, default, (ulong)account.DestroyedStamp);
        account.DestroyedStamp = Stamp;
    }

    private void Record(
        JournalKind kind, Account? account, StorageSlot? slot, in UInt256 value, ulong number)
    {
        if (_journalCount == _journal.Length)
        {
            var grown = new JournalEntry[2 * _journalCount];
            _journal.AsSpan().CopyTo(grown);
            _journal = grown;
        }

        ref JournalEntry entry = ref _journal[_journalCount++];
        entry.Kind = kind;
        entry.Account = account;
        entry.Slot = slot;
        entry.Value = value;
        entry.Number = number;
    }

    private void Undo(ref JournalEntry entry)
    {
        Account account = entry.Account!;
        switch (entry.Kind)
        {
            case JournalKind.WarmAccount:
                account.WarmStamp = (int)entry.Number;
                break;
            case JournalKind.WarmSlot:
                entry.Slot!.WarmStamp = (int)entry.Number;
                break;
            case JournalKind.Balance:
                account.Balance = entry.Value;
                break;
            case JournalKind.Nonce:
                account.Nonce = entry.Number;
                break;
            case JournalKind.Storage:
                entry.Slot!.Current = entry.Value;
                break;
            case JournalKind.Transient:
                var key = new TransientKey(in account.Address, in entry.Slot!.Key);
                _transient.Set(in key, entry.Value);
                break;
            case JournalKind.Touch:
                UndoTouch(account, entry.Number);
                break;
            case JournalKind.Create:
                account.CreatedStamp = (int)entry.Number;
                break;
            case JournalKind.Code:
                account.Code = ContractCode.Empty;
                account.CodeHash = Hash256.EmptyKeccak;
                break;
            case JournalKind.Destroy:
                account.DestroyedStamp = (int)entry.Number;
                break;
        }
    }

    // The touch of the empty account 3 (RIPEMD-160) survived a failed call on mainnet in block
    // 2675119, by an error that all clients shared; it has been the rule since.
    private void UndoTouch(Account account, ulong before)
    {
        if (_rules.HasStateClearing && _rules.HasEmptyAccounts
            && account.Address == Address.FromNumber(3))
        {
            return;
        }

        var existence = (Existence)(before & 3);
        account.TouchStamp = (int)(before >> 2);
        account.Exists = existence == Existence.Unread
            ? account.ExistedBefore
            : existence == Existence.Present;
    }

    private struct JournalEntry
    {
        public JournalKind Kind;
        public Account? Account;
        public StorageSlot? Slot;
        public UInt256 Value;
        public ulong Number;
    }
}

/// <summary>A point to go back to.</summary>
public readonly struct StateSnapshot(int journal, int logs, long refund)
{
    public readonly int Journal = journal;
    public readonly int Logs = logs;
    public readonly long Refund = refund;
}

/// <summary>Key of transient storage (EIP-1153).</summary>
public readonly struct TransientKey(in Address address, in UInt256 key) : IHashKey<TransientKey>
{
    private readonly Address _address = address;
    private readonly UInt256 _key = key;

    public uint KeyHash() => _address.KeyHash() ^ _key.KeyHash();

    public bool KeyEquals(in TransientKey other) =>
        _address == other._address && _key == other._key;
}
