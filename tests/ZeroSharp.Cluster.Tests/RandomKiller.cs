using System.Diagnostics;

namespace ZeroSharp.Cluster.Tests;

/// <summary>What can be killed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="KillAsync">Ends it as kill -9 does; false if it did not run.</param>
/// <param name="StartAsync">Starts it again; done when it runs.</param>
internal sealed record Victim(string Name, Func<Task<bool>> KillAsync, Func<Task> StartAsync);

/// <summary>Kills at random times, at most so often, and starts what it killed again.</summary>
internal sealed class RandomKiller(Random random, int maxKills, Action<string> log)
{
    private const int ShortestCalm = 500;
    private const int LongestCalm = 6_000;
    private const int LongestAbsence = 3_000;

    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>How often it has killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Kills until told to stop or until it has killed enough; all victims run when it returns.</summary>
    public async Task RunAsync(IReadOnlyList<Victim> victims, CancellationToken stop)
    {
        Dictionary<Victim, Task> returns = [];
        while (Kills < maxKills)
        {
            await Task.Delay(random.Next(ShortestCalm, LongestCalm), stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            Victim victim = victims[random.Next(victims.Count)];
            int absence = random.Next(LongestAbsence);
            if (returns.TryGetValue(victim, out Task? earlier))
            {
                if (!earlier.IsCompleted)
                {
                    // It is away; somebody else is next.
                    continue;
                }

                await earlier;
            }

            if (await victim.KillAsync())
            {
                Kills++;
                log(
                    $"{Stopwatch.GetElapsedTime(_start).TotalSeconds:F1} s: kill {Kills}, {victim.Name} "
                    + $"for {absence} ms");
                returns[victim] = ReturnAsync(victim, absence);
            }
        }

        await Task.WhenAll(returns.Values);
    }

    private static async Task ReturnAsync(Victim victim, int absence)
    {
        await Task.Delay(absence);
        await victim.StartAsync();
    }
}
