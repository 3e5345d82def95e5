using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Chips.Tables;

/// <summary>
/// Fixed columns that are short polynomials in the bits of the row index, so that the verifier evaluates
/// their multilinear extensions in time linear in the number of bits, and nobody commits to them.
/// </summary>
public abstract class StructuredColumns : IFixedColumns
{
    public abstract int Width { get; }

    public abstract int LogHeight { get; }

    public bool IsCommitted => false;

    public abstract void Fill(int column, Span<BabyBear> values);

    public Ext5 Evaluate(int column, ReadOnlySpan<Ext5> skipWeights, ReadOnlySpan<Ext5> rest)
    {
        int skipBits = LogHeight - rest.Length;
        if (skipBits < 0 || skipWeights.Length != 1 << skipBits)
        {
            throw new ArgumentException("The weights do not cover the rows.", nameof(skipWeights));
        }

        Span<Ext5> point = stackalloc Ext5[LogHeight];
        rest.CopyTo(point.Slice(skipBits));
        Ext5 sum = Ext5.Zero;
        for (int block = 0; block < skipWeights.Length; block++)
        {
            for (int bit = 0; bit < skipBits; bit++)
            {
                point[bit] = ((block >> (skipBits - 1 - bit)) & 1) == 0 ? Ext5.Zero : Ext5.One;
            }

            sum += skipWeights[block] * EvaluateAt(column, point);
        }

        return sum;
    }

    /// <summary>
    /// The column's multilinear extension. The first of the <see cref="LogHeight"/> coordinates belongs
    /// to the most significant bit of the row index.
    /// </summary>
    protected abstract Ext5 EvaluateAt(int column, ReadOnlySpan<Ext5> point);
}
