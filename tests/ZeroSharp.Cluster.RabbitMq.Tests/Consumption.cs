using System.Threading.Channels;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>A consumer that runs beside a test, which takes the deliveries one by one.</summary>
internal sealed class Consumption<T> : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<T> _seen = Channel.CreateUnbounded<T>();
    private readonly Task _running;

    public Consumption(Func<Consumption<T>, CancellationToken, Task> run) => _running = run(this, _stop.Token);

    public Task Running => _running;

    public void Saw(T delivery) => _seen.Writer.TryWrite(delivery);

    /// <summary>The next delivery; fails if there is none in time.</summary>
    public async Task<T> NextAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        return await _seen.Reader.ReadAsync(patience.Token);
    }

    public async Task<List<T>> NextAsync(int count)
    {
        List<T> deliveries = [];
        while (deliveries.Count < count)
        {
            deliveries.Add(await NextAsync());
        }

        return deliveries;
    }

    /// <summary>Fails if a delivery comes within the time.</summary>
    public async Task NothingWithinAsync(TimeSpan time)
    {
        await Task.Delay(time);
        Assert.False(_seen.Reader.TryPeek(out _));
    }

    /// <summary>Deliveries that the test has not taken.</summary>
    public int Waiting => _seen.Reader.Count;

    public void Stop() => _stop.Cancel();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}

internal static class Consumption
{
    public static Consumption<TaskDelivery> OfTasks(
        ITaskBroker broker,
        Func<TaskDelivery, Task<TaskOutcome>>? handler = null,
        TaskKind kind = TaskKind.Prove) =>
        new((consumption, stop) => broker.ConsumeTasksAsync(
            kind,
            async delivery =>
            {
                consumption.Saw(delivery);
                return handler is null ? TaskOutcome.Done : await handler(delivery);
            },
            stop));

    public static Consumption<ResultMessage> OfResults(ITaskBroker broker, Func<ResultMessage, Task>? handler = null) =>
        new((consumption, stop) => broker.ConsumeResultsAsync(
            async result =>
            {
                consumption.Saw(result);
                if (handler is not null)
                {
                    await handler(result);
                }
            },
            stop));
}
