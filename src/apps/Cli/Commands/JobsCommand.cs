using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>`zero jobs`: the jobs in the database, and what to do about them.</summary>
internal static class JobsCommand
{
    public static Command Create()
    {
        ClusterOptions cluster = new();
        Option<bool> json = CommonOptions.Json();
        json.Recursive = true;
        Command command = new("jobs", "Lists the jobs of a cluster, cancels, retries and deletes them.")
        {
            json,
            List(cluster, json),
            Show(cluster, json),
            Cancel(cluster, json),
            Retry(cluster, json),
            Prune(cluster, json),
            Workers(cluster, json),
        };
        cluster.AddTo(command, hasRuntime: false);
        return command;
    }

    private static Argument<string> JobArgument() => new("JOB")
    {
        Description = "id of a job or the beginning of one, or the number of a block",
    };

    private static Command List(ClusterOptions cluster, Option<bool> json)
    {
        Option<JobState[]> state = new("--state")
        {
            Description = "only jobs in these states",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<ulong?> block = new("--block") { Description = "only jobs of the block with this number" };
        Option<int> limit = new("--limit") { Description = "most jobs that are listed", DefaultValueFactory = _ => 50 };
        Command command = new("list", "Lists jobs, the newest first.") { state, block, limit };
        command.SetAction((parsed, cancellation) => WithJobsAsync(parsed, cluster, cancellation, async store =>
        {
            IReadOnlyList<Job> jobs = await store.ListAsync(
                new JobFilter
                {
                    States = parsed.GetValue(state) is { Length: > 0 } states ? states : null,
                    BlockNumber = parsed.GetValue(block),
                    MaxCount = Math.Clamp(parsed.GetValue(limit), 1, JobFilter.Limit),
                },
                cancellation);
            WriteList(parsed, json, jobs);
            return ExitCode.Success;
        }));
        return command;
    }

    private static Command Show(ClusterOptions cluster, Option<bool> json)
    {
        Argument<string> id = JobArgument();
        Command command = new("show", "Shows a job and its tasks.") { id };
        command.SetAction((parsed, cancellation) => WithJobsAsync(parsed, cluster, cancellation, async store =>
        {
            Job job = await FindAsync(store, parsed.GetValue(id)!, cancellation);
            IReadOnlyList<JobTask> tasks = await store.GetTasksAsync(job.Id, cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer => JobDocument.Write(writer, job, tasks, null));
                return ExitCode.Success;
            }

            Print(job, tasks);
            return ExitCode.Success;
        }));
        return command;
    }

    private static Command Cancel(ClusterOptions cluster, Option<bool> json)
    {
        Argument<string> id = JobArgument();
        Command command = new(
            "cancel", "Cancels a job: its queued tasks are removed, and workers stop proving it.")
        {
            id,
        };
        command.SetAction((parsed, cancellation) => WithJobsAsync(parsed, cluster, cancellation, async store =>
        {
            Job job = await FindAsync(store, parsed.GetValue(id)!, cancellation);
            Job after = await store.CancelAsync(job.Id, $"cancelled by {Environment.UserName}", cancellation) ?? job;
            return Report(
                parsed, json, after, after.State == JobState.Cancelled, "cancelled", "only a job that has not ended");
        }));
        return command;
    }

    private static Command Retry(ClusterOptions cluster, Option<bool> json)
    {
        Argument<string> id = JobArgument();
        Command command = new(
            "retry", "Queues a job again that failed or was cancelled; proven segments stay proven.")
        {
            id,
        };
        command.SetAction((parsed, cancellation) => WithJobsAsync(parsed, cluster, cancellation, async store =>
        {
            Job job = await FindAsync(store, parsed.GetValue(id)!, cancellation);
            Job after = await store.RetryAsync(job.Id, cancellation) ?? job;
            return Report(
                parsed,
                json,
                after,
                after.State == JobState.Queued,
                "queued again",
                "only a job that failed or was cancelled, and whose block has no other job,");
        }));
        return command;
    }

