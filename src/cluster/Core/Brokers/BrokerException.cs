namespace ZeroSharp.Cluster.Core.Brokers;

/// <summary>The broker cannot be reached or refuses. The message is one line for a person.</summary>
public sealed class BrokerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the broker answered and said no, which it will do again.</summary>
    public bool IsRefusal { get; init; }
}
