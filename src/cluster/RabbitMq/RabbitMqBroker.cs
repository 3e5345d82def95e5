using System.Globalization;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>
/// Tasks and results in durable quorum queues of RabbitMQ 3.10 or later; see docs/internals/broker.md.
/// Consumers must have been stopped before it is disposed.
/// </summary>
public sealed class RabbitMqBroker : ITaskBroker
{
    private readonly RabbitMqOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RabbitMqConnector _connector;
    private readonly RabbitMqTopology _topology;
    private readonly RabbitMqPublisher _publisher;
    private readonly RabbitMqAdministration _administration;
    private readonly CancellationTokenSource _closing = new();
    private int _jitterCount;

    /// <exception cref="BrokerException">The options make no sense.</exception>
    public RabbitMqBroker(RabbitMqOptions options, ILogger<RabbitMqBroker> logger, TimeProvider time)
    {
        _options = options;
        _logger = logger;
        _time = time;
        _connector = new RabbitMqConnector(options);
        _topology = new RabbitMqTopology(options);
        _publisher = new RabbitMqPublisher(options, _connector, _topology, time, NewJitter);
        _administration = new RabbitMqAdministration(_connector, _topology, PublishTaskAsync, PublishDeadAsync);
    }

    public bool IsDurable => true;

    /// <summary>The broker's address without user and password.</summary>
    public string Endpoint => _connector.Endpoint;

    public Task DeclareAsync(CancellationToken cancellation) => _publisher.DeclareAsync(cancellation);

    public Task PublishAsync(TaskMessage task, CancellationToken cancellation) =>
        PublishTaskAsync(string.Empty, task, lostDeliveries: 0, isUrgent: false, cancellation);

    public Task PublishAsync(ResultMessage result, CancellationToken cancellation) => _publisher.PublishAsync(
        result.Kind == ResultKind.Alive
            ? new OutgoingMessage(_topology.Results, _topology.Alive, MessageJson.Write(result), "result")
            {
                Expiration = _options.AliveLifetime,
            }
            : new OutgoingMessage(_topology.Results, _topology.Results, MessageJson.Write(result), "result")
            {
                MessageId = result.TaskId,
            },
        cancellation);

