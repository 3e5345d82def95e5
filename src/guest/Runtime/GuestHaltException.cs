using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime;

/// <summary>Under .NET: the program has called <see cref="GuestExit.Halt"/>.</summary>
[HostOnly]
public sealed class GuestHaltException(uint code) : Exception($"the guest halts with {code}")
{
    /// <summary>The exit code.</summary>
    public uint Code { get; } = code;
}
