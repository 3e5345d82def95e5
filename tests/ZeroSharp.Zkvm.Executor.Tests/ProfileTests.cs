using ZeroSharp.Guest.Abi;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor.Tests;

public sealed class ProfileTests
{
    private const uint Base = MemoryMap.TextBase;

    // main calls f twice and halts; f counts down by calling itself, then jumps to g, which returns for it.
    private static readonly ProgramImage Program = Encode.Program(
        Encode.Addi(10, 0, 2),
        Encode.Jal(1, 24),
        Encode.Addi(10, 0, 0),
        Encode.Jal(1, 16),
        Encode.Addi(17, 0, EcallNumber.Halt),
        Encode.Addi(10, 0, 0),
        Encode.Ecall,
        Encode.Branch(0, 10, 0, 32),
        Encode.Addi(10, 10, -1),
        Encode.Addi(2, 2, -8),
        Encode.Store(3, 1, 2, 2040),
        Encode.Jal(1, -16),
        Encode.Load(3, 1, 2, 2040),
        Encode.Addi(2, 2, 8),
        Encode.Jalr(0, 1, 0),
        Encode.Jal(0, 4),
        Encode.Addi(11, 11, 1),
        Encode.Jalr(0, 1, 0)).WithSymbols(
        [
            new ProgramSymbol("main", Base, 28), new ProgramSymbol("f", Base + 28, 36),
            new ProgramSymbol("g", Base + 64, 8),
        ]);

    [Fact]
    public void Of_RecursionAndTailCall_CountsEachFunction()
    {
        IReadOnlyList<FunctionCycles> profile = FunctionProfile.Of(Program, []);
        Assert.Equal(
            [
                // Two levels of 8 instructions and two of the branch and the jump; g runs twice.
                new FunctionCycles("f", 20, 24), new FunctionCycles("main", 7, 31), new FunctionCycles("g", 4, 4),
            ],
            profile);
    }

    [Fact]
    public void Of_NoSymbols_CountsAll()
    {
        FunctionCycles all = Assert.Single(FunctionProfile.Of(MachineTests.SumLoop(10), []));
        Assert.Equal((35UL, 35UL), (all.Self, all.Inclusive));
    }

    [Fact]
    public void CellCount_AnyLimits_IsThatOfTheSegments()
    {
        SegmentLimits limits = new()
        {
            MaxSteps = 100,
            PerStep = [.. Enumerable.Range(1, OpcodeClasses.Count).Select(i => new TraceCost(i, 2 * i))],
            PerLeaf = new TraceCost(1000, 1),
        };
        CellCount count = CellCount.Of(MachineTests.SumLoop(500), [], limits);
        using Segmenter segmenter = new(MachineTests.SumLoop(500), [], limits);
        TraceCost cost = default;
        int segments = 0;
        while (segmenter.Next() is { } segment)
        {
            long cells = segment.Steps.Select((steps, i) => steps.Count * (i + 1L)).Sum();
            cost += new TraceCost(
                cells + (1000 * segment.Leaves.Count), (2 * cells) + segment.Leaves.Count);
            segments++;
        }

        Assert.Equal(cost, count.Total);
        Assert.Equal(segments, count.Segments);
    }

    [Fact]
    public void BalancedLimits_ShortLastSegment_GiveAsManySegmentsOfLikeLength()
    {
        // 5,017 instructions or so: ten segments of 500, and a runt.
        ProgramImage program = MachineTests.SumLoop(1670);
        SegmentLimits limits = new() { MaxSteps = 500 };
        CellCount count = CellCount.Of(program, [], limits);
        using Segmenter segmenter = new(program, [], count.BalancedLimits());
        List<uint> lengths = [];
        while (segmenter.Next() is { } segment)
        {
            lengths.Add(segment.LastTimestamp / 4);
        }

        Assert.Equal(count.Segments, lengths.Count);
        Assert.True(lengths.Min() > 0.8 * lengths.Max(), string.Join(", ", lengths));
        Assert.Equal(count.Instructions, lengths.Sum(length => (long)length));
    }
}
