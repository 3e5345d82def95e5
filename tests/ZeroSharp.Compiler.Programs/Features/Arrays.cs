namespace ZeroSharp.Compiler.Programs.Features;

internal static class Arrays
{
    private struct Entry
    {
        public byte[]? Key;
        public ulong Value;
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        int[] primes = [2, 3, 5, 7, 11, 13];
        long[][] jagged = new long[4][];
        for (int i = 0; i < jagged.Length; i++)
        {
            jagged[i] = new long[i + 1];
            for (int j = 0; j < jagged[i].Length; j++)
            {
                jagged[i][j] = primes[j] * (i + input[i]);
            }
        }

        foreach (long[] row in jagged)
        {
            foreach (long item in row)
            {
                Report.Value(item);
            }
        }

        Entry[] entries = new Entry[5];
        entries[2].Value = input[4];
        entries[3] = new Entry { Key = [1, 2, 3], Value = 8 };
        ref Entry last = ref entries[^1];
        last = entries[3];
        last.Value += entries[2].Value;
        Report.Value(entries[4].Value);
        Report.Value(entries[4].Key!.Length + (entries[1].Key is null ? 100 : 0));

        byte[] bytes = input.ToArray();
        Array.Clear(bytes, 2, 3);
        Array.Copy(bytes, 0, bytes, 5, 8);
        Report.Bytes(bytes);
        Array.Resize(ref bytes, 4);
        Array.Resize(ref bytes, 9);
        Report.Bytes(bytes);
        Array.Fill(primes, 6, 1, 2);
        Array.Clear(jagged[3]);
        Report.Value(primes[1] + primes[3] + jagged[3][2]);
        bool[] flags = new bool[3];
        flags[1] = true;
        sbyte[] signed = [-1, 2];
        char[] characters = ['x', '\uFFFF'];
        Report.Value(flags[1] | flags[0]);
        Report.Value(signed[0] + characters[1]);
        object[] objects = [primes, "text"];
        Report.Value(((int[])objects[0]).Length + ((string)objects[1]).Length);
        uint index = input[5];
        Report.Value(bytes[index % 9]);
        Report.Value(bytes[(int)(index % 9UL)]);
    }
}
