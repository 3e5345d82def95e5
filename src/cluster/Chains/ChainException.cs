namespace ZeroSharp.Cluster.Chains;

/// <summary>
/// A chain that cannot be used: its file says nothing usable, or it has no rules for a block. The message is
/// one line for a person.
/// </summary>
public sealed class ChainException : Exception
{
    public ChainException(string message)
        : base(message)
    {
    }

    public ChainException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
