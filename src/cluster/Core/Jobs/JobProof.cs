using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>Reads the proofs of jobs.</summary>
public static class JobProof
{
    /// <summary>The proof of a job that is proved.</summary>
    /// <exception cref="ArtifactException">It is not in the store as it was put there.</exception>
    public static async Task<BlockProof> ReadAsync(
        IArtifactStore artifacts, Job job, CancellationToken cancellation)
    {
        byte[] bytes = await artifacts.GetAsync(
            job.Proof ?? throw new InvalidOperationException($"job {job.Id} is {job.State}"), cancellation);
        return RunProof.TryRead(bytes, out RunProof? run) && BlockProof.FromRun(run!) is { } proof
            ? proof
            : throw new ArtifactException(ArtifactFault.Corrupt, $"the proof of job {job.Id} is no proof");
    }
}
