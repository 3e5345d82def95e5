using System.Diagnostics;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>Networks, nodes and messages that fail.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class RabbitMqFaultTests(RabbitMqFixture fixture)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    [RabbitMqFact]
    public async Task NodeKilled_BetweenPublishAndConsume_LosesNothing()
    {
        const int Count = 200;
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await broker.DeclareAsync(default);
        foreach (string queue in new[] { "prove", "results" })
        {
            await fixture.Server.WaitForQuorumQueueOnDiskAsync($"{options.Prefix}.{queue}");
        }

        await using Consumption<ResultMessage> results = Consumption.OfResults(broker);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => broker.PublishAsync(Samples.Task(i), default)));

        await fixture.Server.KillAsync();
        await fixture.Server.StartAsync();

        // What was confirmed is there, what consumed before consumes again, and publishing works as before.
        await using Consumption<TaskDelivery> tasks = Consumption.OfTasks(broker);
        List<TaskDelivery> deliveries = await tasks.NextAsync(Count);
        Assert.Equal(Enumerable.Range(0, Count), deliveries.Select(delivery => delivery.Task.Segment).Order());
        await broker.PublishAsync(Samples.Result(1), default);
        Assert.Equal(Samples.Result(1), await results.NextAsync());
    }

    [RabbitMqFact]
    public async Task NodeRestarted_HandlerAtWork_DeliversAgainAndDropsTheOutcome()
    {
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await broker.PublishAsync(Samples.Task(0), default);
        await fixture.Server.WaitForQuorumQueueOnDiskAsync($"{options.Prefix}.prove");
        TaskCompletionSource<TaskOutcome> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(
            broker, delivery => delivery.EarlierDeliveries == 0 ? first.Task : Task.FromResult(TaskOutcome.Done));
        await consumption.NextAsync();

        await fixture.Server.RestartAsync();
        first.SetResult(TaskOutcome.Done);

        Assert.Equal(Samples.Task(0), (await consumption.NextAsync()).Task);
    }

    [RabbitMqFact]
    public async Task ConnectionCut_HandlerAtWork_DeliversAgainAndDropsTheOutcome()
    {
        await using FaultProxy proxy = new(fixture.Server.Port);
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await using RabbitMqBroker cut = RabbitMqFixture.Open(
            options with { Uri = $"amqp://localhost:{proxy.Port}" });
        await broker.PublishAsync(Samples.Task(0), default);
        TaskCompletionSource<TaskOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Consumption<TaskDelivery> first = Consumption.OfTasks(cut, _ => outcome.Task);
        await first.NextAsync();

        proxy.CutAll();
        await using Consumption<TaskDelivery> second = Consumption.OfTasks(broker);
        Assert.Equal(new TaskDelivery(Samples.Task(0), 1), await second.NextAsync());

        // The first is still at work. What it says of its delivery moves nothing any more.
        Assert.Equal(0, first.Waiting);
        outcome.SetResult(new TaskOutcome(TaskVerdict.Dead, "from a worker that was cut off"));
        await second.NothingWithinAsync(Quiet);
        await second.StopAsync();
        Assert.Empty(await broker.ListDeadAsync(10, default));

        // And it consumes again.
        await broker.PublishAsync(Samples.Task(1), default);
        Assert.Equal(1, (await first.NextAsync()).Task.Segment);
    }

    [RabbitMqFact]
    public async Task NetworkSilent_HandlerAtWork_DeliversToAnother()
    {
        await using FaultProxy proxy = new(fixture.Server.Port);
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await using RabbitMqBroker silent = RabbitMqFixture.Open(options with
        {
            Uri = $"amqp://localhost:{proxy.Port}",
            Heartbeat = TimeSpan.FromSeconds(1),
        });
        await broker.PublishAsync(Samples.Task(0), default);
        TaskCompletionSource<TaskOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Consumption<TaskDelivery> first = Consumption.OfTasks(silent, _ => outcome.Task);
        await first.NextAsync();

        proxy.Pause();
        await using Consumption<TaskDelivery> second = Consumption.OfTasks(broker);

        Assert.Equal(new TaskDelivery(Samples.Task(0), 1), await second.NextAsync());
        outcome.SetResult(TaskOutcome.Done);
        proxy.Heal();
    }

    [RabbitMqFact]
    public async Task MemoryAlarm_Publishing_ThrowsWithTheReasonWhileConsumersGoOn()
    {
        await using RabbitMqBroker broker = RabbitMqFixture.Open(
            fixture.Options() with { PublishWait = TimeSpan.FromSeconds(2) });
        await broker.PublishAsync(Samples.Task(0), default);
        await fixture.Server.ControlAsync(["set_vm_memory_high_watermark", "absolute", "1MiB"]);
        try
        {
            BrokerException failure = await Assert.ThrowsAsync<BrokerException>(
                () => broker.PublishAsync(Samples.Task(1), default));
            Assert.Contains("holds publishers back: low on memory", failure.Message, StringComparison.Ordinal);
            await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
            Assert.Equal(0, (await consumption.NextAsync()).Task.Segment);
        }
        finally
        {
            await fixture.Server.ControlAsync(["set_vm_memory_high_watermark", "absolute", "512MiB"]);
        }

        await broker.PublishAsync(Samples.Task(2), default);
    }

    [RabbitMqFact]
    public async Task ConfirmationLost_Publishing_PublishesAgain()
    {
        await using FaultProxy proxy = new(fixture.Server.Port);
        await using RabbitMqBroker broker = RabbitMqFixture.Open(fixture.Options() with
        {
            Uri = $"amqp://localhost:{proxy.Port}",
            ConfirmTimeout = TimeSpan.FromSeconds(1),
        });
        await broker.DeclareAsync(default);
        await broker.PublishAsync(Samples.Task(0), default);
        proxy.DropAfter(FlowDirection.ToClient, 0);
        Task publishing = broker.PublishAsync(Samples.Task(1), default);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(publishing.IsCompleted);
        proxy.Heal();
        proxy.CutAll();
        await publishing;

        // At least once: the task may be there twice, which its equal identity makes harmless.
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        List<TaskDelivery> deliveries = await consumption.NextAsync(3);
        Assert.Equal([0, 1, 1], deliveries.Select(delivery => delivery.Task.Segment));
    }

    [RabbitMqFact]
    public async Task Outage_LongerThanThePatience_ThrowsAfterABoundedTime()
    {
        await using FaultProxy proxy = new(fixture.Server.Port);
        await using RabbitMqBroker broker = RabbitMqFixture.Open(fixture.Options() with
        {
            Uri = $"amqp://localhost:{proxy.Port}",
            PublishWait = TimeSpan.FromSeconds(2),
        });
        await broker.DeclareAsync(default);
        proxy.Refuse();
        proxy.CutAll();
        long start = Stopwatch.GetTimestamp();

        BrokerException failure = await Assert.ThrowsAsync<BrokerException>(
            () => broker.PublishAsync(Samples.Task(0), default));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10));
        Assert.Contains($"amqp://localhost:{proxy.Port}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        await Assert.ThrowsAsync<BrokerException>(() => broker.GetStatusAsync(default));
        await Assert.ThrowsAsync<BrokerException>(() => broker.ListDeadAsync(1, default));
    }

    [RabbitMqFact]
    public async Task Outage_ShorterThanThePatience_PublishesInTheEnd()
    {
        await using FaultProxy proxy = new(fixture.Server.Port);
        await using RabbitMqBroker broker = RabbitMqFixture.Open(
            fixture.Options() with { Uri = $"amqp://localhost:{proxy.Port}" });
        await broker.DeclareAsync(default);
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        await broker.PublishAsync(Samples.Task(0), default);
        await consumption.NextAsync();
        await consumption.NothingWithinAsync(Quiet);
        proxy.Refuse();
        proxy.CutAll();

        Task publishing = broker.PublishAsync(Samples.Task(1), default);
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.False(publishing.IsCompleted);
        proxy.Heal();
        await publishing;

        Assert.Equal(1, (await consumption.NextAsync()).Task.Segment);
    }

    [RabbitMqFact]
    public async Task Consumer_BrokerAwayFromTheStart_ConsumesOnceItIsThere()
    {
        await using FaultProxy proxy = new(fixture.Server.Port);
        proxy.Refuse();
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker away = RabbitMqFixture.Open(
            options with { Uri = $"amqp://localhost:{proxy.Port}" });
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await broker.PublishAsync(Samples.Task(0), default);
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(away);
        await consumption.NothingWithinAsync(Quiet);

        proxy.Heal();

        Assert.Equal(Samples.Task(0), (await consumption.NextAsync()).Task);
    }

    [RabbitMqFact]
    public async Task Malformed_Messages_GoToTheDeadLettersAndStayThere()
    {
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await broker.DeclareAsync(default);
        Uri address = fixture.Server.AmqpUri;
        string prove = $"{options.Prefix}.prove";
        await RawClient.PublishAsync(address, prove, "no JSON");
        await RawClient.PublishAsync(address, prove, new byte[1 << 20]);
        await RawClient.PublishAsync(address, prove, MessageJson.Write(Samples.Task(0, TaskKind.Aggregate)));
        await RawClient.PublishAsync(address, prove, Swollen());
        await RawClient.PublishAsync(address, $"{options.Prefix}.results", "{}");
        await broker.PublishAsync(Samples.Task(1), default);

        await using Consumption<TaskDelivery> tasks = Consumption.OfTasks(broker);
        await using Consumption<ResultMessage> results = Consumption.OfResults(broker);
        Assert.Equal(Samples.Task(1), (await tasks.NextAsync()).Task);
        IReadOnlyList<DeadLetter> letters = [];
        for (int left = 100; left > 0 && letters.Count < 5; left--)
        {
            await Task.Delay(50);
            letters = await broker.ListDeadAsync(10, default);
        }

        Assert.Equal(5, letters.Count);
        Assert.Contains(letters, letter => letter.Reason.Contains("not valid JSON", StringComparison.Ordinal));
        Assert.Contains(letters, letter => letter.ByteLength == 1 << 20);
        Assert.Contains(letters, letter => letter.Task?.Kind == TaskKind.Aggregate && letter.Queue == prove);
        Assert.Contains(letters, letter => letter.Queue == $"{options.Prefix}.results");
        Assert.Equal(1, await broker.ReplayDeadAsync(_ => true, default));
        Assert.Equal(4, (await broker.ListDeadAsync(10, default)).Count);
        await tasks.NothingWithinAsync(Quiet);
    }

    [RabbitMqFact]
    public async Task LostDeliveries_UpToTheLimit_AreCountedAndThenGivenUp()
    {
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await broker.PublishAsync(Samples.Task(0), default);
        string queue = $"{options.Prefix}.prove";
        await using IConnection connection = await RawClient.ConnectAsync(fixture.Server.AmqpUri);
        for (int i = 0; i < BrokerLimits.MaxLostDeliveries; i++)
        {
            Assert.True(await RawClient.TakeAndLoseAsync(connection, queue));
        }

        // Handed back in order: the count goes on with the copy. Swept: as well.
        await using (Consumption<TaskDelivery> handing = Consumption.OfTasks(
            broker, async _ => await Task.FromResult(TaskOutcome.HandBack)))
        {
            Assert.Equal(BrokerLimits.MaxLostDeliveries, (await handing.NextAsync()).EarlierDeliveries);
            Assert.Equal(BrokerLimits.MaxLostDeliveries, (await handing.NextAsync()).EarlierDeliveries);
        }

        Assert.Equal(0, await broker.RemoveTasksAsync(_ => false, default));
        int lost = 0;
        while (await RawClient.TakeAndLoseAsync(connection, queue))
        {
            Assert.InRange(++lost, 1, 50);
        }

        Assert.InRange(lost, BrokerLimits.MaxLostDeliveries + 1, 50);
        IReadOnlyList<DeadLetter> letters = [];
        for (int left = 100; left > 0 && letters.Count == 0; left--)
        {
            await Task.Delay(50);
            letters = await broker.ListDeadAsync(10, default);
        }

        DeadLetter letter = Assert.Single(letters);
        Assert.Equal(Samples.Task(0), letter.Task);
        Assert.Contains("delivery_limit", letter.Reason, StringComparison.Ordinal);
        Assert.Equal(queue, letter.Queue);
        Assert.NotNull(letter.At);
    }

    [RabbitMqFact]
    public async Task Headers_OfAStranger_AreNotBelieved()
    {
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await broker.DeclareAsync(default);
        BasicProperties properties = new()
        {
            Headers = new Dictionary<string, object?>
            {
                ["zerosharp-lost-deliveries"] = long.MinValue,
                ["zerosharp-reason"] = "line one\nline two",
                ["zerosharp-time"] = "yesterday",
                ["x-death"] = "none",
            },
        };
        byte[] body = MessageJson.Write(Samples.Task(0));
        await RawClient.PublishAsync(fixture.Server.AmqpUri, $"{options.Prefix}.prove", body, properties);
        await RawClient.PublishAsync(fixture.Server.AmqpUri, $"{options.Prefix}.dead", body, properties);
        properties.Headers.Remove("zerosharp-reason");
        await RawClient.PublishAsync(fixture.Server.AmqpUri, $"{options.Prefix}.dead", body, properties);

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        Assert.Equal(0, (await consumption.NextAsync()).EarlierDeliveries);
        IReadOnlyList<DeadLetter> letters = await broker.ListDeadAsync(10, default);
        Assert.Equal(["line one line two", "given up by the broker: unknown"], letters.Select(letter => letter.Reason));
        Assert.All(letters, letter => Assert.Null(letter.At));
    }

    [RabbitMqFact]
    public async Task SignOfLife_NobodyTakesIt_ExpiresForGood()
    {
        await using RabbitMqBroker broker = RabbitMqFixture.Open(
            fixture.Options() with { AliveLifetime = TimeSpan.FromMilliseconds(200) });
        await broker.PublishAsync(Samples.Result(0, ResultKind.Alive), default);
        await broker.PublishAsync(Samples.Result(1), default);
        await Task.Delay(Quiet);

        await using Consumption<ResultMessage> consumption = Consumption.OfResults(broker);

        Assert.Equal(Samples.Result(1), await consumption.NextAsync());
        await consumption.NothingWithinAsync(Quiet);
        Assert.Empty(await broker.ListDeadAsync(10, default));
    }

    [RabbitMqFact]
    public async Task QueueDeleted_WhileInUse_IsDeclaredAgain()
    {
        RabbitMqOptions options = fixture.Options();
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        await broker.PublishAsync(Samples.Task(0), default);
        await consumption.NextAsync();
        await using (IConnection connection = await RawClient.ConnectAsync(fixture.Server.AmqpUri))
        {
            await using IChannel channel = await connection.CreateChannelAsync();
            await channel.QueueDeleteAsync($"{options.Prefix}.prove", ifUnused: false, ifEmpty: false);
        }

        await broker.PublishAsync(Samples.Task(1), default);

        Assert.Equal(1, (await consumption.NextAsync()).Task.Segment);
    }

    [RabbitMqFact]
    public async Task Declare_QueueWithOtherSettings_SaysWhichAndWhatToDo()
    {
        RabbitMqOptions options = fixture.Options();
        await RawClient.DeclareAsync(
            fixture.Server.AmqpUri, $"{options.Prefix}.aggregate", new() { ["x-queue-type"] = "quorum" });
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);

        BrokerException failure = await Assert.ThrowsAsync<BrokerException>(() => broker.DeclareAsync(default));

        Assert.Contains($"'{options.Prefix}.aggregate'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("delete it, or choose another prefix", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A task that this release reads, but whose own form of it would be too long.</summary>
    private static string Swollen()
    {
        string text = Encoding.UTF8.GetString(MessageJson.Write(Samples.Task(0)));
        string program = string.Create(CultureInfo.InvariantCulture, $"\"program\":\"{new string('\u00e9', 2000)}\"");
        return text.Replace($"\"program\":\"{Samples.Task(0).Program}\"", program, StringComparison.Ordinal);
    }
}
