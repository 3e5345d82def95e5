using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>The prover's side of <see cref="WhirVerifier"/>.</summary>
public static class WhirProver
{
    /// <summary>Opens all columns of the commitments at one point.</summary>
    /// <param name="commitments">In the order in which their columns are counted through.</param>
    /// <param name="point">A coordinate a variable; the challenger has produced it.</param>
    /// <param name="columnValues">
    /// The values of all columns there, which are observed here, first of all. They are not checked: the
    /// opening of a wrong value is a proof that is rejected.
    /// </param>
    /// <param name="threads">Most threads that work at once.</param>
    public static WhirProof Open(
        PcsParameters parameters,
        IReadOnlyList<PcsCommitment> commitments,
        ReadOnlySpan<Ext5> point,
        ReadOnlySpan<Ext5> columnValues,
        Challenger challenger,
        int threads)
    {
        CheckShape(parameters, commitments, point, columnValues);
        challenger.Observe(columnValues);
        var rounds = new WhirRoundProof[parameters.RoundCount];
        SumcheckTables? tables = null;
        PcsCommitment? current = null;
        try
        {
            for (int i = 0; i < rounds.Length; i++)
            {
                PcsRound round = parameters.Round(i);
                bool isLast = i == rounds.Length - 1;

                // 1. Bind the column variables.
                Ext5[] sumcheck;
                ulong[] foldNonces;
                if (tables is null)
                {
                    foldNonces = FoldColumns(
                        round, commitments, point, challenger, threads, out tables);
                    sumcheck = [];
                }
                else
                {
                    foldNonces = RunSumcheck(round, tables, challenger, threads, out sumcheck);
                }

                // 2. The folded polynomial, committed or in full.
                PcsCommitment? next = null;
                if (isLast)
                {
                    challenger.Observe(Values(tables.Polynomial));
                }
                else
                {
                    PcsRound nextRound = parameters.Round(i + 1);
                    var columns = new ExtTableColumns(tables.Polynomial, nextRound.FoldingVariables);
                    next = PcsCommitment.Create(nextRound.Domain, columns, threads);
                    challenger.Observe(next.Root);
                }

                // 3. Queries.
                ulong queryNonce = ProofOfWork.Grind(challenger, round.QueryWorkBits, threads);
                uint[] positions = QueryPositions.Sample(
                    challenger, round.QueryCount, round.Domain.LogSize);
                RowOpening[] openings = current is null
                    ? commitments.Select(commitment => commitment.Open(positions)).ToArray()
                    : [current.Open(positions)];
                rounds[i] = new WhirRoundProof(
                    sumcheck, foldNonces, next?.Root ?? [], queryNonce, openings);
                if (!isLast)
                {
                    Ext5[] powers = Powers(challenger.SampleExtension(), positions.Length);
                    TransposedEncoder.Add(
                        round.Domain, positions, powers, tables.Weights, threads);
                }

                current?.Dispose();
                current = next;
            }

            return new WhirProof(rounds, Values(tables!.Polynomial));
        }
        finally
        {
            tables?.Dispose();
            current?.Dispose();
        }
    }

    private static void CheckShape(
        PcsParameters parameters,
        IReadOnlyList<PcsCommitment> commitments,
        ReadOnlySpan<Ext5> point,
        ReadOnlySpan<Ext5> columnValues)
    {
        int columns = 0;
        foreach (PcsCommitment commitment in commitments)
        {
            columns += commitment.Source.Count;
            if (commitment.Source.LogHeight != parameters.LogHeight)
            {
                throw new ArgumentException("A commitment has another height.", nameof(commitments));
            }
        }

        if (columns != parameters.ColumnCount || columnValues.Length != columns)
        {
            throw new ArgumentException("The number of columns is another.", nameof(columnValues));
        }

        if (point.Length != parameters.LogHeight)
        {
            throw new ArgumentException("The point has another number of variables.", nameof(point));
        }
    }

    /// <summary>Round 0: the combination of all columns, and the weights eq(point, .).</summary>
    private static ulong[] FoldColumns(
        PcsRound round,
        IReadOnlyList<PcsCommitment> commitments,
        ReadOnlySpan<Ext5> point,
        Challenger challenger,
        int threads,
        out SumcheckTables tables)
    {
        var nonces = new ulong[round.FoldNonceCount];
        var challenges = new Ext5[round.FoldingVariables];
        for (int v = 0; v < challenges.Length; v++)
        {
            if (v < nonces.Length)
            {
                nonces[v] = ProofOfWork.Grind(challenger, round.FoldWorkBits, threads);
            }

            challenges[v] = challenger.SampleExtension();
        }

        var weightOfColumn = new Ext5[1 << challenges.Length];
        EqTable.Fill(challenges, Ext5.One, weightOfColumn);
        var polynomial = new ExtTable(point.Length);
        polynomial.Clear();
        int column = 0;
        foreach (PcsCommitment commitment in commitments)
        {
            ColumnCombination.Add(
                commitment.Source, weightOfColumn.AsSpan(column), polynomial, threads);
            column += commitment.Source.Count;
        }

        var weights = new ExtTable(point.Length);
        EqTable.Fill(point, Ext5.One, weights);
        tables = new SumcheckTables(polynomial, weights, threads);
        return nonces;
    }

    private static ulong[] RunSumcheck(
        PcsRound round,
        SumcheckTables tables,
        Challenger challenger,
        int threads,
        out Ext5[] sumcheck)
    {
        sumcheck = new Ext5[round.SumcheckLength];
        var nonces = new ulong[round.FoldNonceCount];
        for (int v = 0; v < round.FoldingVariables; v++)
        {
            (sumcheck[2 * v], sumcheck[(2 * v) + 1]) = tables.Message();
            challenger.Observe(sumcheck.AsSpan(2 * v, 2));
            if (v < nonces.Length)
            {
                nonces[v] = ProofOfWork.Grind(challenger, round.FoldWorkBits, threads);
            }

            tables.Bind(challenger.SampleExtension());
        }

        return nonces;
    }

    private static Ext5[] Values(ExtTable table)
    {
        var values = new Ext5[table.Length];
        table.CopyTo(values);
        return values;
    }

    /// <summary>The powers from the first on.</summary>
    private static Ext5[] Powers(Ext5 challenge, int count)
    {
        var powers = new Ext5[count];
        Ext5 power = challenge;
        for (int i = 0; i < count; i++)
        {
            powers[i] = power;
            power *= challenge;
        }

        return powers;
    }
}
