namespace ZeroSharp.Stark.Polynomials.Tests;

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
    public void Pointer_Disposed_Throws()
    {
        var buffer = new FieldBuffer(3);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => (nint)buffer.Pointer);
    }
}
