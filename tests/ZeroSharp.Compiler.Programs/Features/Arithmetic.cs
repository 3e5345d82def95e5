using System.Buffers.Binary;

namespace ZeroSharp.Compiler.Programs.Features;

internal static class Arithmetic
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        for (int i = 0; i + 16 <= input.Length; i += 8)
        {
            ulong a = BinaryPrimitives.ReadUInt64LittleEndian(input[i..]);
            ulong b = BinaryPrimitives.ReadUInt64LittleEndian(input[(i + 8)..]);
            Unsigned(a, b);
            Signed((long)a, (long)b);
            Words((uint)a, (uint)b);
            SignedWords((int)a, (int)b);
            Compare(a, b);
        }
    }

    private static void Unsigned(ulong a, ulong b)
    {
        int shift = (int)b;
        Report.Value(a + b);
        Report.Value(a - b);
        Report.Value(a * b);
        Report.Value(a / (b | 1));
        Report.Value(a % (b | 1));
        Report.Value((a & b) ^ (a | ~b));
        Report.Value((a << shift) ^ (a >> shift));
        Report.Value(a / 10 + a % 7);
    }

    private static void Signed(long a, long b)
    {
        long divisor = b is 0 or -1 ? 3 : b;
        Report.Value(a / divisor);
        Report.Value(a % divisor);
        Report.Value(a >> (int)b);
        Report.Value(-a ^ ~b);
        Report.Value(a >>> (int)(b & 31));
    }

    private static void Words(uint a, uint b)
    {
        Report.Value(a + b);
        Report.Value((ulong)a + b);
        Report.Value(a * b);
        Report.Value(a / (b | 1));
        Report.Value(a % (b | 1));
        Report.Value((a << (int)b) | (a >> (int)b));
        Report.Value((ulong)(byte)a << 40 | (ushort)b);
    }

    private static void SignedWords(int a, int b)
    {
        int divisor = b is 0 or -1 ? 5 : b;
        Report.Value(a / divisor);
        Report.Value(a % divisor);
        Report.Value(a >> b);
        Report.Value((long)a * b);
        Report.Value(unchecked(a * b + (sbyte)a - (short)b));
    }

    private static void Compare(ulong a, ulong b)
    {
        ulong bits = 0;
        bits = (bits << 1) | (a < b ? 1UL : 0);
        bits = (bits << 1) | (a >= b ? 1UL : 0);
        bits = (bits << 1) | ((long)a < (long)b ? 1UL : 0);
        bits = (bits << 1) | ((long)a > (long)b ? 1UL : 0);
        bits = (bits << 1) | ((uint)a < (uint)b ? 1UL : 0);
        bits = (bits << 1) | ((int)a <= (int)b ? 1UL : 0);
        bits = (bits << 1) | (a == b || a != ~b ? 1UL : 0);
        Report.Value(bits);
        bool isOdd = (a & 1) != 0;
        bool isLarge = b > 1UL << 60;
        Report.Value(isOdd ^ isLarge);
        Report.Value(!isOdd & isLarge);
    }
}
