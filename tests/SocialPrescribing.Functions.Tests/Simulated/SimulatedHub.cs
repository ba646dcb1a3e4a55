using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>
/// The task hub. It replays orchestrations after every event and runs each activity at least once, on any machine. Wake-ups may be lost,
/// doubled or late, instances may be ended, and what it reports of them may be old.
/// </summary>
internal sealed class SimulatedHub(World world, Weather weather, Func<Process?> any) : HubOfTests("simulated")
{
    /// <summary>If a machine is silent for this long, the queue gives its message to another.</summary>
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(5);
    /// <summary>The same number as in the orchestrations.</summary>
    private const int MostAttempts = 5;

    private sealed class Instance(VirtualEngine engine)
    {
        public VirtualEngine Engine => engine;
        public OrchestrationRuntimeStatus Status { get; set; } = OrchestrationRuntimeStatus.Running;
        public bool IsWorking { get; set; }
        public bool IsRunning => Status is OrchestrationRuntimeStatus.Running;
    }

    private readonly SortedDictionary<string, Instance> _instances = new(StringComparer.Ordinal);

    /// <summary>Ends an instance, as an operator may or as if its history were lost.</summary>
    public void EndOne()
    {
        string[] running = [.. _instances.Where(i => i.Value.IsRunning).Select(i => i.Key)];
        if (running.Length is 0)
            return;
        string ended = running[world.Random.Next(running.Length)];
        world.Note($"ended {ended}");
        _instances[ended].Status = OrchestrationRuntimeStatus.Terminated;
        if (world.Random.Next(2) is 0)
            _instances.Remove(ended);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        weather.Carry("hub", $"get {instanceId}", () => StatusOf(instanceId) is { } status
            ? new OrchestrationMetadata("any", instanceId) { RuntimeStatus = status } : null, mayRepeat: false);

    private OrchestrationRuntimeStatus? StatusOf(string id) =>
        weather.Lost ? OrchestrationRuntimeStatus.Running : _instances.TryGetValue(id, out Instance? found) ? found.Status : null;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        string id = options!.InstanceId!;
        return weather.Carry("hub", $"start {id}", () =>
        {
            if (_instances.TryGetValue(id, out Instance? there) && there.IsRunning)
                throw new InvalidOperationException("An Orchestration instance with the status Running already exists.");
            if (weather.Lost)
                return id;
            VirtualEngine engine = new(id,
                orchestratorName.Name is JourneyOrchestration.Name ? JourneyOrchestration.Run : PostmanOrchestration.Run,
                (_, _, _) => throw new NotSupportedException(), world.Now.UtcDateTime)
            { Input = input };
            Instance begun = _instances[id] = new Instance(engine);
            world.Soon(() => GoOn(begun));
            return id;
        }, mayRepeat: false);
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        await weather.Carry("hub", $"raise {instanceId}", () =>
        {
            if (_instances.TryGetValue(instanceId, out Instance? there) && there.IsRunning && !weather.Lost)
            {
                Raise(there, eventName);
                if (weather.Doubled)
                    world.At(world.Now + world.Within(TimeSpan.Zero, TimeSpan.FromMinutes(3)), () => Raise(there, eventName));
            }
            return true;
        }, mayRepeat: true);

    private void Raise(Instance instance, string name)
    {
        instance.Engine.Raise(name);
        world.Soon(() => GoOn(instance));
    }

    /// <summary>Not on any machine, because an orchestrator that is replayed uses nothing but its history.</summary>
    private void GoOn(Instance instance)
    {
        if (instance.IsWorking || !instance.IsRunning)
            return;
        if (instance.Engine.GoUntil(world.Now.UtcDateTime) is var (call, name, input))
        {
            instance.IsWorking = true;
            _ = world.Network.Start(() => Work(instance, call, name, input));
        }
        else if (instance.Engine.IsOver)
            instance.Status = OrchestrationRuntimeStatus.Completed;
        else if (instance.Engine.WakesAt is { } at && !weather.Lost)
            world.At(Late(at), () => GoOn(instance));
    }

    private DateTimeOffset Late(DateTime at) => weather.Doubled ? at + world.Within(TimeSpan.Zero, TimeSpan.FromMinutes(20)) : at;

    private async Task<bool> Work(Instance instance, int call, string name, object? input)
    {
        TimeSpan pause = TimeSpan.FromSeconds(5);
        for (int attempt = 1; ; attempt++)
        {
            Outcome<DateTime?> outcome = await Once(name, input);
            if (outcome is not Outcome<DateTime?>.Failed failed || attempt == MostAttempts)
            {
                (object? result, string? failure) =
                    outcome is Outcome<DateTime?>.Done done ? (done.Value, (string?)null) : (null, "failed");
                world.Soon(() =>
                {
                    instance.Engine.Done(call, result, failure);
                    instance.IsWorking = false;
                    GoOn(instance);
                });
                return true;
            }
            await world.Pass(pause);
            pause = pause * 3 < TimeSpan.FromMinutes(10) ? pause * 3 : TimeSpan.FromMinutes(10);
        }
    }

    /// <summary>Runs an activity at least once. Without an answer it goes to another machine, though the first may still be
    /// working on it.</summary>
    private async Task<Outcome<DateTime?>> Once(string name, object? input)
    {
        while (true)
        {
            await weather.Way();
            if (any() is { } process)
            {
                if (weather.Doubled && any() is { } other)
                    _ = Run(other, name, input);
                Outcome<DateTime?> outcome = await Run(process, name, input);
                if (outcome is not Outcome<DateTime?>.Lost && !weather.Lost)
                    return outcome;
            }
            await world.Pass(_lease);
        }
    }

    private Task<Outcome<DateTime?>> Run(Process process, string name, object? input) => process.Machine.Do(() => name switch
    {
        JourneyActivities.Advance => process.Get<JourneyActivities>().AdvanceJourney((string)input!, this, default),
        JourneyActivities.DrainOutbox => process.Get<JourneyActivities>().Drain(null, this, default),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such activity."),
    });
}
