using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The packed tables of one layer's sumcheck, p0, q0 and p1, q1 over the variables that are still free.
/// Of half 1 only <see cref="_live"/> fractions are stored; the others are 0/1, and stay so when variables
/// are bound. Once the first variable is bound, the table is folded (see <see cref="FractionKernels"/>).
/// </summary>
internal sealed unsafe class LogUpLayerTable : IDisposable
{
    private readonly BabyBear* _half0;
    private readonly BabyBear* _half1;
    private readonly FieldBuffer _tail = new(PackedFractions.BlockWords);
    private readonly Ext5 _lambda;
    private readonly int _threadCount;
    private long _size;
    private long _live;
    private bool _isFolded;

    /// <summary>
    /// Two halves of <paramref name="size"/> fractions each, one behind the other. A table that is not
    /// folded has no tail.
    /// </summary>
    public LogUpLayerTable(
        BabyBear* fractions, long size, long live, bool isFolded, Ext5 lambda, int threadCount)
    {
        _isFolded = isFolded;
        _half0 = fractions;
        _half1 = fractions + Words(size);
        _size = size;
        _live = Math.Min(live, size);
        _lambda = lambda;
        _threadCount = threadCount;
        PackedExt5 one = PackedExt5.One;
        PackedFractions.Store(_tail.Pointer, PackedExt5.Broadcast(lambda), in one);
    }

    /// <summary>Fractions in each half.</summary>
    public long Size => _size;

    /// <summary>
    /// The sum at infinity for the first variable of a table that is not folded; weights are over the
    /// others. The one at zero is known from the layer before.
    /// </summary>
    public Ext5 EvaluateAtInfinity(EqualityWeights weights)
    {
        long half = _size / 2;
        return SumOverBlocks(weights, 2, half, (start, low, count) => new RoundSums
        {
            AtInfinity = FractionKernels.EvaluateAtInfinity(
                Cursor(start), Cursor(start + half), low, count, _lambda),
        }).AtInfinity;
    }

    /// <summary>
    /// Binds the first variable, and returns the sums for the second; weights are over those after it.
    /// </summary>
    public RoundSums BindAndEvaluate(Ext5 challenge, EqualityWeights weights)
    {
        long quarter = _size / 4;
        RoundSums sums = SumOverBlocks(weights, 4, quarter, (start, low, count) =>
        {
            Span<FractionCursor> cursors = stackalloc FractionCursor[4];
            for (int i = 0; i < 4; i++)
            {
                cursors[i] = Cursor(start + (i * quarter));
            }

            return start >= _live
                ? FractionKernels.BindAndEvaluateTail(cursors, low, count, challenge, _lambda)
                : FractionKernels.BindAndEvaluate(
                    cursors, low, count, challenge, _lambda, !_isFolded);
        });
        _size /= 2;
        _live = Math.Min(_live, _size);
        _isFolded = true;
        return sums;
    }

    /// <summary>Copies both halves to plain arrays.</summary>
    public void Read(Span<Ext5> p0, Span<Ext5> q0, Span<Ext5> p1, Span<Ext5> q1)
    {
        PackedFractions.Read(_half0, p0, q0);
        int live = (int)_live;
        PackedFractions.Read(_half1, p1[..live], q1[..live]);
        for (int i = 0; _isFolded && i < live; i++)
        {
            p1[i] -= _lambda * q1[i];
        }

        p1[live..].Clear();
        q1[live..].Fill(Ext5.One);
    }

    public void Dispose() => _tail.Dispose();

    private static nint Words(long fractions) => (nint)(fractions * 2 * Ext5.Degree);

    private FractionCursor Cursor(long position) => new()
    {
        Half0 = _half0 + Words(position),
        Half1 = position < _live ? _half1 + Words(position) : _tail.Pointer,
        Step1 = position < _live ? PackedFractions.BlockWords : 0,
    };

    /// <summary>
    /// Sums a kernel over ranges of positions in which each of <paramref name="parts"/> parts of half 1,
    /// <paramref name="partSize"/> apart, is stored throughout or tail throughout.
    /// </summary>
    private RoundSums SumOverBlocks(
        EqualityWeights weights, int parts, long partSize, RangeKernel kernel)
    {
        int blockCount = weights.BlockCount;
        int chunkCount = Chunks.Count(_threadCount, blockCount, weights.BlockSize);
        RoundSums[] partial = new RoundSums[chunkCount];
        Chunks.Run(_threadCount, chunkCount, chunk =>
        {
            RoundSums sum = default;
            int end = (int)((long)blockCount * (chunk + 1) / chunkCount);
            for (int block = (int)((long)blockCount * chunk / chunkCount); block < end; block++)
            {
                RoundSums inner = default;
                long blockStart = (long)block * weights.BlockSize;
                long blockEnd = blockStart + weights.BlockSize;
                for (long start = blockStart; start < blockEnd;)
                {
                    long stop = EndOfRange(start, blockEnd, parts, partSize);
                    BabyBear* low = weights.Low + ((start - blockStart) * Ext5.Degree);
                    inner += kernel(start, low, (int)(stop - start));
                    start = stop;
                }

                sum += inner * weights.High(block);
            }

            partial[chunk] = sum;
        });
        RoundSums total = default;
        foreach (RoundSums sum in partial)
        {
            total += sum;
        }

        return total;
    }

    private long EndOfRange(long start, long end, int parts, long partSize)
    {
        for (int part = 0; part < parts; part++)
        {
            long boundary = _live - (part * partSize);
            if (boundary > start && boundary < end)
            {
                end = boundary;
            }
        }

        return end;
    }

    private delegate RoundSums RangeKernel(long start, BabyBear* weights, int count);
}
