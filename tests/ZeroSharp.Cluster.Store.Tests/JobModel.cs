using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>The rules of jobs and tasks, as plainly as they can be said, for comparison with a database.</summary>
internal sealed class JobModel
{
    private readonly Dictionary<string, ModelJob> jobs = [];

    public bool Has(string id) => jobs.ContainsKey(id);

    public string? KeyHolder => jobs.FirstOrDefault(
        pair => pair.Value.State is not (JobState.Failed or JobState.Cancelled)).Key;

    public bool Submit(string id)
    {
        if (KeyHolder is not null)
        {
            return false;
        }

        jobs[id] = new ModelJob();
        return true;
    }

    public string? Claim(string owner, DateTimeOffset now, TimeSpan lease)
    {
        foreach ((string id, ModelJob job) in jobs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!job.State.IsFinal() && (job.Owner is null || job.Until <= now))
            {
                (job.Owner, job.Until) = (owner, now + lease);
                job.Attempts++;
                return id;
            }
        }

        return null;
    }

    public List<string> Renew(string owner, DateTimeOffset now, TimeSpan lease)
    {
        List<string> held = [.. jobs.Where(pair => pair.Value.Owner == owner).Select(pair => pair.Key)];
        held.ForEach(id => jobs[id].Until = now + lease);
        return held;
    }

    public void Release(string owner, string id)
    {
        if (Held(owner, id) is { } job)
        {
            job.Owner = null;
        }
    }

    public bool Update(string owner, string id, JobState state)
    {
        if (Held(owner, id) is not { } job)
        {
            return false;
        }

        job.State = state;
        if (state.IsFinal())
        {
            (job.Owner, job.NeedsCleanup) = (null, true);
        }

        return true;
    }

    public void AddTask(string owner, string id, int index)
    {
        if (Held(owner, id) is { } job && !job.Tasks.TryAdd(index, new ModelTask())
            && job.Tasks[index] is { State: JobTaskState.Failed, IsBadInput: true })
        {
            job.Tasks[index] = new ModelTask();
        }
    }

    public void MarkPublished(string id, int index)
    {
        if (TaskOf(id, index) is { State: JobTaskState.Ready } task)
        {
            task.State = JobTaskState.Queued;
        }
    }

    public void Reset(string owner, string id, int index)
    {
        if (Held(owner, id) is not null && TaskOf(id, index) is { } task)
        {
            jobs[id].Tasks[index] = new ModelTask { Attempts = task.Attempts };
        }
    }

    public ResultEffect Apply(ResultMessage result, string id, int index)
    {
        if (TaskOf(id, index) is not { } task)
        {
            return ResultEffect.Unknown;
        }

        ModelJob job = jobs[id];
        if (job.State is JobState.Proved or JobState.Cancelled)
        {
            return ResultEffect.JobEnded;
        }

        if (result.Kind == ResultKind.Dropped)
        {
            return ResultEffect.Applied;
        }

        bool isOver = task.State is JobTaskState.Done
            || (task.State == JobTaskState.Failed && result.Kind != ResultKind.Done);
        if (isOver || (result.Kind == ResultKind.Started && task.StartedAt >= result.At))
        {
            return ResultEffect.Repeated;
        }

        task.Worker = result.Worker;
        switch (result.Kind)
        {
            case ResultKind.Started:
                task.State = JobTaskState.Running;
                task.StartedAt = result.At;
                task.Attempts++;
                break;
            case ResultKind.Failed:
                task.State = JobTaskState.Failed;
                task.IsBadInput = result.Failure == TaskFailure.BadInput;
                break;
            default:
                Finish(job, task, result);
                break;
        }

        return ResultEffect.Applied;
    }

    public void Cancel(string id)
    {
        if (jobs.TryGetValue(id, out ModelJob? job) && !job.State.IsFinal())
        {
            (job.State, job.Owner, job.NeedsCleanup) = (JobState.Cancelled, null, true);
        }
    }

    public void Retry(string id)
    {
        if (jobs.TryGetValue(id, out ModelJob? job) && job.State is JobState.Failed or JobState.Cancelled
            && KeyHolder is null)
        {
            foreach (int index in job.Tasks.Keys.Where(key => job.Tasks[key].State == JobTaskState.Failed).ToList())
            {
                job.Tasks[index] = new ModelTask();
            }

            Requeue(job);
        }
    }

    public void MarkClean(string id)
    {
        if (jobs.TryGetValue(id, out ModelJob? job))
        {
            job.NeedsCleanup = false;
        }
    }

    /// <summary>All that is compared, as text.</summary>
    public string Describe() => string.Join(
        "; ",
        jobs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Line(
            pair.Key, pair.Value.State, pair.Value.Owner, pair.Value.Attempts, pair.Value.NeedsCleanup,
            pair.Value.Tasks.Values.Count(task => task.State == JobTaskState.Done), pair.Value.Seconds,
            pair.Value.Tasks.OrderBy(task => task.Key)
                .Select(task => (task.Key, task.Value.State, task.Value.Attempts, task.Value.Worker)))));

    /// <summary>The same of a database.</summary>
    public static async Task<string> DescribeAsync(IJobStore store, IEnumerable<string> ids)
    {
        List<string> lines = [];
        foreach (string id in ids.Order(StringComparer.Ordinal))
        {
            if (await store.GetAsync(id, CancellationToken.None) is { } job)
            {
                IReadOnlyList<JobTask> tasks = await store.GetTasksAsync(id, CancellationToken.None);
                lines.Add(Line(
                    id, job.State, job.LeaseOwner, job.Attempts, job.NeedsCleanup, job.SegmentsDone,
                    job.WorkerSeconds, tasks.Select(task => (task.Index, task.State, task.Attempts, task.Worker))));
            }
        }

        return string.Join("; ", lines);
    }

    private static string Line(
        string id,
        JobState state,
        string? owner,
        int attempts,
        bool needsCleanup,
        int done,
        double seconds,
        IEnumerable<(int Index, JobTaskState State, int Attempts, string? Worker)> tasks) =>
        $"{id} {state} {owner} {attempts} {needsCleanup} {done} {seconds}: {string.Join(", ", tasks)}";

    private static void Requeue(ModelJob job)
    {
        (job.State, job.Owner, job.Attempts, job.NeedsCleanup) = (JobState.Queued, null, 0, false);
        foreach (ModelTask task in job.Tasks.Values
            .Where(task => task.State is JobTaskState.Queued or JobTaskState.Running))
        {
            (task.State, task.Worker, task.StartedAt) = (JobTaskState.Ready, null, null);
        }
    }

    private void Finish(ModelJob job, ModelTask task, ResultMessage result)
    {
        bool hadFailed = task.State == JobTaskState.Failed;
        task.State = JobTaskState.Done;
        job.Seconds += result.Seconds;
        if (hadFailed && job.State == JobState.Failed && KeyHolder is null
            && job.Tasks.Values.All(other => other.State != JobTaskState.Failed))
        {
            Requeue(job);
        }
    }

    private ModelJob? Held(string owner, string id) =>
        jobs.TryGetValue(id, out ModelJob? job) && job.Owner == owner ? job : null;

    private ModelTask? TaskOf(string id, int index) =>
        jobs.TryGetValue(id, out ModelJob? job) ? job.Tasks.GetValueOrDefault(index) : null;

    private sealed class ModelJob
    {
        public JobState State { get; set; }

        public string? Owner { get; set; }

        public DateTimeOffset Until { get; set; }

        public int Attempts { get; set; }

        public bool NeedsCleanup { get; set; }

        public double Seconds { get; set; }

        public Dictionary<int, ModelTask> Tasks { get; } = [];
    }

    private sealed class ModelTask
    {
        public JobTaskState State { get; set; }

        public int Attempts { get; set; }

        public string? Worker { get; set; }

        public DateTimeOffset? StartedAt { get; set; }

        public bool IsBadInput { get; set; }
    }
}
