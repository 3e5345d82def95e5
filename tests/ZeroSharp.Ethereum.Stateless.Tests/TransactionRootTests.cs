using System.Numerics;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>State roots after each transaction, as receipts before Byzantium hold them.</summary>
public sealed class TransactionRootTests
{
    // Without call data SELFDESTRUCT to the caller, else SSTORE(data[0], data[1]).
    private const string Store = "3660065733ff5b6020356000355500";

    // MSTOREs and RETURNs it.
    private const string StoreInit = "6e" + Store + "600052600f6011f3";

    // CREATE2 of it with salt 0.
    private const string Factory = "77" + StoreInit + "600052600060186008" + "6000f500";

    private static readonly byte[] OldContract = [.. new byte[19], 0x50];
    private static readonly byte[] FactoryAddress = [.. new byte[19], 0x51];

    private static byte[] Child => TestBlock.Hash(
        [0xff, .. FactoryAddress, .. new byte[32], .. TestBlock.Hash(Convert.FromHexString(StoreInit))])[12..];

    // What is written, destroyed and made again must give the roots of a state that is written once.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void TryComputeRoot_AfterEachTransaction_EqualsTheRootOfAllAtOnce(int seed)
    {
        Random random = new(seed);
        byte[][] transactions =
        [
            .. Enumerable.Range(0, 14).Select(i => Random(random, (ulong)i).Sign()),
        ];
        TestExecution steps = Begin(transactions, Fork.Constantinople);
        for (int count = 1; count <= transactions.Length; count++)
        {
            Assert.Equal(TransactionStatus.Ok, steps.Execute(transactions[count - 1]));
            TestExecution once = Begin(transactions, Fork.Constantinople);
            foreach (byte[] raw in transactions.Take(count))
            {
                once.Execute(raw);
            }

            Assert.Equal(once.Root(), steps.Root());
            Assert.Equal(once.Root(), steps.Root());
        }
    }

    [Fact]
    public void Make_WithARoot_PutsItInThePlaceOfTheStatus()
    {
        byte[] raw = new TestTransaction { Type = Transaction.Legacy, To = FactoryAddress }.Sign();
        TestExecution execution = Begin([raw], Fork.SpuriousDragon);
        execution.Execute(raw);
        Hash256 root = execution.Root();
        byte[] bloom = new byte[256];
        TransactionReceipt with = TransactionReceipt.Make(
            execution.Last!, execution.Executor, execution.World, execution.Hashes, bloom, root);
        TransactionReceipt without = TransactionReceipt.Make(
            execution.Last!, execution.Executor, execution.World, execution.Hashes, bloom);

        // List header of three bytes; then the root as a string of 32 bytes, or the status.
        Assert.Equal([0xa0, .. root.AsSpan()], with.Encoded[3..36]);
        Assert.Equal(without.Encoded[4..], with.Encoded[36..]);
    }

    private static TestTransaction Random(Random random, ulong nonce)
    {
        byte[] write = [.. TestBlock.Word(random.Next(4)), .. TestBlock.Word(random.Next(3))];
        return new TestTransaction
        {
            Type = Transaction.Legacy,
            Nonce = nonce,
            Value = random.Next(3),
            To = random.Next(5) switch { 0 => FactoryAddress, 1 => OldContract, _ => Child },
            Data = random.Next(4) == 0 ? [] : write,
            GasLimit = 200_000,
        };
    }

    private static TestExecution Begin(byte[][] transactions, Fork fork)
    {
        (BigInteger, BigInteger)[] slots = [(0, 1), (1, 2), (7, 8)];
        BlockDraft draft = TestBlock.With(
            transactions,
            (OldContract, new TestAccount(5, 1, Convert.FromHexString(Store), slots)),
            (FactoryAddress, new TestAccount(0, 1, Convert.FromHexString(Factory))));
        draft.Fork = fork;
        return new TestExecution(draft);
    }
}
