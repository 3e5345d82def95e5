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

        // Each thread takes the next chunk when it is done with one, as chunks differ in length.
        int next = -1;
        int workers = Math.Min(threadCount, count);
        ParallelOptions options = new() { MaxDegreeOfParallelism = workers };
        Parallel.For(0, workers, options, _ =>
        {
            for (int chunk = Interlocked.Increment(ref next); chunk < count; chunk = Interlocked.Increment(ref next))
            {
                body(chunk);
            }
        });
    }

    /// <summary>
    /// Runs all chunks of several parts at once, so that many small parts keep all threads busy.
    /// </summary>
    /// <param name="threadCount">Threads to use.</param>
    /// <param name="parts">What is worked on.</param>
    /// <param name="begin">Prepares a part, and returns its number of chunks.</param>
    /// <param name="body">Does one chunk of a part.</param>
    public static void RunAll<TPart>(
        int threadCount, IReadOnlyList<TPart> parts, Func<TPart, int> begin, Action<TPart, int> body)
    {
        List<(TPart Part, int Chunk)> chunks = [];
        foreach (TPart part in parts)
        {
            int count = begin(part);
            for (int chunk = 0; chunk < count; chunk++)
            {
                chunks.Add((part, chunk));
            }
        }

        Run(threadCount, chunks.Count, index => body(chunks[index].Part, chunks[index].Chunk));
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
