using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>Verifies the proof of one segment.</summary>
public static class SegmentVerifier
{
    /// <summary>Verifies a segment that starts at a given pc and memory, wherever it ends.</summary>
    /// <param name="key">The program.</param>
    /// <param name="proof">The bytes of a <see cref="SegmentProof"/>.</param>
    /// <param name="firstPc">The pc that the segment has to start at.</param>
    /// <param name="firstRoot">The memory that it has to start with.</param>
    /// <param name="claim">What the proof says; null if it is malformed. It is proven if it is accepted.</param>
    /// <returns>
    /// Accepted, or Malformed, BrokenChain for another start, SegmentRejected.
    /// </returns>
    public static RunResult Verify(
        ProgramKey key,
        ReadOnlySpan<byte> proof,
        uint firstPc,
        in MemoryDigest firstRoot,
        out SegmentClaim? claim)
    {
        claim = null;
        if (!SegmentProof.TryRead(proof, key.Machine, out SegmentProof? read)
            || read is not SegmentProof part)
        {
            return RunResult.Malformed;
        }

        claim = part.Claim;
        if (part.Claim.FirstPc != firstPc || part.Claim.FirstRoot != firstRoot)
        {
            return RunResult.BrokenChain;
        }

        return StarkVerifier.Verify(key.Machine, part.Claim.PublicInteractions(), part.Proof)
            == StarkResult.Accepted
            ? RunResult.Accepted
            : RunResult.SegmentRejected;
    }

    /// <summary>Verifies that a segment's proof is one of exactly this claim.</summary>
    /// <returns>Accepted, or Malformed, BrokenChain for another claim, SegmentRejected.</returns>
    public static RunResult Verify(ProgramKey key, ReadOnlySpan<byte> proof, SegmentClaim expected)
    {
        MemoryDigest firstRoot = expected.FirstRoot;
        RunResult result = Verify(key, proof, expected.FirstPc, in firstRoot, out SegmentClaim? claim);
        return result == RunResult.Accepted && !claim!.IsSameAs(expected) ? RunResult.BrokenChain : result;
    }
}
