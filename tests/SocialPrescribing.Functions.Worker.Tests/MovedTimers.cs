using System.Collections.Concurrent;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// Durable timers by a clock that a test moves. Orchestrations see that clock's time. A timer rings when the test says so, if the
/// clock has passed its time.
/// </summary>
/// <remarks>
/// The engine knows only the machine's time. So each timer gets a time that no test lives to see, and the message by which it would have
/// rung is sent earlier. Only this object knows what a timer was set for; a driver that is started later on the same hub does not.
/// </remarks>
internal sealed class MovedTimers(TimeProvider clock)
{
    /// <summary>The engine in memory waits by Task.Delay. The one on storage splits times longer than it can hide a message.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(6);

    private readonly ConcurrentDictionary<(string Instance, string Execution, int Timer), DateTimeOffset> _set = new();

    /// <summary>When the next timer rings. Null if none is set.</summary>
    public DateTimeOffset? Next => _set.Values.Select(at => (DateTimeOffset?)at).Min();

    /// <summary>How many timers are set.</summary>
    public int Count => _set.Count;

    /// <summary>
    /// Gives a turn the clock's time, now and at each replay. Remembers the timers that it sets, and forgets those of an earlier
    /// execution of the same instance.
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

    /// <summary>Forgets all timers, so that none rings at its time. Those of one instance ring now.</summary>
    public async Task Forget(IOrchestrationServiceClient hub, string butFor)
    {
        foreach ((string Instance, string, int) set in _set.Keys.Where(s => s.Instance != butFor))
            _set.TryRemove(set, out _);
        await Ring(hub, DateTimeOffset.MaxValue);
    }

    /// <summary>Lets every timer ring whose time has come.</summary>
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
