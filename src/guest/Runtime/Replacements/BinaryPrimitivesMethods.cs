using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>
/// BinaryPrimitives in the guest. ReverseEndianness is known to the compiler; a big-endian word is
/// put together from bytes, which costs less than to reverse it on a machine without byte swaps.
/// </summary>
[Replaces(typeof(BinaryPrimitives))]
internal static class BinaryPrimitivesMethods
{
    public static ushort ReadUInt16LittleEndian(ReadOnlySpan<byte> source)
    {
        RequireRoom(source.Length, sizeof(ushort));
        return Words.LoadLittle16(ref MemoryMarshal.GetReference(source));
    }

    public static void WriteUInt16LittleEndian(Span<byte> destination, ushort value)
    {
        RequireRoom(destination.Length, sizeof(ushort));
        Words.StoreLittle16(ref MemoryMarshal.GetReference(destination), value);
    }

    public static ushort ReadUInt16BigEndian(ReadOnlySpan<byte> source)
    {
        RequireRoom(source.Length, sizeof(ushort));
        return Words.LoadBig16(ref MemoryMarshal.GetReference(source));
    }

    public static void WriteUInt16BigEndian(Span<byte> destination, ushort value)
    {
        RequireRoom(destination.Length, sizeof(ushort));
        Words.StoreBig16(ref MemoryMarshal.GetReference(destination), value);
    }

    public static short ReadInt16LittleEndian(ReadOnlySpan<byte> source) =>
        (short)ReadUInt16LittleEndian(source);

    public static void WriteInt16LittleEndian(Span<byte> destination, short value) =>
        WriteUInt16LittleEndian(destination, (ushort)value);

    public static short ReadInt16BigEndian(ReadOnlySpan<byte> source) =>
        (short)ReadUInt16BigEndian(source);

    public static void WriteInt16BigEndian(Span<byte> destination, short value) =>
        WriteUInt16BigEndian(destination, (ushort)value);

    public static uint ReadUInt32LittleEndian(ReadOnlySpan<byte> source)
    {
        RequireRoom(source.Length, sizeof(uint));
        return Words.LoadLittle32(ref MemoryMarshal.GetReference(source));
    }

    public static void WriteUInt32LittleEndian(Span<byte> destination, uint value)
    {
        RequireRoom(destination.Length, sizeof(uint));
        Words.StoreLittle32(ref MemoryMarshal.GetReference(destination), value);
    }

    public static uint ReadUInt32BigEndian(ReadOnlySpan<byte> source)
    {
        RequireRoom(source.Length, sizeof(uint));
        return Words.LoadBig32(ref MemoryMarshal.GetReference(source));
    }

    public static void WriteUInt32BigEndian(Span<byte> destination, uint value)
    {
        RequireRoom(destination.Length, sizeof(uint));
        Words.StoreBig32(ref MemoryMarshal.GetReference(destination), value);
    }

    public static int ReadInt32LittleEndian(ReadOnlySpan<byte> source) =>
        (int)ReadUInt32LittleEndian(source);

    public static void WriteInt32LittleEndian(Span<byte> destination, int value) =>
        WriteUInt32LittleEndian(destination, (uint)value);

    public static int ReadInt32BigEndian(ReadOnlySpan<byte> source) =>
        (int)ReadUInt32BigEndian(source);

    public static void WriteInt32BigEndian(Span<byte> destination, int value) =>
        WriteUInt32BigEndian(destination, (uint)value);

    public static ulong ReadUInt64LittleEndian(ReadOnlySpan<byte> source)
    {
        RequireRoom(source.Length, sizeof(ulong));
        return Words.LoadLittle64(ref MemoryMarshal.GetReference(source));
    }

    public static void WriteUInt64LittleEndian(Span<byte> destination, ulong value)
    {
        RequireRoom(destination.Length, sizeof(ulong));
        Words.StoreLittle64(ref MemoryMarshal.GetReference(destination), value);
    }

    public static ulong ReadUInt64BigEndian(ReadOnlySpan<byte> source)
    {
        RequireRoom(source.Length, sizeof(ulong));
        return Words.LoadBig64(ref MemoryMarshal.GetReference(source));
    }

    public static void WriteUInt64BigEndian(Span<byte> destination, ulong value)
    {
        RequireRoom(destination.Length, sizeof(ulong));
        Words.StoreBig64(ref MemoryMarshal.GetReference(destination), value);
    }

    public static long ReadInt64LittleEndian(ReadOnlySpan<byte> source) =>
        (long)ReadUInt64LittleEndian(source);

    public static void WriteInt64LittleEndian(Span<byte> destination, long value) =>
        WriteUInt64LittleEndian(destination, (ulong)value);

    public static long ReadInt64BigEndian(ReadOnlySpan<byte> source) =>
        (long)ReadUInt64BigEndian(source);

    public static void WriteInt64BigEndian(Span<byte> destination, long value) =>
        WriteUInt64BigEndian(destination, (ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RequireRoom(int length, int size)
    {
        if (length < size)
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }
    }
}
