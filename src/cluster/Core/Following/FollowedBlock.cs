using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>A block of the chain that is followed.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="ParentHash">The hash of the block before.</param>
public sealed record FollowedBlock(ulong Number, Hash256 Hash, Hash256 ParentHash)
{
    /// <summary>The job that proves it; null until it is submitted.</summary>
    public string? JobId { get; init; }

    /// <summary>How often its job was retried after it had failed.</summary>
    public int Retries { get; init; }

    /// <summary>Whether it was reported that its job failed for good.</summary>
    public bool IsFailureReported { get; init; }

    /// <summary>The hash as 0x and hexadecimal digits, as jobs have it.</summary>
    public string HashText => TextOf(Hash);

    internal static string TextOf(Hash256 hash) => "0x" + Convert.ToHexStringLower(hash.AsSpan());
}
