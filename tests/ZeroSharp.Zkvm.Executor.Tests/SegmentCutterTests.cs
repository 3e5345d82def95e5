using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

public sealed class SegmentCutterTests
{
    private static readonly SegmentLimits Limits = new()
    {
        MaxSteps = 900,
        Max = new TraceCost(3000, 4000),
        PerStep = [.. Enumerable.Range(0, OpcodeClasses.Count).Select(i => new TraceCost(1 + (i % 3), 1 + (i % 5)))],
        PerLeaf = new TraceCost(20, 9),
        PerRefresh = new TraceCost(3, 2),
        PerKeccak = new TraceCost(50, 70),
        PerArithmetic256 = new TraceCost(30, 20),
    };

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Next_RandomProgram_CutsWhereTheSegmenterDoes(int seed) => AssertCuts(CutPrograms.Random(seed));

    [Fact]
    public void Next_EnvironmentCalls_CutsWhereTheSegmenterDoes() => AssertCuts(CutPrograms.Calls(100));

    [Fact]
    public void Next_Mark_IsCountedInEachSegment()
    {
        ProgramImage program = CutPrograms.Random(8);
        List<SegmentRecord> segments = CutPrograms.Segments(program, Limits);
        StepRecord[][] steps = [.. segments.Select(segment => Steps(segment).ToArray())];
        uint mark = steps.SelectMany(part => part).GroupBy(step => step.Pc).MaxBy(group => group.Count())!.Key;
        using SegmentCutter cutter = new(program, [], Limits, mark);
        ulong before = 0;
        foreach (StepRecord[] part in steps)
        {
            CutSegment cut = cutter.Next()!;
            Assert.Equal(before, cut.MarksBefore);
            Assert.Equal((ulong)part.Count(step => step.Pc == mark), cut.Marks);
            before += cut.Marks;
        }

        Assert.True(before > 1);
    }

    [Fact]
    public void Next_MarkOnACall_IsCounted()
    {
        const uint keccakPc = Guest.Abi.MemoryMap.TextBase + 12;
        using SegmentCutter cutter = new(CutPrograms.Calls(5), [], new SegmentLimits(), keccakPc);
        Assert.Equal(5ul, cutter.Next()!.Marks);
        Assert.Null(cutter.Next());
    }

    [Fact]
    public void Next_Trap_ReturnsNothing()
    {
        using SegmentCutter cutter = new(Encode.Program(Encode.Load(3, 5, 0, 1)), [], new SegmentLimits());
        Assert.Null(cutter.Next());
        Assert.Equal(RunStatus.MisalignedAccess, cutter.Run.Status);
    }

    [Fact]
    public void Next_Cancelled_ThrowsAndMayBeCalledAgain()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        using SegmentCutter cutter = new(MachineTests.SumLoop(40), [], new SegmentLimits());
        Assert.Throws<OperationCanceledException>(() => cutter.Next(cancelled.Token));
        Assert.NotNull(cutter.Next());
    }

    [Fact]
    public void Dispose_InTheMiddle_WaitsForTheMachine()
    {
        for (int i = 0; i < 20; i++)
        {
            using SegmentCutter cutter = new(MachineTests.SumLoop(1000), [], Limits);
            Assert.NotNull(cutter.Next());
        }
    }

    private static void AssertCuts(ProgramImage program)
    {
        List<SegmentRecord> segments = CutPrograms.Segments(program, Limits);
        using SegmentCutter cutter = new(program, [], Limits);
        ulong cycles = 0;
        for (int i = 0; i < segments.Count; i++)
        {
            byte[] expected = SegmentInput.Of(segments[i]).ToBytes();
            CutSegment cut = cutter.Next()!;
            Assert.Equal(expected, cut.Input);
            Assert.Equal((i, cycles), (cut.Index, cut.FirstCycle));
            Assert.Equal((segments[i].LastTimestamp - 1) / 4, cut.Cycles);
            cycles += cut.Cycles;
        }

        Assert.True(segments.Count > 2);
        Assert.Null(cutter.Next());
        Assert.Equal(RunStatus.Halted, cutter.Run.Status);
        Assert.Equal(cycles, cutter.Run.Machine.Cycles);
        Assert.Equal(
            MemoryDigestStore.ToDigest(segments[^1].LastRoot), cutter.Run.Tree.Digest(0, 0));
    }

    private static IEnumerable<StepRecord> Steps(SegmentRecord segment) =>
        segment.Steps.SelectMany(list => list.Span.ToArray());
}
