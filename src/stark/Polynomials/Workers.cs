namespace ZeroSharp.Stark.Polynomials;

/// <summary>Runs the iterations of a loop on a bounded number of threads.</summary>
public static class Workers
{
    /// <summary>
    /// Calls <paramref name="body"/> once with each number below <paramref name="count"/>, and a
    /// scratch object of the thread that runs it; returns when all calls are done.
    /// </summary>
    /// <param name="threads">Most threads that run at once, at least one.</param>
    public static void For<TScratch>(
        int count, int threads, Func<TScratch> createScratch, Action<int, TScratch> body)
        where TScratch : IDisposable
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        int next = -1;
        int taken = Math.Min(threads, count);
        var options = new ParallelOptions { MaxDegreeOfParallelism = taken };
        if (taken <= 1)
        {
            Run();
            return;
        }

        Parallel.For(0, taken, options, _ => Run());

        void Run()
        {
            using TScratch scratch = createScratch();
            for (int i = Interlocked.Increment(ref next);
                i < count;
                i = Interlocked.Increment(ref next))
            {
                body(i, scratch);
            }
        }
    }
}
