using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>What followers log.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Information, "follows chain {Chain} from block {Next} on")]
    public static partial void Started(ILogger logger, ulong chain, ulong next);

    [LoggerMessage(301, LogLevel.Information, "block {Block} {Hash} is submitted as job {Job}")]
    public static partial void Submitted(ILogger logger, ulong block, string hash, string job);

    [LoggerMessage(302, LogLevel.Warning, "the chain was reorganised after block {Ancestor}: {Count} orphans")]
    public static partial void Reorganized(ILogger logger, ulong ancestor, int count);

    [LoggerMessage(303, LogLevel.Information, "job {Job} is cancelled: {Reason}")]
    public static partial void Cancelled(ILogger logger, string job, string reason);

    [LoggerMessage(304, LogLevel.Warning, "waits: {Reason}")]
    public static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(305, LogLevel.Warning, "the job of block {Block} {Hash} is retried: {Reason}")]
    public static partial void Retried(ILogger logger, ulong block, string hash, string reason);

    [LoggerMessage(306, LogLevel.Error, "the job of block {Block} {Hash} failed: {Reason}")]
    public static partial void Failed(ILogger logger, ulong block, string hash, string reason);

    [LoggerMessage(307, LogLevel.Warning, "the node is at block {Head}, behind block {Last} that is followed already")]
    public static partial void NodeBehind(ILogger logger, ulong head, ulong last);
}
