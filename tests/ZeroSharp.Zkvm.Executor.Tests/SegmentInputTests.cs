using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover.Tests;

namespace ZeroSharp.Zkvm.Executor.Tests;

public sealed class SegmentInputTests
{
    private const int Seed = 11;
    private const int Mutations = 4000;
    private const int RandomFiles = 20_000;
    private const int LeafCountAt = 25 + (2 * 36);

    private static readonly ProgramImage Program = CutPrograms.Random(Seed);

    private static readonly byte[] Bytes =
        SegmentInput.Of(CutPrograms.Segments(Program, new SegmentLimits { MaxSteps = 500 })[2]).ToBytes();

    [Fact]
    public void TryRead_Mutations_AreRefusedThereOrByTheReplay()
    {
        int replays = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] mutated = Mutation.Apply(Bytes, new Random((Seed * Mutations) + i));
            if (mutated.AsSpan().SequenceEqual(Bytes) || !SegmentInput.TryRead(mutated, out SegmentInput? input))
            {
                continue;
            }

            replays++;
            Assert.Equal(mutated, input!.ToBytes());
            Assert.Throws<SegmentInputException>(() => SegmentReplay.Run(Program, input));
        }

        Assert.True(replays > Mutations / 10, $"only {replays} were read");
    }

    [Fact]
    public void TryRead_EveryPrefix_IsRefused()
    {
        for (int length = 0; length < Bytes.Length; length++)
        {
            Assert.False(SegmentInput.TryRead(Bytes.AsSpan(0, length), out _), $"{length} bytes");
        }

        Assert.False(SegmentInput.TryRead([.. Bytes, 0], out _));
    }

    [Fact]
    public void TryRead_RandomBytesBehindTheHeader_NeverThrows()
    {
        Random random = new(Seed);
        for (int i = 0; i < RandomFiles; i++)
        {
            byte[] bytes = new byte[LeafCountAt + 4 + random.Next(100)];
            random.NextBytes(bytes);
            Bytes.AsSpan(0, random.Next(2) == 0 ? 8 : LeafCountAt).CopyTo(bytes);
            BitConverter.TryWriteBytes(bytes.AsSpan(LeafCountAt), random.Next(30));
            if (SegmentInput.TryRead(bytes, out SegmentInput? input))
            {
                Assert.Equal(bytes, input!.ToBytes());
            }
        }
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData((uint)int.MaxValue)]
    [InlineData((uint)SegmentInput.MaxLeafCount)]
    public void TryRead_LeafCountBeyondTheBytes_AllocatesNothingForIt(uint count)
    {
        byte[] bytes = [.. Bytes];
        BitConverter.TryWriteBytes(bytes.AsSpan(LeafCountAt), count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(SegmentInput.TryRead(bytes, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    [Fact]
    public void TryRead_LongerThanTheMaximum_IsRefused()
    {
        byte[] bytes = new byte[SegmentInput.MaxByteLength + 1];
        Bytes.CopyTo(bytes, 0);
        Assert.False(SegmentInput.TryRead(bytes, out _));
    }

    [Fact]
    public void ToBytes_MoreLeavesThanTheMaximum_Throws()
    {
        Assert.True(SegmentInput.TryRead(Bytes, out SegmentInput? input));
        SegmentInput large = InputForge.WithManyLeaves(input!, SegmentInput.MaxLeafCount + 1);
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => large.ToBytes());
        Assert.Contains("smaller segments", failure.Message, StringComparison.Ordinal);
    }
}
