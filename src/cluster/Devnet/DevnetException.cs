namespace ZeroSharp.Cluster.Devnet;

/// <summary>A chain for development that cannot run. The message is one line that a person can act on.</summary>
public sealed class DevnetException : Exception
{
    public DevnetException(string message)
        : base(message)
    {
    }

    public DevnetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
