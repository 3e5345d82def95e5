using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

/// <summary>A lookup of x and 2 x + 3 by many rows in a table with a fixed column.</summary>
public sealed class LogUpAirTests
{
    private const int WorkBits = 2;
    private const int LogUserHeight = 6;
    private const int LogTableHeight = 4;

    [Fact]
    public void Verify_CountedLookups_AcceptsAndClaimsTheLeaves()
    {
        InstanceTrace[] instances = CreateInstances();

        LogUpProof proof = LogUpProver.Prove(
            Shape(), instances, WorkBits, NewChallenger(), 1, out LogUpClaim proven);

        Assert.Equal(LogUpResult.Accepted, Verify(proof, out LogUpClaim? claim));
        Assert.Equal(EvaluateLeaves(instances, proven), (claim!.Numerator, claim.Denominator));
    }

    [Fact]
    public void Verify_OneUseNotCounted_Rejects()
    {
        InstanceTrace[] instances = CreateInstances();
        instances[1].Main[2, 0] -= BabyBear.One;

        LogUpProof proof = LogUpProver.Prove(
            Shape(), instances, WorkBits, NewChallenger(), 1, out _);

        Assert.Equal(LogUpResult.BusUnbalanced, Verify(proof, out _));
    }

    [Fact]
    public void Verify_LookupOfAValueNotInTheTable_Rejects()
    {
        InstanceTrace[] instances = CreateInstances();
        instances[0].Main[9, 0] = BabyBear.FromUInt32(1 << LogTableHeight);

        LogUpProof proof = LogUpProver.Prove(
            Shape(), instances, WorkBits, NewChallenger(), 1, out _);

        Assert.Equal(LogUpResult.BusUnbalanced, Verify(proof, out _));
    }

    private static Challenger NewChallenger() => new("logup air test"u8);

    private static LogUpShape Shape()
    {
        Assert.True(
            LogUpShape.TryCreate([LogUserHeight, LogTableHeight], [1, 1], out LogUpShape? shape));
        return shape!;
    }

    private static LogUpResult Verify(LogUpProof proof, out LogUpClaim? claim) =>
        LogUpVerifier.Verify(Shape(), [], WorkBits, proof, NewChallenger(), out claim);

    private static InstanceTrace[] CreateInstances()
    {
        TraceMatrix user = new(2, LogUserHeight);
        TraceMatrix table = new(1, LogTableHeight);
        TraceMatrix fixedColumns = new(1, LogTableHeight);
        TableAir tableAir = new();
        tableAir.Fixed!.Fill(0, fixedColumns.Column(0));
        for (int row = 0; row < user.RowCount; row++)
        {
            int x = row * 5 % table.RowCount;
            bool isReal = row % 7 != 0;
            user[row, 0] = BabyBear.FromUInt32((uint)x);
            user[row, 1] = isReal ? BabyBear.One : BabyBear.Zero;
            table[x, 0] += user[row, 1];
        }

        return
        [
            new(AirDescription.Create(new UserAir()), user, null),
            new(AirDescription.Create(tableAir), table, fixedColumns),
        ];
    }

    private static (Ext5 Numerator, Ext5 Denominator) EvaluateLeaves(
        InstanceTrace[] instances, LogUpClaim claim)
    {
        Ext5[] weights = Naive.Equality(claim.Point);
        Ext5 numerator = Ext5.Zero;
        Ext5 denominator = Ext5.Zero;
        int leaf = 0;
        foreach (InstanceTrace instance in instances)
        {
            AirInteraction interaction = instance.Air.Interactions[0];
            for (int row = 0; row < instance.Main.RowCount; row++, leaf++)
            {
                BabyBear[] main = Row(instance.Main, row);
                BabyBear[] fixedColumns = instance.Fixed is null ? [] : Row(instance.Fixed, row);
                BabyBear[] message =
                    [.. interaction.Message.Select(form => form.Evaluate(main, fixedColumns))];
                numerator += weights[leaf] * interaction.Multiplicity.Evaluate(main, fixedColumns);
                denominator += weights[leaf]
                    * claim.Challenges.Denominator(interaction.Bus, message);
            }
        }

        for (; leaf < weights.Length; leaf++)
        {
            denominator += weights[leaf];
        }

        return (numerator, denominator);
    }

    private static BabyBear[] Row(TraceMatrix matrix, int row) =>
        [.. Enumerable.Range(0, matrix.Width).Select(column => matrix[row, column])];

    private static T[] Message<T>(T x)
        where T : struct, IField<T> => [x, x + x + T.FromUInt32(3)];

    private sealed class UserAir : IAir
    {
        public string Name => "user";

        public int Width => 2;

        public void Eval<TBuilder, T>(ref TBuilder builder)
            where TBuilder : IAirBuilder<T>
            where T : struct, IField<T> =>
            builder.Interact(4, -builder.Main(1), Message(builder.Main(0)));
    }

    private sealed class TableAir : IAir
    {
        public string Name => "table";

        public int Width => 1;

        public IFixedColumns? Fixed { get; } = new RowNumbers();

        public void Eval<TBuilder, T>(ref TBuilder builder)
            where TBuilder : IAirBuilder<T>
            where T : struct, IField<T> =>
            builder.Interact(4, builder.Main(0), Message(builder.FixedColumn(0)));
    }

    private sealed class RowNumbers : IFixedColumns
    {
        public int Width => 1;

        public int LogHeight => LogTableHeight;

        public bool IsCommitted => true;

        public void Fill(int column, Span<BabyBear> values)
        {
            for (int row = 0; row < values.Length; row++)
            {
                values[row] = BabyBear.FromUInt32((uint)row);
            }
        }

        public Ext5 Evaluate(int column, ReadOnlySpan<Ext5> skipWeights, ReadOnlySpan<Ext5> rest) =>
            throw new InvalidOperationException("the column is committed");
    }
}
