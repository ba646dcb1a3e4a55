using System.Collections.Concurrent;
using System.Globalization;
using DurableTask.Core;
using DurableTask.Core.History;
using Google.Protobuf;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using Happened = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;
using OrchestratorRequest = Microsoft.DurableTask.Protobuf.OrchestratorRequest;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// The orchestrations' histories as the real engine hands them to this release's worker. They are kept for good, and every later release
/// must be able to go on from them: <c>HistoryReplayTests</c>.
/// </summary>
[Collection(nameof(Azurite))]
public sealed class HistoriesTests(Azurite azurite)
{
    /// <summary>If this variable is set, the test writes the histories of this release. CONTRIBUTING.md describes it.</summary>
    private const string Switch = "WRITE_HISTORIES";

    /// <summary>
    /// What each orchestration goes through: it begins, works, sleeps, is woken by time or by a nudge, fails, tries again and gives up for
    /// a while. A journey's also sleeps before its first work.
    /// </summary>
    private static IEnumerable<string> Expected =>
    [
        $"{JourneyOrchestration.Name}-unworked-TimerFired",
        .. from orchestration in (string[])[JourneyOrchestration.Name, PostmanOrchestration.Name]
           from turn in (string[])
           [
               "begins", "0-failures-TaskCompleted", "0-failures-TimerFired", "0-failures-EventRaised", "0-failures-TaskFailed",
               "1-failures-TimerFired", "1-failures-TaskFailed", "4-failures-TimerFired", "4-failures-TaskFailed", "5-failures-TimerFired",
           ]
           select $"{orchestration}-{turn}",
    ];

    private readonly ConcurrentDictionary<string, string> _turns = [];

    [Fact]
    public async Task The_histories_of_this_release_are_kept()
    {
        await using StorageProxy storage = await StorageProxy.Start(azurite);
        DateTimeOffset monday = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);
        await using AzureHostRunning host = await AzureHostRunning.Start(storage.ConnectionString, at: monday, turning: Keep);
        using HttpResponseMessage referred = await host.Refer(await host.KeyOfAnOrganisation(), AzureHostRunning.Referral());
        Assert.True(referred.IsSuccessStatusCode);
        await host.Settle();
        string journey = "";
        await foreach (Guid id in host.Get<IJourneyStore>().All(default))
            journey = id.ToString("N");

        await Live(host, "TimerFired", failures: 0);
        // A nudge that comes during work would be only one of several new events.
        await host.Eventually("both sleep", () => Task.FromResult(host.Timers.Count is 2));
        await Nudge(host, journey);
        await Live(host, "EventRaised", failures: 0);
        // Without access to the tables all work fails at once, at every attempt.
        storage.Happens = request => request.Service is "Table" ? Mishap.Forbidden : Mishap.None;
        await Live(host, "TaskFailed", failures: 4);
        storage.Happens = _ => Mishap.None;
        await Live(host, "TimerFired", failures: 5);

        string folder = Path.Combine(Histories(), typeof(JourneyOrchestration).Assembly.GetName().Version!.ToString(3));
        if (Environment.GetEnvironmentVariable(Switch) is not null)
        {
            Directory.CreateDirectory(folder);
            foreach (string name in Expected)
                await File.WriteAllTextAsync(Path.Combine(folder, name + ".json"), _turns[name] + "\n");
        }
        Assert.Empty(Expected.Except(_turns.Keys));
        string[] missing = [.. Expected.Where(name => !File.Exists(Path.Combine(folder, name + ".json")))];
        string lacks = $"{folder} lacks {string.Join(", ", missing)}.";
        Assert.True(missing is [], $"{lacks} Run this test once with {Switch}=1 and commit what it writes.");
    }

    /// <summary>Names a turn by how often its work has failed before and by what has just happened, and keeps its history.</summary>
    private void Keep(OrchestratorRequest turn)
    {
        string orchestration = turn.PastEvents.Concat(turn.NewEvents).Select(e => e.ExecutionStarted?.Name).First(n => n is not null)!;
        int failures = turn.PastEvents.Count(e => e.TaskFailed is not null);
        string news = string.Concat(turn.NewEvents.Select(e => e.EventTypeCase)
            .Where(e => e is not (Happened.OrchestratorStarted or Happened.ExecutionStarted)));
        bool isUnworked = turn.PastEvents.Any(e => e.TimerCreated is not null) && turn.PastEvents.All(e => e.TaskScheduled is null);
        string before = isUnworked ? "unworked" : string.Create(CultureInfo.InvariantCulture, $"{failures}-failures");
        string name = news is "" ? "begins" : $"{before}-{news}";
        _turns.TryAdd($"{orchestration}-{name}", new JsonFormatter(JsonFormatter.Settings.Default.WithIndentation()).Format(turn));
    }

    /// <summary>Moves from timer to timer until both orchestrations have got that far.</summary>
    private Task Live(AzureHostRunning host, string happened, int failures)
    {
        string turn = string.Create(CultureInfo.InvariantCulture, $"{failures}-failures-{happened}");
        return host.Eventually(turn, async () =>
        {
            await host.RingNext();
            return _turns.ContainsKey($"{JourneyOrchestration.Name}-{turn}") && _turns.ContainsKey($"{PostmanOrchestration.Name}-{turn}");
        });
    }

    private static async Task Nudge(AzureHostRunning host, string journey)
    {
        foreach (string instance in (string[])[journey, PostmanOrchestration.Instance])
            await host.Driver.Hub.SendTaskOrchestrationMessageAsync(new TaskMessage
            {
                OrchestrationInstance = new OrchestrationInstance { InstanceId = instance },
                Event = new EventRaisedEvent(-1, "null") { Name = JourneyOrchestration.Nudge },
            });
    }

    /// <summary>The folder among the sources, found from the folder in which these tests run.</summary>
    private static string Histories()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "SocialPrescribing.Functions.Tests") is var tests && Directory.Exists(tests))
                return Path.Combine(tests, "Histories");
        throw new InvalidOperationException("The folder of the tests was not found.");
    }
}
