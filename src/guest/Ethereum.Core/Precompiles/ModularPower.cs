namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>Powers modulo numbers of any length, odd or even.</summary>
internal static unsafe class ModularPower
{
    // A longer exponent (bytes) pays for the table of a window of 4 bits.
    private const int ShortExponent = 3;

    /// <summary>b^exponent mod m, in as many limbs as m has; 0^0 is 1.</summary>
    /// <param name="b">Any limbs.</param>
    /// <param name="exponent">Big-endian bytes.</param>
    /// <param name="modulus">Its last limb is not zero.</param>
    public static ReadOnlySpan<ulong> Of(
        ReadOnlySpan<ulong> b, ReadOnlySpan<byte> exponent, ReadOnlySpan<ulong> modulus)
    {
        var reduced = new ulong[modulus.Length];
        LimbArithmetic.Remainder(b, modulus, reduced);
        if (modulus.Length <= 4)
        {
            return OfWord(reduced, exponent, modulus);
        }
        int zeros = LimbArithmetic.TrailingZeros(modulus);
        return zeros == 0
            ? OfOdd(reduced, exponent, modulus)
            : OfEven(reduced, exponent, modulus, zeros);
    }

    private static ReadOnlySpan<ulong> OfWord(
        ReadOnlySpan<ulong> b, ReadOnlySpan<byte> exponent, ReadOnlySpan<ulong> modulus)
    {
        var ring = new WordRing(modulus);
        var one = new ulong[4];
        one[0] = modulus.Length == 1 && modulus[0] == 1 ? 0UL : 1UL;
        var factor = new ulong[4];
        b.CopyTo(factor);
        return Raise(in ring, one, factor, exponent).AsSpan(0, modulus.Length);
    }

    private static ReadOnlySpan<ulong> OfOdd(
        ReadOnlySpan<ulong> b, ReadOnlySpan<byte> exponent, ReadOnlySpan<ulong> modulus)
    {
        int n = modulus.Length;
        var ring = new MontgomeryRing(modulus);
        // With R = 2^(64 n): R^2 mod m takes numbers to Montgomery form, 1 takes them back.
        var power = new ulong[(2 * n) + 1];
        power[2 * n] = 1;
        var toForm = new ulong[n];
        LimbArithmetic.Remainder(power, modulus, toForm);
        var unit = new ulong[n];
        unit[0] = 1;
        var one = new ulong[n];
        ring.Multiply(toForm, unit, one);
        var factor = new ulong[n];
        ring.Multiply(b, toForm, factor);
        ulong[] result = Raise(in ring, one, factor, exponent);
        ring.Multiply(result, unit, result);
        return result;
    }

    // With m = 2^k q: the residues x modulo q and y modulo 2^k give x + q ((y - x) q^-1 mod 2^k).
    private static ReadOnlySpan<ulong> OfEven(
        ReadOnlySpan<ulong> b, ReadOnlySpan<byte> exponent, ReadOnlySpan<ulong> modulus, int zeros)
    {
        ReadOnlySpan<ulong> odd = LimbArithmetic.ShiftRight(modulus, zeros);
        ReadOnlySpan<ulong> x = Of(b, exponent, odd);
        var ring = new BinaryRing(zeros);
        int n = ring.Length;
        var one = new ulong[n];
        one[0] = 1;
        var low = new ulong[n];
        b[..n].CopyTo(low);
        ring.Reduce(low);
        ulong[] y = Raise(in ring, one, low, exponent);
        Subtrahend(x, low);
        LimbArithmetic.Subtract(y, low);
        Subtrahend(odd, low);
        ring.Multiply(y, ring.Inverse(low), y);
        var result = new ulong[modulus.Length + 1];
        x.CopyTo(result);
        fixed (ulong* t = result)
        fixed (ulong* q = odd)
        {
            for (int i = 0; i < n; i++)
            {
                // The sum so far is below 2^(64 i) q, so that nothing is above the carry.
                ulong carry = LimbArithmetic.AddProduct(t + i, q, odd.Length, y[i]);
                t[i + odd.Length] += carry;
            }
        }
        return result.AsSpan(0, modulus.Length);
    }

    // The number cut or padded to the target's length.
    private static void Subtrahend(ReadOnlySpan<ulong> value, Span<ulong> target)
    {
        target.Clear();
        value[..Math.Min(value.Length, target.Length)].CopyTo(target);
    }

    private static ulong[] Raise<TRing>(
        in TRing ring, ReadOnlySpan<ulong> one, ReadOnlySpan<ulong> b, ReadOnlySpan<byte> exponent)
        where TRing : struct, IResidueRing
    {
        int n = ring.Length;
        while (exponent.Length > 0 && exponent[0] == 0)
        {
            exponent = exponent[1..];
        }
        int width = exponent.Length <= ShortExponent ? 1 : 4;
        var powers = new ulong[n << width];
        one.CopyTo(powers);
        b.CopyTo(powers.AsSpan(n));
        for (int i = 2; i < 1 << width; i++)
        {
            ring.Multiply(powers.AsSpan((i - 1) * n, n), b, powers.AsSpan(i * n, n));
        }
        ulong[] result = one.ToArray();
        bool started = false;
        for (int i = 0; i < exponent.Length; i++)
        {
            for (int shift = 8 - width; shift >= 0; shift -= width)
            {
                for (int j = 0; started && j < width; j++)
                {
                    ring.Multiply(result, result, result);
                }
                int digit = (exponent[i] >> shift) & ((1 << width) - 1);
                if (digit != 0)
                {
                    ReadOnlySpan<ulong> power = powers.AsSpan(digit * n, n);
                    if (started)
                    {
                        ring.Multiply(result, power, result);
                    }
                    else
                    {
                        power.CopyTo(result);
                        started = true;
                    }
                }
            }
        }
        return result;
    }
}
