using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.Kubernetes;

/// <summary>
/// Keeps the annotation controller.kubernetes.io/pod-deletion-cost of a worker's pod in step with its work, so that
/// a smaller number of replicas takes idle workers first.
/// </summary>
/// <remarks>
/// The annotation is a wish: without it, or without the rights to set it, a worker that is deleted still drains. So
/// a failure is a warning, and the next attempt waits.
/// </remarks>
public sealed class DeletionCost(
    PodAnnotations pod, Func<bool> isBusy, TimeProvider time, ILogger<DeletionCost> logger)
{
    /// <summary>The annotation (KEP-2255).</summary>
    public const string Annotation = "controller.kubernetes.io/pod-deletion-cost";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    /// <summary>Runs until cancelled; ends without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        DeletionCostRule rule = new(Calm);
        int? applied = null;
        try
        {
            while (true)
            {
                TimeSpan pause = Interval;
                int wanted = rule.CostAt(isBusy(), time.GetUtcNow());
                if (wanted != applied)
                {
                    try
                    {
                        await pod.SetAsync(
                            Annotation, wanted.ToString(CultureInfo.InvariantCulture), cancellation);
                        applied = wanted;
                    }
                    catch (Exception failure) when (!cancellation.IsCancellationRequested
                        && failure is HttpRequestException or IOException or UnauthorizedAccessException
                            or OperationCanceledException)
                    {
                        Log.NotSet(logger, failure.Message);
                        pause = PauseAfterFailure;
                    }
                }

                await Task.Delay(pause, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The worker ends, and its pod with it.
        }
    }
}
