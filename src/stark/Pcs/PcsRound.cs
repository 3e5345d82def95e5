using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>The parameters of one round: one committed matrix, or the committed columns in round 0.</summary>
public sealed class PcsRound
{
    internal PcsRound(
        bool isFirst,
        int foldingVariables,
        CodewordDomain domain,
        int queryCount,
        int queryWorkBits,
        int foldWorkBits)
    {
        IsFirst = isFirst;
        FoldingVariables = foldingVariables;
        Domain = domain;
        QueryCount = queryCount;
        QueryWorkBits = queryWorkBits;
        FoldWorkBits = foldWorkBits;
    }

    /// <summary>The column variables that this round binds; the matrix has two to their number columns.</summary>
    public int FoldingVariables { get; }

    /// <summary>Where the columns are encoded.</summary>
    public CodewordDomain Domain { get; }

    /// <summary>Positions that are sampled, with repetition.</summary>
    public int QueryCount { get; }

    /// <summary>Proof of work before the positions are sampled.</summary>
    public int QueryWorkBits { get; }

    /// <summary>Proof of work before each challenge that binds column variables; round 0 has one for all.</summary>
    public int FoldWorkBits { get; }

    /// <summary>True for the round of the committed columns, which has no sumcheck.</summary>
    public bool IsFirst { get; }

    /// <summary>Elements of the sumcheck's messages, two a variable.</summary>
    internal int SumcheckLength => IsFirst ? 0 : 2 * FoldingVariables;

    /// <summary>Proofs of work before challenges that bind column variables.</summary>
    internal int FoldNonceCount =>
        FoldWorkBits == 0 ? 0 : IsFirst ? Math.Min(1, FoldingVariables) : FoldingVariables;
}
