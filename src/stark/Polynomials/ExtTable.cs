using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// A table of 2^<see cref="LogLength"/> extension elements, one plane a coefficient, in native memory
/// and not initialised: the evaluations of a multilinear polynomial on the cube, the most significant
/// bit of the index being the first variable.
/// </summary>
public sealed unsafe class ExtTable : IDisposable
{
    // Planes start at different cache sets, or loops over several tables would thrash the first level.
    private const int PlanePadding = 16;

    private readonly FieldBuffer _buffer;

    public ExtTable(int logLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)logLength, 30u);
        LogLength = logLength;
        Stride = Math.Max(PackedBabyBear.Lanes, (nint)1 << logLength) + PlanePadding;
        _buffer = new FieldBuffer((nuint)(Stride * Ext5.Degree));
    }

    public int LogLength { get; }

    public int Length => 1 << LogLength;

    /// <summary>Distance between the planes, in elements.</summary>
    public nint Stride { get; }

    /// <summary>The first element of the plane of coefficient 0, aligned to 64 bytes.</summary>
    public BabyBear* Pointer => _buffer.Pointer;

    public Ext5 this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length);
            BabyBear* p = Pointer + index;
            return new Ext5(p[0], p[Stride], p[2 * Stride], p[3 * Stride], p[4 * Stride]);
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length);
            BabyBear* p = Pointer + index;
            p[0] = value.C0;
            p[Stride] = value.C1;
            p[2 * Stride] = value.C2;
            p[3 * Stride] = value.C3;
            p[4 * Stride] = value.C4;
        }
    }

    /// <summary>Copies all elements; <paramref name="values"/> has the length of the table.</summary>
    public void CopyTo(Span<Ext5> values)
    {
        for (int i = 0; i < Length; i++)
        {
            values[i] = this[i];
        }
    }

    /// <summary>Sets all elements to zero.</summary>
    public void Clear() => _buffer.Clear();

    public void Dispose() => _buffer.Dispose();
}
