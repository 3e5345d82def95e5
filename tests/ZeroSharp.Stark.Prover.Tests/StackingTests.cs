using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

public sealed class StackingTests
{
    /// <summary>m, k, then width and height of main matrices, then of fixed ones.</summary>
    public static TheoryData<int, int, int[], int[]> Shapes => new()
    {
        { 4, 4, [1, 4], [] },
        { 5, 4, [3, 5], [] },
        { 5, 4, [3, 4], [1, 4] },
        { 7, 4, [2, 7, 5, 5, 1, 4], [3, 5, 1, 4] },
        { 10, 4, [3, 10, 2, 10, 5, 8, 1, 8, 9, 6], [2, 10, 7, 8] },
        { 10, 4, [5, 7, 3, 4], [1, 5] },
        { 9, 2, [1, 9, 1, 8, 1, 7, 20, 3], [1, 4] },
        { 13, 4, [4, 13, 3, 12], [5, 11] },
        { 8, 3, [0, 8, 3, 8, 0, 5, 2, 4], [] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Verify_TrueEvaluations_AcceptsAndClaimsTheStack(
        int logHeight, int logSkip, int[] main, int[] fixedColumns)
    {
        using StackingScenario scenario = new(
            logHeight, logHeight, logSkip, Matrices(main), Matrices(fixedColumns));

        StackingProof proof = scenario.Prove(out Ext5[] proven, threadCount: 2);

        Assert.True(scenario.Verify(proof, out Ext5[] point));
        Assert.Equal(proven, point);
        Assert.Equal(scenario.EvaluateStack(point), proof.Columns.ToArray());
    }

    [Fact]
    public void Verify_AnyEvaluationChanged_Rejects()
    {
        using StackingScenario scenario = Create();
        StackingProof proof = scenario.Prove(out _);
        foreach (Ext5[] evaluations in new[] { scenario.MainEvaluations, scenario.FixedEvaluations })
        {
            for (int i = 0; i < evaluations.Length; i++)
            {
                evaluations[i] += Ext5.One;
                Assert.False(scenario.Verify(proof, out _));
                Assert.False(scenario.Verify(scenario.Prove(out _), out _));
                evaluations[i] -= Ext5.One;
            }
        }

        Assert.True(scenario.Verify(proof, out _));
    }

    [Fact]
    public void Verify_AnyElementChanged_Rejects()
    {
        using StackingScenario scenario = Create();
        StackingProof proof = scenario.Prove(out _);
        for (int i = 0; i < proof.Rounds.Length; i++)
        {
            Ext5[] rounds = proof.Rounds.ToArray();
            rounds[i] += Ext5.One;
            Assert.False(scenario.Verify(new StackingProof(rounds, proof.Columns), out _));
        }

        for (int i = 0; i < proof.Columns.Length; i++)
        {
            Ext5[] columns = proof.Columns.ToArray();
            columns[i] += Ext5.One;
            Assert.False(scenario.Verify(new StackingProof(proof.Rounds, columns), out _));
        }
    }

    [Fact]
    public void Verify_ColumnThatChangedAfterItsEvaluation_ClaimsAnotherStackOrRejects()
    {
        using StackingScenario scenario = Create();
        scenario.Main(1)[3, 0] += BabyBear.One;

        StackingProof proof = scenario.Prove(out _);

        Assert.False(scenario.Verify(proof, out _));
    }

    [Fact]
    public void Verify_WrongLengths_Rejects()
    {
        using StackingScenario scenario = Create();
        StackingProof proof = scenario.Prove(out _);

        Assert.False(
            scenario.Verify(new StackingProof(proof.Rounds[..^2], proof.Columns), out _));
        Assert.False(
            scenario.Verify(new StackingProof(proof.Rounds, proof.Columns[..^1]), out _));
    }

    [Fact]
    public void TryRead_WrittenProof_GivesTheSame()
    {
        using StackingScenario scenario = Create();
        StackingProof proof = scenario.Prove(out _);
        ProofWriter writer = new();
        proof.WriteTo(writer);
        ProofReader reader = new(writer.Written);
        ProofReader tooShort = new(writer.Written[..^1]);

        Assert.Equal(StackingProof.ByteLength(scenario.Shape), writer.Length);
        Assert.True(StackingProof.TryRead(ref reader, scenario.Shape, out StackingProof? read));
        Assert.True(reader.IsAtEnd);
        Assert.Equal(proof.Rounds, read!.Rounds);
        Assert.Equal(proof.Columns, read.Columns);
        Assert.False(StackingProof.TryRead(ref tooShort, scenario.Shape, out _));
    }

    [Fact]
    public void TryCreate_HeightsThatDoNotFit_Fails()
    {
        Assert.False(StackingShape.TryCreate(Matrices([1, 9]), [], 8, 4, out _));
        Assert.False(StackingShape.TryCreate(Matrices([1, 3]), [], 8, 4, out _));
        Assert.False(StackingShape.TryCreate(Matrices([1, 5, 1, 6]), [], 8, 4, out _));
        Assert.False(StackingShape.TryCreate(Matrices([-1, 5]), [], 8, 4, out _));
        Assert.False(StackingShape.TryCreate(Matrices([1, 5]), Matrices([1, 6]), 8, 4, out _));
        Assert.False(StackingShape.TryCreate(Matrices([1, 5]), Matrices([1, 3]), 8, 4, out _));
        Assert.True(StackingShape.TryCreate(Matrices([1, 6]), Matrices([1, 5]), 8, 4, out _));
    }

    [Fact]
    public void Layout_EveryColumn_HasASlotOfItsOwn()
    {
        StackedMatrix[] matrices = Matrices([3, 8, 5, 6, 4, 6, 1, 5, 17, 4]);
        Assert.True(StackLayout.TryCreate(matrices, 8, out StackLayout? layout));
        HashSet<long> numbers = [];
        HashSet<(int, int)> places = [];
        for (int matrix = 0; matrix < matrices.Length; matrix++)
        {
            for (int column = 0; column < matrices[matrix].Width; column++)
            {
                layout!.Locate(matrix, column, out int stackColumn, out int slot);
                Assert.True(layout.TryGetOwner(stackColumn, slot, out int owner, out int ownColumn));
                Assert.Equal((matrix, column), (owner, ownColumn));
                Assert.True(numbers.Add(layout.SlotNumber(matrix, column)));
                Assert.True(places.Add((stackColumn, slot)));
            }
        }

        // 3 columns of one slot; 9 slots of 4; 1 of 8; 17 of 16.
        Assert.Equal(3 + 3 + 1 + 2, layout!.ColumnCount);
        Assert.Equal(3 + 12 + 8 + 32, layout.SlotCount);
        Assert.False(layout.TryGetOwner(5, 1, out _, out _));
    }

    [Fact]
    public void Read_AnyRange_ReadsTheSlotsAndZeros()
    {
        using StackingScenario scenario = Create();
        StackLayout layout = scenario.Shape.Main;
        layout.Locate(1, 2, out int stackColumn, out int slot);
        int height = 1 << layout.Matrix(1).LogHeight;
        BabyBear[] rows = new BabyBear[height];

        scenario.MainColumns.Read(stackColumn, slot * height, rows);
        Assert.Equal(scenario.Main(1).Column(2).ToArray(), rows);

        scenario.MainColumns.Read(stackColumn, (slot * height) + 5, rows);
        Assert.Equal(scenario.Main(1).Column(2)[5..].ToArray(), rows[..^5]);
    }

    private static StackingScenario Create() =>
        new(1, 8, 4, Matrices([2, 8, 3, 6, 2, 4]), Matrices([2, 6]));

    private static StackedMatrix[] Matrices(int[] sizes)
    {
        StackedMatrix[] matrices = new StackedMatrix[sizes.Length / 2];
        for (int i = 0; i < matrices.Length; i++)
        {
            matrices[i] = new StackedMatrix(sizes[2 * i], sizes[(2 * i) + 1]);
        }

        return matrices;
    }
}
