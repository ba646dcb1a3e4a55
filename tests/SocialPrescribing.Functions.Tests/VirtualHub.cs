using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace SocialPrescribing.Functions.Tests;

/// <summary>A task hub in virtual time: the instances that a client starts and nudges, and what an operator may do to them.</summary>
/// <param name="clock">Moved along, so that activities see the hub's time.</param>
internal sealed class VirtualHub(TestClock clock, JourneyActivities activities) : HubOfTests("virtual")
{
    private readonly Dictionary<string, (VirtualEngine Engine, OrchestrationRuntimeStatus Status)> _instances = [];
    private readonly List<VirtualEngine> _all = [];

    /// <summary>Everything that was ever written down for any instance, its id, and every event's payload.</summary>
    public IEnumerable<string> WrittenDown => _all.SelectMany(e => e.WrittenDown).Concat(_instances.Keys).Concat(_payloads);
    public IEnumerable<string> CameBack => _all.SelectMany(e => e.CameBack);
    private readonly List<string> _payloads = [];

    /// <summary>What the client is told of an instance instead of the truth: another machine's news of it is on its way.</summary>
    public Func<OrchestrationMetadata?, OrchestrationMetadata?> Seen { get; set; } = known => known;
    /// <summary>Whether starting what runs is refused, as by the Functions host, or replaces it, as by the plain client.</summary>
    public bool RefusesToReplace { get; set; } = true;
    /// <summary>Whether an event for what is over is refused, or ignored.</summary>
    public bool RefusesEventsForTheDead { get; set; }

    /// <summary>How often the client was asked: each is a request or two of the platform's own storage.</summary>
    public int Calls { get; private set; }
    /// <summary>How often an activity ran: each is a message there and one back.</summary>
    public int Activities { get; private set; }

    public bool IsRunning(string instance) => Find(instance) is { IsCompleted: false };

    public void RunUntil(DateTimeOffset until)
    {
        while (true)
        {
            foreach ((string id, (VirtualEngine engine, OrchestrationRuntimeStatus status)) in _instances.ToList())
            {
                if (status is not OrchestrationRuntimeStatus.Running)
                    continue;
                engine.RunUntil(clock.Now.UtcDateTime);
                if (engine.IsOver && _instances[id].Engine == engine)
                    _instances[id] = (engine, OrchestrationRuntimeStatus.Completed);
            }
            DateTime? next = _instances.Values.Where(i => i.Status is OrchestrationRuntimeStatus.Running).Min(i => i.Engine.WakesAt);
            if (next is null || next > until)
                break;
            clock.Now = next > clock.Now ? next.Value : clock.Now;
        }
        clock.Now = until;
    }

    public void Terminate(string instance) => _instances[instance] = (_instances[instance].Engine, OrchestrationRuntimeStatus.Terminated);

    public void Purge(string instance) => _instances.Remove(instance);

    private OrchestrationMetadata? Find(string instance) =>
        _instances.TryGetValue(instance, out (VirtualEngine, OrchestrationRuntimeStatus Status) found)
            ? new OrchestrationMetadata("any", instance) { RuntimeStatus = found.Status } : null;

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        Calls++;
        return Task.FromResult(Seen(Find(instanceId)));
    }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        Calls++;
        string id = options!.InstanceId!;
        if (IsRunning(id) && RefusesToReplace)
            throw new InvalidOperationException($"An Orchestration instance with the status Running already exists.");
        VirtualEngine engine = new(id,
            orchestratorName.Name is JourneyOrchestration.Name ? JourneyOrchestration.Run : PostmanOrchestration.Run, Do,
            clock.Now.UtcDateTime)
        { Input = input };
        _all.Add(engine);
        _instances[id] = (engine, OrchestrationRuntimeStatus.Running);
        return Task.FromResult(id);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        Calls++;
        _payloads.Add($"{eventName} {eventPayload}");
        if (IsRunning(instanceId))
            _instances[instanceId].Engine.Raise(eventName);
        else if (RefusesEventsForTheDead)
            throw new InvalidOperationException("The instance is over.");
        return Task.CompletedTask;
    }

    private object? Do(string activity, object? input, DateTime now)
    {
        Activities++;
        return activity switch
        {
            JourneyActivities.Advance => activities.AdvanceJourney((string)input!, this, default).GetAwaiter().GetResult(),
            JourneyActivities.DrainOutbox => activities.Drain(null, this, default).GetAwaiter().GetResult(),
            _ => throw new ArgumentOutOfRangeException(nameof(activity), activity, "There is no such activity."),
        };
    }
}
