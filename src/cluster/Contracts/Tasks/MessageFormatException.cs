namespace ZeroSharp.Cluster.Contracts.Tasks;

/// <summary>Bytes that are no message of this version. The message is one line.</summary>
public sealed class MessageFormatException(string message, Exception? inner = null) : Exception(message, inner);
