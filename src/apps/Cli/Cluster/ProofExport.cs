using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;

namespace ZeroSharp.Cli.Cluster;

/// <summary>Writes the proofs of a server's jobs to a directory as they get done.</summary>
internal sealed class ProofExport(
    IJobStore jobs, IArtifactStore artifacts, ProofDirectory folder, TimeProvider time)
{
    // Jobs that are looked at in one turn; more of them wait for the next.
    private const int BatchSize = 100;

    public async Task RunAsync(CancellationToken cancellation)
    {
        HashSet<string> written = [];
        DateTimeOffset begin = time.GetUtcNow();
        while (true)
        {
            try
            {
                JobFilter filter = new() { States = [JobState.Proved], MaxCount = BatchSize };
                foreach (Job job in await jobs.ListAsync(filter, cancellation))
                {
                    if (job.FinishedAt >= begin && !written.Contains(job.Id))
                    {
                        await folder.WriteAsync(await JobProof.ReadAsync(artifacts, job, cancellation), cancellation);
                        written.Add(job.Id);
                    }
                }
            }
            catch (Exception failure) when (
                failure is JobStoreException { IsPassing: true } or ArtifactException or IOException)
            {
                Console.Error.WriteLine($"warning: {FailureText.OneLine(failure.Message)}");
            }

            await Task.Delay(LeaderOptions.Poll, time, cancellation);
        }
    }
}
