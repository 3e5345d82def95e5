namespace ZeroSharp.Stark.Pcs;

/// <summary>What may be chosen freely about a commitment scheme: the balance of prover and proof.</summary>
public readonly struct PcsOptions
{
    public PcsOptions()
    {
    }

    /// <summary>log2 of the inverse rate of the committed columns.</summary>
    public int LogBlowup { get; init; } = 1;

    /// <summary>By how much log2 of the inverse rate grows from round to round.</summary>
    public int BlowupStep { get; init; } = 1;

    /// <summary>Variables that a later round folds: it opens rows of 2^k extension elements.</summary>
    public int FoldingVariables { get; init; } = 4;

    /// <summary>Most variables of the polynomial that is sent in full.</summary>
    public int MaxFinalVariables { get; init; } = 8;

    /// <summary>The security that every term must reach, in bits.</summary>
    public int TargetBits { get; init; } = 128;

    /// <summary>Bits of proof of work before the queries, and the most before any challenge.</summary>
    public int MaxWorkBits { get; init; } = 20;
}
