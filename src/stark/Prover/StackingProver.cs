using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// The prover's side of <see cref="StackingVerifier"/>. For each height the first m - h rounds run over
/// a table of 2^(m-h) slot sums, which are combinations of the column evaluations; only then are the
/// columns themselves folded, with weights for their slots, into one table of 2^h rows. So each column
/// is read twice in all: once for its height's table, once for the stack columns' values.
/// </summary>
public sealed class StackingProver
{
    private readonly StackingShape _shape;
    private readonly StackColumns[] _stacks;
    private readonly int _threadCount;

    /// <summary>Takes the columns of the main stack and of the fixed stack.</summary>
    public StackingProver(
        StackingShape shape, StackColumns main, StackColumns fixedColumns, int threadCount)
    {
        _shape = shape;
        _stacks = [main, fixedColumns];
        _threadCount = threadCount;
    }

    /// <summary>
    /// Runs step 6 of the transcript. Evaluations are those of
    /// <see cref="StackingVerifier.Verify"/>, and have been observed.
    /// </summary>
    public StackingProof Prove(
        ReadOnlySpan<Ext5> skipWeights,
        ReadOnlySpan<Ext5> z,
        ReadOnlySpan<Ext5> mainEvaluations,
        ReadOnlySpan<Ext5> fixedEvaluations,
        Challenger challenger,
        out Ext5[] point)
    {
        Ext5 gamma = challenger.SampleExtension();
        Ext5 claim = _shape.Batch(gamma, mainEvaluations, fixedEvaluations);
        List<StackingHeight> heights = [];
        int logHeight = _shape.LogHeight;
        for (int h = logHeight; h >= _shape.LogSkip; h--)
        {
            StackingHeight height = new(
                h, logHeight, gamma, skipWeights, z[Math.Max(0, z.Length - h + _shape.LogSkip)..]);
            height.Add(_stacks[0], 0, mainEvaluations);
            height.Add(_stacks[1], _shape.Main.SlotCount, fixedEvaluations);
            if (!height.IsEmpty)
            {
                heights.Add(height);
            }
        }

        Ext5[] rounds = new Ext5[2 * logHeight];
        point = new Ext5[logHeight];
        for (int round = 0; round < logHeight; round++)
        {
            Ext5 c0 = Ext5.Zero;
            Ext5 c2 = Ext5.Zero;
            foreach (StackingHeight height in heights)
            {
                (Ext5 atZero, Ext5 atInfinity) = height.Evaluate(round, _threadCount);
                c0 += atZero;
                c2 += atInfinity;
            }

            rounds[2 * round] = c0;
            rounds[(2 * round) + 1] = c2;
            challenger.Observe(rounds.AsSpan(2 * round, 2));
            Ext5 rho = challenger.SampleExtension();
            point[round] = rho;
            claim = c0 + (rho * (claim - c0 - c0 - c2 + (rho * c2)));
            foreach (StackingHeight height in heights)
            {
                height.Bind(round, rho, _threadCount);
            }
        }

        foreach (StackingHeight height in heights)
        {
            height.Dispose();
        }

        Ext5[] columns = StackEvaluation.Evaluate(_stacks, point, _threadCount);
        challenger.Observe(columns);
        return new StackingProof(rounds, columns);
    }
}
