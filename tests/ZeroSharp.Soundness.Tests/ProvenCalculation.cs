using ZeroSharp.Stark.Prover;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>The calculation's keys, and an honest proof of it, which tests share and do not change.</summary>
internal static class ProvenCalculation
{
    public static ProgramImage Program { get; } = SmallMachine.Calculation();

    private static readonly Lazy<ProvingKey> Proving = new(
        () => ProvingKey.Create(SmallMachine.Parameters, MachineChips.All(Program), 2));

    private static readonly Lazy<(byte[] Segment, RunProof Run)> Honest = new(Prove);

    public static ProvingKey ProvingKey => Proving.Value;

    public static VerifyingKey Machine => ProvingKey.Verifying;

    public static ProgramKey Key { get; } = new(Machine, Program);

    /// <summary>The bytes of the only segment's proof.</summary>
    public static byte[] Segment => Honest.Value.Segment;

    public static RunProof Run => Honest.Value.Run;

    /// <summary>A fresh copy of the segment's proof.</summary>
    public static SegmentProof Read()
    {
        Assert.True(SegmentProof.TryRead(Segment, Machine, out SegmentProof? proof));
        return proof!;
    }

    /// <summary>Whether the bytes are a proof of the segment that they claim.</summary>
    public static bool IsAccepted(ReadOnlySpan<byte> segment) =>
        SegmentProof.TryRead(segment, Machine, out SegmentProof? proof)
        && StarkVerifier.Verify(Machine, proof!.Claim.PublicInteractions(), proof.Proof) == StarkResult.Accepted;

    /// <summary>Proves a falsified run, and verifies it as a run of the program.</summary>
    public static RunResult Verify(ForgedSegment forged) =>
        RunVerifier.Verify(Key, forged.RunOf(Key, forged.Prove(ProvingKey)), out _);

    private static (byte[] Segment, RunProof Run) Prove()
    {
        using ForgedSegment honest = new(Program);
        byte[] segment = honest.Prove(ProvingKey);
        return (segment, honest.RunOf(Key, segment));
    }
}
