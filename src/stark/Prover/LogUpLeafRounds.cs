using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The first round of the leaf layer's sumcheck, with the leaves recomputed: once for the round's
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

    /// <summary>Sums for the first variable; weights are over the others.</summary>
    public RoundSums Evaluate(EqualityWeights weights)
    {
        long half = 1L << (_leaves.LogCount - 2);
        int chunkCount = Chunks.Count(_threadCount, weights.BlockCount, weights.BlockSize);
        RoundSums[] partial = new RoundSums[chunkCount];
        Chunks.Run(_threadCount, chunkCount, chunk =>
        {
            using FieldBuffer scratch = new(4 * MaxBlockWords);
            int count = weights.BlockSize;
            int end = (int)((long)weights.BlockCount * (chunk + 1) / chunkCount);
            int block = (int)((long)weights.BlockCount * chunk / chunkCount);
            for (; block < end; block++)
            {
                long start = (long)block * count;
                RoundSums sum;
                BabyBear* low0 = scratch.Pointer;
                _leaves.Fill(start, count, low0);
                if (start >= LiveInHalf1)
                {
                    sum = EvaluateTail(low0, weights.Low, count);
                }
                else
                {
                    BabyBear* high0 = low0 + MaxBlockWords;
                    BabyBear* low1 = high0 + MaxBlockWords;
                    BabyBear* high1 = low1 + MaxBlockWords;
                    _leaves.Fill(start + half, count, high0);
                    _leaves.Fill(start + (2 * half), count, low1);
                    _leaves.Fill(start + (3 * half), count, high1);
                    sum = EvaluateBlock(low0, high0, low1, high1, weights.Low, count);
                }

                partial[chunk].AtZero += sum.AtZero * weights.High(block);
                partial[chunk].AtInfinity += sum.AtInfinity * weights.High(block);
            }
        });
        RoundSums total = default;
        foreach (RoundSums sum in partial)
        {
            total += sum;
        }

        return total;
    }

    /// <summary>
    /// Binds the first variable to the challenge, and writes the two halves of 2^(n-2) fractions one
    /// behind the other, the tail of half 1 excepted.
    /// </summary>
    public void Bind(Ext5 challenge, BabyBear* target)
    {
        long half = 1L << (_leaves.LogCount - 2);
        const int BlockSize = 1 << EqualityWeights.MaxLogBlock;
        int count = (int)Math.Min(BlockSize, half);
        long blockCount = half / count;
        int chunkCount = Chunks.Count(_threadCount, blockCount, count);
        Chunks.Run(_threadCount, chunkCount, chunk =>
        {
            using FieldBuffer scratch = new(2 * MaxBlockWords);
            long end = blockCount * (chunk + 1) / chunkCount;
            for (long block = blockCount * chunk / chunkCount; block < end; block++)
            {
                for (int side = 0; side < 2; side++)
                {
                    long start = block * count;
                    if (side == 1 && start >= LiveInHalf1)
                    {
                        continue;
                    }

                    BabyBear* low = scratch.Pointer;
                    BabyBear* high = low + MaxBlockWords;
                    _leaves.Fill(start + (2 * side * half), count, low);
                    _leaves.Fill(start + (((2 * side) + 1) * half), count, high);
                    nint position = (nint)((start + (side * half)) * 2 * Ext5.Degree);
                    BindBlock(low, high, target + position, count, challenge);
                }
            }
        });
    }

    private static void BindBlock(
        BabyBear* low, BabyBear* high, BabyBear* target, int count, Ext5 challenge)
    {
        PackedExt5 rho = PackedExt5.Broadcast(challenge);
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedBabyBear p = PackedBabyBear.Load(low);
            PackedExt5 q = Denominator(low);
            PackedFractions.Store(
                target,
                (rho * (PackedBabyBear.Load(high) - p)) + p,
                q + (rho * (Denominator(high) - q)));
            low += PackedFractions.LeafBlockWords;
            high += PackedFractions.LeafBlockWords;
            target += PackedFractions.BlockWords;
        }
    }

    private static PackedExt5 Denominator(BabyBear* leaf) =>
        PackedExt5.Load(leaf + PackedFractions.Lanes, PackedFractions.Lanes);

    private RoundSums EvaluateBlock(
        BabyBear* low0, BabyBear* high0, BabyBear* low1, BabyBear* high1, BabyBear* weights, int count)
    {
        PackedExt5 lambda = PackedExt5.Broadcast(_lambda);
        PackedExt5 atZero = PackedExt5.Zero;
        PackedExt5 atInfinity = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            PackedBabyBear p0 = PackedBabyBear.Load(low0);
            PackedBabyBear p1 = PackedBabyBear.Load(low1);
            PackedExt5 q0 = Denominator(low0);
            PackedExt5 q1 = Denominator(low1);
            atZero += weight * ((q1 * p0) + (q0 * ((lambda * q1) + p1)));
            p0 = PackedBabyBear.Load(high0) - p0;
            p1 = PackedBabyBear.Load(high1) - p1;
            q0 = Denominator(high0) - q0;
            q1 = Denominator(high1) - q1;
            atInfinity += weight * ((q1 * p0) + (q0 * ((lambda * q1) + p1)));
            low0 += PackedFractions.LeafBlockWords;
            high0 += PackedFractions.LeafBlockWords;
            low1 += PackedFractions.LeafBlockWords;
            high1 += PackedFractions.LeafBlockWords;
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes(), AtInfinity = atInfinity.SumLanes() };
    }

    /// <summary>Where half 1 is 0/1, t(0) = p0 + lambda q0 and t is linear.</summary>
    private RoundSums EvaluateTail(BabyBear* low0, BabyBear* weights, int count)
    {
        PackedExt5 lambda = PackedExt5.Broadcast(_lambda);
        PackedExt5 atZero = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            atZero += weight * ((lambda * Denominator(low0)) + PackedBabyBear.Load(low0));
            low0 += PackedFractions.LeafBlockWords;
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes() };
    }
}
