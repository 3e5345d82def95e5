using System.Globalization;
using System.Numerics;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>An element a + b u of Fp2 with plain integers; Fp is where b = 0.</summary>
internal readonly record struct Bls12Element(BigInteger A, BigInteger B)
{
    public static readonly BigInteger P = BigInteger.Parse(
        "01A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB",
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);

    public static Bls12Element operator +(Bls12Element x, Bls12Element y) => Of(x.A + y.A, x.B + y.B);

    public static Bls12Element operator -(Bls12Element x, Bls12Element y) => Of(x.A - y.A, x.B - y.B);

    public static Bls12Element operator *(Bls12Element x, Bls12Element y) =>
        Of((x.A * y.A) - (x.B * y.B), (x.A * y.B) + (x.B * y.A));

    public static Bls12Element Of(BigInteger a, BigInteger b) => new(Reduce(a), Reduce(b));

    public Bls12Element Inverse()
    {
        BigInteger norm = BigInteger.ModPow((A * A) + (B * B), P - 2, P);
        return Of(A * norm, -B * norm);
    }

    /// <summary>A square root, if there is one; that of an element of Fp may be outside of Fp.</summary>
    public Bls12Element? Sqrt()
    {
        if (B.IsZero)
        {
            BigInteger root = BigInteger.ModPow(A, (P + 1) / 4, P);
            return root * root % P == A ? new(root, 0) : new(0, root);
        }

        BigInteger norm = BigInteger.ModPow(Reduce((A * A) + (B * B)), (P + 1) / 4, P);
        BigInteger half = (P + 1) / 2;
        foreach (BigInteger sign in new[] { norm, P - norm })
        {
            BigInteger x = BigInteger.ModPow(Reduce((A + sign) * half), (P + 1) / 4, P);
            Bls12Element root = Of(x, B * BigInteger.ModPow(2 * x, P - 2, P));
            if (root * root == this)
            {
                return root;
            }
        }

        return null;
    }

    private static BigInteger Reduce(BigInteger value) => ((value % P) + P) % P;
}

/// <summary>
/// A point of y^2 = x^3 + b over Fp or Fp2 by the affine formulas: slow, short, and independent of what it is
/// compared with. No coordinates stand for infinity.
/// </summary>
internal readonly record struct Bls12ModelPoint(Bls12Element X, Bls12Element Y, bool IsInfinity = false)
{
    /// <summary>The order of the subgroups.</summary>
    public static readonly BigInteger Order = BigInteger.Parse(
        "073EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001",
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);

    public static readonly Bls12ModelPoint Infinity = new(default, default, true);

    /// <summary>A point of the curve, seldom of the subgroup, with x at or after the seed.</summary>
    /// <param name="seed">Any number; both parts of x derive from it in Fp2.</param>
    public static Bls12ModelPoint FromSeed(BigInteger seed, bool isTwist)
    {
        for (; ; seed++)
        {
            Bls12Element x = Bls12Element.Of(seed, isTwist ? (seed * 3) + 1 : 0);
            Bls12Element square = (x * x * x) + new Bls12Element(4, isTwist ? 4 : 0);
            if (square.Sqrt() is { } y && (isTwist || y.B.IsZero))
            {
                return new Bls12ModelPoint(x, y);
            }
        }
    }

    /// <summary>Reads the encoding of EIP-2537, of 128 or 256 bytes.</summary>
    public static Bls12ModelPoint Read(byte[] bytes)
    {
        BigInteger[] parts = [.. bytes.Chunk(64).Select(part => new BigInteger(part, true, true))];
        return parts.All(part => part.IsZero)
            ? Infinity
            : parts.Length == 2
                ? new(new(parts[0], 0), new(parts[1], 0))
                : new(new(parts[0], parts[1]), new(parts[2], parts[3]));
    }

    public byte[] Write(bool isTwist) => isTwist
        ? [.. Digits(X.A), .. Digits(X.B), .. Digits(Y.A), .. Digits(Y.B)]
        : [.. Digits(X.A), .. Digits(Y.A)];

    public bool IsOnCurve(bool isTwist) =>
        IsInfinity || Y * Y == (X * X * X) + new Bls12Element(4, isTwist ? 4 : 0);

    public Bls12ModelPoint Negate() => this with { Y = default(Bls12Element) - Y };

    public Bls12ModelPoint Add(Bls12ModelPoint other)
    {
        if (IsInfinity || other.IsInfinity)
        {
            return IsInfinity ? other : this;
        }

        if (X == other.X && Y != other.Y)
        {
            return Infinity;
        }

        Bls12Element slope = X == other.X
            ? new Bls12Element(3, 0) * X * X * (Y + Y).Inverse()
            : (other.Y - Y) * (other.X - X).Inverse();
        Bls12Element x = (slope * slope) - X - other.X;
        return new Bls12ModelPoint(x, (slope * (X - x)) - Y);
    }

    public Bls12ModelPoint Multiply(BigInteger scalar)
    {
        Bls12ModelPoint sum = Infinity;
        for (long bit = scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = sum.Add(sum);
            sum = ((scalar >> (int)bit) & 1).IsZero ? sum : sum.Add(this);
        }

        return sum;
    }

    private static byte[] Digits(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[64 - bytes.Length], .. bytes];
    }
}
