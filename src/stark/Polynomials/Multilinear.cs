using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// Evaluation of multilinear polynomials that are given by their table over the cube, the first variable
/// being the most significant bit of an index.
/// </summary>
public static class Multilinear
{
    /// <summary>The value at a point with as many coordinates as the table has variables.</summary>
    /// <param name="scratch">Room for as many elements as the table has; overwritten.</param>
    public static Ext5 Evaluate(
        ReadOnlySpan<Ext5> table, ReadOnlySpan<Ext5> point, Span<Ext5> scratch)
    {
        table.CopyTo(scratch);
        int half = table.Length / 2;
        for (int variable = 0; variable < point.Length; variable++)
        {
            for (int i = 0; i < half; i++)
            {
                scratch[i] += point[variable] * (scratch[i + half] - scratch[i]);
            }

            half /= 2;
        }

        return scratch[0];
    }

    /// <summary>The value of a table of base elements.</summary>
    public static Ext5 Evaluate(ReadOnlySpan<BabyBear> table, ReadOnlySpan<Ext5> point)
    {
        var lifted = new Ext5[table.Length];
        for (int i = 0; i < lifted.Length; i++)
        {
            lifted[i] = table[i];
        }

        return Evaluate(lifted, point, lifted);
    }
}
