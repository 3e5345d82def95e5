namespace ZeroSharp.Stark.Prover;

/// <summary>Runs the parts of a loop on a number of threads.</summary>
internal static class Chunks
{
    /// <summary>Calls <paramref name="body"/> once for each of <paramref name="count"/> chunks.</summary>
    public static void Run(int threadCount, int count, Action<int> body)
    {
        if (threadCount <= 1 || count <= 1)
        {
            for (int chunk = 0; chunk < count; chunk++)
            {
                body(chunk);
            }

            return;
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = threadCount };
        Parallel.For(0, count, options, body);
    }

    /// <summary>
    /// A number of chunks, at most <paramref name="itemCount"/>: one if there is little work, else
    /// enough that threads of unequal speed end at about the same time.
    /// </summary>
    public static int Count(int threadCount, long itemCount, long workPerItem)
    {
        const long MinWorkPerChunk = 1 << 12;
        const int ChunksPerThread = 8;
        long byWork = itemCount * workPerItem / MinWorkPerChunk;
        return (int)Math.Max(1, Math.Min(Math.Min(byWork, itemCount), threadCount * ChunksPerThread));
    }
}
