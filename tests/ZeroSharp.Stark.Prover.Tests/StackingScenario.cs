using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

/// <summary>Random matrices in two stacks, with their columns' true evaluations.</summary>
internal sealed class StackingScenario : IDisposable
{
    private readonly TraceMatrix[] _main;
    private readonly TraceMatrix[] _fixed;
    private readonly Ext5[] _skipWeights;
    private readonly Ext5[] _z;

    public StackingScenario(
        int seed, int logHeight, int logSkip, StackedMatrix[] main, StackedMatrix[] fixedColumns)
    {
        Random random = new(seed);
        Assert.True(
            StackingShape.TryCreate(main, fixedColumns, logHeight, logSkip, out StackingShape? shape));
        Shape = shape!;
        _main = [.. main.Select(size => RandomMatrix(random, size))];
        _fixed = [.. fixedColumns.Select(size => RandomMatrix(random, size))];
        _skipWeights = RandomElements(random, 1 << logSkip);
        _z = RandomElements(random, Shape.TallestLogHeight - logSkip);
        MainEvaluations = Evaluate(_main);
        FixedEvaluations = Evaluate(_fixed);
        MainColumns = new StackColumns(Shape.Main, _main);
        FixedColumns = new StackColumns(Shape.Fixed, _fixed);
    }

    public StackingShape Shape { get; }

    public Ext5[] MainEvaluations { get; }

    public Ext5[] FixedEvaluations { get; }

    public StackColumns MainColumns { get; }

    public StackColumns FixedColumns { get; }

    public TraceMatrix Main(int matrix) => _main[matrix];

    public StackingProof Prove(out Ext5[] point, int threadCount = 1) =>
        new StackingProver(Shape, MainColumns, FixedColumns, threadCount).Prove(
            _skipWeights, _z, MainEvaluations, FixedEvaluations, NewChallenger(), out point);

    public bool Verify(StackingProof proof, out Ext5[] point) => StackingVerifier.Verify(
        Shape,
        _skipWeights,
        _z,
        MainEvaluations,
        FixedEvaluations,
        proof,
        NewChallenger(),
        out point);

    /// <summary>The value of each stack column, main stack first, by definition.</summary>
    public Ext5[] EvaluateStack(ReadOnlySpan<Ext5> point)
    {
        Ext5[] weights = Naive.Equality(point);
        List<Ext5> values = [];
        BabyBear[] rows = new BabyBear[weights.Length];
        foreach (StackColumns stack in new[] { MainColumns, FixedColumns })
        {
            for (int column = 0; column < stack.Count; column++)
            {
                stack.Read(column, 0, rows);
                Ext5 sum = Ext5.Zero;
                for (int row = 0; row < rows.Length; row++)
                {
                    sum += weights[row] * rows[row];
                }

                values.Add(sum);
            }
        }

        return [.. values];
    }

    public void Dispose()
    {
        foreach (TraceMatrix matrix in _main.Concat(_fixed))
        {
            matrix.Dispose();
        }
    }

    private static Challenger NewChallenger() => new("stacking test"u8);

    private static TraceMatrix RandomMatrix(Random random, StackedMatrix size)
    {
        TraceMatrix matrix = new(size.Width, size.LogHeight);
        for (int column = 0; column < size.Width; column++)
        {
            for (int row = 0; row < matrix.RowCount; row++)
            {
                matrix[row, column] = Naive.RandomBase(random);
            }
        }

        return matrix;
    }

    private static Ext5[] RandomElements(Random random, int count)
    {
        Ext5[] elements = new Ext5[count];
        for (int i = 0; i < count; i++)
        {
            elements[i] = Naive.RandomElement(random);
        }

        return elements;
    }

    private Ext5[] Evaluate(TraceMatrix[] matrices)
    {
        List<Ext5> values = [];
        foreach (TraceMatrix matrix in matrices)
        {
            int logRows = matrix.LogHeight - int.Log2(_skipWeights.Length);
            Ext5[] weights = Naive.Equality(_z.AsSpan(_z.Length - logRows));
            for (int column = 0; column < matrix.Width; column++)
            {
                Ext5 sum = Ext5.Zero;
                for (int row = 0; row < matrix.RowCount; row++)
                {
                    Ext5 weight = _skipWeights[row >> logRows] * weights[row & ((1 << logRows) - 1)];
                    sum += weight * matrix[row, column];
                }

                values.Add(sum);
            }
        }

        return [.. values];
    }
}
