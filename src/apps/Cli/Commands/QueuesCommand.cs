using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>`zero queues`: what is in the broker, and what to do about it.</summary>
internal static class QueuesCommand
{
    // Of dead letters that are shown; replaying goes through all of them.
    private const int MaxShown = 1000;

    public static Command Create()
    {
        ClusterOptions cluster = new();
        LogOptions logging = new();
        Option<bool> json = CommonOptions.Json();
        json.Recursive = true;
        Command command = new("queues", "Shows the queues of a cluster, and repairs them.")
        {
            json,
            Status(cluster, logging, json),
            Purge(cluster, logging, json),
            Dead(cluster, logging, json),
            Replay(cluster, logging, json),
        };
        cluster.AddTo(command, hasRuntime: false);
        logging.AddTo(command);
        return command;
    }

    private static Command Status(ClusterOptions cluster, LogOptions logging, Option<bool> json)
    {
        Command command = new("status", "Messages that wait, consumers, and the age of the oldest message.");
        command.SetAction((parsed, cancellation) => WithBrokerAsync(parsed, cluster, logging, async broker =>
        {
            IReadOnlyList<QueueStatus> queues = await broker.GetStatusAsync(cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer => QueueDocument.Write(writer, queues));
                return;
            }

            TextTable table = new("queue", "ready", "consumers", "oldest");
            foreach (QueueStatus queue in queues)
            {
                table.Add(
                    queue.Name,
                    queue.Ready.ToString("N0", CultureInfo.InvariantCulture),
                    queue.Consumers.ToString("N0", CultureInfo.InvariantCulture),
                    queue.OldestAge is { } age ? TextTable.Duration(age) : "-");
            }

            table.Print();
        }));
        return command;
    }

    private static Command Purge(ClusterOptions cluster, LogOptions logging, Option<bool> json)
    {
        Argument<string> queue = new("QUEUE")
        {
            Description = "name of the queue, or prove, aggregate, retry, results, dead",
        };
        Option<bool> yes = new("--yes") { Description = "do it; without, nothing is deleted" };
        Command command = new(
            "purge", "Deletes the messages of a queue; leaders publish tasks again that their jobs lack.")
        {
            queue, yes,
        };
        command.SetAction((parsed, cancellation) => WithBrokerAsync(parsed, cluster, logging, async broker =>
        {
            string name = parsed.GetValue(queue)!;
            QueueStatus found = (await broker.GetStatusAsync(cancellation)).FirstOrDefault(
                status => status.Name == name || status.Name.EndsWith("." + name, StringComparison.Ordinal))
                ?? throw new WitnessException($"there is no queue '{name}'; see `zero queues status`");
            if (!parsed.GetValue(yes))
            {
                throw new WitnessException($"{found.Name} has {found.Ready} messages: add --yes to delete them");
            }

            Report(parsed, json, "purged", await broker.PurgeAsync(found.Name, cancellation));
        }));
        return command;
    }

    private static Command Dead(ClusterOptions cluster, LogOptions logging, Option<bool> json)
    {
        Command command = new("dead", "Lists the dead letters: tasks that nobody could do, and why.");
        command.SetAction((parsed, cancellation) => WithBrokerAsync(parsed, cluster, logging, async broker =>
        {
            IReadOnlyList<DeadLetter> letters = await broker.ListDeadAsync(MaxShown, cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (DeadLetter letter in letters)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("task", letter.Task?.TaskId);
                        writer.WriteString("job", letter.Task?.JobId);
                        writer.WriteString("queue", letter.Queue);
                        writer.WriteString("reason", letter.Reason);
                        writer.WriteString("at", letter.At?.ToString("O", CultureInfo.InvariantCulture));
                        writer.WriteNumber("bytes", letter.ByteLength);
                        writer.WriteEndObject();
                    }

                    writer.WriteEndArray();
                });
                return;
            }

            TextTable table = new("task", "block", "from", "at", "reason");
            foreach (DeadLetter letter in letters)
            {
                table.Add(
                    letter.Task?.TaskId ?? $"({letter.ByteLength} bytes)",
                    letter.Task?.BlockNumber.ToString(CultureInfo.InvariantCulture) ?? "-",
                    letter.Queue,
                    letter.At?.ToString("u", CultureInfo.InvariantCulture) ?? "-",
                    FailureText.OneLine(letter.Reason));
            }

            table.Print();
        }));
        return command;
    }

    private static Command Replay(ClusterOptions cluster, LogOptions logging, Option<bool> json)
    {
        Option<string?> job = new("--job") { Description = "only tasks of this job" };
        Command command = new("replay-dead", "Publishes dead tasks again, with no attempts counted.") { job };
        command.SetAction((parsed, cancellation) => WithBrokerAsync(parsed, cluster, logging, async broker =>
        {
            string? jobId = parsed.GetValue(job);
            int count = await broker.ReplayDeadAsync(
                letter => jobId is null || letter.Task?.JobId == jobId, cancellation);
            Report(parsed, json, "replayed", count);
        }));
        return command;
    }

    private static void Report(ParseResult parsed, Option<bool> json, string what, long count)
    {
        if (parsed.GetValue(json))
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber(what, count);
                writer.WriteEndObject();
            });
            return;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} messages {what}"));
    }

    private static async Task<int> WithBrokerAsync(
        ParseResult parsed,
        ClusterOptions cluster,
        LogOptions logging,
        Func<ITaskBroker, Task> action)
    {
        using ILoggerFactory loggers = logging.Create(parsed, isQuiet: true);
        await using ITaskBroker broker = cluster.OpenBroker(parsed, RoleName.Create("queues"), loggers);
        await action(broker);
        return ExitCode.Success;
    }
}
