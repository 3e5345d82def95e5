using System.Numerics;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>Which transactions may stand in a block, and what they pay.</summary>
public sealed class TransactionTests
{
    private static readonly byte[] BlobHash = [1, .. new byte[31]];

    [Theory]
    [InlineData(Transaction.Legacy)]
    [InlineData(Transaction.AccessListType)]
    [InlineData(Transaction.DynamicFee)]
    public void Run_Transfer_MovesValueAndFees(int type)
    {
        byte[] raw = new TestTransaction { Type = type, Value = 1000 }.Sign();
        BlockResult result = TestBlock.Run(TestBlock.With([raw]));
        Assert.Equal(BlockStatus.Ok, result.Status);
        Assert.Equal(21_000UL, result.Statement.GasUsed);

        // Base fee 7 is burned; types 0 and 1 pay all of their price of 100, type 2 a tip of 1.
        ulong price = type == Transaction.DynamicFee ? 8UL : 100UL;
        Core.UInt256 balance = TestBlock.After(result, TestBlock.SenderAddress).Balance;
        Assert.Equal(TestBlock.Ether - 1000 - (21_000 * price), TestModels.WordGen.Big(in balance));
        Assert.Equal(1UL, TestBlock.After(result, TestBlock.SenderAddress).Nonce);
        Assert.Equal(1000UL, TestBlock.After(result, TestBlock.Receiver).Balance.U0);
        Assert.Equal(21_000 * (price - 7), TestBlock.After(result, TestBlock.Beneficiary).Balance.U0);
    }

    [Fact]
    public void Run_WrongNonce_SaysWhichWay()
    {
        Expect(TransactionStatus.NonceTooHigh, new TestTransaction { Nonce = 1 });
        Expect(
            TransactionStatus.NonceTooLow,
            new TestTransaction { Nonce = 4 },
            (TestBlock.SenderAddress, new TestAccount(TestBlock.Ether, Nonce: 5)));
        Expect(TransactionStatus.NonceOverflow, new TestTransaction { Nonce = ulong.MaxValue });
    }

    [Fact]
    public void Run_SenderCannotPay_IsRefused()
    {
        // Exactly enough is enough: 100000 gas at a price of at most 100, and the value.
        TestTransaction transaction = new() { Value = 5 };
        BlockDraft enough = TestBlock.With(
            [transaction.Sign()], (TestBlock.SenderAddress, new TestAccount(10_000_005)));
        Assert.Equal(BlockStatus.Ok, TestBlock.Run(enough).Status);
        Expect(
            TransactionStatus.CannotPay, transaction, (TestBlock.SenderAddress, new TestAccount(10_000_004)));
        Expect(TransactionStatus.CannotPay, new TestTransaction { Value = (BigInteger.One << 256) - 1 });
        Expect(TransactionStatus.CannotPay, new TestTransaction { MaxFee = (BigInteger.One << 256) - 1 });
    }

    [Fact]
    public void Run_SenderIsContract_IsRefused() => Expect(
        TransactionStatus.SenderIsContract,
        new TestTransaction(),
        (TestBlock.SenderAddress, new TestAccount(TestBlock.Ether, Code: [0])));

    [Theory]
    [InlineData(6, 1, TransactionStatus.FeeBelowBaseFee)]
    [InlineData(7, 0, TransactionStatus.Ok)]
    [InlineData(9, 10, TransactionStatus.PriorityAboveFee)]
    public void Run_Fees_MustCoverTheBaseFee(int maxFee, int priority, TransactionStatus expected) =>
        Expect(expected, new TestTransaction { MaxFee = maxFee, PriorityFee = priority });

