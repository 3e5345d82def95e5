using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>What jobs cost.</summary>
public static class JobCost
{
    /// <summary>The price of the workers' time, in US dollars; null where no price is known.</summary>
    public static double? Of(Job job, double? pricePerWorkerHour) =>
        pricePerWorkerHour is { } price ? job.WorkerSeconds / 3600 * price : null;
}
