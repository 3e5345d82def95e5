using System.Numerics;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// Compares two values of four limbs at the highest limb that differs, if there is one. For signed values
/// the top limb counts as less by 2^16 where the sign is set. A difference d of two limbs that is not zero
/// is 1 + gap or -(1 + gap) for one gap in range, which says the order.
/// Columns: highest difference, one-hot (4), result, gap, sign of a, sign of b.
/// </summary>
internal readonly struct Comparison(int first)
{
    public const int Width = 8;

    private const int Less = 4;
    private const int Gap = 5;
    private const int SignA = 6;
    private const int SignB = 7;

    /// <summary>1 if the values differ, else 0.</summary>
    public T Differs<TBuilder, T>(Row<TBuilder, T> row)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        row[first] + row[first + 1] + row[first + 2] + row[first + 3];

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
        T signA = row[first + SignA];
        T signB = row[first + SignB];
        SignExtension.AssertTopBit(row, isSigned, a.L3, signA, "sign of a");
        SignExtension.AssertTopBit(row, isSigned, b.L3, signB, "sign of b");
        row.AssertZero((isSigned - T.One) * signA, "no sign of a");
        row.AssertZero((isSigned - T.One) * signB, "no sign of b");

        T differs = T.Zero;
        T chosen = row[first + 3] * Row<TBuilder, T>.Constant(1 << 16) * (signB - signA);
        for (int i = 3; i >= 0; i--)
        {
            T isHighest = row[first + i];
            T difference = a[i] - b[i];
            row.AssertBoolean(isHighest, "highest difference");
            differs += isHighest;
            chosen += isHighest * difference;
            row.AssertZero((isReal - differs) * difference, "equal above the highest difference");
        }

        T less = row[first + Less];
        T gap = row[first + Gap];
        row.AssertBoolean(differs, "one highest difference");
        row.AssertBoolean(less, "less");
        row.AssertZero(less * (T.One - differs), "equal values are not less");
        row.AssertZero(gap * (T.One - differs), "equal values have no gap");
        row.AssertZero(chosen - (differs * (T.One - less - less) * (T.One + gap)), "order");
        row.Range(isReal, gap, 16);
        return less;
    }

    public void Fill(RowWriter row, bool isSigned, ulong a, ulong b)
    {
        if (isSigned)
        {
            SignExtension.FillTopBit(row, first + SignA, (uint)(a >> 48));
            SignExtension.FillTopBit(row, first + SignB, (uint)(b >> 48));
        }

        if (a == b)
        {
            row.SetRanged(first + Gap, 0, 16);
            return;
        }

        int highest = (63 - BitOperations.LeadingZeroCount(a ^ b)) >> 4;
        int difference = (ushort)(a >> (16 * highest)) - (ushort)(b >> (16 * highest));
        if (isSigned && highest == 3)
        {
            difference = (short)(a >> 48) - (short)(b >> 48);
        }

        row.Set(first + highest, BabyBear.One);
        row.Set(first + Less, difference < 0);
        row.SetRanged(first + Gap, (uint)Math.Abs(difference) - 1, 16);
    }
}
