using System.Globalization;
using System.Text.Json;

namespace ZeroSharp.Cluster.Contracts.Tasks;

/// <summary>
/// The JSON form of messages: one object with a version, unknown fields ignored; see
/// docs/reference/messages.md.
/// </summary>
public static class MessageJson
{
    private const int MaxTextLength = 2048;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public static byte[] Write(TaskMessage task) => Write(TaskMessage.MaxByteLength, writer =>
    {
        writer.WriteNumber("version", TaskMessage.CurrentVersion);
        writer.WriteString("kind", Name(task.Kind));
        writer.WriteString("task", task.TaskId);
        writer.WriteString("job", task.JobId);
        writer.WriteString("program", task.Program);
        writer.WriteNumber("chain_id", task.ChainId);
        writer.WriteNumber("block", task.BlockNumber);
        writer.WriteNumber("segment", task.Segment);
        writer.WriteNumber("cycles", task.Cycles);
        writer.WriteNumber("first_transaction", task.FirstTransaction);
        writer.WriteNumber("last_transaction", task.LastTransaction);
        writer.WriteString("input", task.Input.ToString());
        writer.WriteNumber("attempt", task.Attempt);
        writer.WriteString("created", task.CreatedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        if (task.TraceParent is not null)
        {
            writer.WriteString("traceparent", task.TraceParent);
        }
    });

    public static byte[] Write(ResultMessage result) => Write(ResultMessage.MaxByteLength, writer =>
    {
        writer.WriteNumber("version", TaskMessage.CurrentVersion);
        writer.WriteString("kind", Name(result.Kind));
        writer.WriteString("worker", result.Worker);
        writer.WriteString("at", result.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        writer.WriteString("task", result.TaskId);
        writer.WriteString("job", result.JobId);
        if (result.Result is not null)
        {
            writer.WriteString("result", result.Result.ToString());
        }

        writer.WriteNumber("seconds", result.Seconds);
        writer.WriteString("failure", Name(result.Failure));
        writer.WriteNumber("segment", result.Segment);
        writer.WriteNumber("memory", result.MemoryBytes);
        if (result.Reason is not null)
        {
            writer.WriteString("reason", Shorten(result.Reason));
        }
    });

    /// <exception cref="MessageFormatException">The bytes are no task of this version.</exception>
    public static TaskMessage ReadTask(ReadOnlyMemory<byte> utf8) => Read(utf8, TaskMessage.MaxByteLength, root =>
    {
        TaskMessage task = new()
        {
            Kind = Enumeration<TaskKind>(root, "kind"),
            TaskId = Text(root, "task"),
            JobId = Text(root, "job"),
            Program = Text(root, "program"),
            ChainId = Number<ulong>(root, "chain_id"),
            BlockNumber = Number<ulong>(root, "block"),
            Segment = Number<int>(root, "segment"),
            Cycles = Number<ulong>(root, "cycles"),
            FirstTransaction = Number<int>(root, "first_transaction"),
            LastTransaction = Number<int>(root, "last_transaction"),
            Input = Reference(root, "input"),
            Attempt = Number<int>(root, "attempt"),
            CreatedAt = Time(root, "created"),
            TraceParent = root.TryGetProperty("traceparent", out _) ? Text(root, "traceparent") : null,
        };
        return task.Segment >= 0 && task.Attempt >= 0 && ArtifactRef.IsScope(task.JobId)
            && task.TaskId.StartsWith(task.JobId + ".", StringComparison.Ordinal)
            ? task
            : throw new MessageFormatException("the message's numbers or names are out of range");
    });

    /// <exception cref="MessageFormatException">The bytes are no result of this version.</exception>
    public static ResultMessage ReadResult(ReadOnlyMemory<byte> utf8) =>
        Read(utf8, ResultMessage.MaxByteLength, root => new ResultMessage
        {
            Kind = Enumeration<ResultKind>(root, "kind"),
            Worker = Text(root, "worker"),
            At = Time(root, "at"),
            TaskId = Text(root, "task"),
            JobId = Text(root, "job"),
            Result = root.TryGetProperty("result", out _) ? Reference(root, "result") : null,
            Seconds = Seconds(root),
            Failure = Enumeration<TaskFailure>(root, "failure"),
            Segment = Number<int>(root, "segment"),
            MemoryBytes = Number<long>(root, "memory"),
            Reason = root.TryGetProperty("reason", out _) ? Text(root, "reason") : null,
        });

    private static byte[] Write(int maxByteLength, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return stream.Length <= maxByteLength
            ? stream.ToArray()
            : throw new ArgumentException($"a message of {stream.Length} bytes exceeds {maxByteLength}");
    }

    private static T Read<T>(ReadOnlyMemory<byte> utf8, int maxByteLength, Func<JsonElement, T> read)
    {
        if (utf8.Length > maxByteLength)
        {
            throw new MessageFormatException($"a message of {utf8.Length} bytes exceeds {maxByteLength}");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, Options);
            int version = Number<int>(document.RootElement, "version");
            return version == TaskMessage.CurrentVersion
                ? read(document.RootElement)
                : throw new MessageFormatException(
                    $"a message of version {version}; this release reads version {TaskMessage.CurrentVersion}");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new MessageFormatException("the message is not valid JSON", failure);
        }
    }

    private static JsonElement Property(JsonElement root, string name, JsonValueKind kind) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == kind
            ? value
            : throw new MessageFormatException($"the message has no field '{name}' of the right type");

    private static string Text(JsonElement root, string name)
    {
        string text = Property(root, name, JsonValueKind.String).GetString()!;
        return text.Length <= MaxTextLength && !text.Any(char.IsControl)
            ? text
            : throw new MessageFormatException($"field '{name}' is too long, or not one line");
    }

    private static T Number<T>(JsonElement root, string name)
        where T : struct, System.Numerics.INumber<T> =>
        T.TryParse(
            Property(root, name, JsonValueKind.Number).GetRawText(),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out T value)
            ? value
            : throw new MessageFormatException($"field '{name}' is out of range");

    private static double Seconds(JsonElement root) =>
        Property(root, "seconds", JsonValueKind.Number).GetDouble() is double seconds and >= 0 and < double.MaxValue
            ? seconds
            : throw new MessageFormatException("field 'seconds' is out of range");

    private static T Enumeration<T>(JsonElement root, string name)
        where T : struct, Enum
    {
        string text = Text(root, name);
        foreach (T value in Enum.GetValues<T>())
        {
            if (Name(value) == text)
            {
                return value;
            }
        }

        throw new MessageFormatException($"field '{name}' is not a known one");
    }

    private static ArtifactRef Reference(JsonElement root, string name) =>
        ArtifactRef.TryParse(Text(root, name), out ArtifactRef? reference)
            ? reference!
            : throw new MessageFormatException($"field '{name}' does not name an artifact");

    private static DateTimeOffset Time(JsonElement root, string name) =>
        DateTimeOffset.TryParseExact(
            Text(root, name), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? time
            : throw new MessageFormatException($"field '{name}' is not a time");

    // too-many-attempts of TooManyAttempts.
    private static string Name<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Shorten(string reason)
    {
        string line = string.Concat(reason.Select(character => char.IsControl(character) ? ' ' : character));
        return line.Length <= ResultMessage.MaxReasonLength ? line : line[..ResultMessage.MaxReasonLength];
    }
}
