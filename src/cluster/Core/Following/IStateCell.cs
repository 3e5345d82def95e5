using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>Where the text of a follower's state is kept.</summary>
public interface IStateCell
{
    /// <summary>The text; null if none was set.</summary>
    Task<string?> ReadAsync(CancellationToken cancellation);

    /// <summary>Sets the text if it still is what the caller read. False if another was faster.</summary>
    Task<bool> TryWriteAsync(string? expected, string text, CancellationToken cancellation);
}

/// <summary>A state that outlives the process: a named value of the database, shared by leaders.</summary>
public sealed class StoredStateCell(IJobStore jobs, string name) : IStateCell
{
    /// <summary>The name of a follower's value.</summary>
    public static string NameOf(ulong chainId, string follower) => $"follow/{chainId}/{follower}";

    public Task<string?> ReadAsync(CancellationToken cancellation) => jobs.GetValueAsync(name, cancellation);

    public Task<bool> TryWriteAsync(string? expected, string text, CancellationToken cancellation) =>
        jobs.TrySetValueAsync(name, expected, text, cancellation);
}

/// <summary>A state that ends with the process, of a range that is proven once.</summary>
public sealed class TransientStateCell : IStateCell
{
    private string? _text;

    public Task<string?> ReadAsync(CancellationToken cancellation) => Task.FromResult(Volatile.Read(ref _text));

    public Task<bool> TryWriteAsync(string? expected, string text, CancellationToken cancellation)
    {
        string? before = Volatile.Read(ref _text);
        return Task.FromResult(
            before == expected && Interlocked.CompareExchange(ref _text, text, before) == before);
    }
}
