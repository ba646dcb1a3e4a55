namespace SocialPrescribing.Local;

/// <summary>A clock whose day lasts as long as you choose. It starts at a given moment, and its timers run at its pace.</summary>
public sealed class DemoClock : TimeProvider
{
    private readonly DateTimeOffset _start;
    private readonly long _began = System.GetTimestamp();
    private readonly double _pace;

    /// <param name="dayLasts">From 100 milliseconds to a day.</param>
    public DemoClock(DateTimeOffset start, TimeSpan dayLasts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dayLasts, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dayLasts, TimeSpan.FromDays(1));
        _start = start;
        _pace = TimeSpan.FromDays(1) / dayLasts;
    }

    public override DateTimeOffset GetUtcNow() => _start + (System.GetElapsedTime(_began) * _pace);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Paced(dueTime), Paced(period));

    private TimeSpan Paced(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || time == TimeSpan.Zero
            ? time
            : TimeSpan.FromMilliseconds(Math.Max(1, time.TotalMilliseconds / _pace));
}
