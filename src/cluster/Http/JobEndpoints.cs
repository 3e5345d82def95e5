using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ZeroSharp.Cluster.Contracts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;

namespace ZeroSharp.Cluster.Http;

/// <summary>The requests about jobs; see docs/reference/http-api.md and openapi.json.</summary>
internal sealed class JobEndpoints(LeaderApiServices services, LeaderApiOptions options, TimeProvider time)
{
    private static readonly TimeSpan WorkerLifetime = TimeSpan.FromMinutes(2);

    private readonly BlockReading _reading = new(options);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/prove", ProveAsync);
        routes.MapPost("/v1/jobs", SubmitAsync);
        routes.MapGet("/v1/jobs", ListAsync);
        routes.MapGet("/v1/jobs/{id}", ShowAsync);
        routes.MapDelete("/v1/jobs/{id}", CancelAsync);
        routes.MapPost("/v1/jobs/{id}/retry", RetryAsync);
        routes.MapGet("/v1/jobs/{id}/proof", ProofAsync);
        routes.MapGet("/v1/workers", WorkersAsync);
        routes.MapGet("/v1/queues", QueuesAsync);
    }

    /// <summary>The job that a request names.</summary>
    public async Task<Job> FindAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        return await services.Jobs.GetAsync(id, context.RequestAborted)
            ?? throw new ApiException(StatusCodes.Status404NotFound, "no such job", $"there is no job '{id}'");
    }

    private async Task ProveAsync(HttpContext context)
    {
        List<Job> jobs = [];
        foreach (ExecutedBlock block in await _reading.ReadProveAsync(context))
        {
            (Job job, _) = await services.Submission.SubmitAsync(block, "http", context.RequestAborted);
            jobs.Add(job);
        }

        List<BlockProof> proofs = [];
        foreach (Job job in jobs)
        {
            Job? end = await services.Leader.WaitAsync(job.Id, null, context.RequestAborted);
            proofs.Add(end is { State: JobState.Proved }
                ? await JobProof.ReadAsync(services.Artifacts, end, context.RequestAborted)
                : throw new ApiException(
                    StatusCodes.Status500InternalServerError,
                    "the block was not proven",
                    $"block {job.BlockNumber}, job {job.Id}: {end?.Error ?? "it is gone"}"));
        }

        await WriteProofsAsync(context, proofs);
    }

    private async Task SubmitAsync(HttpContext context)
    {
        TimeSpan wait = WaitOf(context);
        List<(Job Job, bool IsNew)> submitted = [];
        foreach (ExecutedBlock block in await _reading.ReadAsync(context))
        {
            submitted.Add(await services.Submission.SubmitAsync(block, "http", context.RequestAborted));
        }

        if (submitted.Count == 1)
        {
            context.Response.Headers.Location = $"/v1/jobs/{submitted[0].Job.Id}";
        }

        IReadOnlyList<Job> jobs = [.. submitted.Select(job => job.Job)];
        bool isAnyNew = submitted.Any(job => job.IsNew);
        if (wait > TimeSpan.Zero)
        {
            jobs = await WaitAsync(jobs, wait, context.RequestAborted);
            isAnyNew = jobs.Any(job => !job.State.IsFinal());
        }

        await WriteListAsync(context, isAnyNew ? StatusCodes.Status202Accepted : StatusCodes.Status200OK, jobs);
    }

    // The jobs as they are when all have ended, or when the time is over.
    private async Task<IReadOnlyList<Job>> WaitAsync(
        IReadOnlyList<Job> jobs, TimeSpan wait, CancellationToken cancellation)
    {
        using CancellationTokenSource timer = new(wait, time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellation, timer.Token);
        List<Job> after = [];
        foreach (Job job in jobs)
        {
            try
            {
                after.Add(await services.Leader.WaitAsync(job.Id, null, either.Token) ?? job);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                after.Add(await services.Jobs.GetAsync(job.Id, cancellation) ?? job);
            }
        }

        return after;
    }

    private static TimeSpan WaitOf(HttpContext context)
    {
        ulong seconds = NumberOf(context.Request.Query, "wait") ?? 0;
        return seconds <= LeaderApiOptions.LongestWait.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ApiException(
                StatusCodes.Status400BadRequest,
                "too long a wait",
                $"'wait' is at most {LeaderApiOptions.LongestWait.TotalSeconds} seconds");
    }

    private async Task ListAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        JobFilter filter = new()
        {
            States = query.ContainsKey("state") ? [.. query["state"].Select(StateOf)] : null,
            BlockNumber = NumberOf(query, "block"),
            ChainId = NumberOf(query, "chain_id"),
            BeforeId = query["before"].ToString() is { Length: > 0 } before ? before : null,
            MaxCount = (int)Math.Clamp(NumberOf(query, "limit") ?? 50, 1, JobFilter.Limit),
        };
        await WriteListAsync(
            context, StatusCodes.Status200OK, await services.Jobs.ListAsync(filter, context.RequestAborted));
    }

    private async Task ShowAsync(HttpContext context)
    {
        Job job = await FindAsync(context);
        IReadOnlyList<JobTask> tasks = await services.Jobs.GetTasksAsync(job.Id, context.RequestAborted);
        await WriteJobAsync(context, job, tasks);
    }

    private async Task CancelAsync(HttpContext context)
    {
        Job job = await FindAsync(context);
        Job? after = await services.Jobs.CancelAsync(job.Id, "cancelled over HTTP", context.RequestAborted);
        services.Leader.Signals.Raise(job.Id);
        await RequireAsync(context, after, JobState.Cancelled, "only a job that has not ended can be cancelled");
    }

    private async Task RetryAsync(HttpContext context)
    {
        Job job = await FindAsync(context);
        Job? after = await services.Jobs.RetryAsync(job.Id, context.RequestAborted);
        services.Leader.Signals.Raise(job.Id);
        await RequireAsync(
            context,
            after,
            JobState.Queued,
            "only a job that failed or was cancelled, and whose block has no other job, can be retried");
    }

    private async Task ProofAsync(HttpContext context)
    {
        Job job = await FindAsync(context);
        if (job.State != JobState.Proved)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict, "there is no proof", $"the job is {JobDocument.NameOf(job.State)}");
        }

        await WriteProofsAsync(context, [await JobProof.ReadAsync(services.Artifacts, job, context.RequestAborted)]);
    }

    private async Task WorkersAsync(HttpContext context)
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<WorkerRecord> workers =
            await services.Jobs.ListWorkersAsync(now - WorkerLifetime, context.RequestAborted);
        await ApiReply.WriteAsync(
            context, StatusCodes.Status200OK, writer => WorkerDocument.Write(writer, workers, now));
    }

    private async Task QueuesAsync(HttpContext context)
    {
        IReadOnlyList<QueueStatus> queues = await services.Broker.GetStatusAsync(context.RequestAborted);
        await ApiReply.WriteAsync(
            context, StatusCodes.Status200OK, writer => QueueDocument.Write(writer, queues));
    }

    private async Task RequireAsync(HttpContext context, Job? job, JobState state, string condition)
    {
        if (job?.State != state)
        {
            throw new ApiException(
                StatusCodes.Status409Conflict,
                "not possible in this state",
                $"the job is {(job is null ? "gone" : JobDocument.NameOf(job.State))}: {condition}");
        }

        await WriteJobAsync(context, job, null);
    }

    private Task WriteJobAsync(HttpContext context, Job job, IReadOnlyList<JobTask>? tasks) => ApiReply.WriteAsync(
        context,
        StatusCodes.Status200OK,
        writer => JobDocument.Write(writer, job, tasks, services.PricePerWorkerHour));

    private Task WriteListAsync(HttpContext context, int status, IEnumerable<Job> jobs) =>
        ApiReply.WriteAsync(context, status, writer =>
        {
            writer.WriteStartArray();
            foreach (Job job in jobs)
            {
                JobDocument.Write(writer, job, null, services.PricePerWorkerHour);
            }

            writer.WriteEndArray();
        });

    private static async Task WriteProofsAsync(HttpContext context, IReadOnlyList<BlockProof> proofs)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(BlockProofDocument.Write(proofs), context.RequestAborted);
    }

    private static JobState StateOf(string? text) =>
        Enum.TryParse(text, ignoreCase: true, out JobState state) && Enum.IsDefined(state)
            ? state
            : throw new ApiException(
                StatusCodes.Status400BadRequest,
                "no such state",
                $"'{text}' is none of " + string.Join(", ", Enum.GetValues<JobState>().Select(JobDocument.NameOf)));

    private static ulong? NumberOf(IQueryCollection query, string name)
    {
        string text = query[name].ToString();
        return text.Length == 0
            ? null
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
                ? number
                : throw new ApiException(
                    StatusCodes.Status400BadRequest, "not a number", $"'{name}' is '{text}', not a number");
    }
}
