using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Service;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>What was answered stays answered, however the worker ends. The engine, its queues and the tables live on and give the next worker what the last one had in hand.</summary>
[Collection(nameof(Azurite))]
public sealed class KilledTests(Azurite azurite, ITestOutputHelper output)
{
    private const int Kills = 3, Posters = 3, AnswersBetween = 8;

    private readonly ConcurrentDictionary<int, string> _answered = [];
    private readonly ConcurrentQueue<int> _unanswered = [];
    private int _people, _answers;

    [NodeFact]
    public async Task A_worker_killed_under_load_loses_no_referral_that_was_answered_and_writes_to_nobody_twice()
    {
        await using AzureHostRunning host = await AzureHostRunning.Start(azurite, durableOnAzurite: true);
        string key = await host.KeyOfAnOrganisation();
        (_, string lead) = await host.AddStaff(StaffRole.Lead, "Leila Marsh");
        HashSet<int> killed = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            int wanted = Volatile.Read(ref _answers) + AnswersBetween;
            using CancellationTokenSource enough = new();
            Task[] load = [.. Enumerable.Range(0, Posters).Select(_ => Task.Run(() => Post(host, key, enough.Token)))];
            await host.Eventually("answers to referrals", () => Task.FromResult(Volatile.Read(ref _answers) >= wanted || load.Any(l => l.IsFaulted)));
            killed.Add(host.Driver.Worker.ProcessId);
            await host.Driver.Worker.Kill();
            await enough.CancelAsync();
            await Task.WhenAll(load);
        }
        Assert.Equal(Kills, killed.Count);
        Assert.NotEmpty(_unanswered);

        // Referrers send again what was not answered, and what was answered is answered in the same words.
        foreach (int number in Enumerable.Range(1, _people))
        {
            using HttpResponseMessage answer = await host.Refer(key, Numbered(number), $"key-{number}");
            string text = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            Assert.Equal(text, _answered.GetOrAdd(number, text));
        }
        await host.Eventually("nothing left to send", async () => await NothingWaits(host));

        List<string> ids = [];
        await foreach (Guid id in host.Get<IJourneyStore>().All(default))
            ids.Add(id.ToString());
        Assert.Equal(_people, ids.Count);
        Assert.Equal(_people, _answered.Values.Select(text => (string)JsonNode.Parse(text)!["id"]!).Distinct().Count());
        // Staff see each of them.
        HashSet<string> seen = await Tasks(host, lead);
        Assert.Equal(ids.Order(), seen.Order());
        IReadOnlyList<StoredLetter> letters = host.Letters();
        Assert.Equal(letters.Count, letters.DistinctBy(l => l.KeyHash).Count());
        output.WriteLine($"{Kills} kills, {_people} referrals, {_unanswered.Count} of them without an answer at first, {letters.Count} letters");
    }

    private async Task Post(AzureHostRunning host, string key, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            int number = Interlocked.Increment(ref _people);
            using HttpResponseMessage answer = await host.Refer(key, Numbered(number), $"key-{number}");
            if (answer.StatusCode is HttpStatusCode.BadGateway)
            {
                _unanswered.Enqueue(number);
                return;
            }
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            _answered[number] = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            Interlocked.Increment(ref _answers);
        }
    }

    private static async Task<bool> NothingWaits(AzureHostRunning host)
    {
        using HttpResponseMessage answer = await host.Http.GetAsync("health/attention");
        JsonNode said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (int)said["figures"]!["queuedMessages"]! is 0;
    }

    private static async Task<HashSet<string>> Tasks(AzureHostRunning host, string token)
    {
        HashSet<string> journeys = [];
        for (string? path = "api/tasks?assignee=unassigned&most=100"; path is not null;)
        {
            JsonNode page = await host.Ask(path, token);
            journeys.UnionWith(page["items"]!.AsArray().Select(t => (string)t!["journey"]!));
            path = (string?)page["continue"] is { } mark ? "api/tasks?assignee=unassigned&most=100&continue=" + Uri.EscapeDataString(mark) : null;
        }
        return journeys;
    }

    /// <summary>Invented people by number. Names have no digits.</summary>
    private static JsonNode Numbered(int number)
    {
        JsonNode referral = AzureHostRunning.Referral();
        JsonObject person = referral["person"]!.AsObject();
        person["firstName"] = "Person " + string.Concat(number.ToString("d6", CultureInfo.InvariantCulture).Select(d => (char)('a' + (d - '0'))));
        person["familyName"] = "Invented";
        person.Remove("nhsNumber");
        foreach (JsonNode? contact in person["contacts"]!.AsArray())
            if ((string?)contact!["kind"] is "email")
                contact["value"] = string.Create(CultureInfo.InvariantCulture, $"person{number}@mail.example");
        return referral;
    }
}
