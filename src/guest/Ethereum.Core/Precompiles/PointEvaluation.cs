using ZeroSharp.Ethereum.Core.Curves;
using Point = ZeroSharp.Ethereum.Core.Curves.Bls12Affine<ZeroSharp.Ethereum.Core.Curves.Bls12Fp>;

namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>
/// The point evaluation contract of EIP-4844: versioned hash, z, y (32 bytes each), commitment and
/// proof (48 bytes each). Checks that the committed polynomial takes the value y at z.
/// </summary>
internal static class PointEvaluation
{
    public const int InputLength = 192;

    // What the output states: the number of field elements of a blob.
    private const int ElementsPerBlob = 4096;

    private static readonly Bls12Lines GeneratorLines = new(Bls12G2.Generator);
    private static readonly Bls12Lines SetupLines = new(Bls12G2.Setup);

    /// <summary>False where any part is malformed or the proof does not hold.</summary>
    public static bool TryRun(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = default;
        if (input.Length != InputLength)
        {
            return false;
        }
        ReadOnlySpan<byte> commitment = input.Slice(96, Bls12G1.ByteLength);
        byte[] versionedHash = Sha256.Hash(commitment);
        versionedHash[0] = 1;
        UInt256 order = Bls12G1.Order;
        UInt256 z = UInt256.FromBigEndian(input.Slice(32, 32));
        UInt256 y = UInt256.FromBigEndian(input.Slice(64, 32));
        if (!input[..32].SequenceEqual(versionedHash) || z >= order || y >= order
            || !Bls12G1.TryDecompress(commitment, out Point c)
            || !Bls12G1.TryDecompress(input[144..], out Point proof)
            || !Verify(in c, in z, in y, in proof))
        {
            return false;
        }
        var result = new byte[64];
        UInt256 count = (uint)ElementsPerBlob;
        count.ToBigEndian(result.AsSpan(0, 32));
        order.ToBigEndian(result.AsSpan(32, 32));
        output = result;
        return true;
    }

    // e(C - y G1, G2) = e(proof, s G2 - z G2), rearranged so that G2 only has fixed points:
    // e(y G1 - C - z proof, G2) e(proof, s G2) = 1.
    private static bool Verify(in Point commitment, in UInt256 z, in UInt256 y, in Point proof)
    {
        ReadOnlySpan<Point> points = [Bls12G1.Generator, -proof];
        ReadOnlySpan<UInt256> scalars = [y, z];
        int count = proof.IsInfinity ? 1 : 2;
        Point left = Bls12Sum<Bls12Fp, Bls12G1>.Of(points[..count], scalars[..count])
            .Add(-commitment)
            .ToAffine();
        return Bls12Pairing.ProductIsOne(in left, GeneratorLines, in proof, SetupLines);
    }
}
