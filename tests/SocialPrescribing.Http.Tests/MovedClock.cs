namespace SocialPrescribing.Http.Tests;

/// <summary>A clock that stands still until a test moves it. Its timers ring while it moves, each at its own time.</summary>
/// <remarks>
/// FakeTimeProvider, which other tests use, lets all timers ring at the time to which it was moved. The runner would then never see
/// the moments in between, and nobody could ask it for the next alarm.
/// </remarks>
public class MovedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);
    /// <summary>For a test that fails: who waits for this long waits for something that never comes.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private Action? _happens;

    /// <summary>Happens once it has been moved.</summary>
    public event Action? Moved;

    /// <summary>Something that happens in between: whoever looks at the clock next sees the time only afterwards.</summary>
    public void BeforeTheNextLook(Action happens) => Interlocked.Exchange(ref _happens, happens);

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Exchange(ref _happens, null)?.Invoke();
        lock (_lock)
            return _now;
    }

    /// <summary>Everything that rings until then rings then, and not at its own time: as if the machine had stood still.</summary>
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
    /// The time of the earliest alarm, as soon as there is one. The runner sets one whenever it has done what was due and goes to
    /// sleep, and nobody else uses this clock's alarms: so a test waits for the runner without waiting for real time.
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
