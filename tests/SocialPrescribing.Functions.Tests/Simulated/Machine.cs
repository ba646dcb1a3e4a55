namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>The outcome of work that was given to a machine.</summary>
internal abstract record Outcome<T>
{
    public sealed record Done(T Value) : Outcome<T>;
    public sealed record Failed(Exception Error) : Outcome<T>;
    /// <summary>The machine died meanwhile. Whatever it had done stays done.</summary>
    public sealed record Lost : Outcome<T>;
}

/// <summary>
/// One process. All its code runs on this scheduler, so at every await other code can come first, or the process can die. Then none of
/// its code ever goes on.
/// </summary>
internal sealed class Machine(World world, int number) : TaskScheduler
{
    private readonly Dictionary<long, Action> _underWay = [];
    private long _works;

    public int Number => number;
    public bool IsDead { get; private set; }
    public DateTimeOffset StandsUntil { get; private set; }

    public Task<Outcome<T>> Do<T>(Func<Task<T>> work)
    {
        TaskCompletionSource<Outcome<T>> came = new();
        if (IsDead)
        {
            came.SetResult(new Outcome<T>.Lost());
            return came.Task;
        }
        long name = _works++;
        _underWay.Add(name, () => came.TrySetResult(new Outcome<T>.Lost()));
        _ = Start(async () =>
        {
            Outcome<T> outcome;
            try
            {
                outcome = new Outcome<T>.Done(await work());
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                outcome = new Outcome<T>.Failed(e);
            }
            _underWay.Remove(name);
            came.TrySetResult(outcome);
            return true;
        });
        return came.Task;
    }

    public Task<T> Start<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    public void Die()
    {
        IsDead = true;
        foreach (Action lost in _underWay.OrderBy(w => w.Key).Select(w => w.Value))
            lost();
        _underWay.Clear();
    }

    /// <summary>Stops the machine for a while, as when its host is moved. It does not notice.</summary>
    public void Stand(TimeSpan time)
    {
        StandsUntil = world.Now + time;
        world.Hold(this);
    }

    public void GoOn(Task task)
    {
        if (!IsDead)
            TryExecuteTask(task);
    }

    public void Resume(Task task)
    {
        if (!IsDead)
            QueueTask(task);
    }

    protected override void QueueTask(Task task)
    {
        if (IsDead)
            return;
        if (StandsUntil > world.Now)
            world.At(StandsUntil, () => Resume(task));
        else
            world.Ready(this, task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
