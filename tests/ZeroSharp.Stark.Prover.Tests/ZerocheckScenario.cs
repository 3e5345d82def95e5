using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

/// <summary>Random valid traces of some AIRs, and true claims about their interactions at a random point.</summary>
internal sealed class ZerocheckScenario : IDisposable
{
    private readonly Random _random;

    /// <summary>Takes AIRs and heights, tallest first.</summary>
    public ZerocheckScenario(int seed, params (IAir Air, int LogHeight)[] instances)
    {
        _random = new Random(seed);
        Instances = [.. instances.Select(i => CreateInstance(i.Air, i.LogHeight))];
        LogHeights = [.. instances.Select(i => i.LogHeight)];
        int[] counts = [.. Instances.Select(i => i.Air.Interactions.Count)];
        Assert.True(LogUpShape.TryCreate(LogHeights, counts, out LogUpShape? shape));
        Shape = shape!;
        Claim();
    }

    public InstanceTrace[] Instances { get; }

    public int[] LogHeights { get; }

    public LogUpShape Shape { get; }

    public LogUpClaim LogUp { get; set; } = null!;

    public static Challenger NewChallenger() => new("zerocheck test"u8);

    /// <summary>Draws challenges, and evaluates all leaves by definition, padding included.</summary>
    public void Claim()
    {
        LogUpChallenges challenges =
            new(Naive.RandomElement(_random), Naive.RandomElement(_random));
        Ext5[] point = new Ext5[Shape.LogLeafCount];
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = Naive.RandomElement(_random);
        }

        Ext5[] weights = Naive.Equality(point);
        Ext5 numerator = Ext5.Zero;
        Ext5 denominator = Ext5.Zero;
        int first = 0;
        foreach (InstanceTrace instance in Instances)
        {
            int rows = instance.Main.RowCount;
            for (int row = 0; row < rows; row++)
            {
                RowEvaluation values = new(Row(instance.Main, row), Row(instance.Fixed, row));
                instance.Air.Air.Eval<RowEvaluation, Ext5>(ref values);
                for (int k = 0; k < values.Interactions.Count; k++)
                {
                    Ext5 weight = weights[first + (k * rows) + row];
                    numerator += weight * values.Interactions[k].Multiplicity;
                    denominator += weight * values.Denominator(k, challenges);
                }
            }

            first += rows * instance.Air.Interactions.Count;
        }

        for (; first < weights.Length; first++)
        {
            denominator += weights[first];
        }

