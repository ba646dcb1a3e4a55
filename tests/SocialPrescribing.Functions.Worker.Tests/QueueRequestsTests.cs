using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// The requests of Durable Functions to their queues for each thing that people and programs do, on the real engine. A message costs three
/// requests: it is put, taken and deleted. Each thing has a limit, and docs/operations.md works out costs from these.
/// </summary>
[Collection(nameof(RealTime))]
public sealed class QueueRequestsTests(Azurite azurite, ITestOutputHelper output)
{
    /// <summary>
    /// After so long without a message, everything that follows has happened: the queues are polled four times a second.
    /// </summary>
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The most requests that carry messages. One request takes all messages that come together, so there may be fewer.
    /// </summary>
    private static readonly Dictionary<string, int> Most = new()
    {
        // The journey's orchestration starts (3) and sets its first timer (1). The postman is nudged (3), has both letters sent by one
        // activity (3), gets its result (3), and sets the next timer (1).
        ["a referral until both letters are out"] = 14,
        // The postman only: the meeting is so far away that the journey need not wake earlier.
        ["a booking until its letter is out"] = 10,
        // Nothing follows from it.
        ["a note"] = 0,
    };

    /// <summary>
    /// How many of these put a message. The Durable Task Scheduler, in place of queues, would charge for them as actions (docs/scale.md).
    /// </summary>
    private static readonly Dictionary<string, int> MostActions = new()
    {
        // The journey's start and its timer, and the postman's nudge, activity, result and timer.
        ["a referral until both letters are out"] = 6,
        ["a booking until its letter is out"] = 4,
        ["a note"] = 0,
    };

    private readonly ConcurrentQueue<string> _asked = [];
    private readonly List<string> _tooMany = [];
    private AzureHostRunning _host = null!;

    [Fact]
    public async Task Nothing_asks_the_queues_more_often_than_it_needs_to()
    {
        await using StorageProxy storage = await StorageProxy.Start(azurite);
        // The clock stands still, so that no timer rings meanwhile.
        DateTimeOffset monday = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);
        await using AzureHostRunning host =
            _host = await AzureHostRunning.Start(storage.ConnectionString, durableOnAzurite: true, at: monday);
        (StaffMember member, string token) = await host.AddStaff(StaffRole.LinkWorker, "Wendy Marsh");
        string key = await host.KeyOfAnOrganisation();
        storage.QueueAnswered = (request, answer) => _asked.Enqueue(KindOf(request, answer));
        // The first referral starts the postman, which then runs for good.
        await Refer(key, "Invented");
        await _host.Eventually("the first letters", () => Task.FromResult(_host.Letters().Count is 2));
        await UntilStill();

        await Count("a referral until both letters are out", letters: 2, () => Refer(key, "Other"));
        string journey = await NewestJourney();
        await Command(journey, token, $$"""{"kind":"accept","commandId":"accept","linkWorker":"{{member.Id}}"}""");
        await UntilStill();
        await Count("a booking until its letter is out", letters: 1, () => Command(journey, token,
            """{"kind":"bookMeeting","commandId":"book","at":"2027-02-08T11:00:00Z","place":{"kind":"atHome"}}"""));
        await Count("a note", letters: 0, () => Command(journey, token, """{"kind":"addNote","commandId":"note","text":"Phoned."}"""));
        Assert.Empty(_tooMany);
    }

    private async Task Count(string what, int letters, Func<Task> work)
    {
        int before = _host.Letters().Count;
        _asked.Clear();
        await work();
        await _host.Eventually($"{what}: letters", () => Task.FromResult(_host.Letters().Count - before == letters));
        await UntilStill();
        string[] asked = [.. _asked];
        int carried = asked.Count(Carries);
        if (carried > Most[what])
            _tooMany.Add($"{what}: {carried} requests, {Most[what]} allowed");
        int actions = asked.Count(r => r.StartsWith("put", StringComparison.Ordinal));
        if (actions > MostActions[what])
            _tooMany.Add($"{what}: {actions} actions, {MostActions[what]} allowed");
        output.WriteLine($"{carried,4} {what}, {actions} actions");
        foreach (IGrouping<string, string> each in asked.GroupBy(r => r).OrderBy(g => g.Key, StringComparer.Ordinal))
            output.WriteLine($"          {each.Count(),3} {each.Key}");
    }

    private static bool Carries(string kind) =>
        kind.StartsWith("put", StringComparison.Ordinal) || kind.StartsWith("taken", StringComparison.Ordinal)
        || kind.StartsWith("deleted", StringComparison.Ordinal);

    /// <summary>What a request does to which queue. Empty polls, and requests that only hold a message back, are printed but
    /// not limited.</summary>
    private static string KindOf(StorageRequest request, string answer)
    {
        string[] path = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string queue =
            path.ElementAtOrDefault(1) is not { } name ? "" : name.Contains("control", StringComparison.Ordinal) ? "control" : "work";
        bool isOne = path.Length > 3;
        string did = path.ElementAtOrDefault(2) is not "messages" ? "other" : request.Method switch
        {
            "POST" => "put",
            "GET" => answer.Contains("<QueueMessage>", StringComparison.Ordinal) ? "taken" : "polled",
            "DELETE" when isOne => "deleted",
            "PUT" when isOne => "held back",
            _ => "other",
        };
        return $"{did} {queue}";
    }

    private async Task UntilStill()
    {
        Stopwatch still = Stopwatch.StartNew();
        for (int carried = -1; still.Elapsed < Still; await Task.Delay(50))
        {
            int now = _asked.Count(Carries);
            if (now != carried)
                still.Restart();
            carried = now;
        }
    }

    private async Task Refer(string key, string familyName)
    {
        JsonNode referral = AzureHostRunning.Referral();
        JsonObject person = referral["person"]!.AsObject();
        (person["familyName"], person["dateOfBirth"]) = (familyName, familyName is "Other" ? "1951-03-04" : "1940-05-06");
        person["contacts"] = new JsonArray(new JsonObject
        {
            ["kind"] = "email",
            ["value"] = $"{familyName.ToLowerInvariant()}@mail.example",
            ["allowed"] = true,
        });
        person.Remove("nhsNumber");
        using HttpResponseMessage answer = await _host.Refer(key, referral);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private async Task<string> NewestJourney()
    {
        List<Guid> journeys = [];
        await foreach (Guid id in _host.Get<IJourneyStore>().All(default))
            journeys.Add(id);
        return journeys.Max().ToString("N");
    }

    private async Task Command(string journey, string token, string command)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"api/journeys/{journey}/commands")
        {
            Content = JsonContent.Create(JsonNode.Parse(command)),
        };
        request.Headers.Add("X-Staff-Token", token);
        using HttpResponseMessage answer = await _host.Http.SendAsync(request);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }
}
