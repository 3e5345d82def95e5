using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>The prover's side of <see cref="LogUpVerifier"/>.</summary>
public sealed class LogUpProver
{
    private readonly LogUpShape _shape;
    private readonly Challenger _challenger;
    private readonly int _threadCount;
    private readonly List<Ext5> _elements = [];
    private readonly Ext5[] _point;
    private Ext5[] _values = [];
    private Ext5 _numerator;
    private Ext5 _denominator;

    private LogUpProver(LogUpShape shape, Challenger challenger, int threadCount)
    {
        _shape = shape;
        _challenger = challenger;
        _threadCount = threadCount;
        _point = new Ext5[shape.LogLeafCount];
    }

    /// <summary>
    /// Runs steps 2 and 3 of the transcript. <paramref name="fold"/> makes the slices, in the order of
    /// the shape, once the challenges are known. An unbalanced bus gives a proof that is rejected.
    /// </summary>
    public static LogUpProof Prove(
        LogUpShape shape,
        Func<LogUpChallenges, LeafSlice[]> fold,
        int workBits,
        Challenger challenger,
        int threadCount,
        out LogUpClaim claim)
    {
        ulong nonce = ProofOfWork.Grind(challenger, workBits);
        LogUpChallenges challenges = LogUpChallenges.Sample(challenger);
        LogUpProver prover = new(shape, challenger, threadCount);
        prover.Run(fold(challenges));
        claim = new LogUpClaim(
            challenges, prover._point, prover._numerator, prover._denominator);
        return LogUpProof.Create(nonce, shape.LogLeafCount, prover._elements.ToArray())
            ?? throw new InvalidOperationException("the prover wrote a wrong number of elements");
    }

    /// <summary>The same for instances in stacking order, with the interactions of their AIRs.</summary>
    public static LogUpProof Prove(
        LogUpShape shape,
        IReadOnlyList<InstanceTrace> instances,
        int workBits,
        Challenger challenger,
        int threadCount,
        out LogUpClaim claim) =>
        Prove(shape, challenges => Fold(instances, challenges), workBits, challenger, threadCount, out claim);

    private static LeafSlice[] Fold(
        IReadOnlyList<InstanceTrace> instances, LogUpChallenges challenges) =>
    [
        .. instances.SelectMany(instance => instance.Air.Interactions.Select(interaction =>
            LeafSlice.Create(interaction, challenges, instance.Main, instance.Fixed))),
    ];

    private void Run(LeafSlice[] slices)
    {
        LogUpLeaves leaves = new(_shape, slices);
        using LogUpTree tree = new(leaves, _threadCount);
        _numerator = tree.RootNumerator;
        _denominator = tree.RootDenominator;
        _elements.Add(_numerator);
        _elements.Add(_denominator);
        _challenger.Observe(_numerator);
        _challenger.Observe(_denominator);
        for (int layer = 0; layer < _shape.LogLeafCount; layer++)
        {
            ProveLayer(tree, leaves, layer);
        }
    }

    private void ProveLayer(LogUpTree tree, LogUpLeaves leaves, int layer)
    {
        Ext5 lambda = _challenger.SampleExtension();
        Ext5 claim = _numerator + (lambda * _denominator);
        int round = 0;
        PlainLayer plain = layer < LogUpTree.LogPlain
            ? new PlainLayer(
                tree.PlainNumerators(layer + 1), tree.PlainDenominators(layer + 1), lambda)
            : ProvePackedRounds(tree, leaves, layer, lambda, ref claim, ref round);
        for (; round < layer; round++)
        {
            RoundSums sums = plain.Evaluate(_point.AsSpan(round + 1, layer - round - 1));
            plain.Bind(SendRound(round, sums, ref claim));
        }

        FinishLayer(layer, plain);
    }

    /// <summary>
    /// Proves rounds until the tables are small, and hands them over as plain arrays. In the first round
    /// t(0) is p + lambda q of this layer at (0, point of the layer before), which was sent with it.
    /// </summary>
    private unsafe PlainLayer ProvePackedRounds(
        LogUpTree tree,
        LogUpLeaves leaves,
        int layer,
        Ext5 lambda,
        ref Ext5 claim,
        ref int round)
    {
        RoundSums sums = new() { AtZero = _values[0] + (lambda * _values[2]) };
        LogUpLayerTable table;
        if (layer + 1 == leaves.LogCount)
        {
            LogUpLeafRounds first = new(leaves, lambda, _threadCount);
            using (EqualityWeights weights = Weights(1, layer))
            {
                sums.AtInfinity = first.EvaluateAtInfinity(weights);
            }

            Ext5 challenge = SendRound(0, sums, ref claim);
            round = 1;
            using (EqualityWeights weights = Weights(2, layer))
            {
                sums = first.BindAndEvaluate(challenge, weights, tree.Packed(layer));
            }

            table = new LogUpLayerTable(
                tree.Packed(layer), 1L << (layer - 1), first.LiveInHalf1, true, lambda, _threadCount);
        }
        else
        {
            long size = 1L << layer;
            table = new LogUpLayerTable(
                tree.Packed(layer + 1), size, size, false, lambda, _threadCount);
            using EqualityWeights weights = Weights(1, layer);
            sums.AtInfinity = table.EvaluateAtInfinity(weights);
        }

        using (table)
        {
            while (table.Size >= 1 << LogUpTree.LogPlain)
            {
                Ext5 challenge = SendRound(round, sums, ref claim);
                round++;
                using EqualityWeights weights = Weights(round + 1, layer);
                sums = table.BindAndEvaluate(challenge, weights);
            }

            int size = (int)table.Size;
            Ext5[] numerators = new Ext5[2 * size];
            Ext5[] denominators = new Ext5[2 * size];
            table.Read(
                numerators.AsSpan(0, size),
                denominators.AsSpan(0, size),
                numerators.AsSpan(size),
                denominators.AsSpan(size));
            return new PlainLayer(numerators, denominators, lambda);
        }
    }

    /// <summary>The weights eq of the layer's point from a coordinate on.</summary>
    private EqualityWeights Weights(int firstCoordinate, int layer) =>
        new(_point.AsSpan(firstCoordinate, layer - firstCoordinate));

    /// <summary>
    /// Sends t(X) = c0 + c1 X + c2 X^2, of which the verifier knows (1 - r) t(0) + r t(1) = claim, by c1
    /// and c2; returns the challenge. The coordinate r is zero with probability 2^-155 only.
    /// </summary>
    private Ext5 SendRound(int round, RoundSums sums, ref Ext5 claim)
    {
        Ext5 sumOfOthers = (claim - sums.AtZero) * _point[round].Inverse();
        Ext5 linear = sumOfOthers - sums.AtInfinity;
        ReadOnlySpan<Ext5> message = [linear, sums.AtInfinity];
        _elements.AddRange(message);
        _challenger.Observe(message);
        Ext5 challenge = _challenger.SampleExtension();
        claim = sums.AtZero + (challenge * (linear + (challenge * sums.AtInfinity)));
        _point[round] = challenge;
        return challenge;
    }

    private void FinishLayer(int layer, PlainLayer plain)
    {
        Ext5[] values = plain.Values();
        _values = values;
        _elements.AddRange(values);
        _challenger.Observe(values);
        Ext5 join = _challenger.SampleExtension();
        _point.AsSpan(0, layer).CopyTo(_point.AsSpan(1));
        _point[0] = join;
        _numerator = values[0] + (join * (values[1] - values[0]));
        _denominator = values[2] + (join * (values[3] - values[2]));
    }
}