        LogUp = new LogUpClaim(challenges, point, numerator, denominator);
    }

    public ZerocheckProof Prove(
        out ZerocheckClaim claim, out Ext5[][] evaluations, int threadCount = 1) =>
        ZerocheckProver.Prove(
            Instances, Shape, LogUp, NewChallenger(), threadCount, out claim, out evaluations);

    /// <summary>Both parts of the verifier, given the columns' evaluations.</summary>
    public bool Verify(ZerocheckProof proof, Ext5[][] evaluations)
    {
        if (!ZerocheckVerifier.Verify(
            LogHeights, Shape, LogUp, proof, NewChallenger(), out ZerocheckClaim? claim))
        {
            return false;
        }

        List<Ext5> main = [];
        List<Ext5> committed = [];
        for (int i = 0; i < Instances.Length; i++)
        {
            int width = Instances[i].Main.Width;
            main.AddRange(evaluations[i][..width]);
            if (Instances[i].Air.Air.Fixed is { IsCommitted: true })
            {
                committed.AddRange(evaluations[i][width..]);
            }
        }

        IAir[] airs = [.. Instances.Select(instance => instance.Air.Air)];
        return ZerocheckVerifier.CheckEvaluations(
            airs, LogHeights, Shape, LogUp, claim!, [.. main], [.. committed]);
    }

    /// <summary>Proves the traces as they are, and verifies with their true evaluations.</summary>
    public bool ProveAndVerify()
    {
        ZerocheckProof proof = Prove(out _, out Ext5[][] evaluations);
        return Verify(proof, evaluations);
    }

    /// <summary>
    /// The sum of one instance over its unbound rows at skip weights and the first coordinates of its
    /// further variables, eq included: by definition, row by row.
    /// </summary>
    public Ext5 Sum(int instance, Ext5 lambda, Ext5 theta, Ext5[] skipWeights, Ext5[] bound)
    {
        InstanceTrace trace = Instances[instance];
        Ext5 power = theta;
        for (int i = 0; i < instance; i++)
        {
            power *= theta.Pow((ulong)Instances[i].Air.Constraints.Count);
        }

        int logRest = trace.LogHeight - SkipDomain.LogSize - bound.Length;
        Ext5[] row = Weights(skipWeights, bound);
        Ext5[] eq = Naive.Equality(LogUp.Point[^trace.LogHeight..]);
        Ext5 sum = Ext5.Zero;
        for (int rest = 0; rest < 1 << logRest; rest++)
        {
            Ext5 weight = Ext5.Zero;
            Ext5[] main = new Ext5[trace.Main.Width];
            Ext5[] fixedColumns = new Ext5[trace.Air.FixedWidth];
            for (int block = 0; block < row.Length; block++)
            {
                int index = (block << logRest) + rest;
                weight += row[block] * eq[index];
                Accumulate(main, row[block], trace.Main, index);
                Accumulate(fixedColumns, row[block], trace.Fixed, index);
            }

            RowEvaluation values = new(main, fixedColumns);
            trace.Air.Air.Eval<RowEvaluation, Ext5>(ref values);
            sum += weight * Combine(instance, values, lambda, theta, power);
        }

        return sum;
    }

    /// <summary>The columns of an instance at a point: main, then fixed.</summary>
    public Ext5[] Evaluate(int instance, Ext5[] skipWeights, ReadOnlySpan<Ext5> point)
    {
        InstanceTrace trace = Instances[instance];
        Ext5[] row = Weights(
            skipWeights, point[^(trace.LogHeight - SkipDomain.LogSize)..].ToArray());
        Ext5[] main = new Ext5[trace.Main.Width];
        Ext5[] fixedColumns = new Ext5[trace.Air.FixedWidth];
        for (int index = 0; index < row.Length; index++)
        {
            Accumulate(main, row[index], trace.Main, index);
            Accumulate(fixedColumns, row[index], trace.Fixed, index);
        }

        return [.. main, .. fixedColumns];
    }

    public void Dispose()
    {
        foreach (InstanceTrace instance in Instances)
        {
            instance.Main.Dispose();
            instance.Fixed?.Dispose();
        }
    }

    // skipWeights tensor eq(bound).
    private static Ext5[] Weights(Ext5[] skipWeights, Ext5[] bound)
    {
        Ext5[] eq = Naive.Equality(bound);
        return [.. skipWeights.SelectMany(skip => eq.Select(weight => skip * weight))];
    }

    private static void Accumulate(Ext5[] sums, Ext5 weight, TraceMatrix? matrix, int row)
    {
        for (int column = 0; column < sums.Length; column++)
        {
            sums[column] += weight * matrix![row, column];
        }
    }

    private static Ext5[] Row(TraceMatrix? matrix, int row) => matrix is null
        ? []
        : [.. Enumerable.Range(0, matrix.Width).Select(column => (Ext5)matrix[row, column])];

    private Ext5 Combine(
        int instance, RowEvaluation values, Ext5 lambda, Ext5 theta, Ext5 power)
    {
        Ext5 sum = Ext5.Zero;
        foreach (Ext5 constraint in values.Constraints)
        {
            sum += power * constraint;
            power *= theta;
        }

        int logHeight = LogHeights[instance];
        ReadOnlySpan<Ext5> address = LogUp.Point[..^logHeight];
        Ext5[] weights = Naive.Equality(address);
        for (int k = 0; k < values.Interactions.Count; k++)
        {
            int slice = Shape.FirstSlice(instance) + k;
            Ext5 weight = weights[(int)(Shape.SliceOffset(slice) >> logHeight)];
            sum += weight * (values.Interactions[k].Multiplicity
                + (lambda * values.Denominator(k, LogUp.Challenges)));
        }

        return sum;
    }

    private InstanceTrace CreateInstance(IAir air, int logHeight)
    {
        TraceMatrix main = new(air.Width, logHeight);
        TraceMatrix? fixedColumns = null;
        for (int column = 0; column < air.Fixed?.Width; column++)
        {
            fixedColumns ??= new TraceMatrix(air.Fixed.Width, logHeight);
            air.Fixed.Fill(column, fixedColumns.Column(column));
        }

        for (int row = 0; row < main.RowCount; row++)
        {
            for (int column = 0; column < air.Width; column++)
            {
                main[row, column] = Naive.RandomBase(_random);
            }

            switch (air)
            {
                case CubicAir:
                    main[row, 3] = main[row, 0] * main[row, 1] * main[row, 2];
                    main[row, 4] = BabyBear.FromUInt32((uint)_random.Next(2));
                    break;
                case FixedAir:
                    BabyBear n = BabyBear.FromUInt32((uint)row);
                    main[row, 1] = n * (n + main[row, 0]);
                    break;
                case SilentAir:
                    main[row, 1] = main[row, 0] * main[row, 0];
                    break;
            }
        }

        return new InstanceTrace(AirDescription.Create(air), main, fixedColumns);
    }

    /// <summary>The constraints and interactions of one row over the extension field.</summary>
    private struct RowEvaluation(Ext5[] main, Ext5[] fixedColumns) : IAirBuilder<Ext5>
    {
        public List<Ext5> Constraints { get; } = [];

        public List<(int Bus, Ext5 Multiplicity, Ext5[] Message)> Interactions { get; } = [];

        public readonly Ext5 Main(int column) => main[column];

        public readonly Ext5 FixedColumn(int column) => fixedColumns[column];

        public readonly void AssertZero(Ext5 value, string label) => Constraints.Add(value);

        public readonly void Interact(int bus, Ext5 multiplicity, ReadOnlySpan<Ext5> message) =>
            Interactions.Add((bus, multiplicity, message.ToArray()));

        public readonly Ext5 Denominator(int interaction, LogUpChallenges challenges)
        {
            (int bus, _, Ext5[] message) = Interactions[interaction];
            Ext5 sum = challenges.Alpha + Ext5.FromUInt32((uint)bus + 1);
            for (int i = 0; i < message.Length; i++)
            {
                sum += challenges.Beta.Pow((ulong)i + 1) * message[i];
            }

            return sum;
        }
    }
}
