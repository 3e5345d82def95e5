using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// A matrix in row-major order, a codeword a column. Rows are padded with zeros to a multiple of eight
/// words.
/// </summary>
public sealed unsafe class EncodedMatrix : IDisposable
{
    private readonly FieldBuffer _buffer;

    public EncodedMatrix(int logRows, int width)
    {
        LogRows = logRows;
        Width = width;
        Stride = (width + PackedBabyBear.Lanes - 1) / PackedBabyBear.Lanes * PackedBabyBear.Lanes;
        _buffer = new FieldBuffer((nuint)Stride << logRows);
    }

    public int LogRows { get; }

    /// <summary>Number of columns.</summary>
    public int Width { get; }

    /// <summary>Distance between rows, in elements.</summary>
    public nint Stride { get; }

    /// <summary>The first element, aligned to 64 bytes.</summary>
    public BabyBear* Pointer => _buffer.Pointer;

    /// <summary>The elements of one row, without padding.</summary>
    public ReadOnlySpan<BabyBear> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, 1u << LogRows);
        return new ReadOnlySpan<BabyBear>(Pointer + (row * Stride), Width);
    }

    public void Dispose() => _buffer.Dispose();
}
