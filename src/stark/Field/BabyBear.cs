using System.Globalization;

namespace ZeroSharp.Stark.Field;

/// <summary>
/// An element of the prime field with p = 2^31 - 2^27 + 1, in Montgomery form with R = 2^32.
/// The Montgomery word, which is below p, is also what is hashed and what proofs carry.
/// </summary>
public readonly struct BabyBear : IField<BabyBear>, IEquatable<BabyBear>
{
    /// <summary>The modulus p = 15 * 2^27 + 1.</summary>
    public const uint Modulus = 0x78000001;

    /// <summary>log2 of the largest power of two that divides p - 1.</summary>
    public const int TwoAdicity = 27;

    /// <summary>A generator of the multiplicative group.</summary>
    public const uint Generator = 31;

    private const uint NegativeInverse = 0x77FFFFFF; // -p^-1 mod 2^32
    private const uint RSquared = 1172168163;        // 2^64 mod p
    private const uint ROne = 268435454;             // 2^32 mod p

    private readonly uint _montgomery;

    private BabyBear(uint montgomery) => _montgomery = montgomery;

    public static BabyBear Zero => default;

    public static BabyBear One => new(ROne);

    /// <summary>The Montgomery word of this element, below p.</summary>
    public uint Raw => _montgomery;

    /// <summary>The canonical representative in [0, p).</summary>
    public uint Value => Reduce(_montgomery);

    /// <summary>Takes a Montgomery word as it is; the caller has checked that it is below p.</summary>
    public static BabyBear FromRaw(uint montgomery) => new(montgomery);

    /// <summary>Takes a Montgomery word from outside; false if it is not below p.</summary>
    public static bool TryFromRaw(uint montgomery, out BabyBear element)
    {
        element = new BabyBear(montgomery);
        return montgomery < Modulus;
    }

    public static BabyBear FromUInt32(uint value) => new(Reduce((ulong)value * RSquared));

    public static BabyBear FromUInt64(ulong value) => FromUInt32((uint)(value % Modulus));

    public static BabyBear operator +(BabyBear left, BabyBear right)
    {
        uint sum = left._montgomery + right._montgomery;
        return new BabyBear(Math.Min(sum, sum - Modulus));
    }

    public static BabyBear operator -(BabyBear left, BabyBear right)
    {
        uint difference = left._montgomery - right._montgomery;
        return new BabyBear(Math.Min(difference, difference + Modulus));
    }

    public static BabyBear operator *(BabyBear left, BabyBear right) =>
        new(Reduce((ulong)left._montgomery * right._montgomery));

    public static BabyBear operator -(BabyBear value) => default(BabyBear) - value;

    public static bool operator ==(BabyBear left, BabyBear right) =>
        left._montgomery == right._montgomery;

    public static bool operator !=(BabyBear left, BabyBear right) => !(left == right);

    public BabyBear Pow(ulong exponent)
    {
        BabyBear result = One;
        BabyBear power = this;
        for (; exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result *= power;
            }

            power *= power;
        }

        return result;
    }

    /// <summary>The multiplicative inverse; zero for zero.</summary>
    public BabyBear Inverse() => Pow(Modulus - 2);

    /// <summary>A primitive root of unity of order 2^<paramref name="logOrder"/>.</summary>
    public static BabyBear RootOfUnity(int logOrder)
    {
        BabyBear root = FromUInt32(Generator).Pow((Modulus - 1) >> TwoAdicity);
        for (int i = logOrder; i < TwoAdicity; i++)
        {
            root *= root;
        }

        return root;
    }

    public bool Equals(BabyBear other) => this == other;

    public override bool Equals(object? obj) => obj is BabyBear other && this == other;

    public override int GetHashCode() => (int)_montgomery;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    // Montgomery reduction of t < p * 2^32: (t + (t * -p^-1 mod 2^32) * p) / 2^32 < 2p.
    private static uint Reduce(ulong t)
    {
        uint m = (uint)t * NegativeInverse;
        uint u = (uint)((t + ((ulong)m * Modulus)) >> 32);
        return Math.Min(u, u - Modulus);
    }
}
