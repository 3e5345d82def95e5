using System.Runtime.CompilerServices;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>
/// Words at any address. The machine has only aligned accesses: a little-endian word at an aligned
/// address is one, every other word is as many as it has bytes.
/// </summary>
internal static unsafe class Words
{
    public static ushort LoadLittle16(ref byte at) => (ushort)(At(ref at, 0) | (At(ref at, 1) << 8));

    public static ushort LoadBig16(ref byte at) => (ushort)(At(ref at, 1) | (At(ref at, 0) << 8));

    public static uint LoadLittle32(ref byte at) => IsAligned(ref at, 4)
        ? Unsafe.As<byte, uint>(ref at)
        : At(ref at, 0) | (At(ref at, 1) << 8) | (At(ref at, 2) << 16) | (At(ref at, 3) << 24);

    public static uint LoadBig32(ref byte at) =>
        At(ref at, 3) | (At(ref at, 2) << 8) | (At(ref at, 1) << 16) | (At(ref at, 0) << 24);

    public static ulong LoadLittle64(ref byte at)
    {
        if (IsAligned(ref at, 8))
        {
            return Unsafe.As<byte, ulong>(ref at);
        }
        return LittleHalf(ref at) | ((ulong)LittleHalf(ref Unsafe.Add(ref at, 4)) << 32);
    }

    public static ulong LoadBig64(ref byte at) =>
        LoadBig32(ref Unsafe.Add(ref at, 4)) | ((ulong)LoadBig32(ref at) << 32);

    public static void StoreLittle16(ref byte at, ushort value)
    {
        at = (byte)value;
        Unsafe.Add(ref at, 1) = (byte)(value >> 8);
    }

    public static void StoreBig16(ref byte at, ushort value)
    {
        at = (byte)(value >> 8);
        Unsafe.Add(ref at, 1) = (byte)value;
    }

    public static void StoreLittle32(ref byte at, uint value)
    {
        if (IsAligned(ref at, 4))
        {
            Unsafe.As<byte, uint>(ref at) = value;
            return;
        }
        StoreLittle16(ref at, (ushort)value);
        StoreLittle16(ref Unsafe.Add(ref at, 2), (ushort)(value >> 16));
    }

    public static void StoreBig32(ref byte at, uint value)
    {
        StoreBig16(ref at, (ushort)(value >> 16));
        StoreBig16(ref Unsafe.Add(ref at, 2), (ushort)value);
    }

    public static void StoreLittle64(ref byte at, ulong value)
    {
        if (IsAligned(ref at, 8))
        {
            Unsafe.As<byte, ulong>(ref at) = value;
            return;
        }
        for (int i = 0; i < 8; i++)
        {
            Unsafe.Add(ref at, i) = (byte)(value >> (8 * i));
        }
    }

    public static void StoreBig64(ref byte at, ulong value)
    {
        StoreBig32(ref at, (uint)(value >> 32));
        StoreBig32(ref Unsafe.Add(ref at, 4), (uint)value);
    }

    private static uint LittleHalf(ref byte at) =>
        At(ref at, 0) | (At(ref at, 1) << 8) | (At(ref at, 2) << 16) | (At(ref at, 3) << 24);

    private static uint At(ref byte at, int index) => Unsafe.Add(ref at, index);

    private static bool IsAligned(ref byte at, ulong size) =>
        ((ulong)Unsafe.AsPointer(ref at) & (size - 1)) == 0;
}
