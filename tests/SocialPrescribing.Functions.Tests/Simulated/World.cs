using System.Runtime.InteropServices;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>
/// One thread, one clock and one source of chance. Everything that can happen next is in a list, from which chance picks one: a stretch of
/// code between two awaits, a request that arrives, an answer, a wake-up. That is a step. Time passes only when the list is empty.
/// </summary>
internal sealed class World : TimeProvider
{
    private readonly List<(Machine? Machine, Task? Task, Action? Happens)> _ready = [];
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Number)> _alarms = new();
    private DateTimeOffset _now;
    private long _set;

    public World(int seed, DateTimeOffset begins)
    {
        Random = new Random(seed);
        _now = begins;
        Network = new Machine(this, 0);
    }

    public Random Random { get; }
    /// <summary>Outlives every machine that dies: requests already sent arrive, and people try again.</summary>
    public Machine Network { get; }
    public DateTimeOffset Now => _now;
    public long Steps { get; private set; }
    /// <summary>A hash (FNV-1a) of every step and of all that was asked and written. Two runs with the same hash were the
    /// same run.</summary>
    public ulong Trace { get; private set; } = 14695981039346656037;
    /// <summary>Called before each step, so that something can break there.</summary>
    public Action? BeforeStep { get; set; }
    /// <summary>The last notes, which show what led to a failure.</summary>
    public Queue<string> Lately { get; } = new();

    public override DateTimeOffset GetUtcNow() => _now;
    public override long GetTimestamp() => _now.UtcTicks;
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public bool Happens(double oneIn) => oneIn > 0 && Random.NextDouble() * oneIn < 1;

    public TimeSpan Within(TimeSpan least, TimeSpan most) => least + ((most - least) * Random.NextDouble());

    public void Ready(Machine machine, Task task) => _ready.Add((machine, task, null));

    public void Soon(Action happens) => _ready.Add((null, null, happens));

    public void At(DateTimeOffset when, Action happens) => _alarms.Enqueue(happens, (when > _now ? when : _now, _set++));

    /// <summary>Lets time pass for code on the network, which belongs to no machine.</summary>
    public Task Pass(TimeSpan time) => Task.Delay(time, this);

    public void Note(string what)
    {
        Mix(what);
        Lately.Enqueue(what);
        if (Lately.Count > 400)
            Lately.Dequeue();
    }

    private void Mix(ReadOnlySpan<char> what)
    {
        ulong hash = Trace;
        foreach (byte one in MemoryMarshal.AsBytes(what))
            hash = (hash ^ one) * 1099511628211;
        Trace = hash;
    }

    /// <returns>False if nothing will ever happen again.</returns>
    public bool Step()
    {
        if (_ready.Count is 0)
        {
            if (!_alarms.TryDequeue(out Action? rings, out (DateTimeOffset At, long) key))
                return false;
            _now = key.At > _now ? key.At : _now;
            rings();
            return true;
        }
        BeforeStep?.Invoke();
        if (_ready.Count is 0)
            return true;
        int chosen = Random.Next(_ready.Count);
        (Machine? machine, Task? task, Action? happens) = _ready[chosen];
        _ready[chosen] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        Steps++;
        Trace = (Trace ^ (ulong)(chosen + ((machine?.Number ?? 0) << 16))) * 1099511628211;
        if (happens is not null)
            happens();
        else
            machine!.GoOn(task!);
        return true;
    }

    /// <summary>Runs this work to its end while everything else waits.</summary>
    public Task<T> Alone<T>(Func<Task<T>> work)
    {
        (Machine?, Task?, Action?)[] waiting = [.. _ready];
        _ready.Clear();
        Task<T> running = Network.Start(work);
        while (!running.IsCompleted && _ready.Count > 0)
            Step();
        _ready.AddRange(waiting);
        return running;
    }

    /// <summary>Puts aside what a machine has to do, until it goes on.</summary>
    public void Hold(Machine machine)
    {
        for (int i = _ready.Count - 1; i >= 0; i--)
            if (_ready[i].Machine == machine)
            {
                Task task = _ready[i].Task!;
                _ready.RemoveAt(i);
                At(machine.StandsUntil, () => machine.Resume(task));
            }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, period);
        Timer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(World world, Action rings) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
                world.At(world.Now + dueTime, () =>
                {
                    if (setting == _setting)
                        rings();
                });
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
