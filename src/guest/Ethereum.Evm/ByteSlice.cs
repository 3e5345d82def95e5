using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>A part of an array, which an object may keep.</summary>
public readonly struct ByteSlice(byte[] array, int offset, int length)
{
    private readonly byte[]? _array = array;
    private readonly int _offset = offset;

    public readonly int Length = length;

    public ReadOnlySpan<byte> Span => new(_array, _offset, Length);

    /// <summary>
    /// Copies from position <paramref name="start"/> of the slice on; what the slice lacks is zero.
    /// </summary>
    public void CopyPadded(in UInt256 start, Span<byte> destination) =>
        CopyPadded(Span, in start, destination);

    /// <summary>Copies a source from a position on; what the source lacks is zero.</summary>
    public static void CopyPadded(
        ReadOnlySpan<byte> source,
        in UInt256 start,
        Span<byte> destination)
    {
        int from = (int)start.Saturate((ulong)source.Length);
        int count = Math.Min(source.Length - from, destination.Length);
        source.Slice(from, count).CopyTo(destination);
        destination[count..].Clear();
    }
}
