namespace ZeroSharp.Cluster.Core.Artifacts;

/// <summary>Why the artifact store did not do what it was asked.</summary>
public enum ArtifactFault
{
    /// <summary>There is no such artifact.</summary>
    Missing,

    /// <summary>The bytes are not those that the reference names.</summary>
    Corrupt,

    /// <summary>The store cannot be reached, or cannot write: full, read-only, refused. It may pass.</summary>
    Unavailable,
}

/// <summary>The artifact store failed. The message is one line for a person.</summary>
public sealed class ArtifactException(ArtifactFault fault, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public ArtifactFault Fault { get; } = fault;
}
