using ZeroSharp.Zkvm.Circuits.Chips;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

public sealed class RefreshTimeTests
{
    [Fact]
    public void Fill_Refreshes_MoveTheWord()
    {
        SegmentRecord segment = Segment((1 << 26) - 1, 5);
        using ChipTester tester = new(new RefreshChip(), segment);
        SortedSet<string> expected =
        [
            $"2: 1 7 {CallSamples.Limbs(0x1234_5678_9ABC)} 5 = -1",
            $"2: 1 7 {CallSamples.Limbs(0x1234_5678_9ABC)} {(1 << 26) - 1} = 1",
        ];
        Assert.Equal(expected, tester.AssertValid());
    }

    // A time beyond the clock's range could be the first step of a way around the field.
    [Theory]
    [InlineData(1u << 26, (1u << 26) - 1)]
    [InlineData((1u << 26) + 7, 9u)]
    public void Fill_TimeOutOfRange_IsNoticed(uint time, uint previous)
    {
        using ChipTester tester = new(new RefreshChip(), Segment(time, previous));
        Assert.False(tester.IsTrue(0));
    }

    private static SegmentRecord Segment(uint time, uint previous)
    {
        SegmentRecord segment = new();
        segment.Refreshes.Add() = new RefreshRecord
        {
            IsRegister = true,
            WordAddress = 7,
            Value = 0x1234_5678_9ABC,
            Timestamp = time,
            PreviousTimestamp = previous,
        };
        return segment;
    }
}
