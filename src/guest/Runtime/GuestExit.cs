using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime;

/// <summary>Ends the program early.</summary>
public static class GuestExit
{
    /// <summary>Stops with an exit code; 0 is success. Does not return.</summary>
    /// <exception cref="GuestHaltException">Always, under .NET.</exception>
    public static void Halt(uint code) => Stop(code);

    [Ecall(EcallNumber.Halt)]
    private static void Stop(ulong code) => throw new GuestHaltException((uint)code);
}