    public async Task ConsumeTasksAsync(
        TaskKind kind, Func<TaskDelivery, Task<TaskOutcome>> handler, CancellationToken stop)
    {
        string queue = _topology.QueueOf(kind);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _closing.Token);
        await NewConsumer().RunAsync(
            queue,
            prefetch: 1,
            delivery => HandleTaskAsync(kind, delivery, handler, ending.Token),
            delivery => ReadTask(delivery, kind, out TaskMessage? task) is null
                ? SettleAsync(delivery, task!, TaskOutcome.HandBack)
                : delivery.RequeueAsync().AsTask(),
            ending.Token);
    }

    public async Task ConsumeResultsAsync(Func<ResultMessage, Task> handler, CancellationToken stop)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _closing.Token);
        await NewConsumer().RunAsync(
            _topology.Results,
            BrokerLimits.ResultPrefetch,
            delivery => HandleResultAsync(delivery, handler, ending.Token),
            delivery => delivery.RequeueAsync().AsTask(),
            ending.Token);
    }

    public Task<int> RemoveTasksAsync(Func<TaskMessage, bool> isUnwanted, CancellationToken cancellation) =>
        _administration.RemoveTasksAsync(isUnwanted, cancellation);

    public Task<IReadOnlyList<QueueStatus>> GetStatusAsync(CancellationToken cancellation) =>
        _administration.GetStatusAsync(cancellation);

    public Task<long> PurgeAsync(string queue, CancellationToken cancellation) =>
        _administration.PurgeAsync(queue, cancellation);

    public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(int maxCount, CancellationToken cancellation) =>
        _administration.ListDeadAsync(maxCount, cancellation);

    public Task<int> ReplayDeadAsync(Func<DeadLetter, bool> isWanted, CancellationToken cancellation) =>
        _administration.ReplayDeadAsync(isWanted, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _administration.DisposeAsync();
        await _publisher.DisposeAsync();
    }

    /// <summary>Why the message is no task for this queue; null if it is one.</summary>
    private static string? ReadTask(Delivery delivery, TaskKind kind, out TaskMessage? task)
    {
        string? problem = TaskReader.Read(delivery.Body, out task);
        return problem ?? (task!.Kind == kind ? null : $"a task of kind {task.Kind} in the queue of kind {kind}");
    }

    private RabbitMqConsumer NewConsumer() => new(_options, _connector, _topology, _logger, _time, NewJitter());

    private Random NewJitter() =>
        _options.JitterSeed is { } seed ? new Random(seed + Interlocked.Increment(ref _jitterCount)) : new Random();

    private async Task HandleTaskAsync(
        TaskKind kind, Delivery delivery, Func<TaskDelivery, Task<TaskOutcome>> handler, CancellationToken stop)
    {
        if (ReadTask(delivery, kind, out TaskMessage? task) is { } problem)
        {
            await PublishDeadAsync(delivery.Body, _topology.QueueOf(kind), problem, CancellationToken.None);
            await delivery.AcknowledgeAsync();
            return;
        }

        TaskOutcome outcome;
        try
        {
            outcome = await handler(new TaskDelivery(task!, RabbitMqHeaders.EarlierDeliveries(delivery.Properties)));
        }
        catch (Exception failure)
        {
            _logger.HandlerFailed(_topology.QueueOf(kind), failure);
            await PauseAsync(stop);
            outcome = TaskOutcome.HandBack;
        }

        await SettleAsync(delivery, task!, outcome);
    }

    /// <summary>Carries an outcome out: first the copy, once the broker has it the acknowledgement.</summary>
    private async Task SettleAsync(Delivery delivery, TaskMessage task, TaskOutcome outcome)
    {
        if (!delivery.IsOpen)
        {
            _logger.OutcomeDropped(task.TaskId);
            return;
        }

        int lost = RabbitMqHeaders.EarlierDeliveries(delivery.Properties);
        switch (outcome.Verdict)
        {
            case TaskVerdict.Done:
                break;
            case TaskVerdict.Retry:
                await PublishTaskAsync(
                    _topology.Retry, task with { Attempt = task.Attempt + 1 }, lost, isUrgent: true,
                    CancellationToken.None);
                break;
            case TaskVerdict.Dead:
                await PublishDeadAsync(
                    delivery.Body, _topology.QueueOf(task.Kind), outcome.Reason ?? "no reason given",
                    CancellationToken.None);
                break;
            default:
                // A copy, not a negative acknowledgement: brokers before 4.3 would count that as a lost delivery.
                await PublishTaskAsync(string.Empty, task, lost, isUrgent: true, CancellationToken.None);
                break;
        }

        await delivery.AcknowledgeAsync();
    }

    private async Task HandleResultAsync(
        Delivery delivery, Func<ResultMessage, Task> handler, CancellationToken stop)
    {
        ResultMessage result;
        try
        {
            result = MessageJson.ReadResult(delivery.Body);
        }
        catch (MessageFormatException failure)
        {
            await PublishDeadAsync(delivery.Body, _topology.Results, failure.Message, CancellationToken.None);
            await delivery.AcknowledgeAsync();
            return;
        }

        try
        {
            await handler(result);
        }
        catch (Exception failure)
        {
            _logger.HandlerFailed(_topology.Results, failure);
            await PauseAsync(stop);
            if (delivery.IsOpen)
            {
                await delivery.RequeueAsync();
            }

            return;
        }

        if (delivery.IsOpen)
        {
            await delivery.AcknowledgeAsync();
        }
        else
        {
            _logger.OutcomeDropped(result.TaskId);
        }
    }

    private async Task PauseAsync(CancellationToken stop) =>
        await Task.Delay(_options.HandlerPause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private Task PublishTaskAsync(
        string exchange, TaskMessage task, int lostDeliveries, bool isUrgent, CancellationToken cancellation) =>
        _publisher.PublishAsync(
            new OutgoingMessage(exchange, _topology.QueueOf(task.Kind), MessageJson.Write(task), "task")
            {
                MessageId = task.TaskId,
                IsUrgent = isUrgent,
                Headers = lostDeliveries > 0 ? new() { [RabbitMqHeaders.LostDeliveries] = lostDeliveries } : [],
            },
            cancellation);

    private Task PublishDeadAsync(
        ReadOnlyMemory<byte> body, string queue, string reason, CancellationToken cancellation)
    {
        string line = RabbitMqHeaders.OneLine(reason);
        _logger.Dead(queue, line);
        return _publisher.PublishAsync(
            new OutgoingMessage(string.Empty, _topology.Dead, body, "dead")
            {
                Headers = new()
                {
                    [RabbitMqHeaders.Reason] = line,
                    [RabbitMqHeaders.Queue] = queue,
                    [RabbitMqHeaders.Time] = _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
                },
            },
            cancellation);
    }
}
