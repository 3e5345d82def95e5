using System.Diagnostics;
using System.Globalization;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>This assembly as a program, so that tests can have processes of their own, and kill them.</summary>
internal static class StoreProcess
{
    /// <summary>Starts a process whose output is read by the caller.</summary>
    public static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(StoreProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
        })!;

    public static async Task Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["claim", string location, string owner, string count]:
                await ClaimAsync(location, owner, int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case ["put", string location]:
                await PutAsync(location);
                break;
            default:
                throw new ArgumentException("claim LOCATION OWNER COUNT, or put LOCATION");
        }
    }

    // Makes the tables, adds jobs whose keys other processes add too, and claims until all are claimed.
    private static async Task ClaimAsync(string location, string owner, int count)
    {
        await using IJobStore store = JobStores.Open(location, TimeProvider.System);
        await store.InitializeAsync(CancellationToken.None);
        for (int number = 0; number < count; number++)
        {
            await store.SubmitAsync(
                Samples.NewJob((Environment.ProcessId * count) + number, $"key {number}"), CancellationToken.None);
        }

        while (await store.ClaimAsync(owner, TimeSpan.FromHours(1), 1, CancellationToken.None) is [Job job])
        {
            Console.WriteLine(job.Key);
        }
    }

    // Writes the same artifact again and again, until it is killed.
    private static async Task PutAsync(string location)
    {
        IArtifactStore store = ArtifactStores.Open(location, TimeProvider.System);
        while (true)
        {
            Console.WriteLine(await store.PutAsync("job", new byte[4 << 20], CancellationToken.None));
        }
    }
}
