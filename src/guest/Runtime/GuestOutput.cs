using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime;

/// <summary>
/// The program's output, its public statement: a u64 length and the bytes in the machine's output
/// region, or under .NET the output of the current <see cref="HostRun"/>.
/// </summary>
public static unsafe class GuestOutput
{
    private const int Capacity = (int)MemoryMap.OutputCapacity - sizeof(ulong);

    /// <summary>Appends bytes; stops the program when the region is full.</summary>
    public static void Write(ReadOnlySpan<byte> bytes)
    {
        byte* region = Machine.IsGuest
            ? (byte*)MemoryMap.OutputBase
            : HostRun.Current.OutputStart;
        ulong* length = (ulong*)region;
        int used = (int)*length;
        if (bytes.Length > Capacity - used)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes));
        }
        bytes.CopyTo(new Span<byte>(region + sizeof(ulong) + used, bytes.Length));
        *length = (ulong)(used + bytes.Length);
    }

    /// <summary>Appends a 64-bit integer, little-endian.</summary>
    public static void WriteUInt64(ulong value) =>
        Write(new ReadOnlySpan<byte>(&value, sizeof(ulong)));
}
