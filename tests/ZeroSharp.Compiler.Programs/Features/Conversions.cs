using System.Buffers.Binary;

namespace ZeroSharp.Compiler.Programs.Features;

internal static class Conversions
{
    private enum Small : byte
    {
        None = 0,
        Last = 255,
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        for (int i = 0; i + 8 <= input.Length; i += 8)
        {
            Convert(BinaryPrimitives.ReadInt64LittleEndian(input[i..]));
        }

        Fits(100, 200, -5);
    }

    private static void Convert(long value)
    {
        Report.Value((sbyte)value);
        Report.Value((byte)value);
        Report.Value((short)value);
        Report.Value((ushort)value);
        Report.Value((int)value);
        Report.Value((uint)value);
        Report.Value((ulong)(int)value);
        Report.Value((long)(uint)value);
        Report.Value((nint)value);
        Report.Value((ulong)(nuint)(ulong)value);
        Report.Value((char)value);
        Report.Value((long)(Small)value);
        Report.Value(unchecked((long)(ulong)value));
    }

    private static void Fits(int a, int b, int negative)
    {
        checked
        {
            Report.Value((byte)(a + b - 50));
            Report.Value((sbyte)negative);
            Report.Value((uint)(a * b));
            Report.Value((ulong)(long)a * (ulong)b);
            Report.Value((short)(negative * b));
            Report.Value((long)(ulong)a - b);
            Report.Value((int)(long)negative);
        }
    }
}