    [Fact]
    public void Run_GasLimits_AreBounded()
    {
        Expect(TransactionStatus.IntrinsicGas, new TestTransaction { GasLimit = 20_999 });
        Expect(TransactionStatus.Ok, new TestTransaction { GasLimit = 21_000 });

        // 4 for the zero byte, 16 for the other.
        Expect(TransactionStatus.IntrinsicGas, new TestTransaction { GasLimit = 21_019, Data = [0, 1] });
        Expect(TransactionStatus.Ok, new TestTransaction { GasLimit = 21_020, Data = [0, 1] });
        Expect(TransactionStatus.IntrinsicGas, new TestTransaction { GasLimit = 53_017, Data = [1], To = [] });
        Expect(TransactionStatus.Ok, new TestTransaction { GasLimit = 53_018, Data = [0x5b], To = [] });
        Expect(TransactionStatus.GasLimitAboveBlock, new TestTransaction { GasLimit = 30_000_001 });
        Expect(TransactionStatus.GasLimitAboveBlock, new TestTransaction { GasLimit = ulong.MaxValue });
    }

    [Fact]
    public void Run_SecondTransaction_HasTheRestOfTheBlock()
    {
        BlockDraft content = TestBlock.With(
            [new TestTransaction().Sign(), new TestTransaction { Nonce = 1, GasLimit = 29_979_001 }.Sign()]);
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(TransactionStatus.GasLimitAboveBlock, result.TransactionStatus);
        Assert.Equal(1, result.TransactionIndex);
    }

    [Fact]
    public void Run_OtherChain_IsRefused()
    {
        Expect(TransactionStatus.WrongChain, new TestTransaction { ChainId = 2 });
        Expect(TransactionStatus.WrongChain, new TestTransaction { Type = Transaction.Legacy, ChainId = 2 });
    }

    [Fact]
    public void Run_InvalidSignature_IsRefused()
    {
        byte[] raw = new TestTransaction().Sign();

        // The last 32 bytes are s; above half of the order it is refused (EIP-2).
        raw.AsSpan(raw.Length - 32).Fill(0xFF);
        Expect(TransactionStatus.InvalidSignature, raw);
        raw.AsSpan(raw.Length - 32).Fill(0x7F);
        raw[^32] = 0x80;
        Expect(TransactionStatus.InvalidSignature, raw);
    }

    [Theory]
    [InlineData("04c0", TransactionStatus.Malformed)]
    [InlineData("05c0", TransactionStatus.UnknownType)]
    [InlineData("7fc0", TransactionStatus.UnknownType)]
    [InlineData("00c0", TransactionStatus.UnknownType)]
    [InlineData("80", TransactionStatus.Malformed)]
    [InlineData("b8", TransactionStatus.Malformed)]
    [InlineData("c0", TransactionStatus.Malformed)]
    [InlineData("02", TransactionStatus.Malformed)]
    [InlineData("02c0", TransactionStatus.Malformed)]
    [InlineData("", TransactionStatus.Malformed)]
    public void Run_NoTransaction_IsRefused(string raw, TransactionStatus expected) =>
        Expect(expected, Convert.FromHexString(raw));

    [Theory]
    [InlineData(Transaction.Legacy)]
    [InlineData(Transaction.AccessListType)]
    [InlineData(Transaction.DynamicFee)]
    [InlineData(Transaction.Blob)]
    [InlineData(Transaction.SetCode)]
    public void Decode_TruncatedOrExtended_IsMalformed(int type)
    {
        byte[] raw = new TestTransaction
        {
            Type = type, Data = [1, 2, 3], BlobHashes = [BlobHash], Authorizations = [new TestAuthorization()],
        }.Sign();
        Assert.Equal(TransactionStatus.Ok, TransactionDecoder.Decode(raw, out _));
        for (int length = 0; length < raw.Length; length++)
        {
            Assert.Equal(TransactionStatus.Malformed, TransactionDecoder.Decode(raw.AsSpan(0, length), out _));
        }

        Assert.Equal(TransactionStatus.Malformed, TransactionDecoder.Decode([.. raw, 0], out _));
    }

