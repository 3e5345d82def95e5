using System.Buffers.Binary;
using System.Numerics;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Compiler.Programs.Features;

/// <summary>What the proof verifier does most: the part of it that recursion compiles.</summary>
internal static class StarkArithmetic
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        Span<byte> digest = stackalloc byte[32];
        for (int length = 0; length < input.Length; length += 51)
        {
            Blake3.Hash(input[..length], digest);
            Report.Bytes(digest);
        }

        Ext5 a = Element(input);
        Ext5 b = Element(input[20..]);
        Value(a + b);
        Value(a * b);
        Value(a - b);
        Value(a.Inverse() * a);
        Value(b.Pow(12345));

        var challenger = new Challenger("compiler test"u8);
        challenger.Observe(input);
        challenger.Observe(a);
        for (int i = 0; i < 5; i++)
        {
            Value(challenger.SampleExtension());
            Report.Value(challenger.SampleBits(13));
        }

        var state = new BabyBear[Poseidon2Width24.Width];
        for (int i = 0; i < state.Length; i++)
        {
            state[i] = BabyBear.FromUInt32((uint)(input[i] * i));
        }

        Poseidon2Width24.Permute(state);
        Report.Value(state[0].Value ^ ((ulong)state[23].Value << 32));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(input.Length, 1000);
        ArgumentOutOfRangeException.ThrowIfNegative(input.Length);
        Report.Value(BitOperations.RoundUpToPowerOf2((uint)input[9]));
        Report.Value(BitOperations.IsPow2(input[10]));
    }

    private static Ext5 Element(ReadOnlySpan<byte> bytes) =>
        new(Base(bytes), Base(bytes[4..]), Base(bytes[8..]), Base(bytes[12..]), Base(bytes[16..]));

    private static BabyBear Base(ReadOnlySpan<byte> bytes) =>
        BabyBear.FromUInt32(BinaryPrimitives.ReadUInt32LittleEndian(bytes) >> 2);

    private static void Value(Ext5 value)
    {
        Report.Value(value.C0.Value ^ ((ulong)value.C1.Value << 32));
        Report.Value(value.C2.Value ^ ((ulong)value.C3.Value << 32));
        Report.Value(value.C4.Value);
    }
}
