using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// The state during a block: accounts and slots that were used, and a journal to undo changes.
/// Warmth, transient use and original values carry the number of the transaction, so that nothing
/// is cleared between transactions.
/// </summary>
public sealed partial class WorldState
{
    private readonly IStateSource _source;
    private readonly ForkRules _rules;
    private readonly HashMap<Address, Account> _accounts = new(256);
    private readonly HashMap<Hash256, ContractCode> _codes = new(64);
    private HashMap<TransientKey, UInt256> _transient = new(8);
    private HashMap<TransientKey, bool> _warmKeys = new(8);
    private Account[] _touched = new Account[64];
    private int _touchedCount;
    private LogEntry[] _logs = new LogEntry[16];

    public WorldState(IStateSource source, ForkRules rules)
    {
        _source = source;
        _rules = rules;
    }

    /// <summary>Whether the source lacked something; results are then void.</summary>
    public bool HasFault { get; private set; }

    /// <summary>The number of the running transaction, from 1.</summary>
    public int Stamp { get; private set; }

    public long Refund { get; set; }

    public int LogCount { get; private set; }

    public int AccountCount => _accounts.Count;

    public Account AccountAt(int index) => _accounts.ValueAt(index);

    public LogEntry LogAt(int index) => _logs[index];

    public void BeginTransaction()
    {
        Stamp++;
        Refund = 0;
        LogCount = 0;
        _touchedCount = 0;
        _journalCount = 0;
        if (_warmKeys.Count > 0)
        {
            _warmKeys = new HashMap<TransientKey, bool>(8);
        }

        if (_transient.Count > 0)
        {
            _transient = new HashMap<TransientKey, UInt256>(8);
        }
    }

    /// <summary>The account object, perhaps not loaded.</summary>
    public Account Find(in Address address)
    {
        ref Account account = ref _accounts.GetOrAdd(in address, out bool existed);
        if (!existed)
        {
            account = new Account(in address);
        }

        return account;
    }

    /// <summary>The account with its fields.</summary>
    public Account Load(in Address address)
    {
        Account account = Find(in address);
        EnsureLoaded(account);
        return account;
    }

    public void EnsureLoaded(Account account)
    {
        if (!account.IsLoaded)
        {
            account.IsLoaded = true;
            HasFault |= !_source.LoadAccount(account);
            account.Exists = account.ExistedBefore || account.TouchStamp == Stamp;
        }
    }

    public ContractCode CodeOf(Account account)
    {
        EnsureLoaded(account);
        if (account.Code is null)
        {
            if (account.CodeHash == Hash256.EmptyKeccak)
            {
                account.Code = ContractCode.Empty;
            }
            else
            {
                ref ContractCode code = ref _codes.GetOrAdd(in account.CodeHash, out bool existed);
                if (!existed && !_source.LoadCode(in account.CodeHash, out code))
                {
                    HasFault = true;
                    code = ContractCode.Empty;
                }

                account.Code = code;
            }
        }

        return account.Code;
    }

    /// <summary>The slot, loaded, with its original value set for this transaction.</summary>
    public StorageSlot Slot(Account account, in UInt256 key)
    {
        account.Storage ??= new HashMap<UInt256, StorageSlot>(8);
        ref StorageSlot slot = ref account.Storage.GetOrAdd(in key, out bool existed);
        if (!existed)
        {
            UInt256 value = default;
            EnsureLoaded(account);
            if (!account.IsStorageWiped)
            {
                HasFault |= !_source.LoadSlot(account, in key, out value);
            }

            slot = new StorageSlot(in key, in value);
        }

        if (slot.Stamp != Stamp)
        {
            slot.Stamp = Stamp;
            slot.Original = slot.Current;
        }

        return slot;
    }

    /// <summary>Whether a slot is warm; reads nothing.</summary>
    public bool IsWarm(Account account, in UInt256 key)
    {
        if (account.Storage is not null
            && account.Storage.TryGetValue(in key, out StorageSlot slot)
            && slot.WarmStamp == Stamp)
        {
            return true;
        }

        if (_warmKeys.Count == 0)
        {
            return false;
        }

        var full = new TransientKey(in account.Address, in key);
        return _warmKeys.ContainsKey(in full);
    }

    /// <summary>Makes a slot warm for this transaction without reading it (EIP-2930).</summary>
    public void WarmKey(Account account, in UInt256 key)
    {
        var full = new TransientKey(in account.Address, in key);
        _warmKeys.Set(in full, true);
    }

    public UInt256 ReadTransient(in Address address, in UInt256 key)
    {
        var full = new TransientKey(in address, in key);
        _transient.TryGetValue(in full, out UInt256 value);
        return value;
    }

    public void AddLog(LogEntry log)
    {
        if (LogCount == _logs.Length)
        {
            var grown = new LogEntry[2 * LogCount];
            _logs.AsSpan().CopyTo(grown);
            _logs = grown;
        }

        _logs[LogCount++] = log;
    }

    /// <summary>Makes an account warm; true if it was cold.</summary>
    public bool Warm(Account account)
    {
        if (account.WarmStamp == Stamp)
        {
            return false;
        }

        Record(JournalKind.WarmAccount, account, null, default, (ulong)account.WarmStamp);
        account.WarmStamp = Stamp;
        return true;
    }

    /// <summary>Makes a slot warm; true if it was cold.</summary>
    public bool Warm(StorageSlot slot)
    {
        if (slot.WarmStamp == Stamp)
        {
            return false;
        }

        Record(JournalKind.WarmSlot, null, slot, default, (ulong)slot.WarmStamp);
        slot.WarmStamp = Stamp;
        return true;
    }

    /// <summary>Ends a transaction: destroys what is marked, clears empty touched accounts.</summary>
    public void EndTransaction()
    {
        for (int i = 0; i < _touchedCount; i++)
        {
            Account account = _touched[i];
            if (account.DestroyedStamp == Stamp)
            {
                account.Nonce = 0;
                account.Balance = default;
                account.CodeHash = Hash256.EmptyKeccak;
                account.Code = ContractCode.Empty;
                account.Storage = null;
                account.StorageEpoch++;
                Remove(account);
            }
            else if (_rules.HasStateClearing && account.TouchStamp == Stamp
                && account.IsLoaded && account.IsEmpty)
            {
                // EIP-161.
                Remove(account);
            }
        }
    }

    // The next touch makes the account anew.
    private void Remove(Account account)
    {
        account.Exists = false;
        account.ChangedStamp = Stamp;
        account.TouchStamp = 0;
    }

    private void AddTouched(Account account)
    {
        if (_touchedCount == _touched.Length)
        {
            var grown = new Account[2 * _touchedCount];
            _touched.AsSpan().CopyTo(grown);
            _touched = grown;
        }

        _touched[_touchedCount++] = account;
    }
}
