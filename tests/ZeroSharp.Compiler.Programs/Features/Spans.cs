using System.Runtime.InteropServices;

namespace ZeroSharp.Compiler.Programs.Features;

internal static class Spans
{
    private static ReadOnlySpan<byte> Table => [3, 1, 4, 1, 5, 9, 2, 6];

    private static ReadOnlySpan<uint> Words => [0x01020304, 0xFFFFFFFF, 7];

    private ref struct Reader(ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> data = data;
        private int position;

        public bool TryRead(out byte value)
        {
            if (position == data.Length)
            {
                value = 0;
                return false;
            }

            value = data[position++];
            return true;
        }
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        Span<byte> buffer = stackalloc byte[40];
        input[..16].CopyTo(buffer);
        buffer[16..24].Fill(0xAB);
        Table.CopyTo(buffer.Slice(24));
        buffer[4..30].CopyTo(buffer[1..]);
        Report.Bytes(buffer);
        buffer[2..37].Reverse();
        Report.Bytes(buffer);
        buffer.Slice(3, 20).Clear();
        Report.Bytes(buffer);

        Span<uint> words = MemoryMarshal.Cast<byte, uint>(buffer);
        words[^1] = Words[1];
        words[0] ^= Words[0];
        Report.Value(words.Length);
        Report.Bytes(MemoryMarshal.AsBytes(words));
        Report.Value(input.SequenceEqual(buffer));
        Report.Value(buffer[..8].SequenceEqual(buffer[..8].ToArray()));
        Report.Value(input.IndexOf(input[5]));

        var reader = new Reader(input);
        long sum = 0;
        while (reader.TryRead(out byte value))
        {
            sum = (sum * 31) + value;
        }

        Report.Value(sum);
        foreach (ref ulong item in Doubled([1, 2, 3]).AsSpan(1))
        {
            item *= 10;
            Report.Value(item);
        }

        Span<int> sized = stackalloc int[input[0] & 15];
        for (int i = 0; i < sized.Length; i++)
        {
            sized[i] = i * i;
        }

        Report.Value(Sum(sized));
        Report.Value(default(Span<int>).IsEmpty);
        Report.Value(Sum(sized[..0]));
    }

    private static ulong[] Doubled(ReadOnlySpan<ulong> values)
    {
        ulong[] result = values.ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            result[i] *= 2;
        }

        return result;
    }

    private static int Sum(ReadOnlySpan<int> values)
    {
        int sum = 0;
        foreach (int value in values)
        {
            sum += value;
        }

        return sum;
    }
}
