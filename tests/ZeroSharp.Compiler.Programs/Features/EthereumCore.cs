using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Compiler.Programs.Features;

internal static class EthereumCore
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        UInt256 a = UInt256.FromBigEndian(input[..32]);
        UInt256 b = UInt256.FromBigEndian(input[32..61]);
        UInt256 m = UInt256.FromBigEndian(input[64..95]);
        Word(a + b);
        Word(a - b);
        Word(a * b);
        Word(a / b);
        Word(a % b);
        Word(UInt256.MulMod(a, b, m));
        Word(UInt256.AddMod(a, b, m));
        Word(UInt256.Exp(a, b % 1000));
        Word(a << input[0] ^ (b >> input[1]));
        Word(UInt256.SignedDivide(a, b));
        Report.Value(a < b);

        Span<byte> digest = stackalloc byte[32];
        for (int length = 0; length <= input.Length; length += 37)
        {
            Keccak256.Hash(input[..length]).CopyTo(digest);
            Report.Bytes(digest);
        }

        var keccak = new Keccak256();
        keccak.Update(input[..50]);
        keccak.Update(input[50..]);
        keccak.Finish().CopyTo(digest);
        Report.Bytes(digest);

        var map = new HashMap<UInt256, ulong>();
        for (ulong i = 0; i < 60; i++)
        {
            map.Set(i * i % 31, i);
        }

        map.Remove(4);
        Report.Value(map.Count);
        Report.Value(map.TryGetValue(25, out ulong found) ? found : 999);

        var buffer = new ByteBuffer(4);
        var writer = new RlpReader(input);
        RlpStatus status = writer.ReadBytes(out ReadOnlySpan<byte> item);
        buffer.Append(item);
        Report.Value((int)status + buffer.Length);
    }

    private static void Word(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.ToBigEndian(bytes);
        Report.Bytes(bytes);
    }
}
