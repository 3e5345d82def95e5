namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>A clock whose timers and time stamps run faster than the real ones; the date stays as it is.</summary>
internal sealed class FastTime : TimeProvider
{
    private const int Speed = 5;

    public override long GetTimestamp() => System.GetTimestamp() * Speed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Faster(dueTime), Faster(period));

    private static TimeSpan Faster(TimeSpan time) => time > TimeSpan.Zero ? time / Speed : time;
}
