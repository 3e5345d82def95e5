namespace ZeroSharp.Cluster.Core.Following;

/// <summary>
/// The chain cannot be followed on as it was, and waiting does not help. The message is one line for a person.
/// </summary>
public sealed class FollowException(string message, Exception? inner = null) : Exception(message, inner);
