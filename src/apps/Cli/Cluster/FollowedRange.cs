using ZeroSharp.Cluster.Witness.Rpc;

namespace ZeroSharp.Cli.Cluster;

/// <summary>The blocks that `leader rpc` proves.</summary>
/// <param name="First">The number of the first.</param>
/// <param name="Last">The last; null to follow the tip.</param>
/// <param name="IsLastExcluded">Whether the last one is not meant: A..B.</param>
internal sealed record FollowedRange(ulong First, BlockId? Last, bool IsLastExcluded)
{
    /// <summary>Reads an interval (A..B, A..=B, A.. or A), or a start and an end.</summary>
    /// <returns>Null where it is none, or names no block.</returns>
    public static FollowedRange? TryParse(string? interval, string? start, string? end)
    {
        bool isExcluded = false;
        if (interval is not null)
        {
            string[] parts = interval.Split("..");
            bool isInclusive = parts.Length == 2 && parts[1].StartsWith('=');
            (start, end) = parts.Length switch
            {
                1 => (parts[0], parts[0]),
                2 => (parts[0], parts[1].Length == 0 ? null : isInclusive ? parts[1][1..] : parts[1]),
                _ => (string.Empty, null),
            };
            isExcluded = parts.Length == 2 && !isInclusive && end is not null;
        }

        BlockId? last = end is null ? null : BlockId.TryParse(end);
        if (BlockId.TryParse(start ?? string.Empty)?.Number is not { } first || first == 0
            || (end is not null && last is not { Hash: null }))
        {
            return null;
        }

        return last?.Number is { } number && (number < first || (isExcluded && number == first))
            ? null
            : new FollowedRange(first, last, isExcluded);
    }
}
