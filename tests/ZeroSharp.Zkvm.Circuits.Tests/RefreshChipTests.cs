using ZeroSharp.Stark.Air;
using ZeroSharp.Zkvm.Circuits.Chips;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

public sealed class RefreshChipTests
{
    private const uint DataBase = 0x0040_0000;
    private const int Data = 5;
    private const int Value = 6;
    private const int Idle = 7;
    private const int Counter = 8;

    // Instructions before and after the loop that touch the same words, and the loop's two.
    private const int Prologue = 5;
    private const int Epilogue = 4;

    [Theory]
    [InlineData(8188, 0)]
    [InlineData(8189, 1)]
    [InlineData(8190, 2)]
    [InlineData(8191, 5)]
    [InlineData(20000, 5)]
    public void Fill_WordsAccessedAfterALongTime_BalanceWithRefreshes(int turns, int expectedRefreshes)
    {
        (ProgramImage program, SegmentRecord segment) = Run(turns);
        Assert.Equal(expectedRefreshes, segment.Refreshes.Count);
        Assert.Empty(InstructionChipTests.Check(program, segment));
    }

    [Fact]
    public void Check_RefreshLeftOut_DoesNotBalance()
    {
        (ProgramImage program, SegmentRecord segment) = Run(9000);
        segment.Refreshes.Clear();
        Assert.NotEmpty(InstructionChipTests.Check(program, segment));
    }

    [Fact]
    public void Check_RefreshToAnEarlierTimeOrAnotherValue_DoesNotHold()
    {
        (ProgramImage program, SegmentRecord segment) = Run(9000);
        ref RefreshRecord refresh = ref segment.Refreshes.Span[0];
        refresh.Value++;
        Assert.NotEmpty(InstructionChipTests.Check(program, segment));
        refresh.Value--;
        Assert.Empty(InstructionChipTests.Check(program, segment));
        refresh.Timestamp++;
        Assert.NotEmpty(InstructionChipTests.Check(program, segment));
    }

    // Times without a bound would lead around the field, back to an earlier one.
    [Theory]
    [InlineData((1u << 26) - 1, true)]
    [InlineData(1u << 26, false)]
    [InlineData((1u << 26) + 9, false)]
    public void Eval_TimeAtTheEndOfTheClock_HoldsOnlyBelow(uint time, bool holds)
    {
        SegmentRecord segment = new();
        segment.Refreshes.Add() = new RefreshRecord { PreviousTimestamp = time - 5, Timestamp = time };
        using ChipTester tester = new(new RefreshChip(), segment);
        Assert.Equal(holds, tester.IsTrue(0));
    }

    [Fact]
    public void Create_Description_KeepsTheLimits()
    {
        AirDescription description = AirDescription.Create(new RefreshChip());
        Assert.Equal(11, description.Air.Width);
        Assert.Equal(6, description.Interactions.Count);
    }

    internal static (ProgramImage Program, SegmentRecord Segment) Run(int turns)
    {
        ProgramImage program = Encode.Program(
            [
                Encode.Lui(Data, DataBase >> 12),
                Encode.Load(3, Value, Data, 8),
                Encode.Addi(Idle, 0, 77),
                Encode.Lui(Counter, ((uint)turns + 0x800) >> 12),
                Encode.Addi(Counter, Counter, (int)(((uint)turns & 0xFFF) ^ 0x800) - 0x800),
                Encode.Addi(Counter, Counter, -1),
                Encode.Branch(1, Counter, 0, -4),
                Encode.Store(1, Idle, Data, 10),
                Encode.Load(3, Value, Data, 8),
                Encode.Load(3, Value, Data, 16),
                Encode.Add(Idle, Value, Idle),
                Encode.Addi(0, 0, 0),
            ],
            [new ImageWord(DataBase + 8, 0x0123_4567_89AB_CDEF)]);
        int steps = Prologue + (2 * turns) + Epilogue;
        using Segmenter segmenter = new(program, [], new SegmentLimits { MaxSteps = steps });
        return (program, segmenter.Next()!);
    }
}
