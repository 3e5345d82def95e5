using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Artifacts;

/// <summary>
/// Holds inputs and results by the hash of their content, and a few small named values, in scopes that are
/// deleted as a whole. Every method throws an <see cref="ArtifactException"/> where it cannot do what it says.
/// </summary>
public interface IArtifactStore
{
    /// <summary>
    /// Stores bytes durably; as a whole or not at all. Storing again what is there replaces it, which repairs
    /// a damaged artifact.
    /// </summary>
    Task<ArtifactRef> PutAsync(string scope, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Reads bytes, and checks their length and hash.</summary>
    Task<byte[]> GetAsync(ArtifactRef reference, CancellationToken cancellation);

    /// <summary>
    /// Sets a small named value (at most <see cref="ArtifactLimits.MaxMarkLength"/> bytes), durably.
    /// </summary>
    /// <param name="name">Lower-case letters, digits, '.' and '-', at most 64.</param>
    Task PutMarkAsync(string scope, string name, ReadOnlyMemory<byte> value, CancellationToken cancellation);

    /// <summary>The value; null if it is not set.</summary>
    Task<byte[]?> GetMarkAsync(string scope, string name, CancellationToken cancellation);

    /// <summary>Deletes a value, if it is set.</summary>
    Task DeleteMarkAsync(string scope, string name, CancellationToken cancellation);

    /// <summary>Deletes all artifacts and values of a scope, if there are any.</summary>
    Task DeleteScopeAsync(string scope, CancellationToken cancellation);

    /// <summary>Writes, reads and deletes something, for readiness.</summary>
    Task CheckAsync(CancellationToken cancellation);
}

/// <summary>The store's bounds.</summary>
public static class ArtifactLimits
{
    /// <summary>Largest named value in bytes.</summary>
    public const int MaxMarkLength = 4 << 10;
}