    [Theory]
    [InlineData(Transaction.Blob)]
    [InlineData(Transaction.SetCode)]
    public void Decode_RandomMutations_NeverThrow(int type)
    {
        const int Seed = 20260726;
        Random random = new(Seed);
        byte[] raw = new TestTransaction
        {
            Type = type, Data = [1, 2, 3], BlobHashes = [BlobHash], Authorizations = [new TestAuthorization()],
        }.Sign();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] mutated = [.. raw];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            Exception? failure = Record.Exception(() => TransactionDecoder.Decode(mutated, out _));
            Assert.True(failure is null, $"seed {Seed}, round {round}: {failure}");
        }
    }

    // EIP-4844.
    [Fact]
    public void Run_BlobTransaction_ObeysItsRules()
    {
        TestTransaction blob = new() { Type = Transaction.Blob, BlobHashes = [BlobHash] };
        Expect(TransactionStatus.NoBlobs, blob with { BlobHashes = [] });
        Expect(TransactionStatus.BadBlobVersion, blob with { BlobHashes = [new byte[32]] });
        Expect(TransactionStatus.TooManyBlobs, blob with { BlobHashes = [.. Enumerable.Repeat(BlobHash, 7)] });
        Expect(TransactionStatus.BlobCreation, blob with { To = [], GasLimit = 200_000 });
        Expect(TransactionStatus.BlobFeeTooLow, blob with { MaxBlobFee = 0 });

        BlockDraft shanghai = TestBlock.With([blob.Sign()]);
        shanghai.Fork = Fork.Shanghai;
        Assert.Equal(TransactionStatus.UnknownType, TestBlock.Run(shanghai).TransactionStatus);
    }

    [Fact]
    public void Run_BlobTransaction_PaysTheBlobFee_AndCountsItsGas()
    {
        byte[] raw = new TestTransaction { Type = Transaction.Blob, BlobHashes = [BlobHash, BlobHash] }.Sign();
        BlockDraft content = TestBlock.With([raw]);
        Assert.Equal(BlockStatus.BlobGasMismatch, TestBlock.Run(content).Status);

        // e^(excess / 3338477) reaches 2 wei at ln 2 = 0.6931... of the fraction.
        content.Header.BlobGasUsed = 2 * 131_072;
        content.Header.ExcessBlobGas = 2_314_059;
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(BlockStatus.Ok, result.Status);
        Core.UInt256 balance = TestBlock.After(result, TestBlock.SenderAddress).Balance;
        Assert.Equal(TestBlock.Ether - (21_000 * 8) - (2 * 131_072 * 2), TestModels.WordGen.Big(in balance));
    }

    // EIP-3529: at most a fifth of the gas used comes back.
    [Fact]
    public void Run_Refund_IsAFifthAtMost()
    {
        // PUSH1 0 PUSH1 i SSTORE for 10 slots that are set: 10 * 4800 exceeds a fifth.
        byte[] code = [.. Enumerable.Range(0, 10).SelectMany(i => new byte[] { 0x60, 0, 0x60, (byte)i, 0x55 })];
        TestAccount contract = new(
            Code: code, Storage: [.. Enumerable.Range(0, 10).Select(i => ((BigInteger)i, (BigInteger)1))]);
        BlockResult result = TestBlock.Run(
            TestBlock.With([new TestTransaction { GasLimit = 200_000 }.Sign()], (TestBlock.Receiver, contract)));
        Assert.Equal(BlockStatus.Ok, result.Status);
        const ulong Used = 21_000 + (10 * (6 + 5000));
        Assert.Equal(Used - (Used / 5), result.Statement.GasUsed);
    }

    private static void Expect(
        TransactionStatus expected,
        TestTransaction transaction,
        params (byte[] Address, TestAccount Account)[] accounts) =>
        Expect(expected, transaction.Sign(), accounts);

    private static void Expect(
        TransactionStatus expected, byte[] raw, params (byte[] Address, TestAccount Account)[] accounts)
    {
        BlockResult result = TestBlock.Run(TestBlock.With([raw], accounts));
        Assert.Equal(expected, result.TransactionStatus);
        Assert.Equal(
            expected == TransactionStatus.Ok ? BlockStatus.Ok : BlockStatus.InvalidTransaction, result.Status);
        Assert.Equal(expected == TransactionStatus.Ok ? -1 : 0, result.TransactionIndex);
    }
}
