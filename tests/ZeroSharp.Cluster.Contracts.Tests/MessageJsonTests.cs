using System.Text;
using System.Text.Json;
using CsCheck;
using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Contracts.Tests;

public sealed class MessageJsonTests
{
    private const int Iterations = 2000;

    private static readonly Gen<string> Text =
        Gen.String[Gen.Char["abcxyzABC 0123456789.-_/\"\\'<>&+\u00e9\u4e2d\u2028"], 0, 200];

    private static readonly Gen<string> Scope = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"], 1, 64];

    private static readonly Gen<DateTimeOffset> Time = Gen.Select(
        Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerDay],
        Gen.Int[-12, 12],
        (ticks, hours) => new DateTimeOffset(
            Math.Max(ticks, TimeSpan.TicksPerDay), TimeSpan.Zero).ToOffset(TimeSpan.FromHours(hours)));

    private static readonly Gen<ArtifactRef> Artifact = Gen.Select(
        Scope,
        Gen.Byte.Array[32],
        Gen.Long[0, ArtifactRef.MaxByteLength],
        (scope, hash, length) => new ArtifactRef(scope, Convert.ToHexStringLower(hash), length));

    private static readonly Gen<TaskMessage> Task = Gen.Select(
        Gen.Select(Gen.Enum<TaskKind>(), Scope, Text, Text, Artifact),
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, int.MaxValue], Gen.ULong),
        Gen.Select(Gen.Int, Gen.Int, Gen.Int[0, int.MaxValue], Time, Gen.Null(Text)),
        (names, numbers, rest) => new TaskMessage
        {
            Kind = names.Item1,
            JobId = names.Item2,
            TaskId = $"{names.Item2}.{names.Item3}",
            Program = names.Item4,
            Input = names.Item5,
            ChainId = numbers.Item1,
            BlockNumber = numbers.Item2,
            Segment = numbers.Item3,
            Cycles = numbers.Item4,
            FirstTransaction = rest.Item1,
            LastTransaction = rest.Item2,
            Attempt = rest.Item3,
            CreatedAt = rest.Item4,
            TraceParent = rest.Item5,
        });

    private static readonly Gen<ResultMessage> Result = Gen.Select(
        Gen.Select(Gen.Enum<ResultKind>(), Text, Time, Text, Text),
        Gen.Select(Gen.Null(Artifact), Gen.Double[0, 1e9], Gen.Enum<TaskFailure>()),
        Gen.Select(Gen.Int, Gen.Null(Text), Gen.Long),
        (names, values, rest) => new ResultMessage
        {
            Kind = names.Item1,
            Worker = names.Item2,
            At = names.Item3,
            TaskId = names.Item4,
            JobId = names.Item5,
            Result = values.Item1,
            Seconds = values.Item2,
            Failure = values.Item3,
            Segment = rest.Item1,
            Reason = rest.Item2,
            MemoryBytes = rest.Item3,
        });

    [Fact]
    public void Task_WrittenAndRead_IsTheSame() => Task.Sample(
        task => Assert.Equal(task, MessageJson.ReadTask(MessageJson.Write(task))), iter: Iterations);

    [Fact]
    public void Result_WrittenAndRead_IsTheSame() => Result.Sample(
        result => Assert.Equal(result, MessageJson.ReadResult(MessageJson.Write(result))), iter: Iterations);

    [Fact]
    public void Task_UnknownField_IsIgnored()
    {
        string json = Encoding.UTF8.GetString(MessageJson.Write(Sample()));

        Assert.Equal(Sample(), MessageJson.ReadTask(Encoding.UTF8.GetBytes(json[..^1] + ",\"new\":[{\"a\":1}]}")));
    }

    [Fact]
    public void Task_EveryFieldMissing_IsRefusedByName()
    {
        using JsonDocument document = JsonDocument.Parse(MessageJson.Write(Sample()));
        foreach (JsonProperty missing in document.RootElement.EnumerateObject())
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(document.RootElement.EnumerateObject()
                .Where(property => property.Name != missing.Name)
                .ToDictionary(property => property.Name, property => property.Value));
            if (missing.Name == "traceparent")
            {
                Assert.Null(MessageJson.ReadTask(json).TraceParent);
                continue;
            }

            MessageFormatException failure =
                Assert.Throws<MessageFormatException>(() => MessageJson.ReadTask(json));
            Assert.Contains($"'{missing.Name}'", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", "version 2")]
    [InlineData("\"version\":1", "\"version\":1,\"version\":1", "not valid JSON")]
    [InlineData("\"kind\":\"prove\"", "\"kind\":\"verify\"", "'kind'")]
    [InlineData("\"kind\":\"prove\"", "\"kind\":0", "'kind'")]
    [InlineData("\"segment\":4", "\"segment\":-1", "out of range")]
    [InlineData("\"segment\":4", "\"segment\":4.5", "'segment'")]
    [InlineData("\"segment\":4", "\"segment\":99999999999", "'segment'")]
    [InlineData("\"attempt\":0", "\"attempt\":-1", "out of range")]
    [InlineData("\"job\":\"job-1\"", "\"job\":\"job-2\"", "out of range")]
    [InlineData("\"job\":\"job-1\"", "\"job\":\"../job-1\"", "out of range")]
    [InlineData("\"task\":\"job-1.4\"", "\"task\":\"job-1.4\\n\"", "one line")]
    [InlineData("\"task\":\"job-1.4\"", "\"task\":\"job-1.\\ud800\"", "not valid JSON")]
    [InlineData("/77\"", "/-77\"", "artifact")]
    [InlineData("\"created\":\"", "\"created\":\"x", "time")]
    public void Task_OneFieldWrong_IsRefused(string from, string to, string expected)
    {
        string json = Encoding.UTF8.GetString(MessageJson.Write(Sample()));
        Assert.Contains(from, json, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(json.Replace(from, to, StringComparison.Ordinal));

        MessageFormatException failure = Assert.Throws<MessageFormatException>(() => MessageJson.ReadTask(changed));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1")]
    public void Result_SecondsOutOfRange_IsRefused(string seconds)
    {
        ResultMessage result = new()
        {
            Kind = ResultKind.Alive, Worker = "w", At = DateTimeOffset.UnixEpoch, Seconds = 7,
        };
        string json = Encoding.UTF8.GetString(MessageJson.Write(result))
            .Replace("\"seconds\":7", $"\"seconds\":{seconds}", StringComparison.Ordinal);

        Assert.Throws<MessageFormatException>(() => MessageJson.ReadResult(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Messages_TooLong_AreNeitherWrittenNorRead()
    {
        Assert.Throws<ArgumentException>(() => MessageJson.Write(Sample() with { Program = new string('a', 9000) }));
        Assert.Throws<MessageFormatException>(() => MessageJson.ReadTask(new byte[TaskMessage.MaxByteLength + 1]));
        Assert.Throws<MessageFormatException>(() => MessageJson.ReadResult(new byte[ResultMessage.MaxByteLength + 1]));
    }

    [Fact]
    public void Result_LongReason_IsCutAndMadeOneLine()
    {
        ResultMessage result = new()
        {
            Kind = ResultKind.Failed,
            Worker = "w",
            At = DateTimeOffset.UnixEpoch,
            Reason = "first\nsecond" + new string('x', 2 * ResultMessage.MaxReasonLength),
        };

        string reason = MessageJson.ReadResult(MessageJson.Write(result)).Reason!;

        Assert.StartsWith("first second", reason, StringComparison.Ordinal);
        Assert.Equal(ResultMessage.MaxReasonLength, reason.Length);
    }

    [Fact]
    public void Read_ChangedBytes_GivesAMessageOrTheOneException() => Gen.Select(
        Task, Result, Gen.Select(Gen.Int[0, 8191], Gen.Byte, Gen.Int[0, 3]).List[1, 4]).Sample(
        (task, result, changes) =>
        {
            Check(Change(MessageJson.Write(task), changes), bytes => _ = MessageJson.ReadTask(bytes));
            Check(Change(MessageJson.Write(result), changes), bytes => _ = MessageJson.ReadResult(bytes));
        },
        iter: Iterations);

    [Fact]
    public void Read_AnyBytes_GivesTheOneException() => Gen.Byte.Array[0, 300].Sample(
        bytes =>
        {
            Assert.Throws<MessageFormatException>(() => MessageJson.ReadTask(bytes));
            Assert.Throws<MessageFormatException>(() => MessageJson.ReadResult(bytes));
        },
        iter: Iterations);

    private static void Check(byte[] bytes, Action<byte[]> read)
    {
        try
        {
            read(bytes);
        }
        catch (MessageFormatException failure)
        {
            Assert.DoesNotContain('\n', failure.Message);
        }
    }

    /// <summary>Sets, takes out, inserts or repeats bytes.</summary>
    private static byte[] Change(byte[] bytes, List<(int Position, byte Value, int Way)> changes)
    {
        List<byte> changed = [.. bytes];
        foreach ((int position, byte value, int way) in changes)
        {
            int index = position % changed.Count;
            switch (way)
            {
                case 0:
                    changed[index] = value;
                    break;
                case 1 when changed.Count > 1:
                    changed.RemoveAt(index);
                    break;
                case 2:
                    changed.Insert(index, value);
                    break;
                default:
                    changed.AddRange(changed.Slice(index, Math.Min(value, changed.Count - index)));
                    break;
            }
        }

        return [.. changed];
    }

    private static TaskMessage Sample() => new()
    {
        Kind = TaskKind.Prove,
        TaskId = "job-1.4",
        JobId = "job-1",
        Program = "0x00",
        ChainId = 1,
        BlockNumber = 2,
        Segment = 4,
        Cycles = 3,
        FirstTransaction = 0,
        LastTransaction = 1,
        Input = new ArtifactRef("job-1", new string('a', 64), 77),
        CreatedAt = DateTimeOffset.UnixEpoch,
        TraceParent = "00-0-0-00",
    };
}
