using System.Runtime.InteropServices;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

public sealed class SegmentReplayTests
{
    private static readonly SegmentLimits Limits = new() { MaxSteps = 777 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_RandomProgram_GivesTheSegmentersRecords(int seed) =>
        AssertReplays(CutPrograms.Random(seed), Limits);

    [Fact]
    public void Run_EnvironmentCalls_GiveTheSegmentersRecords()
    {
        for (int steps = 1; steps < 12; steps++)
        {
            AssertReplays(CutPrograms.Calls(5), new SegmentLimits { MaxSteps = steps });
        }
    }

    [Fact]
    public void Run_LeafMissing_IsFoundForEveryLeaf()
    {
        ProgramImage program = CutPrograms.Random(4);
        SegmentInput input = SegmentInput.Of(CutPrograms.Segments(program, Limits)[1]);
        for (int i = 0; i < input.Leaves.Length; i++)
        {
            SegmentInput without = InputForge.WithoutLeaf(input, i);
            Assert.True(SegmentInput.TryRead(without.ToBytes(), out SegmentInput? read));
            SegmentInputException failure =
                Assert.Throws<SegmentInputException>(() => SegmentReplay.Run(program, read!));
            Assert.Contains("which its input does not have", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_LeafTooMany_IsFound()
    {
        ProgramImage program = CutPrograms.Calls(5);
        SegmentInput input = SegmentInput.Of(CutPrograms.Segments(program, Limits)[0]);
        SegmentLeaf leaf = new() { Index = 0x0100_0000 };
        SegmentInput with = InputForge.WithLeaf(input, leaf);
        Assert.Equal(input.FirstRoot, with.FirstRoot);
        Assert.Throws<SegmentInputException>(() => SegmentReplay.Run(program, with));
    }

    [Fact]
    public void Run_OtherWordsWithTheirRoot_IsFoundUnlessTheyAreNeverRead()
    {
        ProgramImage program = CutPrograms.Random(5);
        SegmentInput input = SegmentInput.Of(CutPrograms.Segments(program, Limits)[1]);
        Random random = new(5);
        int found = 0;
        for (int i = 0; i < 200; i++)
        {
            SegmentInput forged = InputForge.WithOtherWord(input, random);
            Assert.NotEqual(input.FirstRoot, forged.FirstRoot);
            try
            {
                // A word that is overwritten: a segment of another memory, with the same end.
                SegmentRecord segment = SegmentReplay.Run(program, forged);
                Assert.Equal(forged.FirstRoot, Digest(segment.FirstRoot));
                Assert.Equal(input.LastRoot, Digest(segment.LastRoot));
            }
            catch (SegmentInputException)
            {
                found++;
            }
        }

        Assert.InRange(found, 100, 199);
    }

    [Fact]
    public void Run_OtherProgram_IsFound()
    {
        SegmentInput input = SegmentInput.Of(CutPrograms.Segments(CutPrograms.Random(6), Limits)[1]);
        Assert.Throws<SegmentInputException>(() => SegmentReplay.Run(CutPrograms.Random(7), input));
        Assert.Throws<SegmentInputException>(() => SegmentReplay.Run(CutPrograms.Calls(5), input));
    }

    private static void AssertReplays(ProgramImage program, SegmentLimits limits)
    {
        SegmentRecord? recycled = null;
        List<SegmentRecord> segments = CutPrograms.Segments(program, limits);
        Assert.True(segments.Count > 1);
        foreach (SegmentRecord segment in segments)
        {
            Assert.True(SegmentInput.TryRead(SegmentInput.Of(segment).ToBytes(), out SegmentInput? input));
            recycled = SegmentReplay.Run(program, input!, recycled);
            AssertSame(segment, recycled);
        }
    }

    private static void AssertSame(SegmentRecord expected, SegmentRecord actual)
    {
        Assert.Equal(
            (expected.FirstPc, expected.LastPc, expected.LastTimestamp, expected.Halts, expected.ExitCode),
            (actual.FirstPc, actual.LastPc, actual.LastTimestamp, actual.Halts, actual.ExitCode));
        Assert.Equal(Digest(expected.FirstRoot), Digest(actual.FirstRoot));
        Assert.Equal(Digest(expected.LastRoot), Digest(actual.LastRoot));
        for (int i = 0; i < expected.Steps.Length; i++)
        {
            AssertSame(expected.Steps[i], actual.Steps[i]);
        }

        AssertSame(expected.HaltCalls, actual.HaltCalls);
        AssertSame(expected.Refreshes, actual.Refreshes);
        AssertSame(expected.Leaves, actual.Leaves);
        AssertSame(expected.Nodes, actual.Nodes);
        AssertSame(expected.KeccakCalls, actual.KeccakCalls);
        AssertSame(expected.MulModCalls, actual.MulModCalls);
        AssertSame(expected.DivRemCalls, actual.DivRemCalls);
    }

    private static void AssertSame<T>(RecordList<T> expected, RecordList<T> actual)
        where T : struct
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.True(MemoryMarshal.AsBytes(expected.Span).SequenceEqual(MemoryMarshal.AsBytes(actual.Span)));
    }

    private static void AssertSame(List<EcallRecord> expected, List<EcallRecord> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Step, actual[i].Step);
            Assert.Equal(expected[i].Old, actual[i].Old);
            Assert.Equal(expected[i].New, actual[i].New);
            Assert.Equal(expected[i].PreviousTimestamps, actual[i].PreviousTimestamps);
        }
    }

    private static MemoryDigest Digest(DigestWords words) => MemoryDigestStore.ToDigest(in words);
}
