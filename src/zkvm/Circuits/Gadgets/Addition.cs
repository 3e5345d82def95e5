using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>Addition of limbs without columns for the carries.</summary>
internal static class Addition
{
    /// <summary>
    /// Demands a + b = c modulo 2^(16 count) where <paramref name="selector"/> is 1. All limbs must be
    /// below 2^16 by other means; then each carry, as an affine form, is an integer and boolean.
    /// </summary>
    public static void Assert<TBuilder, T>(
        Row<TBuilder, T> row, T selector, Limbs<T> a, Limbs<T> b, Limbs<T> c, int count, string label)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T carry = T.Zero;
        for (int i = 0; i < count; i++)
        {
            carry = Carry(a[i] + b[i] + carry - c[i]);
            row.AssertZero(selector * carry * (carry - T.One), label);
        }
    }

    /// <summary>A multiple of 2^16, divided by it in the field.</summary>
    public static T Carry<T>(T multiple)
        where T : struct, IField<T> =>
        multiple * T.FromUInt32(InverseOfLimb);

    // (2^16)^-1 mod p: p = 15 * 2^27 + 1, so 2^16 * (15 * 2^11) = p - 1 and the inverse is p - 15 * 2^11.
    private const uint InverseOfLimb = BabyBear.Modulus - (15u << 11);
}
