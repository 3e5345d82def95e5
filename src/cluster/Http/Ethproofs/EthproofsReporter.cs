using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;

namespace ZeroSharp.Cluster.Http.Ethproofs;

/// <summary>
/// Tells an endpoint of the kind of ethproofs.org which blocks are queued, being proven and proven. It looks at
/// the database beside the leaders, so that nothing that happens to a report touches a proof, and reports the
/// blocks of all leaders of that database: one reporter a cluster is enough. After a restart the states that
/// jobs have by then are reported once more.
/// </summary>
public sealed partial class EthproofsReporter : IDisposable
{
    private const int MaxProved = 100;

    private static readonly JobState[] Live =
        [JobState.Queued, JobState.Executing, JobState.Proving, JobState.Aggregating];

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Reported> _reported = [];
    private readonly IJobStore _jobs;
    private readonly IArtifactStore _artifacts;
    private readonly EthproofsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EthproofsClient _client;

    public EthproofsReporter(
        IJobStore jobs,
        IArtifactStore artifacts,
        EthproofsOptions options,
        TimeProvider time,
        ILogger<EthproofsReporter> logger)
    {
        _jobs = jobs;
        _artifacts = artifacts;
        _options = options;
        _time = time;
        _logger = logger;
        _client = new EthproofsClient(options);
    }

    /// <summary>Reports until stopped; failures are logged, and none of them ends it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Backoff backoff = new(_time, FirstPause, LongestPause);
        try
        {
            while (true)
            {
                if (await TryRunOnceAsync(stop))
                {
                    backoff.Reset();
                    await Task.Delay(LeaderOptions.Poll, _time, stop);
                }
                else
                {
                    await backoff.WaitAsync(stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop; what was not reported is by the next one.
        }
    }

    /// <summary>Reports what changed since the last time.</summary>
    /// <returns>Whether the endpoint could be asked; if not, what is left is reported the next time.</returns>
    /// <exception cref="JobStoreException">The database is not available.</exception>
    public async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        foreach (Job job in (await FindAsync(cancellation)).OrderBy(job => job.Id, StringComparer.Ordinal))
        {
            ReportStage stage = StageOf(job.State);
            if (!_reported.TryGetValue(job.Id, out Reported? reported))
            {
                if (_reported.Count >= EthproofsOptions.MaxJobs)
                {
                    continue;
                }

                _reported[job.Id] = reported = new Reported();
            }

            if (stage > reported.Stage && !await ReportAsync(job, stage, reported, cancellation))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose() => _client.Dispose();

    private static ReportStage StageOf(JobState state) => state switch
    {
        JobState.Queued => ReportStage.Queued,
        JobState.Executing or JobState.Proving or JobState.Aggregating => ReportStage.Proving,
        JobState.Proved => ReportStage.Proved,
        _ => ReportStage.None,
    };

    private async Task<bool> TryRunOnceAsync(CancellationToken stop)
    {
        try
        {
            return await RunOnceAsync(stop);
        }
        catch (JobStoreException failure)
        {
            NotRead(_logger, failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Defect(_logger, failure);
        }

        return false;
    }

    // Jobs that live, those that were proved lately, and those that were among them before.
    private async Task<IReadOnlyCollection<Job>> FindAsync(CancellationToken cancellation)
    {
        JobFilter filter = new() { ChainId = _options.ChainId, States = Live, MaxCount = JobFilter.Limit };
        Dictionary<string, Job> found = [];
        foreach (Job job in await _jobs.ListAsync(filter, cancellation))
        {
            found[job.Id] = job;
        }

        DateTimeOffset begin = _time.GetUtcNow() - EthproofsOptions.Lookback;
        filter = filter with { States = [JobState.Proved], MaxCount = MaxProved };
        foreach (Job job in await _jobs.ListAsync(filter, cancellation))
        {
            if (job.FinishedAt >= begin)
            {
                found[job.Id] = job;
            }
        }

        foreach (string id in _reported.Keys.Where(id => !found.ContainsKey(id)).ToArray())
        {
            if (_reported[id].Stage != ReportStage.Proved
                && await _jobs.GetAsync(id, cancellation) is { } job
                && StageOf(job.State) != ReportStage.None)
            {
                found[id] = job;
            }
            else
            {
                _reported.Remove(id);
            }
        }

        return found.Values;
    }

    private async Task<bool> ReportAsync(
        Job job, ReportStage stage, Reported reported, CancellationToken cancellation)
    {
        (ReportOutcome outcome, string reason) = await SendAsync(job, stage, cancellation);
        if (outcome == ReportOutcome.Unavailable && ++reported.Attempts < EthproofsOptions.MaxAttempts)
        {
            TryingAgain(_logger, job.BlockNumber, stage, reason);
            return false;
        }

        if (outcome != ReportOutcome.Accepted)
        {
            GivenUp(_logger, job.BlockNumber, stage, reason);
        }

        reported.Stage = stage;
        reported.Attempts = 0;
        return outcome != ReportOutcome.Unavailable;
    }

    private async Task<(ReportOutcome Outcome, string Reason)> SendAsync(
        Job job, ReportStage stage, CancellationToken cancellation)
    {
        byte[]? proof = null;
        if (stage == ReportStage.Proved)
        {
            try
            {
                proof = await _artifacts.GetAsync(job.Proof!, cancellation);
            }
            catch (ArtifactException failure)
            {
                return (
                    failure.Fault == ArtifactFault.Unavailable ? ReportOutcome.Unavailable : ReportOutcome.Refused,
                    failure.Message);
            }
        }

        return await _client.SendAsync(stage, Write(job, proof), cancellation);
    }

    private byte[] Write(Job job, byte[]? proof) => ApiReply.ToBytes(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("block_number", job.BlockNumber);
        writer.WriteNumber("cluster_id", _options.ClusterId);
        if (proof is not null)
        {
            TimeSpan proving = job.FinishedAt!.Value - (job.StartedAt ?? job.CreatedAt);
            writer.WriteNumber("proving_time", (long)proving.TotalMilliseconds);
            writer.WriteNumber("proving_cycles", job.Cycles);
            writer.WriteBase64String("proof", proof);
            writer.WriteString("verifier_id", _options.VerifierId ?? job.Program);
        }

        writer.WriteEndObject();
    });

    [LoggerMessage(310, LogLevel.Warning, "block {Block}: the report '{Stage}' is tried again: {Reason}")]
    private static partial void TryingAgain(ILogger logger, ulong block, ReportStage stage, string reason);

    [LoggerMessage(311, LogLevel.Error, "block {Block}: the report '{Stage}' is given up: {Reason}")]
    private static partial void GivenUp(ILogger logger, ulong block, ReportStage stage, string reason);

    [LoggerMessage(312, LogLevel.Warning, "blocks are not reported for now: {Reason}")]
    private static partial void NotRead(ILogger logger, string reason);

    [LoggerMessage(313, LogLevel.Error, "a defect ended a round of reports")]
    private static partial void Defect(ILogger logger, Exception failure);

    /// <summary>What was last reported of a job, and how often its next report was tried.</summary>
    private sealed class Reported
    {
        public ReportStage Stage { get; set; }

        public int Attempts { get; set; }
    }
}
