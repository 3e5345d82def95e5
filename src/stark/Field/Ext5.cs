namespace ZeroSharp.Stark.Field;

/// <summary>
/// An element c0 + c1 X + ... + c4 X^4 of BabyBear[X] / (X^5 - 2), the field of 155 bits that all
/// challenges come from. X^5 - 2 is irreducible since 5 divides p - 1 and 2 is no fifth power.
/// </summary>
public readonly struct Ext5 : IField<Ext5>, IEquatable<Ext5>
{
    /// <summary>The degree of the extension.</summary>
    public const int Degree = 5;

    // 2^((p-1)/5), a primitive fifth root of unity.
    private static readonly BabyBear FrobeniusRoot = BabyBear.FromUInt32(815036133);

    public readonly BabyBear C0;
    public readonly BabyBear C1;
    public readonly BabyBear C2;
    public readonly BabyBear C3;
    public readonly BabyBear C4;

    public Ext5(BabyBear c0, BabyBear c1, BabyBear c2, BabyBear c3, BabyBear c4)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
        C3 = c3;
        C4 = c4;
    }

    public static Ext5 Zero => default;

    public static Ext5 One => new(BabyBear.One, default, default, default, default);

    public static Ext5 FromUInt32(uint value) => FromBase(BabyBear.FromUInt32(value));

    public static Ext5 FromBase(BabyBear value) => new(value, default, default, default, default);

    public static implicit operator Ext5(BabyBear value) => FromBase(value);

    public static Ext5 operator +(Ext5 a, Ext5 b) =>
        new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2, a.C3 + b.C3, a.C4 + b.C4);

    public static Ext5 operator -(Ext5 a, Ext5 b) =>
        new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2, a.C3 - b.C3, a.C4 - b.C4);

    public static Ext5 operator -(Ext5 a) => default(Ext5) - a;

    public static Ext5 operator *(Ext5 a, BabyBear b) =>
        new(a.C0 * b, a.C1 * b, a.C2 * b, a.C3 * b, a.C4 * b);

    public static Ext5 operator *(Ext5 a, Ext5 b)
    {
        BabyBear h0 = (a.C1 * b.C4) + (a.C2 * b.C3) + (a.C3 * b.C2) + (a.C4 * b.C1);
        BabyBear h1 = (a.C2 * b.C4) + (a.C3 * b.C3) + (a.C4 * b.C2);
        BabyBear h2 = (a.C3 * b.C4) + (a.C4 * b.C3);
        BabyBear h3 = a.C4 * b.C4;
        return new Ext5(
            (a.C0 * b.C0) + h0 + h0,
            (a.C0 * b.C1) + (a.C1 * b.C0) + h1 + h1,
            (a.C0 * b.C2) + (a.C1 * b.C1) + (a.C2 * b.C0) + h2 + h2,
            (a.C0 * b.C3) + (a.C1 * b.C2) + (a.C2 * b.C1) + (a.C3 * b.C0) + h3 + h3,
            (a.C0 * b.C4) + (a.C1 * b.C3) + (a.C2 * b.C2) + (a.C3 * b.C1) + (a.C4 * b.C0));
    }

    public static bool operator ==(Ext5 a, Ext5 b) =>
        a.C0 == b.C0 && a.C1 == b.C1 && a.C2 == b.C2 && a.C3 == b.C3 && a.C4 == b.C4;

    public static bool operator !=(Ext5 a, Ext5 b) => !(a == b);

    /// <summary>Whether this element lies in the base field.</summary>
    public bool IsBase =>
        C1 == BabyBear.Zero && C2 == BabyBear.Zero && C3 == BabyBear.Zero && C4 == BabyBear.Zero;

    /// <summary>
    /// The multiplicative inverse; zero for zero. With r = 1 + p + ... + p^4 the norm a^r lies in the
    /// base field, and a^-1 = a^(r-1) / a^r.
    /// </summary>
    public Ext5 Inverse()
    {
        Ext5 a1 = Frobenius(1);
        Ext5 a12 = a1 * Frobenius(2);
        Ext5 conjugates = a12 * a12.Frobenius(2);
        BabyBear norm = (this * conjugates).C0;
        return conjugates * norm.Inverse();
    }

    /// <summary>The map x to x^(p^power): coefficient i is multiplied by 2^(i power (p-1)/5).</summary>
    public Ext5 Frobenius(int power)
    {
        BabyBear z = FrobeniusRoot.Pow((ulong)power);
        BabyBear z2 = z * z;
        return new Ext5(C0, C1 * z, C2 * z2, C3 * (z2 * z), C4 * (z2 * z2));
    }

    public Ext5 Pow(ulong exponent)
    {
        Ext5 result = One;
        Ext5 power = this;
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

    public bool Equals(Ext5 other) => this == other;

    public override bool Equals(object? obj) => obj is Ext5 other && this == other;

    public override int GetHashCode() => HashCode.Combine(C0, C1, C2, C3, C4);

    public override string ToString() => $"({C0}, {C1}, {C2}, {C3}, {C4})";
}
