namespace ZeroSharp.Compiler.Programs.Features;

internal static class MemoryMoves
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        byte[] buffer = new byte[128];
        ulong hash = 17;
        for (int from = 0; from < 12; from++)
        {
            for (int to = 0; to < 12; to++)
            {
                for (int length = 0; length < 50; length += 7)
                {
                    input[..96].CopyTo(buffer);
                    buffer.AsSpan(from, length).CopyTo(buffer.AsSpan(to));
                    input.Slice(from, length).CopyTo(buffer.AsSpan(60 + to));
                    buffer.AsSpan(to + 70, length / 2).Fill((byte)from);
                    hash = Mix(hash, buffer);
                    bool same = buffer.AsSpan(from, length).SequenceEqual(buffer.AsSpan(to, length));
                    hash = (hash * 3) + (same ? 1UL : 0);
                }
            }
        }

        Report.Value(hash);
    }

    private static ulong Mix(ulong hash, byte[] buffer)
    {
        foreach (byte b in buffer)
        {
            hash = (hash ^ b) * 0x100_0000_01B3;
        }

        return hash;
    }
}
