using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The first rounds of the leaf layer's sumcheck, with the leaves recomputed: once for the first round's
/// polynomial, once to bind the first variable, after which there are half as many fractions to store.
/// </summary>
internal sealed unsafe class LogUpLeafRounds
{
    private const int MaxBlockWords =
        (1 << EqualityWeights.MaxLogBlock) / PackedFractions.Lanes * PackedFractions.LeafBlockWords;

    private readonly LogUpLeaves _leaves;
    private readonly Ext5 _lambda;
    private readonly int _threadCount;

    public LogUpLeafRounds(LogUpLeaves leaves, Ext5 lambda, int threadCount)
    {
        _leaves = leaves;
        _lambda = lambda;
        _threadCount = threadCount;
    }

    /// <summary>Fractions in half 1 of the leaf layer that are not tail.</summary>
    public long LiveInHalf1 => _leaves.LiveCount - (1L << (_leaves.LogCount - 1));

    /// <summary>
    /// The sum at infinity for the first variable; weights are over the others. The tail adds nothing:
    /// where half 1 is 0/1, t = p0 + lambda q0 is linear.
    /// </summary>
    public Ext5 EvaluateAtInfinity(EqualityWeights weights)
    {
        long half = 1L << (_leaves.LogCount - 2);
        int count = weights.BlockSize;
        int blockCount = (int)((Math.Min(LiveInHalf1, half) + count - 1) / count);
        return SumOverBlocks(weights, blockCount, (block, scratch) =>
        {
            long start = (long)block * count;
            BabyBear* low0 = scratch;
            BabyBear* high0 = low0 + MaxBlockWords;
            BabyBear* low1 = high0 + MaxBlockWords;
            BabyBear* high1 = low1 + MaxBlockWords;
            _leaves.Fill(start, count, low0);
            _leaves.Fill(start + half, count, high0);
            _leaves.Fill(start + (2 * half), count, low1);
            _leaves.Fill(start + (3 * half), count, high1);
            Ext5 sum = EvaluateBlock(low0, high0, low1, high1, weights.Low, count);
            return new RoundSums { AtInfinity = sum };
        }).AtInfinity;
    }

    /// <summary>
    /// Binds the first variable to the challenge; writes the two halves of 2^(n-2) fractions, folded, one
    /// behind the other, the tail of half 1 excepted; and evaluates the second variable.
    /// </summary>
    public RoundSums BindAndEvaluate(Ext5 challenge, EqualityWeights weights, BabyBear* target)
    {
        long half = 1L << (_leaves.LogCount - 2);
        long quarter = half / 2;
        int count = weights.BlockSize;
        return SumOverBlocks(weights, weights.BlockCount, (block, scratch) =>
        {
            long start = (long)block * count;
            FractionCursor low = Bind(start, half, target, scratch, count, challenge);
            FractionCursor high = Bind(start + quarter, half, target, scratch, count, challenge);
            return low.Step1 == 0
                ? FractionKernels.EvaluateTail(low, weights.Low, count, _lambda)
                : FractionKernels.Evaluate(low, high, weights.Low, count);
        });
    }

    private static PackedExt5 Denominator(BabyBear* leaf) =>
        PackedExt5.Load(leaf + PackedFractions.Lanes, PackedFractions.Lanes);

    private FractionCursor Bind(
        long start, long half, BabyBear* target, BabyBear* scratch, int count, Ext5 challenge)
    {
        BabyBear* low = scratch;
        BabyBear* high = low + MaxBlockWords;
        BabyBear* tail = high + MaxBlockWords;
        nint offset = (nint)start * 2 * Ext5.Degree;
        FractionCursor cursor = new() { Half0 = target + offset, Half1 = tail };
        _leaves.Fill(start, count, low);
        _leaves.Fill(start + half, count, high);
        BindBlock(low, high, cursor.Half0, count, challenge, Ext5.Zero);
        if (start < LiveInHalf1)
        {
            cursor.Half1 = target + ((nint)half * 2 * Ext5.Degree) + offset;
            cursor.Step1 = PackedFractions.BlockWords;
            _leaves.Fill(start + (2 * half), count, low);
            _leaves.Fill(start + (3 * half), count, high);
            BindBlock(low, high, cursor.Half1, count, challenge, _lambda);
        }
        else
        {
            PackedExt5 one = PackedExt5.One;
            PackedFractions.Store(tail, PackedExt5.Broadcast(_lambda), in one);
        }

        return cursor;
    }

    /// <summary>Binds a half; with a fold other than zero, adds fold * q to p.</summary>
    private static void BindBlock(
        BabyBear* low, BabyBear* high, BabyBear* target, int count, Ext5 challenge, Ext5 fold)
    {
        PackedExt5 rho = PackedExt5.Broadcast(challenge);
        PackedExt5 packedFold = PackedExt5.Broadcast(fold);
        bool isFolding = fold != Ext5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedBabyBear pLow = PackedBabyBear.Load(low);
            PackedExt5 p = (rho * (PackedBabyBear.Load(high) - pLow)) + pLow;
            PackedExt5 q = Denominator(low);
            PackedExt5 difference = Denominator(high) - q;
            q += PackedExt5.Multiply(in rho, in difference);
            if (isFolding)
            {
                p += PackedExt5.Multiply(in packedFold, in q);
            }

            PackedFractions.Store(target, in p, in q);
            low += PackedFractions.LeafBlockWords;
            high += PackedFractions.LeafBlockWords;
            target += PackedFractions.BlockWords;
        }
    }

    private Ext5 EvaluateBlock(
        BabyBear* low0, BabyBear* high0, BabyBear* low1, BabyBear* high1, BabyBear* weights, int count)
    {
        PackedExt5 lambda = PackedExt5.Broadcast(_lambda);
        PackedExt5 sum = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            PackedBabyBear p0 = PackedBabyBear.Load(high0) - PackedBabyBear.Load(low0);
            PackedBabyBear p1 = PackedBabyBear.Load(high1) - PackedBabyBear.Load(low1);
            PackedExt5 q0 = Denominator(high0) - Denominator(low0);
            PackedExt5 q1 = Denominator(high1) - Denominator(low1);
            PackedExt5 folded = PackedExt5.Multiply(in lambda, in q1) + p1;
            PackedExt5 term = PackedExt5.Multiply(in q0, in folded) + (q1 * p0);
            sum += PackedExt5.Multiply(in weight, in term);
            low0 += PackedFractions.LeafBlockWords;
            high0 += PackedFractions.LeafBlockWords;
            low1 += PackedFractions.LeafBlockWords;
            high1 += PackedFractions.LeafBlockWords;
            weights += PackedFractions.ElementWords;
        }

        return sum.SumLanes();
    }

    private RoundSums SumOverBlocks(EqualityWeights weights, int blockCount, BlockKernel kernel)
    {
        int chunkCount = Chunks.Count(_threadCount, blockCount, weights.BlockSize);
        RoundSums[] partial = new RoundSums[chunkCount];
        Chunks.Run(_threadCount, chunkCount, chunk =>
        {
            using FieldBuffer scratch = new(4 * MaxBlockWords);
            RoundSums sum = default;
            int end = (int)((long)blockCount * (chunk + 1) / chunkCount);
            for (int block = (int)((long)blockCount * chunk / chunkCount); block < end; block++)
            {
                sum += kernel(block, scratch.Pointer) * weights.High(block);
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

    private delegate RoundSums BlockKernel(int block, BabyBear* scratch);
}
