using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

public sealed class Poseidon2ChipTests
{
    [Fact]
    public void Fill_LeavesAndNodes_SendsTrueCompressions()
    {
        (SegmentRecord segment, _, _) = MemorySamples.Create(new Random(1), 9);
        using ChipTester tester = new(new Poseidon2Chip(), segment);
        Assert.Empty(tester.AssertValid());
    }

    [Fact]
    public void Fill_InPieces_WritesTheSameRows()
    {
        (SegmentRecord segment, _, _) = MemorySamples.Create(new Random(2), 5);
        Poseidon2Chip chip = new();
        using ChipTester whole = new(chip, segment);
        const int first = 13;
        int count = whole.RealRows - first;
        using TraceMatrix piece = new(chip.Width, 8);
        chip.Fill(segment, first, count, piece, new LookupCounts(0, 0));
        for (int column = 0; column < chip.Width; column++)
        {
            Assert.True(whole.Trace.Column(column).Slice(first, count).SequenceEqual(
                piece.Column(column).Slice(0, count)));
            Assert.Equal(BabyBear.Zero, piece[count, column]);
        }
    }

    [Fact]
    public void Create_Description_KeepsTheLimits()
    {
        AirDescription description = AirDescription.Create(new Poseidon2Chip());
        Assert.Equal(432, description.Air.Width);
        Assert.Equal(3, description.MaxDegree);
        Assert.Single(description.Interactions);
    }
}
