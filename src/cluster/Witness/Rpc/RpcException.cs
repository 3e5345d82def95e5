namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// A node that did not give what was asked of it. The message is one line that names the method and what the
/// node said, and holds no credentials, so that it can be shown to a person as it is.
/// </summary>
public sealed class RpcException : Exception
{
    public RpcException(string message)
        : base(message)
    {
    }

    public RpcException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
