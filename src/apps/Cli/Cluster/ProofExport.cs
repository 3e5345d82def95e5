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
                IReadOnlyList<Job> proved = await jobs.ListAsync(filter, cancellation);
                foreach (Job job in proved.Where(job => job.FinishedAt >= begin && !written.Contains(job.Id)))
                {
                    if (await TryWriteAsync(job, cancellation))
                    {
                        written.Add(job.Id);
                    }
                }

                // What the list holds no more will not be in it again.
                written.IntersectWith(proved.Select(job => job.Id));
            }
            catch (JobStoreException failure) when (failure.IsPassing)
            {
                Console.Error.WriteLine($"warning: {FailureText.OneLine(failure.Message)}");
            }

            await Task.Delay(LeaderOptions.Poll, time, cancellation);
        }
    }

    // A proof that cannot be read or written keeps no other from its file.
    private async Task<bool> TryWriteAsync(Job job, CancellationToken cancellation)
    {
        try
        {
            await folder.WriteAsync(await JobProof.ReadAsync(artifacts, job, cancellation), cancellation);
            return true;
        }
        catch (Exception failure) when (failure is ArtifactException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"warning: {FailureText.OneLine(failure.Message)}");
            return false;
        }
    }
}
