using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>What leaders log.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Information, "leader {Leader} is ready, program {Program}")]
    public static partial void Started(ILogger logger, string leader, string program);

    [LoggerMessage(201, LogLevel.Information, "leader {Leader} has stopped")]
    public static partial void Stopped(ILogger logger, string leader);

    [LoggerMessage(202, LogLevel.Information, "begins in state {State}, attempt {Attempt}")]
    public static partial void Claimed(ILogger logger, JobState state, int attempt);

    [LoggerMessage(203, LogLevel.Information, "is cut: {Segments} segments, {Cycles} cycles in {Seconds:F2} s")]
    public static partial void Cut(ILogger logger, int segments, ulong cycles, double seconds);

    [LoggerMessage(204, LogLevel.Information, "is proved: {Segments} segments, {WorkerSeconds:F1} worker seconds")]
    public static partial void Proved(ILogger logger, int segments, double workerSeconds);

    [LoggerMessage(205, LogLevel.Error, "failed: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(206, LogLevel.Warning, "a part is made again: {Reason}")]
    public static partial void Repair(ILogger logger, string reason);

    [LoggerMessage(207, LogLevel.Warning, "waits for a service: {Reason}")]
    public static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(208, LogLevel.Warning, "{Task} is published again: nobody reports on it")]
    public static partial void Lost(ILogger logger, string task);

    [LoggerMessage(209, LogLevel.Information, "{Task}: {Kind} by {Worker} ({Effect})")]
    public static partial void Result(
        ILogger logger, string task, ResultKind kind, string worker, ResultEffect effect);

    [LoggerMessage(210, LogLevel.Information, "{Count} queued tasks were removed, of jobs {Jobs}")]
    public static partial void Removed(ILogger logger, int count, string jobs);

    [LoggerMessage(211, LogLevel.Warning, "is another leader's now")]
    public static partial void LeaseLost(ILogger logger);

    [LoggerMessage(212, LogLevel.Error, "stops by a defect and will be taken up again")]
    public static partial void Defect(ILogger logger, Exception failure);

    [LoggerMessage(213, LogLevel.Information, "{Count} jobs were deleted that ended more than {Days:F1} days ago")]
    public static partial void Expired(ILogger logger, int count, double days);
}
