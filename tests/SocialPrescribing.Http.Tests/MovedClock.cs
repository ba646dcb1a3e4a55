namespace SocialPrescribing.Http.Tests;

/// <summary>A clock that stands still until a test moves it. Its timers ring while it moves, each at its own time.</summary>
/// <remarks>
/// Where a test needs only the time, FakeTimeProvider is enough. It lets all timers ring at the time to which it was moved, so what
/// sleeps until something is due would never see the moments in between. And it does not tell when its next timer rings
/// (<see cref="NextAlarm"/>).
/// </remarks>
public class MovedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);
    /// <summary>After this long a test fails, because what it waits for will never come.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private Action? _happens;

    /// <summary>Raised after the clock was moved.</summary>
    public event Action? Moved;

    /// <summary>Makes something happen just before the clock is next read.</summary>
    public void BeforeTheNextLook(Action happens) => Interlocked.Exchange(ref _happens, happens);

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Exchange(ref _happens, null)?.Invoke();
        lock (_lock)
            return _now;
    }

    /// <summary>All timers until then ring at the end, not at their own times, as if the machine had stood still.</summary>
    public void JumpTo(DateTimeOffset to)
    {
        lock (_lock)
            _now = to;
        MoveTo(to);
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
                break;
            next.Ring();
        }
        Moved?.Invoke();
    }

    /// <summary>
    /// The time of the earliest timer, as soon as there is one. The runner sets one whenever it has done what was due and goes to sleep,
    /// and nothing else uses this clock's timers. So a test can wait for the runner without waiting in real time.
    /// </summary>
    public async Task<DateTimeOffset> NextAlarm()
    {
        while (true)
        {
            Task set;
            lock (_lock)
            {
                if (_timers.Min(t => t.RingsAt) is { } next)
                    return next;
                set = _set.Task;
            }
            await set.WaitAsync(_patience);
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
                clock._set.TrySetResult();
                clock._set = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
