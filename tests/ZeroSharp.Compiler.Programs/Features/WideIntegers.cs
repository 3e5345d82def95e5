using System.Buffers.Binary;
using System.Numerics;

namespace ZeroSharp.Compiler.Programs.Features;

internal static class WideIntegers
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        for (int i = 0; i + 32 <= input.Length; i += 8)
        {
            ulong a = BinaryPrimitives.ReadUInt64BigEndian(input[i..]);
            ulong b = BinaryPrimitives.ReadUInt64BigEndian(input[(i + 8)..]);
            ulong c = BinaryPrimitives.ReadUInt64BigEndian(input[(i + 16)..]);
            Multiply(a, b);
            Wide(new UInt128(a, b), new UInt128(b, c), (int)c);
            SignedWide(a, (long)b, (int)c);
            Bits(a, (uint)b, (int)c);
        }
    }

    private static void Multiply(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        Report.Value(high);
        Report.Value(low);
        Report.Value(Math.BigMul((long)a, (long)b, out long signedLow));
        Report.Value(signedLow);
        Report.Value(Math.BigMul((int)a, (int)b));
        Value(Math.BigMul(a, b));
    }

    private static void Wide(UInt128 a, UInt128 b, int shift)
    {
        Value(a + b);
        Value(a - b);
        Value(a * b);
        Value((a & b) | (~a ^ b));
        Value(a << shift);
        Value(a >> shift);
        Value(a / (b | 1));
        Value(a % ((b >> 70) + 1));
        Value(-a);
        Report.Value(a < b);
        Report.Value(a >= b);
        Report.Value(a == b);
        UInt128 count = a;
        count++;
        count += 5u;
        Value(count);
        Report.Value((ulong)(uint)a + (byte)b);
    }

    private static void SignedWide(ulong a, long b, int shift)
    {
        Int128 x = b;
        Int128 y = (Int128)a - b;
        Value((UInt128)(x * y));
        Value((UInt128)(x >> shift));
        Report.Value(x < y);
        Report.Value((long)(x - y));
    }

    private static void Bits(ulong a, uint b, int count)
    {
        Report.Value(BitOperations.RotateLeft(a, count));
        Report.Value(BitOperations.RotateRight(b, count));
        Report.Value(BitOperations.RotateRight(a, 13) + BitOperations.RotateLeft(b, 5));
        Report.Value(BitOperations.LeadingZeroCount(a) + BitOperations.LeadingZeroCount(b));
        Report.Value(BitOperations.TrailingZeroCount(a << 3) + BitOperations.PopCount(a));
        Report.Value(BitOperations.Log2(a) + BitOperations.Log2(b));
        Report.Value(BitOperations.LeadingZeroCount(0UL) + BitOperations.TrailingZeroCount(0));
        Report.Value(BinaryPrimitives.ReverseEndianness(a));
        Report.Value(BinaryPrimitives.ReverseEndianness(b));
        Report.Value(BinaryPrimitives.ReverseEndianness((ushort)b));
        Report.Value(Math.Min(a, b) + (ulong)Math.Max((int)a, count));
        Report.Value(Math.Abs((int)a | 1) + Math.Min((uint)a, 77u));
        Report.Value(Math.Clamp(count, -10, 10));
    }

    private static void Value(UInt128 value)
    {
        Report.Value((ulong)(value >> 64));
        Report.Value((ulong)value);
    }
}
