using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>What of the pre-state could not be read.</summary>
public enum WitnessFault
{
    None = 0,
    MissingNode = 1,
    MalformedNode = 2,
    MissingCode = 3,
    MalformedAccount = 4,
    MalformedSlot = 5,
}

/// <summary>The pre-state as the witness proves it, and the post-state root.</summary>
public sealed partial class WitnessState : IStateSource
{
    private readonly BlockInput _input;
    private readonly MerkleTrie _accounts;
    private readonly HashMap<Hash256, int> _codes;
    private AccountRecord[] _records = new AccountRecord[256];
    private int _recordCount;

    public WitnessState(BlockInput input)
    {
        _input = input;
        var root = new Hash256(input.PreStateRoot);
        _accounts = new MerkleTrie(input.Nodes, in root, input.RootNode);
        _codes = new HashMap<Hash256, int>(input.CodeCount);
        for (int i = 0; i < input.CodeCount; i++)
        {
            var hash = new Hash256(input.CodeHash(i));
            _codes.Set(in hash, i);
        }
    }

    /// <summary>The digests of addresses and slots, which others may use.</summary>
    public HashMemo Hashes { get; } = new();

    /// <summary>The first thing that went wrong.</summary>
    public WitnessFault Fault { get; private set; }

    /// <summary>The hash of the node or code of <see cref="Fault"/>.</summary>
    public Hash256 FaultHash { get; private set; }

    public bool LoadAccount(Account account)
    {
        AccountRecord record = AddRecord(account);
        record.Key = Hashes.OfAddress(in account.Address);
        TrieStatus status = _accounts.Get(
            record.Key.AsSpan(), out ReadOnlySpan<byte> value, out record.StorageHint);
        if (status == TrieStatus.NotFound)
        {
            return true;
        }

        if (status != TrieStatus.Ok)
        {
            return FailAt(_accounts, status);
        }

        if (!TryDecode(value, account))
        {
            return Fail(WitnessFault.MalformedAccount, in record.Key);
        }

        account.ExistedBefore = true;
        record.Store(account, in account.StorageRoot);
        return true;
    }

    public bool LoadSlot(Account account, in UInt256 key, out UInt256 value)
    {
        value = default;
        if (account.StorageRoot == Hash256.EmptyTrieRoot)
        {
            return true;
        }

        MerkleTrie storage = StorageOf(account);
        Hash256 hashedKey = HashOfSlot(in key);
        TrieStatus status = storage.Get(
            hashedKey.AsSpan(), out ReadOnlySpan<byte> encoded, out _);
        if (status == TrieStatus.NotFound)
        {
            return true;
        }

        if (status != TrieStatus.Ok)
        {
            return FailAt(storage, status);
        }

        var reader = new RlpReader(encoded);
        return (reader.ReadUInt256(out value) == RlpStatus.Ok && reader.IsAtEnd)
            || Fail(WitnessFault.MalformedSlot, in hashedKey);
    }

    public bool LoadCode(in Hash256 codeHash, out ContractCode code)
    {
        code = ContractCode.Empty;
        int index = _codes.IndexOf(in codeHash);
        if (index < 0)
        {
            return Fail(WitnessFault.MissingCode, in codeHash);
        }

        ReadOnlySpan<byte> bytes = _input.Code(_codes.ValueAt(index)).All;
        if (Keccak256.Hash(bytes) != codeHash)
        {
            return Fail(WitnessFault.MissingCode, in codeHash);
        }

        code = new ContractCode(bytes);
        return true;
    }

    private AccountRecord AddRecord(Account account)
    {
        if (_recordCount == _records.Length)
        {
            var grown = new AccountRecord[2 * _recordCount];
            _records.AsSpan().CopyTo(grown);
            _records = grown;
        }

        var record = new AccountRecord();
        account.SourceTag = _recordCount;
        _records[_recordCount++] = record;
        return record;
    }

    private static bool TryDecode(ReadOnlySpan<byte> value, Account account)
    {
        var whole = new RlpReader(value);
        return whole.ReadList(out RlpReader fields) == RlpStatus.Ok
            && whole.IsAtEnd
            && fields.ReadUInt64(out account.Nonce) == RlpStatus.Ok
            && fields.ReadUInt256(out account.Balance) == RlpStatus.Ok
            && fields.ReadHash(out account.StorageRoot) == RlpStatus.Ok
            && fields.ReadHash(out account.CodeHash) == RlpStatus.Ok
            && fields.IsAtEnd;
    }

    private MerkleTrie StorageOf(Account account)
    {
        AccountRecord record = _records[account.SourceTag];
        record.Storage ??= account.IsStorageWiped
            ? new MerkleTrie()
            : new MerkleTrie(_input.Nodes, in account.StorageRoot, record.StorageHint);
        return record.Storage;
    }

    private Hash256 HashOfSlot(in UInt256 key)
    {
        Hash256 word = Hash256.FromUInt256(in key);
        return Hashes.OfWord(in word);
    }

    private bool FailAt(MerkleTrie trie, TrieStatus status)
    {
        Hash256 hash = trie.FaultHash;
        return Fail(
            status == TrieStatus.MissingNode
                ? WitnessFault.MissingNode
                : WitnessFault.MalformedNode,
            in hash);
    }

    private bool Fail(WitnessFault fault, in Hash256 hash)
    {
        if (Fault == WitnessFault.None)
        {
            Fault = fault;
            FaultHash = hash;
        }

        return false;
    }

    // What the tries hold of an account.
    private sealed class AccountRecord
    {
        public Hash256 Key;
        public uint StorageHint;
        public MerkleTrie? Storage;

        /// <summary>The account's storage epoch to which the storage trie belongs.</summary>
        public int StorageEpoch;

        /// <summary>Whether the account trie has the account; if not, the rest is void.</summary>
        public bool IsStored;

        public Hash256 StorageRoot = Hash256.EmptyTrieRoot;
        private ulong _nonce;
        private UInt256 _balance;
        private Hash256 _codeHash;

        public void Store(Account account, in Hash256 storageRoot)
        {
            IsStored = true;
            StorageRoot = storageRoot;
            _nonce = account.Nonce;
            _balance = account.Balance;
            _codeHash = account.CodeHash;
        }

        public bool Equals(Account account, in Hash256 storageRoot) =>
            IsStored && account.Nonce == _nonce && account.Balance == _balance
            && account.CodeHash == _codeHash && storageRoot == StorageRoot;
    }
}
