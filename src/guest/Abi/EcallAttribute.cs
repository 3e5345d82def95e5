namespace ZeroSharp.Guest.Abi;

/// <summary>
/// Marks a static method that the guest compiler replaces by an environment call. The body is the
/// reference semantics: it runs under .NET, and the zkVM's chip must agree with it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EcallAttribute(int number) : Attribute
{
    /// <summary>The number in register a7; arguments go to a0, a1, ... in order.</summary>
    public int Number { get; } = number;
}
