using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// Referrers who send one referral after the other while the service is in trouble. Afterwards everything that was answered must be so.
/// </summary>
internal sealed class Senders(AzureHostRunning host, string key, string lead)
{
    private const int AtOnce = 3;

    private readonly ConcurrentDictionary<int, string> _answered = [];
    private readonly ConcurrentQueue<Refusal> _refused = [];
    private int _people;

    /// <summary>How many referrals were answered with 201.</summary>
    public int Answers => _answered.Count;
    /// <summary>How many referrals were sent, answered or not.</summary>
    public int Sent => _people;
    /// <summary>The answers other than 201.</summary>
    public IReadOnlyCollection<Refusal> Refused => _refused;

    public static async Task<Senders> Of(AzureHostRunning host) =>
        new(host, await host.KeyOfAnOrganisation(), (await host.AddStaff(StaffRole.Lead, "Leila Marsh")).Token);

    /// <summary>They send while the trouble lasts, and until each has an answer to their last referral.</summary>
    public async Task SendDuring(Func<Task> trouble)
    {
        using CancellationTokenSource enough = new();
        Task[] senders = [.. Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => Send(enough.Token)))];
        try
        {
            await trouble();
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(senders);
        }
    }

    public Task SendUntil(string what, Func<bool> enough) => SendDuring(() => host.Eventually(what, () => Task.FromResult(enough())));

    /// <summary>A sender whose connection breaks stops, because nobody is there to send to.</summary>
    private async Task Send(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            int number = Interlocked.Increment(ref _people);
            try
            {
                using HttpResponseMessage answer = await host.Refer(key, Numbered(number), $"key-{number}");
                if (answer.StatusCode is HttpStatusCode.Created)
                    _answered[number] = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                else
                    _refused.Enqueue(await Refusal.Of(answer));
                if (answer.StatusCode is HttpStatusCode.BadGateway)
                    return;
            }
            catch (HttpRequestException)
            {
                _refused.Enqueue(Refusal.Broken);
                return;
            }
        }
    }

    /// <summary>
    /// Called once the trouble is over. A sender without an answer sends again; one with an answer gets the same again. Each person must be
    /// there once, staff must see each of them, and each letter must have gone once. A letter may be uncertain only if its sender was
    /// stopped between handing it over and noting that. Then the journey says so.
    /// </summary>
    /// <returns>How many letters are uncertain.</returns>
    public async Task<int> AllIsAsAnswered()
    {
        foreach (int number in Enumerable.Range(1, _people))
        {
            using HttpResponseMessage answer = await host.Refer(key, Numbered(number), $"key-{number}");
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode is HttpStatusCode.Created, text);
            Assert.Equal(_answered.GetOrAdd(number, text), text);
        }
        Assert.Equal(_people, _answered.Values.Select(text => (string)JsonNode.Parse(text)!["id"]!).Distinct().Count());

        List<Guid> journeys = [];
        await foreach (Guid id in host.Get<IJourneyStore>().All(default))
            journeys.Add(id);
        Assert.Equal(_people, journeys.Count);
        Assert.Equal(journeys.Order(), (await OnTheBoard()).Order());

        // A letter whose sender was stopped is given up after five minutes, and one that failed before it went is tried again after
        // ten. The watch does both.
        host.Ahead(TimeSpan.FromMinutes(15));
        await host.FireTimer("Watch");
        await host.Eventually("nothing left to send", async () => await host.Get<IOutbox>().Figures(default) is { Queued: 0, Sending: 0 });
        return await LettersAreThere(journeys);
    }

    private async Task<int> LettersAreThere(IEnumerable<Guid> journeys)
    {
        ILookup<string, StoredLetter> letters = host.Letters().ToLookup(l => l.KeyHash);
        Assert.All(letters, copies => Assert.Single(copies));
        List<QueuedMessage> unknown = [];
        foreach (Guid journey in journeys)
        {
            IReadOnlyList<QueuedMessage> ledger = await host.Get<IOutbox>().Of(journey, default);
            Assert.Equal([MessageKind.Received, MessageKind.ReferrerReceived], ledger.Select(m => m.Kind).Order());
            foreach (QueuedMessage message in ledger.Where(m => m.Status is not MessageStatus.Sent))
            {
                Assert.Equal(MessageStatus.Uncertain, message.Status);
                Assert.Contains(message.Key, (await host.Get<IJourneyStore>().Find(journey, default))!.State.Withheld);
                unknown.Add(message);
            }
            foreach (QueuedMessage sent in ledger.Except(unknown))
                Assert.Contains(letters, copies => copies.Key == LetterMessage.HashOf($"{sent.Owner:N}/{sent.Key}"));
        }
        Assert.InRange(letters.Count, (2 * _people) - unknown.Count, 2 * _people);
        return unknown.Count;
    }

    private async Task<HashSet<Guid>> OnTheBoard()
    {
        HashSet<Guid> journeys = [];
        const string board = "api/tasks?assignee=unassigned&most=100";
        for (string? path = board; path is not null;)
        {
            JsonNode page = await host.Ask(path, lead);
            journeys.UnionWith(page["items"]!.AsArray().Select(t => Guid.Parse((string)t!["journey"]!)));
            path = (string?)page["continue"] is { } mark ? $"{board}&continue={Uri.EscapeDataString(mark)}" : null;
        }
        return journeys;
    }

    /// <summary>Invented people by number. None resembles another. Names contain no digits.</summary>
    private static JsonNode Numbered(int number)
    {
        JsonNode referral = AzureHostRunning.Referral();
        JsonObject person = referral["person"]!.AsObject();
        string name = string.Concat(number.ToString("d6", CultureInfo.InvariantCulture).Select(d => (char)('a' + (d - '0'))));
        (person["firstName"], person["familyName"]) = ($"Person {name}", $"Invented {name}");
        person["dateOfBirth"] = new DateOnly(1940, 1, 1).AddDays(number).ToString("O", CultureInfo.InvariantCulture);
        person["contacts"] = new JsonArray(new JsonObject
        {
            ["kind"] = "email",
            ["value"] = string.Create(CultureInfo.InvariantCulture, $"person{number}@mail.example"),
            ["allowed"] = true,
        });
        person.Remove("nhsNumber");
        return referral;
    }
}

/// <summary>An answer other than 201.</summary>
/// <param name="Status">Null if the connection broke.</param>
/// <param name="Code">A code from docs/api.md.</param>
/// <param name="WaitIsSaid">Whether the answer says when to come back.</param>
internal sealed record Refusal(HttpStatusCode? Status, string? Code, bool WaitIsSaid)
{
    public static Refusal Broken { get; } = new(null, null, false);

    public static async Task<Refusal> Of(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        bool isProblem = answer.Content.Headers.ContentType?.MediaType is "application/problem+json";
        string? code = isProblem ? (string?)JsonNode.Parse(text)!["code"] : text;
        return new Refusal(answer.StatusCode, code, answer.Headers.RetryAfter is not null);
    }
}
