using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>
/// The content of one service, for all tests. Of four people one waits for triage, one for a meeting, one is paused, one has left.
/// </summary>
public sealed class MovedService : IAsyncLifetime
{
    public const string Lines = "application/x-ndjson";

    private static readonly JourneyCommand[][] _lives =
    [
        [],
        [new Intake.Accept(LinkWorker: "tom"), new Meetings.Book(ApiHost.Wednesday.AddDays(5), new Place(PlaceKind.AtHome))],
        [new Intake.Accept(LinkWorker: "tom"), new Pausing.Pause(PauseReason.Holiday, new DateOnly(2026, 10, 5))],
        [new Intake.Accept(LinkWorker: "tom"), new Closing.Close(ClosingReason.MovedAway)],
    ];

    private readonly MovedClock _machine = new(ApiHost.Wednesday);

    public TestedService Old { get; private set; } = null!;
    public string Key { get; private set; } = "";
    public string Tom { get; private set; } = "";
    public JsonObject[] Sent { get; } = [.. _lives.Select(_ => Referrals.New())];
    public string[] Exported { get; private set; } = [];
    public List<string> Held { get; private set; } = [];

    /// <summary>A new service with nothing but its admin.</summary>
    public async Task<(TestedService Service, string Admin)> Begin()
    {
        TestedService service =
            await TestedHost.Start(new SetUp(Old.Clock.GetUtcNow(), new MovedClock(_machine.GetUtcNow()), KeysOf: Old));
        return (service, (await service.AddStaff(StaffRole.Admin, "Ada Boss")).Token);
    }

    public async Task InitializeAsync()
    {
        if (NeedsAttribute.Missing(typeof(ApiCollection)) is not null)
            return;
        Old = await TestedHost.Start(new SetUp(ApiHost.Wednesday, _machine));
        Key = (await Old.AddOrganisation()).Key;
        (StaffMember tom, Tom) = await Old.AddStaff();
        await Old.AddStaff(StaffRole.Lead, "Leila Marsh");
        string admin = (await Old.AddStaff(StaffRole.Admin, "Olga Old")).Token;
        for (int i = 0; i < _lives.Length; i++)
        {
            Guid journey = await Refer(Sent[i]);
            foreach (JourneyCommand command in _lives[i])
                Assert.IsType<CommandResult.Done>(await Old.Get<JourneyService>().Do(journey,
                    command is Intake.Accept accept ? accept with { LinkWorker = tom.Id } : command, Actor.Staff(tom.Id),
                    Guid.NewGuid().ToString("N"), null, default));
        }
        await Old.Settle();

        Assert.Equal("not-resting", (string?)(await Ask(Old, HttpMethod.Get, "/api/export", admin)).Body!["code"]);
        await Ask(Old, HttpMethod.Put, "/api/rest", admin);
        Assert.Equal("asked", await Rests(Old));
        (HttpStatusCode status, JsonNode? body) = await Ask(Old, HttpMethod.Get, "/api/export", admin);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "service-resting"), (status, (string?)body!["code"]));
        _machine.Move(Standstill.Settling);
        Exported = await Export(admin);
        Held = await Everything(Old);
    }

    private async Task<Guid> Refer(JsonObject referral)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/referrals")
        {
            Content = new StringContent(referral.ToJsonString(), Encoding.UTF8, "application/json"),
            Headers = { { "X-Api-Key", Key } },
        };
        using HttpResponseMessage answer = await Old.Http.SendAsync(request);
        Guid id = Guid.Parse((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!);
        return (await ReferralIntake.LookUps.In(Old.Get<IRegister>()).Get(id.ToString("N"), default))!.Value;
    }

    private async Task<string[]> Export(string admin)
    {
        List<string> lines = [];
        MovedCounts counts = new();
        for (string? after = ""; after is not null;)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, after is "" ? "/api/export" : $"/api/export?after={after}");
            request.Headers.Add("X-Staff-Token", admin);
            using HttpResponseMessage part = await Old.Http.SendAsync(request);
            Assert.Equal((HttpStatusCode.OK, Lines), (part.StatusCode, part.Content.Headers.ContentType?.MediaType));
            lines.AddRange((await part.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            after = part.Headers.TryGetValues("X-Continue", out IEnumerable<string>? mark) ? mark.Single() : null;
        }
        // Whoever writes an export ends it with the counts of its lines.
        foreach (string line in lines)
            counts = counts.After(line, MovedLine.Parse(line));
        return [.. lines, counts.Footer.Write()];
    }

    public async Task DisposeAsync()
    {
        if (Old is not null)
            await Old.DisposeAsync();
    }

    public static async Task<(HttpStatusCode Status, JsonNode? Body)> Ask(
        TestedService service, HttpMethod method, string path, string token, HttpContent? content = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        request.Headers.Add("X-Staff-Token", token);
        using HttpResponseMessage answer = await service.Http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
    }

    public static ByteArrayContent Body(IEnumerable<string> lines) =>
        new(Encoding.UTF8.GetBytes(string.Join('\n', lines))) { Headers = { ContentType = new MediaTypeHeaderValue(Lines) } };

    public static Task<(HttpStatusCode Status, JsonNode? Body)> Import(
        TestedService service, string admin, int after, IEnumerable<string> lines) =>
        Ask(service, HttpMethod.Post, $"/api/import?after={after}", admin, Body(lines));

    public static void Refused(string code, (HttpStatusCode Status, JsonNode? Body) answer) =>
        Assert.Equal((HttpStatusCode.Conflict, code), (answer.Status, (string?)answer.Body!["code"]));

    /// <summary>Null while the service works; else why it does not.</summary>
    public static async Task<string?> Rests(TestedService service)
    {
        using HttpResponseMessage answer = await service.Http.GetAsync(new Uri("/health/attention", UriKind.Relative));
        string? why = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["figures"]!["resting"];
        Assert.True(why is null || answer.StatusCode is HttpStatusCode.ServiceUnavailable);
        return why;
    }

    public static Task<List<string>> Everything(TestedService service) =>
        Everything(service.Get<IJourneyStore>(), service.Get<IOutbox>(), service.Get<IRegister>());

    /// <summary>Everything that is stored and moves, as text.</summary>
    /// <param name="butFor">The key of a message to leave out.</param>
    public static async Task<List<string>> Everything(IJourneyStore store, IOutbox outbox, IRegister register, string? butFor = null)
    {
        List<string> all = [];
        await foreach (Guid id in store.All(default))
        {
            StoredJourney stored = (await store.Find(id, default))!;
            all.Add($"{id} {stored.Version} {stored.NextDue:O} {Given.Written(stored.State)}");
            foreach (JournalCommit commit in await store.Journal(id, default))
                all.Add($"{id} {commit.Version} {commit.At:O} {commit.By} {commit.CommandId} {Given.Written(commit.Events)} "
                    + (commit.CommandId is null ? "" : await store.AnswerTo(id, commit.CommandId, default)));
            all.AddRange((await store.Rows(id, default))!.OpenTasks.Select(task => $"{task}"));
            all.AddRange((await outbox.Of(id, default)).Where(m => m.Key != butFor).Select(message => $"{message}"));
        }
        all.AddRange((await outbox.Of(Guid.Empty, default)).Select(message => $"{message}"));
        foreach (string kind in RecordKinds.All.Where(k => k is { Moves: true, Key: null }).Select(k => k.Name))
            all.AddRange((await register.List(kind, "", 1_000, null, default)).Items.Select(r => $"{r with { Version = 0 }}"));
        return all;
    }
}
