using System.Diagnostics;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>What every broker must do, whatever carries its messages.</summary>
public abstract class TaskBrokerLaws
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    /// <summary>An empty broker.</summary>
    protected abstract Task<ITaskBroker> OpenAsync(BrokerSettings settings);

    [Law]
    public async Task Consume_PublishedTasks_ComeOnceAndInOrder()
    {
        const int Count = 50;
        await using ITaskBroker broker = await OpenAsync(new());
        await PublishAsync(broker, Enumerable.Range(0, Count));

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        List<TaskDelivery> deliveries = await consumption.NextAsync(Count);

        Assert.Equal(Enumerable.Range(0, Count).Select(i => Samples.Task(i)), deliveries.Select(d => d.Task));
        Assert.All(deliveries, delivery => Assert.Equal(0, delivery.EarlierDeliveries));
        await consumption.NothingWithinAsync(Quiet);
        Assert.Equal(0, await ReadyAsync(broker, "prove"));
    }

    [Law]
    public async Task Consume_OneKind_LeavesTheOther()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await broker.PublishAsync(Samples.Task(0), default);
        await broker.PublishAsync(Samples.Task(1, TaskKind.Aggregate), default);

        await using Consumption<TaskDelivery> consumption =
            Consumption.OfTasks(broker, kind: TaskKind.Aggregate);

        Assert.Equal(Samples.Task(1, TaskKind.Aggregate), (await consumption.NextAsync()).Task);
        await consumption.NothingWithinAsync(Quiet);
        Assert.Equal(1, await ReadyAsync(broker, "prove"));
    }

    [Law]
    public async Task Consume_TwoConsumers_ShareTheTasks()
    {
        const int Count = 40;
        await using ITaskBroker broker = await OpenAsync(new());
        await using Consumption<TaskDelivery> first = Consumption.OfTasks(broker, Slowly);
        await using Consumption<TaskDelivery> second = Consumption.OfTasks(broker, Slowly);
        TaskDelivery[] heads = await Task.WhenAll(
            PublishAsync(broker, Enumerable.Range(0, Count)).ContinueWith(_ => first.NextAsync()).Unwrap(),
            second.NextAsync());
        await WaitUntilAsync(async () => await ReadyAsync(broker, "prove") == 0);
        await first.StopAsync();
        await second.StopAsync();

        List<int> seen = [.. heads.Select(head => head.Task.Segment)];
        seen.AddRange((await first.NextAsync(first.Waiting)).Select(d => d.Task.Segment));
        seen.AddRange((await second.NextAsync(second.Waiting)).Select(d => d.Task.Segment));
        Assert.Equal(Enumerable.Range(0, Count), seen.Order());

        static async Task<TaskOutcome> Slowly(TaskDelivery delivery)
        {
            await Task.Delay(10);
            return TaskOutcome.Done;
        }
    }

    [Law]
    public async Task HandBack_AnyNumberOfTimes_ComesAgainUncounted()
    {
        const int Count = 30;
        await using ITaskBroker broker = await OpenAsync(new());
        await broker.PublishAsync(Samples.Task(0), default);
        int left = Count;

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(
            broker, _ => Task.FromResult(left-- > 0 ? TaskOutcome.HandBack : TaskOutcome.Done));
        List<TaskDelivery> deliveries = await consumption.NextAsync(Count + 1);

        Assert.All(deliveries, delivery => Assert.Equal(new TaskDelivery(Samples.Task(0), 0), delivery));
        await consumption.NothingWithinAsync(Quiet);
    }

    [Law]
    public async Task Retry_Task_ComesAfterTheDelayWithAnAttemptCounted()
    {
        BrokerSettings settings = new();
        await using ITaskBroker broker = await OpenAsync(settings);
        await broker.PublishAsync(Samples.Task(0), default);
        int left = 2;

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(
            broker,
            _ => Task.FromResult(left-- > 0 ? new TaskOutcome(TaskVerdict.Retry, "no luck") : TaskOutcome.Done));
        await consumption.NextAsync();
        long start = Stopwatch.GetTimestamp();
        TaskDelivery second = await consumption.NextAsync();
        TimeSpan delay = Stopwatch.GetElapsedTime(start);
        TaskDelivery third = await consumption.NextAsync();

        Assert.InRange(delay, settings.RetryDelay * 0.9, settings.RetryDelay + TimeSpan.FromSeconds(10));
        Assert.Equal(Samples.Task(0) with { Attempt = 1 }, second.Task);
        Assert.Equal(Samples.Task(0) with { Attempt = 2 }, third.Task);
        Assert.Equal(0, third.EarlierDeliveries);
    }

    [Law]
    public async Task Retry_TargetQueueFull_WaitsForRoomAndIsNotLost()
    {
        await using ITaskBroker broker = await OpenAsync(new() { MaxQueuedTasks = 3 });
        await broker.PublishAsync(Samples.Task(0), default);
        await using (Consumption<TaskDelivery> retrying = Consumption.OfTasks(
            broker, _ => Task.FromResult(new TaskOutcome(TaskVerdict.Retry, "no luck"))))
        {
            await retrying.NextAsync();
        }

        await PublishAsync(broker, [1, 2]);
        await Task.Delay(TimeSpan.FromSeconds(2));
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);

        List<TaskDelivery> deliveries = await consumption.NextAsync(3);
        Assert.Equal([0, 1, 2], deliveries.Select(delivery => delivery.Task.Segment).Order());
    }

    [Law]
    public async Task Dead_Task_IsListedWithItsReasonAndNotDeliveredAgain()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await broker.PublishAsync(Samples.Task(7), default);
        DateTimeOffset before = TimeProvider.System.GetUtcNow();

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(
            broker, _ => Task.FromResult(new TaskOutcome(TaskVerdict.Dead, "too many attempts")));
        await consumption.NextAsync();
        await consumption.StopAsync();

        DeadLetter letter = Assert.Single(await broker.ListDeadAsync(10, default));
        Assert.Equal(Samples.Task(7), letter.Task);
        Assert.Equal("too many attempts", letter.Reason);
        Assert.EndsWith("prove", letter.Queue, StringComparison.Ordinal);
        Assert.Equal(MessageJson.Write(Samples.Task(7)).Length, letter.ByteLength);
        Assert.InRange(letter.At!.Value, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(0, await ReadyAsync(broker, "prove"));
    }

    [Law]
    public async Task Handler_Throws_GetsTheTaskAgainUncounted()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await broker.PublishAsync(Samples.Task(0), default);
        int left = 2;

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(
            broker,
            _ => left-- > 0 ? throw new InvalidOperationException("a defect") : Task.FromResult(TaskOutcome.Done));
        List<TaskDelivery> deliveries = await consumption.NextAsync(3);

        Assert.All(deliveries, delivery => Assert.Equal(new TaskDelivery(Samples.Task(0), 0), delivery));
        await consumption.NothingWithinAsync(Quiet);
    }

    [Law]
    public async Task Stop_HandlerAtWork_ReturnsOnceItsOutcomeIsCarriedOut()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await PublishAsync(broker, [0, 1]);
        TaskCompletionSource<TaskOutcome> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker, _ => outcome.Task);
        await consumption.NextAsync();

        consumption.Stop();
        await Task.Delay(Quiet);
        Assert.False(consumption.Running.IsCompleted);
        outcome.SetResult(TaskOutcome.Done);
        await consumption.StopAsync();

        await using Consumption<TaskDelivery> second = Consumption.OfTasks(broker);
        Assert.Equal(new TaskDelivery(Samples.Task(1), 0), await second.NextAsync());
        await second.NothingWithinAsync(Quiet);
    }

    [Law]
    public async Task Stop_AgainAndAgain_LosesNothingAndGivesNothingUp()
    {
        const int Count = 150;
        await using ITaskBroker broker = await OpenAsync(new());
        Task publishing = PublishAsync(broker, Enumerable.Range(0, Count));
        List<TaskDelivery> deliveries = [];
        for (int round = 0; round < 25; round++)
        {
            await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
            await Task.Delay(round % 5 * 4);
            await consumption.StopAsync();
            deliveries.AddRange(await consumption.NextAsync(consumption.Waiting));
        }

        await publishing;
        await using Consumption<TaskDelivery> last = Consumption.OfTasks(broker);
        deliveries.AddRange(await last.NextAsync(Count - deliveries.Count));
        await last.NothingWithinAsync(Quiet);

        // A task that is on its way to a consumer just when that stops may count as lost by it.
        Assert.Equal(Enumerable.Range(0, Count), deliveries.Select(delivery => delivery.Task.Segment).Order());
        Assert.All(
            deliveries,
            delivery => Assert.InRange(delivery.EarlierDeliveries, 0, BrokerLimits.MaxLostDeliveries - 1));
    }

    [Law]
    public async Task Results_Published_AreHandledSeveralAtATime()
    {
        const int Count = 2 * BrokerLimits.ResultPrefetch;
        await using ITaskBroker broker = await OpenAsync(new());
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => broker.PublishAsync(Samples.Result(i), default)));
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        await using Consumption<ResultMessage> consumption = Consumption.OfResults(broker, _ => gate.Task);
        List<ResultMessage> results = await consumption.NextAsync(BrokerLimits.ResultPrefetch);
        await consumption.NothingWithinAsync(Quiet);
        gate.SetResult();
        results.AddRange(await consumption.NextAsync(Count - BrokerLimits.ResultPrefetch));

        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => Samples.Result(i)),
            results.OrderBy(result => int.Parse(result.TaskId[6..], null)));
    }

    [Law]
    public async Task Results_HandlerThrows_GetsThemAgain()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await broker.PublishAsync(Samples.Result(0), default);
        int left = 2;

        await using Consumption<ResultMessage> consumption = Consumption.OfResults(
            broker, _ => left-- > 0 ? throw new InvalidOperationException("no database") : Task.CompletedTask);

        Assert.All(await consumption.NextAsync(3), result => Assert.Equal(Samples.Result(0), result));
        await consumption.NothingWithinAsync(Quiet);
        await consumption.StopAsync();
        Assert.Equal(0, await ReadyAsync(broker, "results"));
    }

    [Law]
    public async Task RemoveTasks_SomeUnwanted_TakesTheseFromEveryQueue()
    {
        await using ITaskBroker broker = await OpenAsync(new() { RetryDelay = TimeSpan.FromSeconds(4) });
        await PublishAsync(broker, [100, 101]);
        await using (Consumption<TaskDelivery> retrying = Consumption.OfTasks(
            broker, _ => Task.FromResult(new TaskOutcome(TaskVerdict.Retry))))
        {
            await retrying.NextAsync(2);
        }

        await PublishAsync(broker, Enumerable.Range(0, 100));
        await broker.PublishAsync(Samples.Task(200, TaskKind.Aggregate), default);
        await broker.PublishAsync(Samples.Task(201, TaskKind.Aggregate), default);

        int removed = await broker.RemoveTasksAsync(task => task.Segment % 2 == 0, default);

        Assert.Equal(50 + 1 + 1, removed);
        await using Consumption<TaskDelivery> prove = Consumption.OfTasks(broker);
        List<TaskDelivery> kept = await prove.NextAsync(51);
        Assert.Equal(Enumerable.Range(0, 51).Select(i => 2 * i + 1), kept.Select(d => d.Task.Segment));
        Assert.Equal(1, kept[^1].Task.Attempt);
        await using Consumption<TaskDelivery> aggregate = Consumption.OfTasks(broker, kind: TaskKind.Aggregate);
        Assert.Equal(201, (await aggregate.NextAsync()).Task.Segment);
        await prove.NothingWithinAsync(Quiet);
        await aggregate.NothingWithinAsync(Quiet);
    }

    [Law]
    public async Task Purge_Queue_DeletesWhatWaitsThereOnly()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await PublishAsync(broker, [0, 1, 2]);
        await broker.PublishAsync(Samples.Result(0), default);
        string prove = (await broker.GetStatusAsync(default))[0].Name;

        Assert.Equal(3, await broker.PurgeAsync(prove, default));
        Assert.Equal(0, await ReadyAsync(broker, "prove"));
        Assert.Equal(1, await ReadyAsync(broker, "results"));
        BrokerException failure = await Assert.ThrowsAsync<BrokerException>(() => broker.PurgeAsync("other", default));
        Assert.Contains("no queue 'other'", failure.Message, StringComparison.Ordinal);
    }

    [Law]
    public async Task ListDead_Repeatedly_ShowsTheOldestFirstAndTakesNothing()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await DieAsync(broker, Enumerable.Range(0, 5));

        for (int round = 0; round < 25; round++)
        {
            IReadOnlyList<DeadLetter> letters = await broker.ListDeadAsync(3, default);
            Assert.Equal([0, 1, 2], letters.Select(letter => letter.Task!.Segment));
        }

        Assert.Equal(
            [0, 1, 2, 3, 4], (await broker.ListDeadAsync(100, default)).Select(letter => letter.Task!.Segment));
    }

    [Law]
    public async Task ReplayDead_SomeWanted_PublishesTheseWithNoAttempts()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await DieAsync(broker, Enumerable.Range(0, 4), attempt: 3);

        Assert.Equal(2, await broker.ReplayDeadAsync(letter => letter.Task!.Segment >= 2, default));

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        Assert.Equal(
            [new TaskDelivery(Samples.Task(2), 0), new TaskDelivery(Samples.Task(3), 0)],
            await consumption.NextAsync(2));
        Assert.Equal([0, 1], (await broker.ListDeadAsync(100, default)).Select(letter => letter.Task!.Segment));
    }

    [Law]
    public async Task DeadLetters_MoreThanTheBound_LoseTheOldest()
    {
        await using ITaskBroker broker = await OpenAsync(new() { MaxDeadLetters = 3 });

        await DieAsync(broker, Enumerable.Range(0, 5));

        Assert.Equal([2, 3, 4], (await broker.ListDeadAsync(100, default)).Select(letter => letter.Task!.Segment));
    }

    [Law]
    public async Task Publish_QueueFull_WaitsForRoom()
    {
        await using ITaskBroker broker = await OpenAsync(new() { MaxQueuedTasks = 5 });
        Task publishing = PublishAsync(broker, Enumerable.Range(0, 20));
        await Task.Delay(Quiet);
        Assert.False(publishing.IsCompleted);

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
        List<TaskDelivery> deliveries = await consumption.NextAsync(20);
        await publishing;

        Assert.Equal(Enumerable.Range(0, 20), deliveries.Select(delivery => delivery.Task.Segment).Order());
    }

    [Law]
    public async Task Publish_QueueStaysFull_ThrowsAfterABoundedTime()
    {
        BrokerSettings settings = new() { MaxQueuedTasks = 5, PublishWait = TimeSpan.FromSeconds(1.5) };
        await using ITaskBroker broker = await OpenAsync(settings);
        long start = Stopwatch.GetTimestamp();

        BrokerException failure = await Assert.ThrowsAsync<BrokerException>(
            () => PublishAsync(broker, Enumerable.Range(0, 20)));

        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(15));
        Assert.InRange(await ReadyAsync(broker, "prove"), 5, 7);
    }

    [Law]
    public async Task Publish_Cancelled_Throws()
    {
        await using ITaskBroker broker = await OpenAsync(new());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => broker.PublishAsync(Samples.Task(0), new CancellationToken(canceled: true)));
    }

    [Law]
    public async Task Status_QueuesInUse_CountsMessagesAndConsumers()
    {
        await using ITaskBroker broker = await OpenAsync(new());
        await PublishAsync(broker, [0, 1]);
        await broker.PublishAsync(Samples.Result(0, ResultKind.Alive), default);
        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker, kind: TaskKind.Aggregate);

        await WaitUntilAsync(async () => (await StatusAsync(broker, "aggregate")).Consumers == 1);

        Assert.Equal(2, await ReadyAsync(broker, "prove"));
        Assert.Equal(1, await ReadyAsync(broker, "results"));
        Assert.Equal(0, (await StatusAsync(broker, "prove")).Consumers);
        Assert.Equal(5, (await broker.GetStatusAsync(default)).Count);
    }

    protected static async Task DieAsync(ITaskBroker broker, IEnumerable<int> segments, int attempt = 0)
    {
        List<TaskMessage> tasks = [.. segments.Select(segment => Samples.Task(segment) with { Attempt = attempt })];
        foreach (TaskMessage task in tasks)
        {
            await broker.PublishAsync(task, default);
        }

        await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(
            broker, _ => Task.FromResult(new TaskOutcome(TaskVerdict.Dead, "a reason")));
        await consumption.NextAsync(tasks.Count);
    }

    protected static async Task PublishAsync(ITaskBroker broker, IEnumerable<int> segments)
    {
        foreach (int segment in segments)
        {
            await broker.PublishAsync(Samples.Task(segment), default);
        }
    }

    protected static async Task<QueueStatus> StatusAsync(ITaskBroker broker, string queue) =>
        (await broker.GetStatusAsync(default)).Single(
            status => status.Name == queue || status.Name.EndsWith($".{queue}", StringComparison.Ordinal));

    protected static async Task<long> ReadyAsync(ITaskBroker broker, string queue) =>
        (await StatusAsync(broker, queue)).Ready;

    protected static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        for (int left = 400; !await condition(); left--)
        {
            Assert.True(left > 0, "the awaited state did not come");
            await Task.Delay(50);
        }
    }
}
