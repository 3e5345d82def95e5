using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>
/// A proof that a program halts with success and an output, for some input: the proofs of its segments in
/// their order, the input region's digest, and the path of the output in the last memory.
/// </summary>
public sealed class RunProof
{
    /// <summary>Version of the binary format.</summary>
    public const uint Version = 1;

    /// <summary>Most segments of a proof.</summary>
    public const int MaxSegmentCount = 1 << 16;

    // "ZSRP", little-endian.
    private const uint Magic = 0x5052_535A;

    // The kind of proof: a list of segments. Others, such as one aggregated proof, will have other numbers.
    private const uint SegmentsKind = 1;

    /// <summary>The digest of the <see cref="ProgramKey"/> it is a proof for.</summary>
    public required byte[] ProgramDigest { get; init; }

    public required byte[] Output { get; init; }

    public required MemoryDigest InputRegion { get; init; }

    /// <summary>Siblings of the output region's subtree in the last memory, its own level first.</summary>
    public required MemoryDigest[] OutputSiblings { get; init; }

    /// <summary>The bytes of each <see cref="SegmentProof"/>.</summary>
    public required byte[][] Segments { get; init; }

    public byte[] ToBytes()
    {
        ProofWriter writer = new();
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(SegmentsKind);
        writer.Write(ProgramDigest);
        writer.Write((uint)Output.Length);
        writer.Write(Output);
        SegmentClaim.Write(writer, InputRegion);
        foreach (MemoryDigest sibling in OutputSiblings)
        {
            SegmentClaim.Write(writer, sibling);
        }

        writer.Write((uint)Segments.Length);
        foreach (byte[] segment in Segments)
        {
            writer.Write((uint)segment.Length);
            writer.Write(segment);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Splits the bytes into their parts; false if they are no proof of this version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RunProof? proof)
    {
        proof = null;
        ProofReader reader = new(bytes);
        byte[] digest = new byte[Blake3.DigestLength];
        if (!reader.TryRead(out uint magic) || magic != Magic
            || !reader.TryRead(out uint version) || version != Version
            || !reader.TryRead(out uint kind) || kind != SegmentsKind
            || !reader.TryRead(digest)
            || !reader.TryRead(out uint outputLength) || outputLength > OutputRegion.MaxLength)
        {
            return false;
        }

        byte[] output = new byte[outputLength];
        MemoryDigest[] siblings = new MemoryDigest[OutputRegion.Level];
        if (!reader.TryRead(output) || !SegmentClaim.TryRead(ref reader, out MemoryDigest inputRegion))
        {
            return false;
        }

        for (int i = 0; i < siblings.Length; i++)
        {
            if (!SegmentClaim.TryRead(ref reader, out siblings[i]))
            {
                return false;
            }
        }

        if (!reader.TryRead(out uint count) || count == 0 || count > MaxSegmentCount)
        {
            return false;
        }

        byte[][] segments = new byte[count][];
        for (int i = 0; i < segments.Length; i++)
        {
            if (!reader.TryRead(out uint length) || length > SegmentProof.MaxByteLength
                || length > (uint)reader.Remaining)
            {
                return false;
            }

            segments[i] = new byte[length];
            if (!reader.TryRead(segments[i]))
            {
                return false;
            }
        }

        if (!reader.IsAtEnd)
        {
            return false;
        }

        proof = new RunProof
        {
            ProgramDigest = digest,
            Output = output,
            InputRegion = inputRegion,
            OutputSiblings = siblings,
            Segments = segments,
        };
        return true;
    }
}
