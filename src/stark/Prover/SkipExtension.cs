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
        BabyBear[] shifts = Powers(Shift, SkipDomain.Size);
        BabyBear scale = BabyBear.FromUInt32(SkipDomain.Size).Inverse();
        _shifts = new BabyBear[SkipDomain.Size];
        for (int i = 0; i < _shifts.Length; i++)
        {
            _shifts[i] = shifts[Reverse(i)] * scale;
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

        // In the order of reversed bits, the upper 16 coefficients, which are zero, lie between the others;
        // the first layer adds them, so that it makes two of each.
        for (int i = SkipDomain.Size - 1; i >= 0; i--)
        {
            PackedBabyBear shifted = values[i] * PackedBabyBear.Broadcast(_shifts[i]);
            values[2 * i] = shifted;
            values[(2 * i) + 1] = shifted;
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

    // Decimation in frequency: the coefficients come out in the order of reversed bits, not divided by 16.
    private void Interpolate(PackedBabyBear* values)
    {
        for (int half = SkipDomain.Size / 2; half >= 1; half /= 2)
        {
            int step = SkipDomain.Size / 2 / half;
            for (int start = 0; start < SkipDomain.Size; start += 2 * half)
            {
                PackedBabyBear* low = values + start;
                PackedBabyBear* high = low + half;
                PackedBabyBear first = low[0];
                low[0] = first + high[0];
                high[0] = first - high[0];
                for (int i = 1; i < half; i++)
                {
                    PackedBabyBear a = low[i];
                    PackedBabyBear b = high[i];
                    low[i] = a + b;
                    high[i] = (a - b) * PackedBabyBear.Broadcast(_inverseTwiddles[i * step]);
                }
            }
        }
    }

    // Decimation in time, from the second layer on: takes the order of reversed bits.
    private void Transform(PackedBabyBear* values)
    {
        for (int half = 2; half < CosetSize; half *= 2)
        {
            int step = CosetSize / 2 / half;
            for (int start = 0; start < CosetSize; start += 2 * half)
            {
                PackedBabyBear* low = values + start;
                PackedBabyBear* high = low + half;
                PackedBabyBear first = low[0];
                low[0] = first + high[0];
                high[0] = first - high[0];
                for (int i = 1; i < half; i++)
                {
                    PackedBabyBear a = low[i];
                    PackedBabyBear b = high[i] * PackedBabyBear.Broadcast(_twiddles[i * step]);
                    low[i] = a + b;
                    high[i] = a - b;
                }
            }
        }
    }

    private static int Reverse(int index)
    {
        int reversed = 0;
        for (int bit = 0; bit < SkipDomain.LogSize; bit++)
        {
            reversed |= ((index >> bit) & 1) << (SkipDomain.LogSize - 1 - bit);
        }

        return reversed;
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
