using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>Two's complement of numbers of two or four limbs.</summary>
internal static class Negation
{
    /// <summary>
    /// Demands y = x, or with <paramref name="isNegated"/> y = -x modulo 2^(16 count): then x + y is 0 or
    /// 2^(16 count), so that each limb of the sum vanishes and each carry is boolean. All limbs are below
    /// 2^16 by other means.
    /// </summary>
    public static void Assert<TBuilder, T>(
        Row<TBuilder, T> row, T isReal, T isNegated, Limbs<T> x, Limbs<T> y, int count, string label)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T carry = T.Zero;
        for (int i = 0; i < count; i++)
        {
            row.AssertZero((isReal - isNegated) * (y[i] - x[i]), label);
            carry = Addition.Carry(x[i] + y[i] + carry);
            row.AssertZero(isNegated * carry * (carry - T.One), label);
        }
    }
}
