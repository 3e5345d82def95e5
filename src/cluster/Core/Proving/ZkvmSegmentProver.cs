using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Prover;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cluster.Core.Proving;

/// <summary>Proves segments on this machine.</summary>
public sealed class ZkvmSegmentProver : ISegmentProver
{
    private readonly ProgramProver _prover;

    /// <param name="prover">The program; not disposed of here.</param>
    /// <param name="memory">Bound on the memory of proofs, in bytes; part of it is kept from one to the next.</param>
    public ZkvmSegmentProver(ProgramProver prover, long memory)
    {
        _prover = prover;
        LargeBlocks.KeepLimit = (nuint)(memory / 2);
    }

    public string Program => BlockProgram.DigestOf(_prover.Key);

    public SegmentResult Prove(byte[] input, IProgress<ProofStage?>? stages, CancellationToken cancellation)
    {
        if (!SegmentInput.TryRead(input, out SegmentInput? segment) || segment is null)
        {
            throw new BadSegmentException("the bytes are no segment input of this release");
        }

        SegmentReport? report = null;
        byte[] proof;
        try
        {
            proof = _prover.ProveSegment(
                segment,
                progress: new Relay<SegmentReport>(value => report = value),
                cancellation: cancellation,
                stages: stages is null ? null : new Relay<SegmentProgress>(value => stages.Report(value.Stage)));
        }
        catch (SegmentInputException failure)
        {
            throw new BadSegmentException(failure.Message, failure);
        }

        RunResult result = SegmentVerifier.Verify(_prover.Key, proof, ProgramProver.ClaimOf(segment));
        return result == RunResult.Accepted
            ? new SegmentResult(proof, report)
            : throw new InvalidOperationException($"the segment's proof does not verify: {result}");
    }

    // Unlike Progress<T>, on the thread that reports.
    private sealed class Relay<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
