using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime;

/// <summary>
/// The program's input: the machine's input region, or under .NET the bytes of the current
/// <see cref="HostRun"/>.
/// </summary>
public static unsafe class GuestInput
{
    /// <summary>The first byte; 8-byte aligned, and valid as long as the program runs.</summary>
    public static byte* Start => Machine.IsGuest
        ? (byte*)(MemoryMap.InputBase + sizeof(ulong))
        : HostRun.Current.InputStart;

    /// <summary>Length in bytes; larger than the region or than an int stops the program.</summary>
    public static int Length
    {
        get
        {
            ulong length = Machine.IsGuest
                ? *(ulong*)MemoryMap.InputBase
                : (ulong)HostRun.Current.InputLength;
            if (length > MemoryMap.InputEnd - MemoryMap.InputBase - sizeof(ulong))
            {
                throw new ArgumentOutOfRangeException(nameof(length));
            }
            return (int)length;
        }
    }

    /// <summary>The whole input.</summary>
    public static ReadOnlySpan<byte> Bytes => new(Start, Length);
}
