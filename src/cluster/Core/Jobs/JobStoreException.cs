namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>The database cannot be reached, or refuses. The message is one line for a person.</summary>
/// <param name="isPassing">Whether trying again later may help.</param>
public sealed class JobStoreException(string message, bool isPassing, Exception? inner = null)
    : Exception(message, inner)
{
    public bool IsPassing { get; } = isPassing;
}
