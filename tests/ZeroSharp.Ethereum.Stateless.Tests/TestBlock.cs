using System.Numerics;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.TestModels;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>An account of a test's pre-state.</summary>
internal sealed record TestAccount(
    BigInteger Balance = default,
    ulong Nonce = 0,
    byte[]? Code = null,
    params (BigInteger Slot, BigInteger Value)[] Storage);

/// <summary>A tuple of EIP-7702 before it is signed.</summary>
internal sealed record TestAuthorization
{
    public BigInteger ChainId { get; init; } = 1;

    public byte[] Target { get; init; } = TestBlock.Receiver;

    public ulong Nonce { get; init; }

    public SignatureModel Signer { get; init; } = TestBlock.Authority;

    public byte[] Sign()
    {
        byte[][] fields =
        [
            TestTransaction.Int(ChainId), TestTransaction.Str(Target), TestTransaction.Int(Nonce),
        ];
        Hash256 hash = Keccak256.Hash([5, .. TestTransaction.List(fields)]);
        (UInt256 r, UInt256 s, int parity) = Signer.Sign(in hash, Nonce + 1);
        return TestTransaction.List(
        [
            .. fields,
            TestTransaction.Int(parity),
            TestTransaction.Int(WordGen.Big(in r)),
            TestTransaction.Int(WordGen.Big(in s)),
        ]);
    }
}

/// <summary>A transaction before it is signed.</summary>
internal sealed record TestTransaction
{
    public int Type { get; init; } = Transaction.DynamicFee;

    public ulong ChainId { get; init; } = 1;

    public ulong Nonce { get; init; }

    public BigInteger PriorityFee { get; init; } = 1;

    public BigInteger MaxFee { get; init; } = 100;

    public ulong GasLimit { get; init; } = 100_000;

    public byte[] To { get; init; } = TestBlock.Receiver;

    public BigInteger Value { get; init; }

    public byte[] Data { get; init; } = [];

    public BigInteger MaxBlobFee { get; init; } = 10;

    public byte[][] BlobHashes { get; init; } = [];

    public TestAuthorization[] Authorizations { get; init; } = [];

    /// <summary>Signs with the sender's key.</summary>
    public byte[] Sign()
    {
        List<byte[]> fields = Type switch
        {
            Transaction.Legacy => [Int(Nonce), Int(MaxFee), Int(GasLimit), Str(To), Int(Value), Str(Data)],
            Transaction.AccessListType =>
                [Int(ChainId), Int(Nonce), Int(MaxFee), Int(GasLimit), Str(To), Int(Value), Str(Data), List([])],
            _ =>
            [
                Int(ChainId), Int(Nonce), Int(PriorityFee), Int(MaxFee), Int(GasLimit), Str(To), Int(Value), Str(Data),
                List([]),
            ],
        };
        if (Type == Transaction.Blob)
        {
            fields.Add(Int(MaxBlobFee));
            fields.Add(List([.. BlobHashes.Select(hash => Str(hash))]));
        }

        if (Type == Transaction.SetCode)
        {
            fields.Add(List([.. Authorizations.Select(authorization => authorization.Sign())]));
        }

        bool isLegacy = Type == Transaction.Legacy;
        byte[] message = isLegacy
            ? List([.. fields, Int(ChainId), Str([]), Str([])])
            : [(byte)Type, .. List([.. fields])];
        Hash256 hash = Keccak256.Hash(message);
        (UInt256 r, UInt256 s, int parity) = TestBlock.Sender.Sign(in hash, Nonce + 1);
        byte[] signed = List(
        [
            .. fields,
            Int(isLegacy ? (2 * (BigInteger)ChainId) + 35 + parity : parity),
            Int(WordGen.Big(in r)),
            Int(WordGen.Big(in s)),
        ]);
        return isLegacy ? signed : [(byte)Type, .. signed];
    }

    internal static byte[] Str(ReadOnlySpan<byte> bytes)
    {
        var buffer = new ByteBuffer();
        RlpWriter.Write(buffer, bytes);
        return buffer.ToArray();
    }