    private static Command Prune(ClusterOptions cluster, Option<bool> json)
    {
        Option<string?> age = CommonOptions.AgeOption(
            "--older-than", "how long ago a job ended at least, such as 30d", otherwise: null);
        age.Required = true;
        Option<bool> dry = new("--dry-run") { Description = "only list what would be deleted" };
        Command command = new("prune", "Deletes jobs that ended long ago, with their inputs and proofs.")
        {
            age, dry,
        };
        command.SetAction((parsed, cancellation) => WithJobsAsync(parsed, cluster, cancellation, async store =>
        {
            TimeSpan least = CommonOptions.AgeOf(parsed.GetValue(age)) ?? Age.Longest;
            JobRetention retention =
                new(store, cluster.OpenArtifacts(parsed), TimeProvider.System, NullLogger.Instance);
            if (parsed.GetValue(dry))
            {
                IReadOnlyList<Job> ended = await retention.ListAsync(least, JobFilter.Limit, cancellation);
                WriteList(parsed, json, ended);
                return ExitCode.Success;
            }

            int deleted = await retention.RunOnceAsync(least, cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("deleted", deleted);
                    writer.WriteEndObject();
                });
            }
            else
            {
                Console.WriteLine($"{deleted} jobs were deleted");
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static void WriteList(ParseResult parsed, Option<bool> json, IReadOnlyList<Job> jobs)
    {
        if (parsed.GetValue(json))
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (Job job in jobs)
                {
                    JobDocument.Write(writer, job, null, null);
                }

                writer.WriteEndArray();
            });
            return;
        }

        TextTable table = new("job", "block", "state", "segments", "M cycles", "worker time", "age", "error");
        foreach (Job job in jobs)
        {
            table.Add(
                job.Id,
                job.BlockNumber.ToString(CultureInfo.InvariantCulture),
                JobDocument.NameOf(job.State),
                Segments(job),
                (job.Cycles / 1e6).ToString("F1", CultureInfo.InvariantCulture),
                TextTable.Duration(TimeSpan.FromSeconds(job.WorkerSeconds)),
                TextTable.Duration(TimeProvider.System.GetUtcNow() - job.CreatedAt),
                job.Error ?? string.Empty);
        }

        table.Print();
    }

