namespace ZeroSharp.Stark.Field.Tests;

public sealed unsafe class LargeBlocksTests
{
    // A length that no other test asks for, since they run at the same time.
    private const nuint Length = 5 << 20;

    [Fact]
    public void Dispose_WithinTheLimit_KeepsTheBlockForTheNextBuffer()
    {
        LargeBlocks.KeepLimit = 1 << 26;
        try
        {
            var first = new FieldBuffer(Length);
            nint address = (nint)first.Pointer;
            first.Dispose();
            first.Dispose();
            using var second = new FieldBuffer(Length - 5);
            using var third = new FieldBuffer(Length);
            Assert.Equal(address, (nint)second.Pointer);
            Assert.NotEqual(address, (nint)third.Pointer);
            Assert.Equal(0, (nint)third.Pointer % 64);
        }
        finally
        {
            LargeBlocks.KeepLimit = 0;
        }
    }

    [Fact]
    public void Dispose_BlocksOfSeveralLengths_TheSmallestThatFitsIsNext()
    {
        LargeBlocks.KeepLimit = 1 << 28;
        try
        {
            var large = new FieldBuffer(Length * 3 / 2);
            var small = new FieldBuffer(Length * 5 / 4);
            nint expected = (nint)small.Pointer;
            small.Dispose();
            large.Dispose();
            using var next = new FieldBuffer(Length);
            using var tooShort = new FieldBuffer(Length / 2);
            Assert.Equal(expected, (nint)next.Pointer);
            next.Dispose();
            using var again = new FieldBuffer(Length * 5 / 4);
            Assert.Equal(expected, (nint)again.Pointer);
        }
        finally
        {
            LargeBlocks.KeepLimit = 0;
        }
    }

    [Fact]
    public void Rent_NothingThatFits_FreesWhatIsKeptBeyondTheLimit()
    {
        // Within the limit alone, but not together: the kept block has to go.
        LargeBlocks.KeepLimit = 9 * sizeof(uint) * Length;
        try
        {
            var kept = new FieldBuffer(2 * Length);
            kept.Dispose();
            Assert.NotEqual(0u, LargeBlocks.KeptLength);
            using var large = new FieldBuffer(8 * Length);
            Assert.Equal(0u, LargeBlocks.KeptLength);
        }
        finally
        {
            LargeBlocks.KeepLimit = 0;
        }
    }

    [Fact]
    public void Pointer_Disposed_Throws()
    {
        var buffer = new FieldBuffer(3);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => (nint)buffer.Pointer);
    }
}
