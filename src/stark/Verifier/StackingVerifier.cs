using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// Turns the evaluations of all columns, each of height h at (skip weights) tensor eq(last h - k
/// coordinates of z), into one evaluation of every stack column at a common point rho of m coordinates.
/// <para>
/// With powers of gamma as weights the evaluations are batched to the sum over heights h and rows b of
/// G_h(b_hi) T_h(b_lo) Q_h(b), where b_hi is the slot and b_lo the row in it, G_h(s) = gamma^s, T_h the
/// weights of the rows and Q_h the sum of the stack columns of height h times gamma^(number of their first
/// slot). In each variable the product has degree 2.
/// </para>
/// </summary>
public static class StackingVerifier
{
    /// <summary>
    /// Runs step 6 of the transcript; the evaluations have been observed. False if the proof does not
    /// fit the shape or its last claim is wrong; otherwise <paramref name="point"/> is rho, and the
    /// values at it are the proof's <see cref="StackingProof.Columns"/>.
    /// </summary>
    public static bool Verify(
        StackingShape shape,
        ReadOnlySpan<Ext5> skipWeights,
        ReadOnlySpan<Ext5> z,
        ReadOnlySpan<Ext5> mainEvaluations,
        ReadOnlySpan<Ext5> fixedEvaluations,
        StackingProof proof,
        Challenger challenger,
        out Ext5[] point)
    {
        point = [];
        int roundCount = shape.LogHeight;
        if (proof.Rounds.Length != 2 * roundCount
            || proof.Columns.Length != shape.ColumnCount
            || skipWeights.Length != 1 << shape.LogSkip
            || z.Length != shape.TallestLogHeight - shape.LogSkip
            || mainEvaluations.Length != StackingShape.EvaluationCount(shape.Main)
            || fixedEvaluations.Length != StackingShape.EvaluationCount(shape.Fixed))
        {
            return false;
        }

        Ext5 gamma = challenger.SampleExtension();
        Ext5 claim = shape.Batch(gamma, mainEvaluations, fixedEvaluations);
        Ext5[] rho = new Ext5[roundCount];
        for (int round = 0; round < roundCount; round++)
        {
            ReadOnlySpan<Ext5> coefficients = proof.Rounds.Slice(2 * round, 2);
            challenger.Observe(coefficients);
            Ext5 c0 = coefficients[0];
            Ext5 c2 = coefficients[1];
            Ext5 c1 = claim - c0 - c0 - c2;
            rho[round] = challenger.SampleExtension();
            claim = c0 + (rho[round] * (c1 + (rho[round] * c2)));
        }

        challenger.Observe(proof.Columns);
        ReadOnlySpan<Ext5> main = proof.Columns.Slice(0, shape.Main.ColumnCount);
        ReadOnlySpan<Ext5> fixedColumns = proof.Columns.Slice(shape.Main.ColumnCount);
        Ext5 value = Combine(shape.Main, gamma, skipWeights, z, rho, main)
            + (gamma.Pow((ulong)shape.Main.SlotCount)
                * Combine(shape.Fixed, gamma, skipWeights, z, rho, fixedColumns));
        point = rho;
        return value == claim;
    }

    /// <summary>The sum over one stack's groups of G_h(rho) T_h(rho) Q_h(rho).</summary>
    private static Ext5 Combine(
        StackLayout layout,
        Ext5 gamma,
        ReadOnlySpan<Ext5> skipWeights,
        ReadOnlySpan<Ext5> z,
        ReadOnlySpan<Ext5> rho,
        ReadOnlySpan<Ext5> columns)
    {
        Ext5 sum = Ext5.Zero;
        for (int i = 0; i < layout.GroupCount; i++)
        {
            StackGroup group = layout.Group(i);
            int slotVariables = layout.LogHeight - group.LogHeight;
            Ext5 slotWeight = SlotWeight(gamma, rho.Slice(0, slotVariables), out Ext5 columnStep);
            Ext5 combined = Ext5.Zero;
            for (int j = group.ColumnCount - 1; j >= 0; j--)
            {
                combined = (combined * columnStep) + columns[group.FirstColumn + j];
            }

            Ext5 rowWeight = RowWeight(skipWeights, z, rho.Slice(slotVariables));
            sum += slotWeight * rowWeight * combined * gamma.Pow((ulong)group.FirstSlot);
        }

        return sum;
    }

    /// <summary>
    /// G(x) = product over i of 1 - x_i + x_i gamma^(2^(n-1-i)), and gamma^(2^n), n = number of variables.
    /// </summary>
    private static Ext5 SlotWeight(Ext5 gamma, ReadOnlySpan<Ext5> x, out Ext5 next)
    {
        Ext5 product = Ext5.One;
        next = gamma;
        for (int i = x.Length - 1; i >= 0; i--)
        {
            product *= Ext5.One + (x[i] * (next - Ext5.One));
            next *= next;
        }

        return product;
    }

    /// <summary>
    /// T(x): the multilinear extension of the skip weights at the first k coordinates times eq(z, x) at
    /// the others, matched at the end.
    /// </summary>
    private static Ext5 RowWeight(
        ReadOnlySpan<Ext5> skipWeights, ReadOnlySpan<Ext5> z, ReadOnlySpan<Ext5> x)
    {
        Ext5[] folded = skipWeights.ToArray();
        int skipVariables = 0;
        for (int size = folded.Length / 2; size > 0; size /= 2)
        {
            for (int i = 0; i < size; i++)
            {
                folded[i] += x[skipVariables] * (folded[i + size] - folded[i]);
            }

            skipVariables++;
        }

        ReadOnlySpan<Ext5> rows = x.Slice(skipVariables);
        return folded[0] * EqTable.Evaluate(z.Slice(z.Length - rows.Length), rows);
    }
}
