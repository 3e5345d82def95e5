using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>Names, arguments and bindings of the queues; see docs/reference/messages.md.</summary>
internal sealed class RabbitMqTopology
{
    /// <summary>
    /// Deliveries after which the broker itself gives a task up: well above those after which a worker does,
    /// which can say why.
    /// </summary>
    public const int DeliveryLimit = 4 * BrokerLimits.MaxLostDeliveries;

    // Of results and of dead letters, which are handed back and looked at as often as need be. Brokers before 4.0
    // refuse the -1 that means none.
    private const int NoDeliveryLimit = int.MaxValue;

    private const int MaxPrefixLength = 64;
    private const ushort PreconditionFailed = 406;

    private readonly RabbitMqOptions _options;

    /// <exception cref="BrokerException">The prefix is none.</exception>
    public RabbitMqTopology(RabbitMqOptions options)
    {
        _options = options;
        if (options.Prefix.Length is 0 or > MaxPrefixLength
            || options.Prefix.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')))
        {
            throw new BrokerException(
                $"the queues' prefix must be 1 to {MaxPrefixLength} letters, digits, '-' and '_'");
        }
    }

    public string Prove => $"{_options.Prefix}.prove";

    public string Aggregate => $"{_options.Prefix}.aggregate";

    public string Results => $"{_options.Prefix}.results";

    public string Retry => $"{_options.Prefix}.retry";

    public string Dead => $"{_options.Prefix}.dead";

    /// <summary>Routing key of signs of life; not bound to the dead letters, so that they expire for good.</summary>
    public string Alive => $"{_options.Prefix}.alive";

    /// <summary>The queues.</summary>
    public IReadOnlyList<string> Queues => [Prove, Aggregate, Results, Retry, Dead];

    public string QueueOf(TaskKind kind) => kind == TaskKind.Prove ? Prove : Aggregate;

    /// <exception cref="BrokerException">A queue or exchange is there with other arguments.</exception>
    public async Task DeclareAsync(IConnection connection, CancellationToken cancellation)
    {
        string name = Dead;
        try
        {
            await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            foreach (string exchange in new[] { Results, Retry, Dead })
            {
                name = exchange;
                await channel.ExchangeDeclareAsync(
                    exchange, ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: cancellation);
            }

            foreach (string queue in Queues)
            {
                name = queue;
                await channel.QueueDeclareAsync(
                    queue, durable: true, exclusive: false, autoDelete: false, Arguments(queue),
                    cancellationToken: cancellation);
            }

            foreach ((string exchange, string queue, string key) in Bindings())
            {
                name = queue;
                await channel.QueueBindAsync(queue, exchange, key, cancellationToken: cancellation);
            }
        }
        catch (OperationInterruptedException failure)
        {
            string text = failure.ShutdownReason?.ReplyText ?? failure.Message;
            throw new BrokerException(
                failure.ShutdownReason?.ReplyCode == PreconditionFailed
                    ? $"queue or exchange '{name}' is there with other settings: empty and delete it, or choose another"
                        + $" prefix ({text})"
                    : $"'{name}' cannot be declared: {text}",
                failure)
            {
                IsRefusal = RabbitMqConnector.IsRefusal(failure),
            };
        }
    }

    public Dictionary<string, object?> Arguments(string queue)
    {
        Dictionary<string, object?> arguments = new()
        {
            ["x-queue-type"] = "quorum",
            ["x-max-length"] = queue == Results ? _options.MaxQueuedResults
                : queue == Dead ? _options.MaxDeadLetters : _options.MaxQueuedTasks,
            ["x-overflow"] = queue == Dead ? "drop-head" : "reject-publish",
            ["x-delivery-limit"] = queue == Results || queue == Dead ? NoDeliveryLimit : DeliveryLimit,
        };
        if (queue == Prove || queue == Aggregate)
        {
            arguments["x-dead-letter-exchange"] = Dead;
            arguments["x-dead-letter-strategy"] = "at-least-once";
            arguments["x-consumer-timeout"] = (long)_options.ConsumerTimeout.TotalMilliseconds;
        }
        else if (queue == Results)
        {
            // At most once: with at-least-once, a sign of life that expires would wait for a binding for ever.
            arguments["x-dead-letter-exchange"] = Dead;
        }
        else if (queue == Retry)
        {
            // The default exchange, by the key that the task came with: the name of its queue.
            arguments["x-dead-letter-exchange"] = string.Empty;
            arguments["x-dead-letter-strategy"] = "at-least-once";
            arguments["x-message-ttl"] = (long)_options.RetryDelay.TotalMilliseconds;
        }

        return arguments;
    }

    private IEnumerable<(string Exchange, string Queue, string Key)> Bindings() =>
    [
        (Results, Results, Results), (Results, Results, Alive),
        (Retry, Retry, Prove), (Retry, Retry, Aggregate),
        (Dead, Dead, Prove), (Dead, Dead, Aggregate), (Dead, Dead, Results),
    ];
}
