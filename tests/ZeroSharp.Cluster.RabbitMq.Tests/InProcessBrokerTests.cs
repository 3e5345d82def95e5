using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

public sealed class InProcessBrokerTests : TaskBrokerLaws
{
    protected override Task<ITaskBroker> OpenAsync(BrokerSettings settings) => Task.FromResult<ITaskBroker>(
        new InProcessBroker(TimeProvider.System)
        {
            MaxQueuedTasks = settings.MaxQueuedTasks,
            MaxQueuedResults = settings.MaxQueuedResults,
            MaxDeadLetters = settings.MaxDeadLetters,
            RetryDelay = settings.RetryDelay,
            PublishWait = settings.PublishWait,
            HandlerPause = TimeSpan.FromMilliseconds(50),
        });
}
