using System.Collections;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>A message on its way out.</summary>
/// <param name="Exchange">Where to; empty for the default exchange.</param>
/// <param name="RoutingKey">Routing key.</param>
/// <param name="Body">The JSON.</param>
/// <param name="Type">"task", "result" or "dead".</param>
internal sealed record OutgoingMessage(string Exchange, string RoutingKey, ReadOnlyMemory<byte> Body, string Type)
{
    public string? MessageId { get; init; }

    public TimeSpan? Expiration { get; init; }

    /// <summary>Whether it goes before others, where the broker knows priorities (since 4.0).</summary>
    public bool IsUrgent { get; init; }

    public Dictionary<string, object?> Headers { get; init; } = [];

    /// <summary>Properties for one attempt to publish it: the client adds to the headers.</summary>
    public BasicProperties Properties(DateTimeOffset now) => new()
    {
        ContentType = "application/json",
        DeliveryMode = DeliveryModes.Persistent,
        Type = Type,
        MessageId = MessageId,
        Timestamp = new AmqpTimestamp(now.ToUnixTimeSeconds()),
        Priority = IsUrgent ? (byte)9 : (byte)0,
        Expiration = Expiration is { } expiration
            ? ((long)expiration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)
            : null,
        Headers = new Dictionary<string, object?>(Headers),
    };
}

/// <summary>Headers that the messages bear. What comes in may hold anything.</summary>
internal static class RabbitMqHeaders
{
    /// <summary>Why a message is dead.</summary>
    public const string Reason = "zerosharp-reason";

    /// <summary>The queue in which it died.</summary>
    public const string Queue = "zerosharp-queue";

    /// <summary>When it died.</summary>
    public const string Time = "zerosharp-time";

    /// <summary>Deliveries that came to nothing, of the messages that this one is a copy of.</summary>
    public const string LostDeliveries = "zerosharp-lost-deliveries";

    private const int MaxTextLength = ResultMessage.MaxReasonLength;

    /// <summary>
    /// How often a message and those that it copies came to a worker in vain. Up to 4.2 the one counter grows
    /// whenever a message comes back; since 4.3 the second does so, and the first only on some occasions.
    /// </summary>
    public static int EarlierDeliveries(IReadOnlyBasicProperties properties)
    {
        long count = Number(properties, LostDeliveries)
            + Math.Max(Number(properties, "x-delivery-count"), Number(properties, "x-acquired-count"));
        return (int)Math.Min(count, int.MaxValue);
    }

    public static DeadLetter ReadDeadLetter(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        // Dead letters that are no tasks are there to be looked at.
        TaskReader.Read(body, out TaskMessage? task);
        if (Text(properties, Reason) is { } reason)
        {
            return new DeadLetter(
                task,
                reason,
                Text(properties, Queue) ?? string.Empty,
                DateTimeOffset.TryParseExact(
                    Text(properties, Time), "O", CultureInfo.InvariantCulture, DateTimeStyles.None,
                    out DateTimeOffset at)
                    ? at
                    : null,
                body.Length);
        }

        IDictionary? death = properties.Headers?.TryGetValue("x-death", out object? deaths) == true
            && deaths is IList { Count: > 0 } list ? list[0] as IDictionary : null;
        return new DeadLetter(
            task,
            $"given up by the broker: {Text(death?["reason"]) ?? "unknown"}",
            Text(death?["queue"]) ?? string.Empty,
            death?["time"] is AmqpTimestamp { UnixTime: >= 0 and < 253402300800 } time
                ? DateTimeOffset.FromUnixTimeSeconds(time.UnixTime)
                : null,
            body.Length);
    }

    private static long Number(IReadOnlyBasicProperties properties, string name)
    {
        object? value = null;
        properties.Headers?.TryGetValue(name, out value);
        long number = value switch
        {
            byte small => small,
            sbyte small => small,
            short small => small,
            ushort small => small,
            int middle => middle,
            uint middle => middle,
            long large => large,
            _ => 0,
        };
        return Math.Clamp(number, 0, int.MaxValue);
    }

    private static string? Text(IReadOnlyBasicProperties properties, string name)
    {
        object? value = null;
        properties.Headers?.TryGetValue(name, out value);
        return Text(value);
    }

    /// <summary>A text as one line, no longer than a reason.</summary>
    private static string? Text(object? value)
    {
        string? text = value as string
            ?? (value is byte[] bytes ? Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 4096))) : null);
        return text is null ? null : OneLine(text);
    }

    public static string OneLine(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, MaxTextLength));
        StringBuilder line = new(start.Length);
        foreach (char character in start)
        {
            line.Append(char.IsControl(character) ? ' ' : character);
        }

        return line.ToString();
    }
}
