using System.Globalization;
using System.Numerics;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.TestModels;

/// <summary>
/// ECDSA over secp256k1 with plain integers (SEC 1, section 4.1.3): slow, short, and independent of what
/// it is compared with.
/// </summary>
internal sealed class SignatureModel
{
    private static readonly BigInteger P = Hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F");
    private static readonly BigInteger N = Hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    private static readonly (BigInteger X, BigInteger Y) G = (
        Hex("79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"),
        Hex("483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"));

    private readonly BigInteger _key;

    /// <param name="seed">The private key, once it is reduced to 1 to n - 1.</param>
    public SignatureModel(BigInteger seed)
    {
        _key = Scalar(seed);
        (BigInteger x, BigInteger y) = Multiply(_key);
        Hash256 digest = Keccak256.Hash([.. Bytes(x), .. Bytes(y)]);
        Address = Address.FromHash(in digest);
    }

    public Address Address { get; }

    /// <summary>A signature with a low s (EIP-2) and the parity of its point.</summary>
    /// <param name="hash">What is signed.</param>
    /// <param name="nonce">Any number; a signature that must stay secret needs a better one.</param>
    public (UInt256 R, UInt256 S, int Parity) Sign(in Hash256 hash, BigInteger nonce)
    {
        BigInteger z = new(hash.AsSpan(), isUnsigned: true, isBigEndian: true);
        for (BigInteger k = Scalar(nonce); ; k = Scalar(k))
        {
            (BigInteger x, BigInteger y) = Multiply(k);
            BigInteger s = BigInteger.ModPow(k, N - 2, N) * (z + (x * _key)) % N;
            if (x < N && !s.IsZero)
            {
                bool isHigh = s > N / 2;
                int parity = (int)(y & 1) ^ (isHigh ? 1 : 0);
                return (Word(x), Word(isHigh ? N - s : s), parity);
            }
        }
    }

    private static BigInteger Scalar(BigInteger seed) => (seed % (N - 1)) + 1;

    private static (BigInteger X, BigInteger Y) Multiply(BigInteger scalar)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        (BigInteger X, BigInteger Y) power = G;
        for (; !scalar.IsZero; scalar >>= 1)
        {
            if (!scalar.IsEven)
            {
                sum = sum is { } some ? Add(some, power) : power;
            }

            power = Add(power, power);
        }

        return sum!.Value;
    }

    // Never of a point and its negative: all scalars here are below n.
    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        BigInteger slope = a == b
            ? 3 * a.X * a.X * Inverse(2 * a.Y)
            : (b.Y - a.Y) * Inverse(b.X - a.X);
        BigInteger x = Reduce((slope * slope) - a.X - b.X);
        return (x, Reduce((slope * (a.X - x)) - a.Y));
    }

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Reduce(value), P - 2, P);

    private static BigInteger Reduce(BigInteger value) => ((value % P) + P) % P;

    private static UInt256 Word(BigInteger value) => UInt256.FromBigEndian(Bytes(value));

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static BigInteger Hex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
