using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Stark.Prover;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>A real prover whose first attempt fails.</summary>
internal sealed class FailingOnceProver(ISegmentProver inner) : ISegmentProver
{
    private int _attempts;

    public string Program => inner.Program;

    public SegmentResult Prove(byte[] input, IProgress<ProofStage?>? stages, CancellationToken cancellation) =>
        Interlocked.Increment(ref _attempts) == 1
            ? throw new InvalidOperationException("the first attempt fails")
            : inner.Prove(input, stages, cancellation);
}

/// <summary>A real store that a worker's first read of an input does not reach.</summary>
internal sealed class FailingOnceStore(IArtifactStore inner) : IArtifactStore
{
    private int _reads;

    public Task<byte[]> GetAsync(ArtifactRef reference, CancellationToken cancellation) =>
        Interlocked.Increment(ref _reads) == 1
            ? throw new ArtifactException(ArtifactFault.Unavailable, "the first read fails")
            : inner.GetAsync(reference, cancellation);

    public Task<ArtifactRef> PutAsync(
        string scope, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        inner.PutAsync(scope, content, cancellation);

    public Task PutMarkAsync(
        string scope, string name, ReadOnlyMemory<byte> value, CancellationToken cancellation) =>
        inner.PutMarkAsync(scope, name, value, cancellation);

    public Task<byte[]?> GetMarkAsync(string scope, string name, CancellationToken cancellation) =>
        inner.GetMarkAsync(scope, name, cancellation);

    public Task DeleteMarkAsync(string scope, string name, CancellationToken cancellation) =>
        inner.DeleteMarkAsync(scope, name, cancellation);

    public Task DeleteScopeAsync(string scope, CancellationToken cancellation) =>
        inner.DeleteScopeAsync(scope, cancellation);

    public Task CheckAsync(CancellationToken cancellation) => inner.CheckAsync(cancellation);
}