    private static Command Workers(ClusterOptions cluster, Option<bool> json)
    {
        Option<double> minutes = new("--minutes")
        {
            Description = "how long ago the last sign of life may be",
            DefaultValueFactory = _ => 2,
        };
        Command command = new("workers", "Lists the workers that live, and what they work on.") { minutes };
        command.SetAction((parsed, cancellation) => WithJobsAsync(parsed, cluster, cancellation, async store =>
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            IReadOnlyList<WorkerRecord> workers = await store.ListWorkersAsync(
                now - TimeSpan.FromMinutes(Math.Clamp(parsed.GetValue(minutes), 0, 1e6)), cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer => WorkerDocument.Write(writer, workers, now));
                return ExitCode.Success;
            }

            TextTable table = new("worker", "task", "done", "memory", "seen");
            foreach (WorkerRecord worker in workers)
            {
                table.Add(
                    worker.Name,
                    worker.TaskId ?? "-",
                    worker.TasksDone.ToString("N0", CultureInfo.InvariantCulture),
                    ByteSize.Format(worker.MemoryBytes),
                    TextTable.Duration(now - worker.SeenAt) + " ago");
            }

            table.Print();
            return ExitCode.Success;
        }));
        return command;
    }

    private static void Print(Job job, IReadOnlyList<JobTask> tasks)
    {
        Line("job", job.Id);
        Line("block", $"{job.BlockNumber} of chain {job.ChainId}, {job.BlockHash}");
        Line("state", JobDocument.NameOf(job.State) + (job.Error is null ? string.Empty : $": {job.Error}"));
        Line("from", job.Source);
        Line("transactions", $"{job.TransactionCount}, {job.GasUsed} gas");
        Line("cycles", $"{job.Cycles} in {job.SegmentCount} segments, {job.SegmentsDone} proven");
        Line("created", Time(job.CreatedAt));
        Line("started", $"{Time(job.StartedAt)}, {job.Attempts} time(s)");
        Line("cut", Time(job.CutAt));
        Line("finished", Time(job.FinishedAt));
        Line("worker time", TextTable.Duration(TimeSpan.FromSeconds(job.WorkerSeconds)));
        Line("leader time", TextTable.Duration(TimeSpan.FromSeconds(job.LeaderSeconds)));
        Line("proof", job.Proof is null ? "-" : ByteSize.Format(job.Proof.Length));
        Line("leader", job.LeaseOwner ?? "-");
        if (tasks.Count == 0)
        {
            return;
        }

        Console.WriteLine();
        TextTable table = new("task", "state", "cycles", "transactions", "attempts", "seconds", "worker", "error");
        foreach (JobTask task in tasks)
        {
            table.Add(
                task.Kind == TaskKind.Prove ? $"segment {task.Index}" : "aggregation",
                task.State.ToString().ToLowerInvariant(),
                task.Cycles.ToString("N0", CultureInfo.InvariantCulture),
                task.FirstTransaction < 0 ? "-" : $"{task.FirstTransaction}-{task.LastTransaction}",
                task.Attempts.ToString(CultureInfo.InvariantCulture),
                task.Seconds.ToString("F1", CultureInfo.InvariantCulture),
                task.Worker ?? "-",
                task.Error ?? string.Empty);
        }

        table.Print();
    }

    private static int Report(
        ParseResult parsed, Option<bool> json, Job job, bool isDone, string done, string condition)
    {
        if (!isDone)
        {
            throw new WitnessException(
                $"job {job.Id} of block {job.BlockNumber} is {JobDocument.NameOf(job.State)}: {condition} can be "
                + done);
        }

        if (parsed.GetValue(json))
        {
            JsonOutput.Write(writer => JobDocument.Write(writer, job, null, null));
        }
        else
        {
            Console.WriteLine($"job {job.Id} of block {job.BlockNumber} is {done}");
        }

        return ExitCode.Success;
    }

    private static async Task<Job> FindAsync(IJobStore store, string text, CancellationToken cancellation)
    {
        IReadOnlyList<Job> found = text.Length > 0
            ? await store.ListAsync(new JobFilter { IdPrefix = text, MaxCount = 2 }, cancellation)
            : [];
        if (found.Count != 1 && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong block))
        {
            IReadOnlyList<Job> ofBlock =
                await store.ListAsync(new JobFilter { BlockNumber = block, MaxCount = 2 }, cancellation);
            found = ofBlock.Count > 0 ? ofBlock : found;
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw new WitnessException($"there is no job '{text}'; see `zero jobs list`"),
            _ => throw new WitnessException($"'{text}' is more than one job: name it by more of its id"),
        };
    }

    private static async Task<int> WithJobsAsync(
        ParseResult parsed,
        ClusterOptions cluster,
        CancellationToken cancellation,
        Func<IJobStore, Task<int>> action)
    {
        await using IJobStore store = await cluster.OpenJobsAsync(parsed, cancellation);
        return await action(store);
    }

    private static string Segments(Job job) => job.SegmentCount == 0
        ? $"{job.SegmentsDone}/?"
        : $"{job.SegmentsDone}/{job.SegmentCount}";

    private static string Time(DateTimeOffset? time) =>
        time?.ToString("u", CultureInfo.InvariantCulture) ?? "-";

    private static void Line(string name, FormattableString value) =>
        Line(name, value.ToString(CultureInfo.InvariantCulture));

    private static void Line(string name, string value) => Console.WriteLine($"{name,-14}{value}");
}
