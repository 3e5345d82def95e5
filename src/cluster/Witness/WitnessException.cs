namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// An input that cannot be used. The message is one line that says which block, transaction and field
/// is at fault, so that it can be shown to a person as it is.
/// </summary>
public sealed class WitnessException : Exception
{
    public WitnessException(string message)
        : base(message)
    {
    }

    public WitnessException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
