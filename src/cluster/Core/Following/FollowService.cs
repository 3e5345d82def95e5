namespace ZeroSharp.Cluster.Core.Following;

/// <summary>Follows a chain and reports its proved blocks.</summary>
public sealed class FollowService(ChainFollower follower, ProvenChain proven)
{
    /// <summary>Works until stopped, or until all of a range is reported.</summary>
    /// <exception cref="FollowException">The chain cannot be followed on.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task following = follower.RunAsync(end.Token);
        Task reporting = proven.RunAsync(end.Token);
        Task first = await Task.WhenAny(following, reporting);
        await end.CancelAsync();
        await Task.WhenAll(following, reporting).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await first;
    }
}
