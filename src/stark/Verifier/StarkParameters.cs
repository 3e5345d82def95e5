using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>What may be chosen about the proofs of a machine; part of its verifying key.</summary>
public sealed class StarkParameters
{
    /// <summary>m: log2 of the rows of the stack, the largest height of a trace.</summary>
    public int LogStackHeight { get; init; } = 20;

    /// <summary>
    /// The least that <see cref="MinLogHeight"/> may be: 2^k blocks of the skip round of eight lanes each.
    /// </summary>
    public const int LowestMinLogHeight = SkipDomain.LogSize + 3;

    /// <summary>The smallest height of a trace, at least <see cref="LowestMinLogHeight"/>.</summary>
    public int MinLogHeight { get; init; } = 12;

    /// <summary>The commitment scheme; its target of security is that of the whole proof.</summary>
    public PcsOptions Pcs { get; init; } = new();

    /// <summary>Most instances of a proof.</summary>
    public const int MaxInstanceCount = 1024;

    /// <summary>
    /// True if all numbers are in their range, so that the time and memory of a verifier are bounded
    /// even if it got them from outside. It does not say that they are secure.
    /// </summary>
    public bool AreInRange =>
        IsIn(LowestMinLogHeight, MinLogHeight, LogStackHeight)
        && IsIn(MinLogHeight, LogStackHeight, StackLayout.MaxLogHeight)
        && IsIn(1, Pcs.LogBlowup, 8)
        && IsIn(0, Pcs.BlowupStep, 8)
        && IsIn(1, Pcs.FoldingVariables, 8)
        && IsIn(0, Pcs.MaxFinalVariables, 16)
        && IsIn(0, Pcs.TargetBits, 160)
        && IsIn(0, Pcs.MaxWorkBits, 32);

    /// <summary>Writes nine 32-bit numbers, the size of the skip domain among them.</summary>
    public void WriteTo(ProofWriter writer)
    {
        writer.Write((uint)LogStackHeight);
        writer.Write((uint)MinLogHeight);
        writer.Write((uint)SkipDomain.LogSize);
        writer.Write((uint)Pcs.LogBlowup);
        writer.Write((uint)Pcs.BlowupStep);
        writer.Write((uint)Pcs.FoldingVariables);
        writer.Write((uint)Pcs.MaxFinalVariables);
        writer.Write((uint)Pcs.TargetBits);
        writer.Write((uint)Pcs.MaxWorkBits);
    }

    /// <summary>
    /// Reads what <see cref="WriteTo"/> wrote; false if the bytes end too early, a number is out of its
    /// range, or the skip domain is another one.
    /// </summary>
    public static bool TryRead(ref ProofReader reader, out StarkParameters? parameters)
    {
        parameters = null;
        if (!reader.TryRead(out uint logStackHeight)
            || !reader.TryRead(out uint minLogHeight)
            || !reader.TryRead(out uint logSkip)
            || !reader.TryRead(out uint logBlowup)
            || !reader.TryRead(out uint blowupStep)
            || !reader.TryRead(out uint foldingVariables)
            || !reader.TryRead(out uint maxFinalVariables)
            || !reader.TryRead(out uint targetBits)
            || !reader.TryRead(out uint maxWorkBits)
            || logSkip != SkipDomain.LogSize)
        {
            return false;
        }

        StarkParameters read = new()
        {
            LogStackHeight = (int)logStackHeight,
            MinLogHeight = (int)minLogHeight,
            Pcs = new PcsOptions
            {
                LogBlowup = (int)logBlowup,
                BlowupStep = (int)blowupStep,
                FoldingVariables = (int)foldingVariables,
                MaxFinalVariables = (int)maxFinalVariables,
                TargetBits = (int)targetBits,
                MaxWorkBits = (int)maxWorkBits,
            },
        };
        if (!read.AreInRange)
        {
            return false;
        }

        parameters = read;
        return true;
    }

    private static bool IsIn(int least, int number, int most) => number >= least && number <= most;
}
