using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// Extends the values of a polynomial of degree below 16 on the skip domain D to the coset g D' of the
/// subgroup D' of order 32, which is disjoint from D: one small transform for each column and row.
/// </summary>
internal sealed unsafe class SkipExtension
{
    /// <summary>Points of the coset: more than 3 * 15 - 16, the degree of what constraints leave.</summary>
    public const int CosetSize = 2 * SkipDomain.Size;

    private readonly BabyBear[] _inverseTwiddles;
    private readonly BabyBear[] _twiddles;
    private readonly BabyBear[] _shifts;

    public SkipExtension()
    {
        _inverseTwiddles = Powers(BabyBear.RootOfUnity(SkipDomain.LogSize).Inverse(), SkipDomain.Size);
        _twiddles = Powers(BabyBear.RootOfUnity(SkipDomain.LogSize + 1), CosetSize);
        _shifts = Powers(Shift, SkipDomain.Size);
        BabyBear scale = BabyBear.FromUInt32(SkipDomain.Size).Inverse();
        for (int i = 0; i < _shifts.Length; i++)
        {
            _shifts[i] *= scale;
        }
    }

    /// <summary>g: a generator of the multiplicative group.</summary>
    public static BabyBear Shift => BabyBear.FromUInt32(BabyBear.Generator);

    /// <summary>
    /// Replaces 16 packed values, in the order of D, by the 32 values on the coset: entry j is that at
    /// g omega'^j.
    /// </summary>
    /// <param name="values">16 on entry, 32 on exit.</param>
    public void Extend(PackedBabyBear* values)
    {
        Interpolate(values);
        for (int i = 0; i < SkipDomain.Size; i++)
        {
            values[i] *= PackedBabyBear.Broadcast(_shifts[i]);
            values[i + SkipDomain.Size] = default;
        }

        Transform(values);
    }

    /// <summary>The coefficients of the polynomial with these values on the coset.</summary>
    public static Ext5[] InterpolateCoset(ReadOnlySpan<Ext5> values)
    {
        Ext5[] coefficients = Interpolate(values, SkipDomain.LogSize + 1);
        BabyBear inverse = Shift.Inverse();
        BabyBear scale = BabyBear.One;
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] *= scale;
            scale *= inverse;
        }

        return coefficients;
    }

    /// <summary>The coefficients of the polynomial with these values on a subgroup.</summary>
    public static Ext5[] Interpolate(ReadOnlySpan<Ext5> values, int logSize)
    {
        BabyBear root = BabyBear.RootOfUnity(logSize).Inverse();
        BabyBear scale = BabyBear.FromUInt32(1u << logSize).Inverse();
        Ext5[] coefficients = new Ext5[1 << logSize];
        for (int i = 0; i < coefficients.Length; i++)
        {
            BabyBear step = root.Pow((ulong)i);
            BabyBear power = scale;
            for (int j = 0; j < values.Length; j++)
            {
                coefficients[i] += values[j] * power;
                power *= step;
            }
        }

        return coefficients;
    }

    // Decimation in frequency, then the bit reversal of 16 places; not divided by 16.
    private void Interpolate(PackedBabyBear* values)
    {
        for (int half = 8; half >= 1; half /= 2)
        {
            int step = 8 / half;
            for (int start = 0; start < 16; start += 2 * half)
            {
                for (int i = 0; i < half; i++)
                {
                    PackedBabyBear a = values[start + i];
                    PackedBabyBear b = values[start + i + half];
                    values[start + i] = a + b;
                    values[start + i + half] =
                        (a - b) * PackedBabyBear.Broadcast(_inverseTwiddles[i * step]);
                }
            }
        }

        ReverseBits(values, 4);
    }

    private void Transform(PackedBabyBear* values)
    {
        for (int half = 16; half >= 1; half /= 2)
        {
            int step = 16 / half;
            for (int start = 0; start < 32; start += 2 * half)
            {
                for (int i = 0; i < half; i++)
                {
                    PackedBabyBear a = values[start + i];
                    PackedBabyBear b = values[start + i + half];
                    values[start + i] = a + b;
                    values[start + i + half] = (a - b) * PackedBabyBear.Broadcast(_twiddles[i * step]);
                }
            }
        }

        ReverseBits(values, 5);
    }

    private static void ReverseBits(PackedBabyBear* values, int bits)
    {
        for (int i = 0; i < 1 << bits; i++)
        {
            int reversed = 0;
            for (int bit = 0; bit < bits; bit++)
            {
                reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
            }

            if (reversed > i)
            {
                (values[i], values[reversed]) = (values[reversed], values[i]);
            }
        }
    }

    private static BabyBear[] Powers(BabyBear root, int count)
    {
        BabyBear[] powers = new BabyBear[count];
        BabyBear power = BabyBear.One;
        for (int i = 0; i < count; i++)
        {
            powers[i] = power;
            power *= root;
        }

        return powers;
    }
}
