using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>
/// Reads and changes a follower's state. What is reported goes out in the order of the changes, and only by the
/// process whose change was taken.
/// </summary>
public sealed class FollowerLedger(IStateCell cell, IFollowOutput output)
{
    /// <summary>How often a change is tried again because another leader was faster.</summary>
    private const int MaxRaces = 16;

    private readonly SemaphoreSlim _turn = new(1);
    private (string Text, FollowerState State)? _read;

    /// <summary>Begins a state, or goes on with the one that there is.</summary>
    /// <exception cref="FollowException">There is one that began elsewhere.</exception>
    public async Task<FollowerState> OpenAsync(ulong first, Hash256? anchor, CancellationToken cancellation)
    {
        if (await cell.ReadAsync(cancellation) is null)
        {
            // Another leader may do the same.
            await cell.TryWriteAsync(
                null, FollowerStateJson.Write(FollowerState.Begin(first, anchor)), cancellation);
        }

        FollowerState state = await ReadAsync(cancellation);
        if (state.First != first)
        {
            throw new FollowException(
                $"this follower began with block {state.First} and has reported up to block {state.Reported}: go on "
                + $"with --start-block {state.First}, or begin another one with another --follow-name");
        }

        if (anchor is { } given && state.Anchor is { } kept && given != kept)
        {
            throw new FollowException(
                $"this follower began after block {first - 1} {FollowedBlock.TextOf(kept)}, and not after "
                + $"{FollowedBlock.TextOf(given)}: begin another one with another --follow-name");
        }

        return state;
    }

    /// <exception cref="FollowException">The state cannot be read.</exception>
    public async Task<FollowerState> ReadAsync(CancellationToken cancellation)
    {
        string text = await cell.ReadAsync(cancellation)
            ?? throw new FollowException("the follower's state is not in the database any more: start it again");
        return Parse(text);
    }

    /// <summary>Changes the state.</summary>
    /// <param name="change">The next state; null to leave it.</param>
    /// <param name="report">What is reported when the change is taken, from the states before and after.</param>
    /// <param name="prepare">Done before the change is tried.</param>
    /// <param name="cancellation">Ends it before the change is tried.</param>
    /// <returns>The next state; null if nothing was changed.</returns>
    public async Task<FollowerState?> ChangeAsync(
        Func<FollowerState, FollowerState?> change,
        Func<FollowerState, FollowerState, FollowEvent?>? report,
        Func<CancellationToken, Task>? prepare,
        CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            for (int race = 0; race < MaxRaces; race++)
            {
                string? text = await cell.ReadAsync(cancellation);
                if (text is null || Parse(text) is not { } before || change(before) is not { } after)
                {
                    return null;
                }

                if (prepare is not null)
                {
                    await prepare(cancellation);
                    prepare = null;
                }

                after = after with { Revision = before.Revision + 1 };
                if (await cell.TryWriteAsync(text, FollowerStateJson.Write(after), cancellation))
                {
                    if (report?.Invoke(before, after) is { } told)
                    {
                        output.Report(told);
                    }

                    return after;
                }
            }

            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    // The state is read often and changes seldom.
    private FollowerState Parse(string text)
    {
        (string Text, FollowerState State)? known = _read;
        if (known is { } read && read.Text == text)
        {
            return read.State;
        }

        FollowerState state = FollowerStateJson.Read(text);
        _read = (text, state);
        return state;
    }
}
