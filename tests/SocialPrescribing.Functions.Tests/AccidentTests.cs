using Microsoft.DurableTask.Client;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// Accidents that can happen to an orchestration. After the next watch the journey must be as it should be, and its timer must run again.
/// </summary>
public sealed class AccidentTests : IAsyncLifetime
{
    /// <summary>A Monday in winter, nine o'clock in London.</summary>
    private static readonly DateTimeOffset Monday = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan ThreeWeeks = TimeSpan.FromDays(21);
    /// <summary>Until then the watch runs as often as in production. Later it runs less often: it would have found
    /// everything by then.</summary>
    private static readonly DateTimeOffset Over = Monday.AddDays(2);

    private readonly List<AzureOnOneMachine> _started = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (AzureOnOneMachine azure in _started)
            await azure.DisposeAsync();
    }

    /// <summary>
    /// Three weeks in which nobody does anything, so tasks fall due and are escalated. The accident is on the first Tuesday.
    /// </summary>
    private async Task<(IReadOnlyList<string> Journal, VirtualHub Hub, string Instance)> Live(Action<VirtualHub, string>? accident)
    {
        TestClock clock = new(Monday);
        AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.OnAzure, clock);
        _started.Add(azure);
        Guid journey = await azure.Refer();
        string instance = journey.ToString("N");
        WatchTimer watch = azure.Get<WatchTimer>();
        bool happened = false;
        for (DateTimeOffset at = Monday; at < Monday + ThreeWeeks; at += at < Over ? Watch.Every : TimeSpan.FromHours(6))
        {
            azure.Hub.RunUntil(at);
            if (!happened && at > Monday.AddDays(1))
            {
                accident?.Invoke(azure.Hub, instance);
                happened = true;
            }
            await watch.Look(new(), azure.Hub, default);
        }
        Assert.Equal(0, (await azure.Get<Watch>().Health(default)).OverdueJourneys);
        return ([.. (await azure.Get<IJourneyStore>().Journal(journey, default)).SelectMany(c => c.Events)
            .Select(e => e.GetType().FullName!)], azure.Hub, instance);
    }

    // Made only once, because it is the same for every test and three weeks take a while.
    private static readonly Lazy<Task<IReadOnlyList<string>>> _undisturbed = new(async () =>
    {
        AccidentTests one = new();
        try
        {
            return (await one.Live(null)).Journal;
        }
        finally
        {
            await one.DisposeAsync();
        }
    });

    public static TheoryData<string> Accidents =>
        ["terminated", "purged", "over, though it seems to run", "over, and events for it are refused", "started twice",
            "started twice and replaced"];

    [Theory]
    [MemberData(nameof(Accidents))]
    public async Task Whatever_happens_to_the_clock_the_journey_goes_on_and_has_a_clock_again(string accident)
    {
        IReadOnlyList<string> undisturbed = await _undisturbed.Value;
        bool happened = false;
        (IReadOnlyList<string> journal, VirtualHub hub, string instance) = await Live((hub, id) =>
        {
            happened = hub.IsRunning(id);
            Happen(accident, hub, id);
        });
        Assert.True(happened);
        Assert.Equal(undisturbed, journal);
        Assert.True(undisturbed.Count > 5);
        Assert.True(hub.IsRunning(instance));
        Assert.True(hub.IsRunning(PostmanOrchestration.Instance));
    }

    private static void Happen(string accident, VirtualHub hub, string instance)
    {
        int stale = 1;
        switch (accident)
        {
            case "terminated":
                hub.Terminate(instance);
                break;
            case "purged":
                hub.Terminate(instance);
                hub.Purge(instance);
                break;
            case "over, though it seems to run" or "over, and events for it are refused":
                hub.Terminate(instance);
                hub.RefusesEventsForTheDead = accident.EndsWith("refused", StringComparison.Ordinal);
                hub.Seen = known => known is { IsCompleted: true } && stale-- > 0
                    ? new OrchestrationMetadata("any", known.InstanceId) { RuntimeStatus = OrchestrationRuntimeStatus.Running } : known;
                break;
            default:
                hub.RefusesToReplace = !accident.EndsWith("replaced", StringComparison.Ordinal);
                hub.Seen = known => stale-- > 0 ? null : known;
                break;
        }
    }

    [Fact]
    public async Task Nothing_of_the_person_is_ever_written_into_an_orchestration()
    {
        (_, VirtualHub hub, string instance) = await Live(null);
        string[] written = [.. hub.WrittenDown.Distinct()];
        Assert.Contains(written, w => w.Contains(instance, StringComparison.Ordinal));
        // Only an id, a count and a time, the name of an activity, of an event or of the postman may stand there.
        string beat = $@"Beat {{ Journey = {instance}, Failures = \d+, First = [\d/: APM]* }}";
        Assert.All(written, w => Assert.Matches($@"^({beat}|Advance {instance}|DrainOutbox |nudge |{instance}|postman|)$", w));
    }
}
