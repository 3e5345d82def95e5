using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

[Collection(RabbitMqCollection.Name)]
public sealed class RabbitMqBrokerTests(RabbitMqFixture fixture) : TaskBrokerLaws
{
    protected override async Task<ITaskBroker> OpenAsync(BrokerSettings settings)
    {
        RabbitMqBroker broker = RabbitMqFixture.Open(fixture.Options() with
        {
            MaxQueuedTasks = settings.MaxQueuedTasks,
            MaxQueuedResults = settings.MaxQueuedResults,
            MaxDeadLetters = settings.MaxDeadLetters,
            RetryDelay = settings.RetryDelay,
            PublishWait = settings.PublishWait,
        });
        await broker.DeclareAsync(default);
        return broker;
    }
}
