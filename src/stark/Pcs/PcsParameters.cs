using System.Numerics;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// All parameters of an opening, computed from the shape and the target of security by integer
/// arithmetic, so that prover and verifiers get the same ones everywhere.
/// </summary>
public sealed class PcsParameters
{
    /// <summary>The extension field has more than 2^154 elements.</summary>
    internal const int LogFieldSize = 154;

    private readonly PcsRound[] _rounds;

    private PcsParameters(int logHeight, int columnCount, int targetBits, PcsRound[] rounds)
    {
        LogHeight = logHeight;
        ColumnCount = columnCount;
        TargetBits = targetBits;
        _rounds = rounds;
    }

    /// <summary>log2 of the rows of the committed columns.</summary>
    public int LogHeight { get; }

    /// <summary>Columns of all commitments that are opened together.</summary>
    public int ColumnCount { get; }

    /// <summary>The security that every term reaches, in bits.</summary>
    public int TargetBits { get; }

    public int RoundCount => _rounds.Length;

    /// <summary>Variables of the polynomial that is sent in full.</summary>
    public int FinalVariables => _rounds[RoundCount - 1].Domain.LogMessage;

    public PcsRound Round(int index) => _rounds[index];

    /// <summary>Computes the parameters.</summary>
    /// <param name="logHeight">log2 of the rows of the columns.</param>
    /// <param name="columnCount">Number of columns of all commitments, at least one.</param>
    /// <exception cref="ArgumentException">The target cannot be reached for this shape.</exception>
    public static PcsParameters Create(int logHeight, int columnCount, PcsOptions options) =>
        TryCreate(logHeight, columnCount, options, out PcsParameters? parameters)
            ? parameters!
            : throw new ArgumentException("There are no parameters for this shape and target.");

    /// <summary>
    /// Computes the parameters; false if the target cannot be reached for this shape, or the field has no
    /// domain that is large enough.
    /// </summary>
    public static bool TryCreate(
        int logHeight, int columnCount, PcsOptions options, out PcsParameters? parameters)
    {
        parameters = null;
        if (logHeight < 0 || logHeight > BabyBear.TwoAdicity || columnCount < 1
            || options.LogBlowup < 1 || options.BlowupStep < 0 || options.FoldingVariables < 1)
        {
            return false;
        }

        int later = 0;
        int variables = logHeight;
        while (variables > options.MaxFinalVariables && variables > 0)
        {
            variables -= Math.Min(variables, options.FoldingVariables);
            later++;
        }

        var rounds = new PcsRound[later + 1];
        int folded = CeilingLog2((ulong)columnCount);
        variables = logHeight;
        for (int i = 0; i < rounds.Length; i++)
        {
            if (i > 0)
            {
                folded = Math.Min(variables, options.FoldingVariables);
                variables -= folded;
            }

            int logBlowup = options.LogBlowup + (i * options.BlowupStep);
            if (!TryCreateRound(i == 0, folded, variables, logBlowup, options, out rounds[i]))
            {
                return false;
            }
        }

        parameters = new PcsParameters(logHeight, columnCount, options.TargetBits, rounds);
        return true;
    }

    private static bool TryCreateRound(
        bool isFirst,
        int foldingVariables,
        int logHeight,
        int logBlowup,
        PcsOptions options,
        out PcsRound round)
    {
        round = null!;
        if (logHeight + logBlowup > BabyBear.TwoAdicity)
        {
            return false;
        }

        var domain = new CodewordDomain(logHeight, logBlowup);

        // Folding: 2^logSize for each variable that the challenge binds, and 1 for the claims of round 0,
        // 2 for the sumcheck of the others.
        ulong error = isFirst
            ? (ulong)Math.Max(1, foldingVariables) * ((1UL << domain.LogSize) + 1)
            : (1UL << domain.LogSize) + 2;
        int foldBits = LogFieldSize - CeilingLog2(error);
        int foldWorkBits = Math.Max(0, options.TargetBits - foldBits);
        int queryBits = options.TargetBits - options.MaxWorkBits;
        int queryCount = Math.Max(1, QueryCount(logBlowup, queryBits));

        // The combination of claims loses queryCount / |E|, and gets no work of its own.
        int combinationBits = LogFieldSize - CeilingLog2((ulong)queryCount);
        if (foldWorkBits > options.MaxWorkBits || options.TargetBits > combinationBits)
        {
            return false;
        }

        round = new PcsRound(
            isFirst, foldingVariables, domain, queryCount, options.MaxWorkBits, foldWorkBits);
        return true;
    }

    /// <summary>
    /// The smallest t with ((1 + rho) / 2)^t at most 2^-bits, rho = 2^-logBlowup: outside the unique
    /// decoding radius a query misses with that probability.
    /// </summary>
    private static int QueryCount(int logBlowup, int bits)
    {
        // product = mantissa * 2^-(31 + shifts), rounded up, so that t is never too small.
        ulong miss = (1UL << 31) + (1UL << (31 - logBlowup));
        ulong mantissa = 1UL << 31;
        int shifts = 0;
        int count = 0;
        while (shifts < bits)
        {
            mantissa = ((mantissa * miss) >> 32) + 1;
            while (mantissa <= 1UL << 30)
            {
                mantissa <<= 1;
                shifts++;
            }

            count++;
        }

        return count;
    }

    private static int CeilingLog2(ulong value) =>
        value <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount(value - 1);
}
