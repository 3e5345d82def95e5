using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// Verifies that committed columns S_j, seen as multilinear polynomials, have given values at one point.
/// The protocol is that of WHIR (Arnon, Chiesa, Fenzi, Yogev, ePrint 2024/1586) on interleaved codes,
/// in the regime of unique decoding.
/// </summary>
public static class WhirVerifier
{
    /// <summary>
    /// Checks an opening. The roots and the point come from the transcript; the column values are
    /// observed here, first of all.
    /// </summary>
    /// <param name="matrices">The committed matrices, whose columns are counted through.</param>
    /// <param name="point">Where the columns are opened, a coordinate a variable.</param>
    /// <param name="columnValues">The claimed values of all columns.</param>
    public static WhirResult Verify(
        PcsParameters parameters,
        ReadOnlySpan<CommittedMatrix> matrices,
        ReadOnlySpan<Ext5> point,
        ReadOnlySpan<Ext5> columnValues,
        WhirProof proof,
        Challenger challenger)
    {
        if (point.Length != parameters.LogHeight
            || columnValues.Length != parameters.ColumnCount
            || !proof.HasShape(parameters, matrices))
        {
            return WhirResult.WrongShape;
        }

        challenger.Observe(columnValues);
        var weights = new WhirWeights(parameters, point);
        Ext5 claim = Ext5.Zero;
        byte[] root = new byte[Blake3.DigestLength];
        for (int i = 0; i < parameters.RoundCount; i++)
        {
            PcsRound round = parameters.Round(i);
            WhirRoundProof part = proof.Rounds[i];
            bool isLast = i == parameters.RoundCount - 1;

            // 1. Bind the column variables.
            var challenges = new Ext5[round.FoldingVariables];
            if (!Fold(round, part, challenges, challenger, ref claim))
            {
                return WhirResult.WorkMissing;
            }

            Ext5[] columnWeights = new Ext5[1 << round.FoldingVariables];
            EqTable.Fill(challenges, Ext5.One, columnWeights);
            if (i == 0)
            {
                claim = Dot(columnWeights, columnValues);
            }
            else
            {
                weights.Bind(challenges);
            }

            // 2. The folded polynomial, committed or in full.
            if (isLast)
            {
                challenger.Observe(proof.FinalPolynomial);
            }
            else
            {
                challenger.Observe(part.NextRoot);
            }

            // 3. Queries.
            if (!challenger.CheckWork(round.QueryWorkBits, part.QueryNonce))
            {
                return WhirResult.WorkMissing;
            }

            uint[] positions = QueryPositions.Sample(
                challenger, round.QueryCount, round.Domain.LogSize);
            for (int j = 0; j < part.Openings.Length; j++)
            {
                byte[] rootOfPart = i == 0 ? matrices[j].Root : root;
                if (!part.Openings[j].IsAt(round.Domain.LogSize, positions, rootOfPart))
                {
                    return WhirResult.RowsNotCommitted;
                }
            }

            var points = new BabyBear[positions.Length];
            var values = new Ext5[positions.Length];
            for (int q = 0; q < positions.Length; q++)
            {
                points[q] = round.Domain.Point(positions[q]);
                values[q] = i == 0
                    ? FoldBaseRows(columnWeights, part.Openings, q)
                    : FoldExtensionRow(columnWeights, part.Openings[0].Row(q));
            }

            if (isLast)
            {
                return CheckFinal(proof.FinalPolynomial, weights, claim, points, values);
            }

            Ext5 power = challenger.SampleExtension();
            claim += weights.Add(points, values, power);
            root = part.NextRoot;
        }

        return WhirResult.WrongShape;
    }

    private static WhirResult CheckFinal(
        Ext5[] finalPolynomial, WhirWeights weights, Ext5 claim, BabyBear[] points, Ext5[] values)
    {
        Ext5[] scratch = new Ext5[finalPolynomial.Length];
        for (int q = 0; q < points.Length; q++)
        {
            if (WhirWeights.Evaluate(finalPolynomial, points[q], scratch) != values[q])
            {
                return WhirResult.FinalRowMismatch;
            }
        }

        return weights.Sum(finalPolynomial, scratch) == claim
            ? WhirResult.Accepted
            : WhirResult.FinalClaimMismatch;
    }

    /// <summary>
    /// Samples the challenges of the column variables. A message of the sumcheck is the polynomial
    /// h0 + h1 X + h2 X^2 with h(0) + h(1) the claim, of which h0 and h2 are sent.
    /// </summary>
    private static bool Fold(
        PcsRound round,
        WhirRoundProof part,
        Span<Ext5> challenges,
        Challenger challenger,
        ref Ext5 claim)
    {
        bool isWork = true;
        for (int v = 0; v < challenges.Length; v++)
        {
            if (!round.IsFirst)
            {
                challenger.Observe(part.Sumcheck.AsSpan(2 * v, 2));
            }

            if (v < round.FoldNonceCount)
            {
                isWork &= challenger.CheckWork(round.FoldWorkBits, part.FoldNonces[v]);
            }

            Ext5 r = challenger.SampleExtension();
            challenges[v] = r;
            if (!round.IsFirst)
            {
                Ext5 h0 = part.Sumcheck[2 * v];
                Ext5 h2 = part.Sumcheck[(2 * v) + 1];
                Ext5 h1 = claim - h0 - h0 - h2;
                claim = h0 + (r * (h1 + (r * h2)));
            }
        }

        return isWork;
    }

    private static Ext5 Dot(Ext5[] weights, ReadOnlySpan<Ext5> values)
    {
        Ext5 sum = Ext5.Zero;
        for (int j = 0; j < values.Length; j++)
        {
            sum += weights[j] * values[j];
        }

        return sum;
    }

    private static Ext5 FoldBaseRows(Ext5[] weights, RowOpening[] openings, int index)
    {
        Ext5 sum = Ext5.Zero;
        int column = 0;
        for (int j = 0; j < openings.Length; j++)
        {
            ReadOnlySpan<BabyBear> row = openings[j].Row(index);
            for (int c = 0; c < row.Length; c++)
            {
                sum += weights[column] * row[c];
                column++;
            }
        }

        return sum;
    }

    private static Ext5 FoldExtensionRow(Ext5[] weights, ReadOnlySpan<BabyBear> row)
    {
        Ext5 sum = Ext5.Zero;
        for (int j = 0; j < weights.Length; j++)
        {
            ReadOnlySpan<BabyBear> e = row.Slice(Ext5.Degree * j, Ext5.Degree);
            sum += weights[j] * new Ext5(e[0], e[1], e[2], e[3], e[4]);
        }

        return sum;
    }
}
