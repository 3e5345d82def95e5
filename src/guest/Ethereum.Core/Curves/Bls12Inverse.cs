namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>
/// Inverses in the base field of BLS12-381 by the binary algorithm in steps of 31 bits (Pornin,
/// "Optimized Binary GCD for Modular Inversion", 2020, algorithm 2).
/// </summary>
/// <remarks>A power would take some 470 products; this takes the time of about 45.</remarks>
internal static unsafe class Bls12Inverse
{
    private const int LimbCount = 6;
    private const int StepBits = 31;

    // 2 * 381 - 1 bits bring one number to 0 and the other to 1.
    private const int StepCount = 25;

    /// <summary>
    /// The number times this is 2^(-33 * 25) modulo p: a step divides numbers by 2^31 and factors by 2^64.
    /// </summary>
    public static Bls12Fp Of(in Bls12Fp value)
    {
        // a = u value 2^(33 i) and b = v value 2^(33 i) after step i.
        Bls12Fp a = value;
        Bls12Fp b = Bls12Fp.Modulus;
        Bls12Fp u = new(1, 0, 0, 0, 0, 0);
        Bls12Fp v = default;
        for (int i = 0; i < StepCount; i++)
        {
            Approximate((ulong*)&a, (ulong*)&b, out ulong x, out ulong y);
            // Up to their signs, x is f0 a - g0 b and y is f1 a - g1 b.
            ulong f0 = 1;
            ulong g0 = 0;
            ulong f1 = 0;
            ulong g1 = 1;
            for (int j = 0; j < StepBits; j++)
            {
                if ((x & 1) != 0)
                {
                    if (x < y)
                    {
                        (x, y) = (y, x);
                        (f0, f1) = (f1, f0);
                        (g0, g1) = (g1, g0);
                    }
                    x -= y;
                    f0 += f1;
                    g0 += g1;
                }
                x >>= 1;
                f1 <<= 1;
                g1 <<= 1;
            }
            Bls12Fp oldA = a;
            Bls12Fp oldB = b;
            Bls12Fp oldU = u;
            Bls12Fp oldV = v;
            bool isNegative = Difference((ulong*)&oldA, f0, (ulong*)&oldB, g0, (ulong*)&a);
            u = isNegative ? Factor(-oldU, f0, in oldV, g0) : Factor(in oldU, f0, -oldV, g0);
            isNegative = Difference((ulong*)&oldA, f1, (ulong*)&oldB, g1, (ulong*)&b);
            v = isNegative ? Factor(-oldU, f1, in oldV, g1) : Factor(in oldU, f1, -oldV, g1);
        }
        return v;
    }

    // The lowest 31 and the highest 33 bits of both numbers, in the length of the longer one.
    private static void Approximate(ulong* a, ulong* b, out ulong x, out ulong y)
    {
        int top = LimbCount - 1;
        while (top > 0 && (a[top] | b[top]) == 0)
        {
            top--;
        }
        x = a[0];
        y = b[0];
        if (top > 0)
        {
            const ulong lowMask = (1UL << StepBits) - 1;
            int shift = 0;
            for (ulong head = a[top] | b[top]; (long)head > 0; head <<= 1)
            {
                shift++;
            }
            x = (x & lowMask) | (Head(a, top, shift) & ~lowMask);
            y = (y & lowMask) | (Head(b, top, shift) & ~lowMask);
        }
    }

    private static ulong Head(ulong* a, int top, int shift) => shift == 0
        ? a[top]
        : (a[top] << shift) | (a[top - 1] >> (64 - shift));

    // |a f - b g| / 2^31, which is exact; returns whether the difference is negative.
    private static bool Difference(ulong* a, ulong f, ulong* b, ulong g, ulong* result)
    {
        ulong* t = stackalloc ulong[LimbCount + 1];
        ulong carryA = 0;
        ulong carryB = 0;
        ulong borrow = 0;
        for (int i = 0; i < LimbCount; i++)
        {
            ulong highA = Math.BigMul(a[i], f, out ulong low);
            low += carryA;
            carryA = highA + (low < carryA ? 1UL : 0UL);
            ulong highB = Math.BigMul(b[i], g, out ulong other);
            other += carryB;
            carryB = highB + (other < carryB ? 1UL : 0UL);
            t[i] = UInt256.SubtractBorrow(low, other, ref borrow);
        }
        t[LimbCount] = carryA - carryB - borrow;
        bool isNegative = (long)t[LimbCount] < 0;
        if (isNegative)
        {
            borrow = 0;
            for (int i = 0; i <= LimbCount; i++)
            {
                t[i] = UInt256.SubtractBorrow(0, t[i], ref borrow);
            }
        }
        for (int i = 0; i < LimbCount; i++)
        {
            result[i] = (t[i] >> StepBits) | (t[i + 1] << (64 - StepBits));
        }
        return isNegative;
    }

    // (a f + b g) / 2^64 modulo p, for f + g at most 2^31.
    private static Bls12Fp Factor(in Bls12Fp a, ulong f, in Bls12Fp b, ulong g)
    {
        Bls12Fp first = a;
        Bls12Fp second = b;
        Bls12Fp modulus = Bls12Fp.Modulus;
        ulong* t = stackalloc ulong[LimbCount + 1];
        for (int i = 0; i <= LimbCount; i++)
        {
            t[i] = 0;
        }
        t[LimbCount] = LimbArithmetic.AddProduct(t, (ulong*)&first, LimbCount, f);
        t[LimbCount] += LimbArithmetic.AddProduct(t, (ulong*)&second, LimbCount, g);
        ulong m = t[0] * Bls12Fp.NegativeInverse;
        t[LimbCount] += LimbArithmetic.AddProduct(t, (ulong*)&modulus, LimbCount, m);
        return new Bls12Fp(t[1], t[2], t[3], t[4], t[5], t[6]).Reduce();
    }
}