    internal static byte[] Int(BigInteger value) =>
        Str(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));

    internal static byte[] List(params byte[][] items)
    {
        var buffer = new ByteBuffer();
        int list = RlpWriter.BeginList(buffer);
        foreach (byte[] item in items)
        {
            buffer.Append(item);
        }

        RlpWriter.EndList(buffer, list);
        return buffer.ToArray();
    }
}

/// <summary>Blocks on a pre-state of a few accounts, with a complete witness.</summary>
internal static class TestBlock
{
    public static readonly SignatureModel Sender = new(12345);
    public static readonly SignatureModel Authority = new(67890);
    public static readonly byte[] Receiver = [.. new byte[19], 0x42];
    public static readonly byte[] Beneficiary = [.. new byte[19], 0xFE];
    public static readonly byte[] BeaconRoots = Convert.FromHexString("000f3df6d732807ef1319fb7b8bb8522d0beac02");

    /// <summary>EIP-7002.</summary>
    public static readonly byte[] WithdrawalRequests =
        Convert.FromHexString("00000961ef480eb55e80d19ad83579a64c007002");

    /// <summary>EIP-7251.</summary>
    public static readonly byte[] ConsolidationRequests =
        Convert.FromHexString("0000bbddc7ce488642fb579f8b00f3a590007251");

    public static readonly BigInteger Ether = BigInteger.Pow(10, 18);

    public static byte[] SenderAddress => Bytes(Sender.Address);

    /// <summary>A Cancun block; the sender has one ether unless given otherwise.</summary>
    public static BlockDraft With(
        IEnumerable<byte[]> transactions, params (byte[] Address, TestAccount Account)[] accounts)
    {
        BlockDraft draft = new() { Fork = Fork.Cancun };
        BlockInputContent content = draft.Input;
        content.ChainId = 1;
        BlockHeader header = draft.Header;
        header.Number = 500;
        header.Timestamp = 1_800_000_000;
        header.GasLimit = 30_000_000;
        header.BaseFee = 7;
        header.Beneficiary = new Address(Beneficiary);
        draft.Transactions.AddRange(transactions);
        for (int i = 0; i < 256; i++)
        {
            content.Ancestors.Add(Word(1000 + i));
        }

        List<(byte[] Address, TestAccount Account)> all = [.. accounts];
        if (!all.Exists(entry => entry.Address.AsSpan().SequenceEqual(SenderAddress)))
        {
            all.Add((SenderAddress, new TestAccount(Ether)));
        }

        List<KeyValuePair<byte[], byte[]>> leaves = [];
        foreach ((byte[] address, TestAccount account) in all)
        {
            byte[] code = account.Code ?? [];
            content.Codes.Add(code);
            Hash256 storage = NaiveTrie.Build(
                account.Storage.Select(slot => KeyValuePair.Create(
                    Hash(Word(slot.Slot)), TestTransaction.Int(slot.Value))),
                content.Nodes);
            leaves.Add(KeyValuePair.Create(Hash(address), TestTransaction.List(
                TestTransaction.Int(account.Nonce),
                TestTransaction.Int(account.Balance),
                TestTransaction.Str(storage.AsSpan()),
                TestTransaction.Str(Hash(code)))));
        }

        content.PreStateRoot = NaiveTrie.Build(leaves, content.Nodes).AsSpan().ToArray();
        return draft;
    }

    public static BlockResult Run(BlockDraft draft) => draft.Run();

    /// <summary>An account after a block.</summary>
    public static Account After(BlockResult result, byte[] address)
    {
        Address key = new(address);
        return result.World!.Load(in key);
    }

    public static BigInteger Slot(BlockResult result, byte[] address, BigInteger slot)
    {
        UInt256 key = WordGen.Word(slot);
        UInt256 value = result.World!.Slot(After(result, address), in key).Current;
        return WordGen.Big(in value);
    }

    public static byte[] Word(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    public static byte[] Hash(byte[] bytes) => Keccak256.Hash(bytes).AsSpan().ToArray();

    public static byte[] Bytes(Address address)
    {
        byte[] bytes = new byte[20];
        address.CopyTo(bytes);
        return bytes;
    }
}
