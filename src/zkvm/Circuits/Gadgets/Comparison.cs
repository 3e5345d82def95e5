using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// Compares two values of four limbs. With d = a - b modulo 2^64 in four ranged limbs, the last borrow is
/// 1 exactly if a is below b as unsigned numbers; for signed ones it is flipped where the signs differ.
/// Columns: d (4), sign of a, sign of b, flip, result.
/// </summary>
internal readonly struct Comparison(int first)
{
    public const int Width = 8;

    /// <summary>First of the four limbs of the difference, zero exactly for equal values.</summary>
    public int Difference => first;

    /// <summary>Returns the column that is 1 if a is below b, else 0.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isReal">1 on real rows.</param>
    /// <param name="isSigned">1 for a signed comparison; 0 on padding.</param>
    /// <param name="a">Below 2^16 each, by other means.</param>
    /// <param name="b">Below 2^16 each, by other means.</param>
    public T Eval<TBuilder, T>(Row<TBuilder, T> row, T isReal, T isSigned, Limbs<T> a, Limbs<T> b)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T signA = row[first + 4];
        T signB = row[first + 5];
        T flip = row[first + 6];
        T borrow = T.Zero;
        for (int i = 0; i < 4; i++)
        {
            T d = row[first + i];
            borrow = Addition.Carry(d + b[i] + borrow - a[i]);
            row.AssertZero(isReal * borrow * (borrow - T.One), "borrow");
            row.Range(isReal, d, 16);
        }

        SignExtension.AssertTopBit(row, isSigned, a.L3, signA, "sign of a");
        SignExtension.AssertTopBit(row, isSigned, b.L3, signB, "sign of b");
        row.AssertZero(flip - (isSigned * (signA + signB - (signA * signB) - (signA * signB))), "flip");
        row.AssertZero((isSigned - T.One) * signA, "no sign of a");
        row.AssertZero((isSigned - T.One) * signB, "no sign of b");
        T less = row[first + 7];
        row.AssertZero(less - borrow - flip + (flip * (borrow + borrow)), "less");
        return less;
    }

    public void Fill(RowWriter row, bool isSigned, ulong a, ulong b)
    {
        row.SetRangedLimbs(first, a - b);
        row.Set(first + 7, isSigned ? (long)a < (long)b : a < b);
        if (isSigned)
        {
            SignExtension.FillTopBit(row, first + 4, (uint)(a >> 48));
            SignExtension.FillTopBit(row, first + 5, (uint)(b >> 48));
            row.Set(first + 6, (a ^ b) >> 63 != 0);
        }
    }
}
