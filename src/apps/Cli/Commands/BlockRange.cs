using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;

namespace ZeroSharp.Cli.Commands;

/// <summary>The blocks that a command line names.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last; the first where it is null.</param>
/// <param name="IsLastExcluded">Whether the last one is not meant: A..B.</param>
internal sealed record BlockRange(BlockId First, BlockId? Last, bool IsLastExcluded)
{
    /// <summary>
    /// Reads an interval as zero-bin's older versions have it: A..B without B, A..=B with it, or A alone.
    /// </summary>
    /// <returns>Null where the text is none of them.</returns>
    public static BlockRange? TryParse(string text)
    {
        string[] parts = text.Split("..");
        if (parts.Length == 1)
        {
            return BlockId.TryParse(text) is { } only ? new BlockRange(only, null, IsLastExcluded: false) : null;
        }

        bool isInclusive = parts.Length == 2 && parts[1].StartsWith('=');
        return parts.Length == 2
            && BlockId.TryParse(parts[0]) is { } first
            && BlockId.TryParse(isInclusive ? parts[1][1..] : parts[1]) is { } last
            ? new BlockRange(first, last, !isInclusive)
            : null;
    }

    /// <summary>The numbers, the last one included.</summary>
    /// <exception cref="WitnessException">The node has not these blocks, or there are none.</exception>
    public async Task<(ulong First, ulong Last)> ResolveAsync(IWitnessSource source, CancellationToken cancellation)
    {
        ulong first = await NumberOfAsync(First, source, cancellation);
        ulong last = Last is null ? first : await NumberOfAsync(Last, source, cancellation);
        if (last < first || (IsLastExcluded && last == first))
        {
            throw new WitnessException($"there is no block from {First} to {Last}: the end is before the start");
        }

        return (first, IsLastExcluded ? last - 1 : last);
    }

    private static async Task<ulong> NumberOfAsync(
        BlockId id, IWitnessSource source, CancellationToken cancellation) =>
        id.Number ?? (await source.FindAsync(id, cancellation))?.Number
        ?? throw new WitnessException($"the node has no block {id}");
}
