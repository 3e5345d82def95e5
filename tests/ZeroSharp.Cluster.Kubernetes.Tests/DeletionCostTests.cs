using System.Net;
using CsCheck;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZeroSharp.Cluster.Kubernetes.Tests;

public sealed class DeletionCostTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void CostAt_AnyTimes_IsBusyJustWhereWorkIsRecent() =>
        Gen.Select(Gen.Int[1, 30], Gen.Select(Gen.Int[0, 20], Gen.Bool).List[1, 40]).Sample((calm, steps) =>
        {
            DeletionCostRule rule = new(TimeSpan.FromSeconds(calm));
            int now = 0;
            int? lastWork = null;
            foreach ((int pause, bool isBusy) in steps)
            {
                now += pause;
                lastWork = isBusy ? now : lastWork;
                int cost = rule.CostAt(isBusy, Start.AddSeconds(now));
                Assert.Equal(lastWork is { } last && now - last < calm, cost == DeletionCostRule.Busy);
            }
        });

    [Fact]
    public async Task Run_WorkBegins_RaisesTheCostOnce()
    {
        await using PodApi api = await PodApi.StartAsync();
        using PodAnnotations pod = new(api.Pod);
        using CancellationTokenSource stop = new();
        bool isBusy = false;
        Task run = new DeletionCost(
            pod, () => Volatile.Read(ref isBusy), TimeProvider.System, NullLogger<DeletionCost>.Instance)
            .RunAsync(stop.Token);

        string idle = (await api.NextAsync()).Body;
        Volatile.Write(ref isBusy, true);
        string busy = (await api.NextAsync()).Body;
        Volatile.Write(ref isBusy, false);
        Task<PodPatch> next = api.NextAsync();
        Task first = await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(4)));
        await stop.CancelAsync();
        await run;

        Assert.Contains("\"0\"", idle, StringComparison.Ordinal);
        Assert.Contains("\"100\"", busy, StringComparison.Ordinal);
        Assert.NotSame(next, first);
    }

    [Fact]
    public async Task Run_NoRights_WarnsAndGoesOn()
    {
        await using PodApi api = await PodApi.StartAsync();
        api.Status = HttpStatusCode.Forbidden;
        using PodAnnotations pod = new(api.Pod);
        using CancellationTokenSource stop = new();
        WarningList warnings = new();
        Task run = new DeletionCost(pod, () => true, TimeProvider.System, warnings).RunAsync(stop.Token);

        await api.NextAsync();
        string warning = await warnings.First.WaitAsync(TimeSpan.FromSeconds(30));
        bool goesOn = !run.IsCompleted;
        await stop.CancelAsync();
        await run;

        Assert.True(goesOn);
        Assert.Contains("403 Forbidden", warning, StringComparison.Ordinal);
    }

    private sealed class WarningList : ILogger<DeletionCost>
    {
        private readonly TaskCompletionSource<string> _first = new();

        public Task<string> First => _first.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => _first.TrySetResult(formatter(state, exception));
    }
}
