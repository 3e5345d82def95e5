using ZeroSharp.Ethereum.Core.Curves;
using G1 = ZeroSharp.Ethereum.Core.Curves.Bls12Affine<ZeroSharp.Ethereum.Core.Curves.Bls12Fp>;
using G2 = ZeroSharp.Ethereum.Core.Curves.Bls12Affine<ZeroSharp.Ethereum.Core.Curves.Bls12Fp2>;

namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>
/// The contracts of EIP-2537 on one curve of BLS12-381. A coordinate is 64 bytes, big-endian, or two such
/// numbers, and must be below p; all zeros are infinity.
/// </summary>
internal static class Bls12<TField, TGroup, TMap>
    where TField : struct, IBls12Field<TField>
    where TGroup : struct, IBls12Group<TField>
    where TMap : struct, IBls12Map<TField>
{
    private const int ScalarLength = 32;

    /// <summary>Bytes of a point.</summary>
    public static int PointLength => 2 * TField.PaddedLength;

    /// <summary>Bytes of a point and its scalar.</summary>
    public static int TermLength => PointLength + ScalarLength;

    /// <summary>The sum of two points of the curve, in the subgroup or not.</summary>
    public static bool TryAdd(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = default;
        if (input.Length != 2 * PointLength
            || !TryRead(input, out Bls12Affine<TField> a)
            || !TryRead(input[PointLength..], out Bls12Affine<TField> b))
        {
            return false;
        }
        output = Write(a.Add(in b));
        return true;
    }

    /// <summary>The sum of points of the subgroup times scalars of 256 bits.</summary>
    public static bool TryMultiply(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = default;
        if (input.Length == 0 || input.Length % TermLength != 0)
        {
            return false;
        }
        int count = input.Length / TermLength;
        var points = new Bls12Affine<TField>[count];
        var scalars = new UInt256[count];
        int used = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> term = input.Slice(i * TermLength, TermLength);
            if (!TryReadSubgroup(term, out points[used]))
            {
                return false;
            }
            scalars[used] = UInt256.FromBigEndian(term[PointLength..]);
            if (!points[used].IsInfinity)
            {
                used++;
            }
        }
        output = Write(Bls12Sum<TField, TGroup>
            .Of(points.AsSpan(0, used), scalars.AsSpan(0, used))
            .ToAffine());
        return true;
    }

    /// <summary>A point of the subgroup from a field element.</summary>
    public static bool TryMap(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = default;
        if (input.Length != TField.PaddedLength || !TField.TryReadPadded(input, out TField u))
        {
            return false;
        }
        output = Write(Bls12Map<TField, TGroup, TMap>.ToGroup(in u));
        return true;
    }

    /// <summary>Reads a point of the subgroup.</summary>
    public static bool TryReadSubgroup(ReadOnlySpan<byte> bytes, out Bls12Affine<TField> point) =>
        TryRead(bytes, out point) && (point.IsInfinity || TGroup.IsInSubgroup(in point));

    private static bool TryRead(ReadOnlySpan<byte> bytes, out Bls12Affine<TField> point)
    {
        bool isFirst = TField.TryReadPadded(bytes, out TField x);
        bool isSecond = TField.TryReadPadded(bytes[TField.PaddedLength..], out TField y);
        point = new Bls12Affine<TField>(in x, in y);
        return isFirst && isSecond
            && (point.IsInfinity || y.Square() == (x.Square() * x) + TGroup.B);
    }

    private static byte[] Write(in Bls12Affine<TField> point)
    {
        var output = new byte[PointLength];
        point.X.WritePadded(output);
        point.Y.WritePadded(output.AsSpan(TField.PaddedLength));
        return output;
    }
}

/// <summary>The contract of EIP-2537 on both curves.</summary>
internal static class Bls12PairingCheck
{
    /// <summary>Bytes of a point of G1 and one of G2.</summary>
    public const int PairLength = 384;

    private const int FirstLength = 128;

    /// <summary>Whether a product of pairings is one, as a 32-byte word.</summary>
    public static bool TryRun(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = default;
        if (input.Length == 0 || input.Length % PairLength != 0)
        {
            return false;
        }
        var first = new G1[input.Length / PairLength];
        var second = new G2[first.Length];
        for (int i = 0; i < first.Length; i++)
        {
            ReadOnlySpan<byte> pair = input.Slice(PairLength * i, PairLength);
            if (!Bls12<Bls12Fp, Bls12G1, Bls12MapG1>.TryReadSubgroup(pair, out first[i])
                || !Bls12<Bls12Fp2, Bls12G2, Bls12MapG2>.TryReadSubgroup(
                    pair[FirstLength..], out second[i]))
            {
                return false;
            }
        }
        var result = new byte[32];
        result[31] = Bls12Pairing.ProductIsOne(first, second) ? (byte)1 : (byte)0;
        output = result;
        return true;
    }
}
