using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.RabbitMq;

internal static partial class RabbitMqLog
{
    [LoggerMessage(1, LogLevel.Information, "Consuming from queue {Queue} at {Endpoint}")]
    public static partial void Consuming(this ILogger logger, string queue, string endpoint);

    [LoggerMessage(2, LogLevel.Warning, "Queue {Queue} is not consumed: {Problem}; next attempt in {Pause}")]
    public static partial void ConsumingFailed(this ILogger logger, string queue, string problem, TimeSpan pause);

    [LoggerMessage(3, LogLevel.Warning, "The outcome of {Task} is dropped: the connection it came by is gone")]
    public static partial void OutcomeDropped(this ILogger logger, string task);

    [LoggerMessage(4, LogLevel.Warning, "A message from queue {Queue} goes to the dead letters: {Reason}")]
    public static partial void Dead(this ILogger logger, string queue, string reason);

    [LoggerMessage(5, LogLevel.Error, "The handler of a message from queue {Queue} failed; it is delivered again")]
    public static partial void HandlerFailed(this ILogger logger, string queue, Exception failure);
}
