using System.Collections.Concurrent;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// Durable timers by a clock that a test moves. Orchestrations see that clock's time, and a timer rings once it has passed the timer's,
/// when the test says so.
/// </summary>
/// <remarks>
/// The engine knows the machine's time alone. So it gets each timer with a time that no test lives to see, and before that the message by
/// which it would have rung. What a timer was set for is known here only, and not to a driver that is started later on the same hub.
/// </remarks>
internal sealed class MovedTimers(TimeProvider clock)
{
    /// <summary>The engine in memory waits by Task.Delay, and the one on storage splits what is longer than a message can hide.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(6);

    private readonly ConcurrentDictionary<(string Instance, string Execution, int Timer), DateTimeOffset> _set = new();

    /// <summary>When the next one rings; null if none is set.</summary>
    public DateTimeOffset? Next => _set.Values.Select(at => (DateTimeOffset?)at).Min();

    /// <summary>How many are set.</summary>
    public int Count => _set.Count;

    /// <summary>
    /// A turn is as late as the clock says, now and whenever it is replayed. What it sets is remembered, and what an earlier execution of
    /// the same instance had set is not any more.
    /// </summary>
    public async Task Around(DispatchMiddlewareContext turn, Func<Task> goOn)
    {
        IList<HistoryEvent> news = turn.GetProperty<OrchestrationRuntimeState>().NewEvents;
        foreach (OrchestratorStartedEvent begun in news.OfType<OrchestratorStartedEvent>())
            begun.Timestamp = clock.GetUtcNow().UtcDateTime;
        await goOn();
        OrchestrationInstance instance = turn.GetProperty<OrchestrationInstance>();
        foreach ((string Instance, string Execution, int Timer) old in _set.Keys)
            if (old.Instance == instance.InstanceId && old.Execution != instance.ExecutionId)
                _set.TryRemove(old, out _);
        IEnumerable<OrchestratorAction> actions = turn.GetProperty<OrchestratorExecutionResult>().Actions;
        foreach (CreateTimerOrchestratorAction timer in actions.OfType<CreateTimerOrchestratorAction>())
        {
            DateTimeOffset at = new(timer.FireAt, TimeSpan.Zero);
            bool isLater = at > clock.GetUtcNow();
            timer.FireAt = isLater ? DateTime.UtcNow + Never : DateTime.UtcNow;
            if (isLater)
                _set[(instance.InstanceId, instance.ExecutionId, timer.Id)] = at;
        }
    }

    /// <summary>None of those that are set will ring at its time. Those of one instance ring now.</summary>
    public async Task Forget(IOrchestrationServiceClient hub, string butFor)
    {
        foreach ((string Instance, string, int) set in _set.Keys.Where(s => s.Instance != butFor))
            _set.TryRemove(set, out _);
        await Ring(hub, DateTimeOffset.MaxValue);
    }

    /// <summary>Every timer whose time has come rings.</summary>
    public Task Ring(IOrchestrationServiceClient hub) => Ring(hub, clock.GetUtcNow());

    private async Task Ring(IOrchestrationServiceClient hub, DateTimeOffset until)
    {
        foreach (((string instance, string execution, int timer) set, DateTimeOffset at) in _set)
            if (at <= until && _set.TryRemove(set, out _))
                await hub.SendTaskOrchestrationMessageAsync(new TaskMessage
                {
                    OrchestrationInstance = new OrchestrationInstance { InstanceId = set.instance, ExecutionId = set.execution },
                    Event = new TimerFiredEvent(-1) { TimerId = set.timer, FireAt = DateTime.UtcNow },
                });
    }
}
