using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cluster.Core.Proving;

/// <summary>A proof of a run cannot be made of what is there.</summary>
/// <param name="segment">The segment at fault, or -1 if it is the plan.</param>
public sealed class AggregationException(int segment, string message) : Exception(message)
{
    public int Segment { get; } = segment;
}

/// <summary>Makes one proof out of those of the segments, and verifies it as a whole.</summary>
public sealed class BlockAggregator(ProgramKey key, IArtifactStore artifacts)
{
    /// <summary>Reads the segments' proofs, and verifies what they are together.</summary>
    /// <param name="planBytes">The bytes of an <see cref="AggregationPlan"/>.</param>
    /// <exception cref="AggregationException">A part is missing, damaged or not valid.</exception>
    /// <exception cref="ArtifactException">The store is not available.</exception>
    public async Task<byte[]> AggregateAsync(ReadOnlyMemory<byte> planBytes, CancellationToken cancellation)
    {
        AggregationPlan plan = AggregationPlan.TryRead(planBytes.Span)
            ?? throw new AggregationException(-1, "the plan of the aggregation is damaged");
        IReadOnlyList<ArtifactRef> references = plan.SegmentProofs();
        byte[][] segments = new byte[references.Count][];
        for (int i = 0; i < segments.Length; i++)
        {
            try
            {
                segments[i] = await artifacts.GetAsync(references[i], cancellation);
            }
            catch (ArtifactException failure) when (failure.Fault != ArtifactFault.Unavailable)
            {
                throw new AggregationException(i, failure.Message);
            }
        }

        RunProof proof = plan.ToProof(segments);
        RunResult result = RunVerifier.Verify(key, proof, out int segment);
        cancellation.ThrowIfCancellationRequested();
        return result == RunResult.Accepted
            ? proof.ToBytes()
            : throw new AggregationException(segment, $"the block's proof is rejected: {result}");
    }
}
