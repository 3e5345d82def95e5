namespace ZeroSharp.Stark.Pcs;

/// <summary>Why an opening is rejected.</summary>
public enum WhirResult
{
    Accepted,

    /// <summary>Some part of statement or proof has a length other than the parameters ask for.</summary>
    WrongShape,

    /// <summary>A nonce is no proof of work.</summary>
    WorkMissing,

    /// <summary>Opened rows do not hash to the root of their matrix.</summary>
    RowsNotCommitted,

    /// <summary>The last round's rows disagree with the polynomial that was sent in full.</summary>
    FinalRowMismatch,

    /// <summary>The polynomial that was sent in full does not satisfy the claims.</summary>
    FinalClaimMismatch,
}
