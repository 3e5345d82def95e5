using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Workers;

/// <summary>What workers log.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "worker {Worker} is ready, program {Program}")]
    public static partial void Started(ILogger logger, string worker, string program);

    [LoggerMessage(101, LogLevel.Information, "worker {Worker} drains: it works on {Task}, for {Seconds} s at most")]
    public static partial void Draining(ILogger logger, string worker, string task, double seconds);

    [LoggerMessage(102, LogLevel.Information, "worker {Worker} has stopped")]
    public static partial void Stopped(ILogger logger, string worker);

    [LoggerMessage(103, LogLevel.Information, "{Task} is done in {Seconds:F2} s, {Bytes} bytes")]
    public static partial void Done(ILogger logger, string task, double seconds, long bytes);

    [LoggerMessage(104, LogLevel.Information, "{Task} was done before")]
    public static partial void AlreadyDone(ILogger logger, string task);

    [LoggerMessage(105, LogLevel.Information, "{Task} is dropped: its job was cancelled")]
    public static partial void Dropped(ILogger logger, string task);

    [LoggerMessage(106, LogLevel.Information, "{Task} is handed back")]
    public static partial void HandedBack(ILogger logger, string task);

    [LoggerMessage(107, LogLevel.Error, "{Task} failed, attempt {Attempt} of {MaxAttempts}")]
    public static partial void TaskFailed(
        ILogger logger, Exception failure, string task, int attempt, int maxAttempts);

    [LoggerMessage(108, LogLevel.Warning, "{Task} cannot be done ({Failure}): {Reason}")]
    public static partial void Refused(ILogger logger, string task, TaskFailure failure, string reason);

    [LoggerMessage(109, LogLevel.Warning, "the artifact store is not available, trying again: {Reason}")]
    public static partial void StoreUnavailable(ILogger logger, string reason);

    [LoggerMessage(110, LogLevel.Error, "the artifact store stays unavailable, the task is handed back: {Reason}")]
    public static partial void StoreGivenUp(ILogger logger, string reason);

    [LoggerMessage(111, LogLevel.Warning, "the broker did not take a report, trying again: {Reason}")]
    public static partial void NotReported(ILogger logger, string reason);

    [LoggerMessage(112, LogLevel.Warning, "the broker is not there, waiting for it: {Reason}")]
    public static partial void Waiting(ILogger logger, string reason);
}
