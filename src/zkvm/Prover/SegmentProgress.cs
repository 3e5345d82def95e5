using ZeroSharp.Stark.Prover;

namespace ZeroSharp.Zkvm.Prover;

/// <summary>What the proof of a segment is busy with.</summary>
/// <param name="Index">Number of the segment, from 0.</param>
/// <param name="FirstCycle">Instructions of the segments before it.</param>
/// <param name="Cycles">Instructions of the segment.</param>
/// <param name="Stage">The stage that begins; null while traces are filled.</param>
public sealed record SegmentProgress(int Index, ulong FirstCycle, ulong Cycles, ProofStage? Stage);

/// <summary>Adds to a proof's stages which segment they are of.</summary>
internal sealed class StageRelay(IProgress<SegmentProgress> target, int index, ulong firstCycle, ulong cycles)
    : IProgress<ProofStage>
{
    public void Report(ProofStage value) => Report((ProofStage?)value);

    public void Report(ProofStage? stage) => target.Report(new SegmentProgress(index, firstCycle, cycles, stage));
}
