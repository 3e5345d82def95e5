using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>Whether statements of blocks follow one another; see docs/reference/statement.md.</summary>
public static class StatementChain
{
    /// <summary>
    /// Why the second statement, of the block with the next number, does not follow the first; null if it
    /// does, or if the blocks are not neighbours.
    /// </summary>
    public static string? FindBreak(Statement? before, Statement after)
    {
        if (before is null || after.Number != before.Number + 1 || after.ChainId != before.ChainId)
        {
            return null;
        }

        if (after.PreStateRoot != before.PostStateRoot)
        {
            return $"block {after.Number}, pre-state root: {Hex(after.PreStateRoot)} is not the post-state root "
                + $"{Hex(before.PostStateRoot)} of block {before.Number}";
        }

        return after.HistoryBefore == before.HistoryAfter
            ? null
            : $"block {after.Number}, hashes of earlier blocks: they do not go on from those of block {before.Number}";
    }

    /// <exception cref="WitnessException">The statement does not follow the one before.</exception>
    public static void RequireNoBreak(Statement? before, Statement after)
    {
        if (FindBreak(before, after) is { } problem)
        {
            throw new WitnessException(problem);
        }
    }

    private static string Hex(Hash256 hash) => "0x" + Convert.ToHexStringLower(hash.AsSpan());
}
