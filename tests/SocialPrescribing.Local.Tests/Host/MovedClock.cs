namespace SocialPrescribing.Local.Tests.Host;

/// <summary>A clock that stands still until a test moves it. Its timers ring while it moves.</summary>
public sealed class MovedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public void MoveTo(DateTimeOffset to)
    {
        while (true)
        {
            Timer? next;
            lock (_lock)
            {
                next = _timers.Where(t => t.RingsAt <= to).MinBy(t => t.RingsAt);
                _now = next is null || next.RingsAt < _now ? (next is null ? to : _now) : next.RingsAt!.Value;
                next?.SetOff();
            }
            if (next is null)
                return;
            next.Ring();
        }
    }

    public void Move(TimeSpan by) => MoveTo(GetUtcNow() + by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(MovedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? RingsAt { get; private set; }

        public void Ring() => callback(state);

        public void SetOff() => RingsAt = _period > TimeSpan.Zero ? RingsAt + _period : null;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period;
                RingsAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                clock._timers.Remove(this);
                clock._timers.Add(this);
            }
            if (dueTime == TimeSpan.Zero)
            {
                SetOff();
                Ring();
            }
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
