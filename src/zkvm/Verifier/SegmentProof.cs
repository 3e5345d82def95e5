using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>A segment's statement and its proof.</summary>
public sealed class SegmentProof
{
    /// <summary>Most bytes of a segment's proof.</summary>
    public const int MaxByteLength = 1 << 24;

    public required SegmentClaim Claim { get; init; }

    public required StarkProof Proof { get; init; }

    public byte[] ToBytes()
    {
        ProofWriter writer = new();
        Claim.WriteTo(writer);
        Proof.WriteTo(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Reads exactly the given bytes; false if they are not of the form of a proof.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, VerifyingKey key, out SegmentProof? proof)
    {
        proof = null;
        ProofReader reader = new(bytes);
        if (!SegmentClaim.TryRead(ref reader, out SegmentClaim? claim)
            || !StarkProof.TryRead(ref reader, key, claim!.PublicInteractions(), out StarkProof? stark)
            || !reader.IsAtEnd)
        {
            return false;
        }

        proof = new SegmentProof { Claim = claim, Proof = stark! };
        return true;
    }
}
