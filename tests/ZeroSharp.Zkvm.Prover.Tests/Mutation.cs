using System.Buffers.Binary;

namespace ZeroSharp.Zkvm.Prover.Tests;

/// <summary>Random changes of a file: bits, bytes, numbers, lengths, and parts that are moved.</summary>
internal static class Mutation
{
    public static byte[] Apply(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        int at = random.Next(bytes.Length);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                // A word: other field elements, counts and lengths, extreme ones among them.
                uint word = random.Next(3) switch
                {
                    0 => uint.MaxValue,
                    1 => 0,
                    _ => (uint)random.NextInt64(),
                };
                at = Math.Min(at & ~3, bytes.Length - 4);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), word);
                return bytes;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes, .. bytes.AsSpan(at, Math.Min(32, bytes.Length - at))];
            case 5:
                // Takes a piece out.
                int length = Math.Min(1 + random.Next(64), bytes.Length - at);
                return [.. bytes[..at], .. bytes[(at + length)..]];
            default:
                // Swaps two pieces.
                int size = 4 * (1 + random.Next(16));
                int from = random.Next(bytes.Length - size);
                int to = random.Next(bytes.Length - size);
                byte[] piece = bytes[from..(from + size)];
                bytes.AsSpan(to, size).CopyTo(bytes.AsSpan(from));
                piece.CopyTo(bytes.AsSpan(to));
                return bytes;
        }
    }
}
