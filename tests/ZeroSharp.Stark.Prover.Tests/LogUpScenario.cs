using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

/// <summary>
/// Random interactions on two buses, messages from a small set so that they collide, balanced by public
/// interactions. Interaction k of an instance has columns 3k (multiplicity), 3k+1 and 3k+2 (message).
/// </summary>
internal sealed class LogUpScenario : IDisposable
{
    public const int WorkBits = 3;

    private readonly TraceMatrix[] _traces;
    private readonly int[] _interactionCounts;

    public LogUpScenario(int seed, params (int LogHeight, int InteractionCount)[] instances)
    {
        Random random = new(seed);
        _interactionCounts = [.. instances.Select(instance => instance.InteractionCount)];
        int[] heights = [.. instances.Select(instance => instance.LogHeight)];
        Assert.True(LogUpShape.TryCreate(heights, _interactionCounts, out LogUpShape? shape));
        Shape = shape!;
        _traces = [.. instances.Select(i => new TraceMatrix(3 * i.InteractionCount, i.LogHeight))];
        Dictionary<(int Bus, uint A, uint B), BabyBear> sums = [];
        for (int instance = 0; instance < instances.Length; instance++)
        {
            for (int interaction = 0; interaction < _interactionCounts[instance]; interaction++)
            {
                Fill(random, _traces[instance], interaction, sums);
            }
        }

        PublicInteractions =
        [
            .. sums.Select(sum => new PublicInteraction(
                sum.Key.Bus, -sum.Value, [Element(sum.Key.A), Element(sum.Key.B)])),
        ];
    }

    public LogUpShape Shape { get; }

    public PublicInteraction[] PublicInteractions { get; set; }

    public TraceMatrix Trace(int instance) => _traces[instance];

    public static Challenger NewChallenger() => new("logup test"u8);

    public LogUpProof Prove(out LogUpClaim claim, int threadCount = 1) => LogUpProver.Prove(
        Shape, Fold, WorkBits, NewChallenger(), threadCount, out claim);

    public LogUpResult Verify(LogUpProof proof, out LogUpClaim? claim) => LogUpVerifier.Verify(
        Shape, PublicInteractions, WorkBits, proof, NewChallenger(), out claim);

    /// <summary>p(point) and q(point) by their definition, over all leaves with their padding.</summary>
    public (Ext5 Numerator, Ext5 Denominator) EvaluateLeaves(LogUpClaim claim)
    {
        Ext5[] weights = Naive.Equality(claim.Point);
        Ext5 numerator = Ext5.Zero;
        Ext5 denominator = Ext5.Zero;
        int leaf = 0;
        for (int instance = 0; instance < _traces.Length; instance++)
        {
            TraceMatrix trace = _traces[instance];
            for (int interaction = 0; interaction < _interactionCounts[instance]; interaction++)
            {
                for (int row = 0; row < trace.RowCount; row++)
                {
                    int first = 3 * interaction;
                    Ext5 q = claim.Challenges.Denominator(
                        interaction % 2, [trace[row, first + 1], trace[row, first + 2]]);
                    numerator += weights[leaf] * trace[row, first];
                    denominator += weights[leaf] * q;
                    leaf++;
                }
            }
        }

        for (; leaf < weights.Length; leaf++)
        {
            denominator += weights[leaf];
        }

        return (numerator, denominator);
    }

    public void Dispose()
    {
        foreach (TraceMatrix trace in _traces)
        {
            trace.Dispose();
        }
    }

    private static void Fill(
        Random random,
        TraceMatrix trace,
        int interaction,
        Dictionary<(int Bus, uint A, uint B), BabyBear> sums)
    {
        int first = 3 * interaction;
        for (int row = 0; row < trace.RowCount; row++)
        {
            (int Bus, uint A, uint B) message =
                (interaction % 2, (uint)random.Next(3), (uint)random.Next(3));
            BabyBear multiplicity = Element((uint)random.Next(100));
            trace[row, first] = multiplicity;
            trace[row, first + 1] = Element(message.A);
            trace[row, first + 2] = Element(message.B);
            sums[message] = sums.GetValueOrDefault(message) + multiplicity;
        }
    }

    private static BabyBear Element(uint value) => BabyBear.FromUInt32(value);

    private unsafe LeafSlice[] Fold(LogUpChallenges challenges)
    {
        List<LeafSlice> slices = [];
        for (int instance = 0; instance < _traces.Length; instance++)
        {
            for (int interaction = 0; interaction < _interactionCounts[instance]; interaction++)
            {
                TraceMatrix trace = _traces[instance];
                int first = 3 * interaction;
                LeafSlice slice = new(BabyBear.Zero, challenges.BusTerm(interaction % 2));
                slice.AddToNumerator(trace.ColumnPointer(first), BabyBear.One);
                slice.AddToDenominator(trace.ColumnPointer(first + 1), challenges.Beta);
                slice.AddToDenominator(
                    trace.ColumnPointer(first + 2), challenges.Beta * challenges.Beta);
                slices.Add(slice);
            }
        }

        return [.. slices];
    }
}
