using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// The polynomial eq(r, x) = prod_i (r_i x_i + (1 - r_i)(1 - x_i)) and its table over the cube. The first
/// variable is the most significant bit of an index.
/// </summary>
public static class EqTable
{
    /// <summary>eq(a, b) for points of one length.</summary>
    public static Ext5 Evaluate(ReadOnlySpan<Ext5> a, ReadOnlySpan<Ext5> b)
    {
        Ext5 product = Ext5.One;
        for (int i = 0; i < a.Length; i++)
        {
            Ext5 ab = a[i] * b[i];
            product *= Ext5.One - a[i] - b[i] + ab + ab;
        }

        return product;
    }

    /// <summary>
    /// Fills table[x] = scale eq(point, x); the table has 2^(number of variables) entries.
    /// </summary>
    public static void Fill(ReadOnlySpan<Ext5> point, Ext5 scale, Span<Ext5> table)
    {
        table[0] = scale;
        int length = 1;
        for (int variable = point.Length - 1; variable >= 0; variable--)
        {
            for (int i = 0; i < length; i++)
            {
                Ext5 upper = table[i] * point[variable];
                table[i + length] = upper;
                table[i] -= upper;
            }

            length *= 2;
        }
    }

    /// <summary>The same in planes, eight entries at a time.</summary>
    public static unsafe void Fill(ReadOnlySpan<Ext5> point, Ext5 scale, ExtTable table)
    {
        if (1 << point.Length != table.Length)
        {
            throw new ArgumentException("The table has another number of variables.", nameof(table));
        }

        // Variables are added from the last to the first, so that the halves of a step are contiguous.
        int small = Math.Min(point.Length, 3);
        Span<Ext5> first = stackalloc Ext5[1 << small];
        Fill(point[(point.Length - small)..], scale, first);
        for (int i = 0; i < first.Length; i++)
        {
            table[i] = first[i];
        }

        nint stride = table.Stride;
        for (int variable = point.Length - small - 1; variable >= 0; variable--)
        {
            PackedExt5 r = PackedExt5.Broadcast(point[variable]);
            int half = 1 << (point.Length - variable - 1);
            BabyBear* low = table.Pointer;
            for (BabyBear* end = low + half; low < end; low += PackedBabyBear.Lanes)
            {
                PackedExt5 value = PackedExt5.Load(low, stride);
                PackedExt5 upper = value * r;
                upper.Store(low + half, stride);
                (value - upper).Store(low, stride);
            }
        }
    }
}
