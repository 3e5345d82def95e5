using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Zkvm.Circuits;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>
/// The statement of a segment: starting at a pc with one memory, the program gets to another pc with
/// another memory, and halts there or not.
/// </summary>
public sealed class SegmentClaim
{
    /// <summary>Bits of the clock.</summary>
    public const int ClockBits = 26;

    public required uint FirstPc { get; init; }

    public required uint LastPc { get; init; }

    /// <summary>The clock after the last instruction: 1 + 4 * instructions, below 2^26.</summary>
    public required uint LastTimestamp { get; init; }

    public required MemoryDigest FirstRoot { get; init; }

    public required MemoryDigest LastRoot { get; init; }

    /// <summary>True if the segment ends with the halt call.</summary>
    public required bool Halts { get; init; }

    /// <summary>The argument of the halt call; 0 if the segment does not halt.</summary>
    public required uint ExitCode { get; init; }

    /// <summary>Instructions of the segment.</summary>
    public uint Cycles => (LastTimestamp - 1) / 4;

    /// <summary>Whether both claim the same.</summary>
    public bool IsSameAs(SegmentClaim other) => FirstPc == other.FirstPc
        && LastPc == other.LastPc
        && LastTimestamp == other.LastTimestamp
        && FirstRoot == other.FirstRoot
        && LastRoot == other.LastRoot
        && Halts == other.Halts
        && ExitCode == other.ExitCode;

    /// <summary>What the statement puts on the buses (docs/internals/machine.md).</summary>
    public PublicInteraction[] PublicInteractions()
    {
        PublicInteraction[] interactions = new PublicInteraction[Halts ? 5 : 4];
        interactions[0] = Interaction(Buses.Execution, true, FirstPc, 1);
        interactions[1] = Interaction(Buses.Execution, false, LastPc, LastTimestamp);
        interactions[2] = Root(true, 0, FirstRoot);
        interactions[3] = Root(false, 1, LastRoot);
        if (Halts)
        {
            interactions[4] = Interaction(Buses.Halt, false, ExitCode & 0xFFFF, ExitCode >> 16);
        }

        return interactions;
    }

    public void WriteTo(ProofWriter writer)
    {
        writer.Write(FirstPc);
        writer.Write(LastPc);
        writer.Write(LastTimestamp);
        Write(writer, FirstRoot);
        Write(writer, LastRoot);
        writer.Write(Halts ? (byte)1 : (byte)0);
        writer.Write(ExitCode);
    }

    /// <summary>False if the bytes are no claim: a clock out of range, or a flag that is not 0 or 1.</summary>
    public static bool TryRead(ref ProofReader reader, out SegmentClaim? claim)
    {
        claim = null;
        if (!reader.TryRead(out uint firstPc)
            || !reader.TryRead(out uint lastPc)
            || !reader.TryRead(out uint lastTimestamp)
            || !TryRead(ref reader, out MemoryDigest firstRoot)
            || !TryRead(ref reader, out MemoryDigest lastRoot)
            || !reader.TryRead(out byte halts)
            || !reader.TryRead(out uint exitCode)
            || halts > 1
            || (halts == 0 && exitCode != 0)
            || lastTimestamp >= 1u << ClockBits
            || (lastTimestamp & 3) != 1
            || firstPc >= BabyBear.Modulus
            || lastPc >= BabyBear.Modulus)
        {
            return false;
        }

        claim = new SegmentClaim
        {
            FirstPc = firstPc,
            LastPc = lastPc,
            LastTimestamp = lastTimestamp,
            FirstRoot = firstRoot,
            LastRoot = lastRoot,
            Halts = halts == 1,
            ExitCode = exitCode,
        };
        return true;
    }

    internal static void Write(ProofWriter writer, in MemoryDigest digest)
    {
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            writer.Write(digest[i]);
        }
    }

    internal static bool TryRead(ref ProofReader reader, out MemoryDigest digest)
    {
        digest = default;
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            if (!reader.TryRead(out BabyBear element))
            {
                return false;
            }

            digest[i] = element;
        }

        return true;
    }

    private static PublicInteraction Root(bool isSend, uint label, in MemoryDigest root)
    {
        BabyBear[] message = new BabyBear[3 + MemoryDigest.Length];
        message[0] = BabyBear.FromUInt32(label);
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            message[3 + i] = root[i];
        }

        return new PublicInteraction(Buses.Merkle, isSend ? BabyBear.One : -BabyBear.One, message);
    }

    private static PublicInteraction Interaction(int bus, bool isSend, uint first, uint second) => new(
        bus,
        isSend ? BabyBear.One : -BabyBear.One,
        [BabyBear.FromUInt32(first), BabyBear.FromUInt32(second)]);
}
