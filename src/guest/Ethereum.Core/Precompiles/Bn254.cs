using ZeroSharp.Ethereum.Core.Curves;
using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;
using Point = ZeroSharp.Ethereum.Core.Curves.JacobianPoint<
    ZeroSharp.Ethereum.Core.Curves.Bn254Prime,
    ZeroSharp.Ethereum.Core.Curves.Bn254Equation>;

namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>
/// The contracts of EIP-196 (addition, multiplication) and EIP-197 (pairing check) on bn254. Coordinates
/// are 32 bytes big-endian and must be below p; (0, 0) is infinity.
/// </summary>
internal static class Bn254
{
    private const int PointLength = 64;
    private const int PairLength = 192;

    /// <summary>The sum of two points; the input is padded with zeros.</summary>
    public static bool TryAdd(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        Span<byte> words = stackalloc byte[2 * PointLength];
        Pad(input, words);
        output = default;
        if (!TryReadPoint(words, out AffinePoint<Bn254Prime> a)
            || !TryReadPoint(words[PointLength..], out AffinePoint<Bn254Prime> b))
        {
            return false;
        }
        output = Write(Bn254G1.Add(in a, in b));
        return true;
    }

    /// <summary>A point times a scalar of 256 bits; the input is padded with zeros.</summary>
    public static bool TryMultiply(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        Span<byte> words = stackalloc byte[PointLength + 32];
        Pad(input, words);
        output = default;
        if (!TryReadPoint(words, out AffinePoint<Bn254Prime> point))
        {
            return false;
        }
        UInt256 scalar = UInt256.FromBigEndian(words[PointLength..]);
        output = Write(Bn254G1.Multiply(in scalar, in point));
        return true;
    }

    /// <summary>Whether a product of pairings is one, as a 32-byte word.</summary>
    public static bool TryPairing(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = default;
        if (input.Length % PairLength != 0)
        {
            return false;
        }
        int count = input.Length / PairLength;
        var first = new AffinePoint<Bn254Prime>[count];
        var second = new Bn254TwistPoint[count];
        int used = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pair = input.Slice(PairLength * i, PairLength);
            if (!TryReadPoint(pair, out AffinePoint<Bn254Prime> p)
                || !TryReadTwistPoint(pair[PointLength..], out Bn254TwistPoint q))
            {
                return false;
            }
            // A pair with infinity in G1 does not count, but its other point must be in the subgroup.
            if (!q.IsInfinity)
            {
                first[used] = p;
                second[used] = q;
                used++;
            }
        }
        if (!Bn254Pairing.TryProductIsOne(
            first.AsSpan(0, used), second.AsSpan(0, used), out bool isOne))
        {
            return false;
        }
        var result = new byte[32];
        result[31] = isOne ? (byte)1 : (byte)0;
        output = result;
        return true;
    }

    private static void Pad(ReadOnlySpan<byte> input, Span<byte> words)
    {
        words.Clear();
        input[..Math.Min(input.Length, words.Length)].CopyTo(words);
    }

    private static bool TryReadCoordinate(ReadOnlySpan<byte> bytes, out Fq value)
    {
        UInt256 word = UInt256.FromBigEndian(bytes[..32]);
        value = new Fq(in word);
        return word < Bn254Prime.Modulus;
    }

    private static bool TryReadPoint(ReadOnlySpan<byte> bytes, out AffinePoint<Bn254Prime> point)
    {
        bool inRange = TryReadCoordinate(bytes, out Fq x) & TryReadCoordinate(bytes[32..], out Fq y);
        point = new AffinePoint<Bn254Prime>(in x, in y);
        return inRange && (point.IsInfinity || Point.IsOnCurve(in point));
    }

    // The imaginary part of each coordinate comes first. The pairing checks the subgroup.
    private static bool TryReadTwistPoint(ReadOnlySpan<byte> bytes, out Bn254TwistPoint point)
    {
        bool inRange = TryReadCoordinate(bytes, out Fq x1) & TryReadCoordinate(bytes[32..], out Fq x0)
            & TryReadCoordinate(bytes[64..], out Fq y1) & TryReadCoordinate(bytes[96..], out Fq y0);
        point = new Bn254TwistPoint(new Bn254Fp2(in x0, in x1), new Bn254Fp2(in y0, in y1));
        return inRange && (point.IsInfinity || point.IsOnCurve());
    }

    private static byte[] Write(in AffinePoint<Bn254Prime> point)
    {
        var output = new byte[PointLength];
        point.X.Value.ToBigEndian(output.AsSpan(0, 32));
        point.Y.Value.ToBigEndian(output.AsSpan(32, 32));
        return output;
    }
}
