using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Stark.Pcs;

/// <summary>What the prover sends in one round of WHIR.</summary>
public sealed class WhirRoundProof
{
    public WhirRoundProof(
        Ext5[] sumcheck, ulong[] foldNonces, byte[] nextRoot, ulong queryNonce, RowOpening[] openings)
    {
        Sumcheck = sumcheck;
        FoldNonces = foldNonces;
        NextRoot = nextRoot;
        QueryNonce = queryNonce;
        Openings = openings;
    }

    /// <summary>
    /// For each variable the constant and the quadratic coefficient of the round's polynomial; none in
    /// round 0.
    /// </summary>
    public Ext5[] Sumcheck { get; }

    /// <summary>Proofs of work before the challenges that bind column variables; often none.</summary>
    public ulong[] FoldNonces { get; }

    /// <summary>The root of the next round's matrix; empty in the last round.</summary>
    public byte[] NextRoot { get; }

    /// <summary>The proof of work before the positions are sampled.</summary>
    public ulong QueryNonce { get; }

    /// <summary>The rows at the positions, a part for each committed matrix.</summary>
    public RowOpening[] Openings { get; }
}

/// <summary>
/// An opening of committed columns at a point. The bytes hold no length that follows from the
/// parameters; the others, the number of different positions and of digests, are bounded by them.
/// </summary>
public sealed class WhirProof
{
    private const int ElementLength = 4 * Ext5.Degree;

    public WhirProof(WhirRoundProof[] rounds, Ext5[] finalPolynomial)
    {
        Rounds = rounds;
        FinalPolynomial = finalPolynomial;
    }

    public WhirRoundProof[] Rounds { get; }

    /// <summary>All entries of the polynomial that is left after the last round.</summary>
    public Ext5[] FinalPolynomial { get; }

    /// <summary>Most bytes that a proof of this shape has.</summary>
    /// <param name="widths">The columns of each committed matrix.</param>
    public static long MaxByteLength(PcsParameters parameters, ReadOnlySpan<int> widths)
    {
        long length = (long)ElementLength << parameters.FinalVariables;
        for (int i = 0; i < parameters.RoundCount; i++)
        {
            PcsRound round = parameters.Round(i);
            length += (ElementLength * round.SumcheckLength) + (8 * round.FoldNonceCount) + 8 + 4;
            length += i == parameters.RoundCount - 1 ? 0 : Blake3.DigestLength;
            for (int j = 0; j < (i == 0 ? widths.Length : 1); j++)
            {
                int width = i == 0 ? widths[j] : Ext5.Degree << round.FoldingVariables;
                int rowCount = Math.Min(round.QueryCount, 1 << round.Domain.LogSize);
                length += RowOpening.MaxByteLength(width, rowCount, round.Domain.LogSize);
            }
        }

        return length;
    }

    public void Write(ProofWriter writer)
    {
        for (int i = 0; i < Rounds.Length; i++)
        {
            WhirRoundProof round = Rounds[i];
            writer.Write(round.Sumcheck);
            for (int j = 0; j < round.FoldNonces.Length; j++)
            {
                writer.Write(round.FoldNonces[j]);
            }

            if (i == Rounds.Length - 1)
            {
                writer.Write(FinalPolynomial);
            }

            writer.Write(round.NextRoot);
            writer.Write(round.QueryNonce);
            writer.Write((uint)(round.Openings[0].Rows.Length / round.Openings[0].Width));
            for (int j = 0; j < round.Openings.Length; j++)
            {
                round.Openings[j].Write(writer);
            }
        }
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote; false if the bytes are not of the form that the parameters
    /// ask for.
    /// </summary>
    /// <param name="widths">The columns of each committed matrix, in the order of the opening.</param>
    public static bool TryRead(
        ref ProofReader reader, PcsParameters parameters, ReadOnlySpan<int> widths, out WhirProof? proof)
    {
        proof = null;
        var rounds = new WhirRoundProof[parameters.RoundCount];
        var finalPolynomial = new Ext5[1 << parameters.FinalVariables];
        for (int i = 0; i < rounds.Length; i++)
        {
            PcsRound round = parameters.Round(i);
            bool isLast = i == rounds.Length - 1;
            var sumcheck = new Ext5[round.SumcheckLength];
            var foldNonces = new ulong[round.FoldNonceCount];
            byte[] nextRoot = new byte[isLast ? 0 : Blake3.DigestLength];
            if (!reader.TryRead(sumcheck)
                || !TryRead(ref reader, foldNonces)
                || (isLast && !reader.TryRead(finalPolynomial))
                || !reader.TryRead(nextRoot)
                || !reader.TryRead(out ulong queryNonce)
                || !reader.TryRead(out uint rowCount)
                || rowCount == 0
                || rowCount > (uint)round.QueryCount)
            {
                return false;
            }

            var openings = new RowOpening[i == 0 ? widths.Length : 1];
            for (int j = 0; j < openings.Length; j++)
            {
                int width = i == 0 ? widths[j] : Ext5.Degree << round.FoldingVariables;
                if (!RowOpening.TryRead(
                    ref reader, width, (int)rowCount, round.Domain.LogSize, out RowOpening? opening))
                {
                    return false;
                }

                openings[j] = opening!;
            }

            rounds[i] = new WhirRoundProof(sumcheck, foldNonces, nextRoot, queryNonce, openings);
        }

        proof = new WhirProof(rounds, finalPolynomial);
        return true;
    }

    /// <summary>True if all parts have the lengths that the parameters ask for.</summary>
    internal bool HasShape(PcsParameters parameters, ReadOnlySpan<CommittedMatrix> matrices)
    {
        int columns = 0;
        for (int j = 0; j < matrices.Length; j++)
        {
            if (matrices[j].Width < 1 || matrices[j].Root.Length != Blake3.DigestLength)
            {
                return false;
            }

            columns += matrices[j].Width;
        }

        if (columns != parameters.ColumnCount
            || Rounds.Length != parameters.RoundCount
            || FinalPolynomial.Length != 1 << parameters.FinalVariables)
        {
            return false;
        }

        for (int i = 0; i < Rounds.Length; i++)
        {
            PcsRound round = parameters.Round(i);
            WhirRoundProof part = Rounds[i];
            bool isLast = i == Rounds.Length - 1;
            if (part.Sumcheck.Length != round.SumcheckLength
                || part.FoldNonces.Length != round.FoldNonceCount
                || part.NextRoot.Length != (isLast ? 0 : Blake3.DigestLength)
                || part.Openings.Length != (i == 0 ? matrices.Length : 1))
            {
                return false;
            }

            for (int j = 0; j < part.Openings.Length; j++)
            {
                int width = i == 0 ? matrices[j].Width : Ext5.Degree << round.FoldingVariables;
                if (part.Openings[j].Width != width)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool TryRead(ref ProofReader reader, Span<ulong> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!reader.TryRead(out numbers[i]))
            {
                return false;
            }
        }

        return true;
    }
}
