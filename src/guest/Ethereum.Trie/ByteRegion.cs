namespace ZeroSharp.Ethereum.Trie;

/// <summary>
/// A fixed range of memory that objects may keep, which a span does not allow: the guest's input
/// region, or a pinned array under .NET. Every access goes through a checked slice.
/// </summary>
public readonly unsafe struct ByteRegion
{
    private readonly byte* _start;

    /// <summary>Wraps memory that outlives every use of the region.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="length">Length in bytes.</param>
    public ByteRegion(byte* start, int length)
    {
        _start = start;
        Length = length;
    }

    /// <summary>Length in bytes.</summary>
    public int Length { get; }

    /// <summary>The whole region.</summary>
    public ReadOnlySpan<byte> All => new(_start, Length);

    /// <summary>A part of the region; the range is checked.</summary>
    public ReadOnlySpan<byte> Slice(int offset, int length) =>
        new ReadOnlySpan<byte>(_start, Length).Slice(offset, length);

    /// <summary>A part of the region as a region; the range is checked.</summary>
    public ByteRegion SubRegion(int offset, int length)
    {
        Slice(offset, length);
        return new ByteRegion(_start + offset, length);
    }
}
