using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>
/// <c>docs/one-referral.md</c> shows one referral as data. All of it was really written by a host, and both hosts write the same. The
/// one-machine host writes it anew: <c>WRITE_DOCS=1 dotnet test tests/SocialPrescribing.Local.Tests --filter OneReferralTests</c>.
/// </summary>
public sealed partial class OneReferralTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions _inOneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions _pretty = new(_inOneLine) { WriteIndented = true };

    private readonly Dictionary<string, string> _pieces = [];
    private readonly List<Guid> _ids = [];
    private readonly Dictionary<string, string> _names = [];
    private TestedService _service = null!;
    private OpenApiContract _contract = null!;
    private Guid _journey;
    private int _told;

    public async Task InitializeAsync()
    {
        _contract = await OpenApiContract.Load();
        _service = await TestedHost.Start(new SetUp(ApiHost.Wednesday, IsTriedOut: true));
        ServiceProfile profile = _service.Get<ServiceProfile>();
        _names[profile.Name] = "Riverside Social Prescribing";
        _names[profile.Phone] = "01420 555 010";
        _names[profile.PublicUrl.ToString().TrimEnd('/')] = "https://riverside.example";
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _contract.DisposeAsync();
    }

    [Fact]
    public async Task The_page_about_one_referral_shows_what_the_host_writes()
    {
        (Organisation organisation, string key) = await _service.AddOrganisation();
        (StaffMember sam, string token) = await _service.AddStaff(StaffRole.Lead, "Sam Okafor");
        (_names[sam.Id], _names[organisation.Id]) = ("5f0c2b7a91de", "81d0c3a4b7e2");
        Caller referrer = new Caller(_service, _contract).With("X-Api-Key", key);
        Caller staff = new Caller(_service, _contract).With("X-Staff-Token", token);

        JsonNode sent = JsonNode.Parse(Referral)!;
        Answer answer = (await referrer.Post("/api/referrals", sent)).Is(HttpStatusCode.Created);
        _names[answer["reference"]] = "SP-7K3M-9QX2";
        await _service.Settle();
        string referral = Guid.Parse(answer["id"]).ToString("N");
        _journey = (await ReferralIntake.LookUps.In(_service.Get<IRegister>()).Get(referral, default))!.Value;
        Keep("request", sent);
        Keep("answer", JsonNode.Parse(answer.Text)!);
        await KeepJournal("journal-received");
        await KeepAgenda("agenda-received");
        await KeepMessages("messages-received");

        await Give(staff, "accept", $$"""{ "commandId": "accept-1", "kind": "accept", "linkWorker": "{{sam.Id}}" }""");
        await Give(staff, "attempt", """
            { "commandId": "call-1", "kind": "recordAttempt", "channel": "phone", "outcome": "reached", "note": "Sounded glad." }
            """);
        await Give(staff, "book", """
            {
              "commandId": "meeting-1", "kind": "bookMeeting", "at": "2026-09-24T10:00:00+01:00",
              "place": { "kind": "communityPlace", "where": "Forest Centre, Bordon" }
            }
            """);
        await KeepAgenda("agenda-booked");

        await _service.MoveTo(new DateTimeOffset(2026, 9, 22, 10, 0, 0, TimeSpan.Zero));
        await KeepJournal("journal-reminder");
        KeepLetter("letter-reminder", "peggy@");

        await _service.MoveTo(new DateTimeOffset(2026, 9, 24, 11, 0, 0, TimeSpan.Zero));
        _told = (await _service.Get<IJourneyStore>().Journal(_journey, default)).Count;
        await Give(staff, "held", """
            { "commandId": "held-1", "kind": "recordMeetingOutcome", "meeting": "meeting-1", "outcome": "held" }
            """);
        await Give(staff, "close", """
            { "commandId": "close-1", "kind": "close", "reason": "goalsMet", "note": "She has joined a sewing circle with a neighbour." }
            """);
        KeepLetter("letter-goodbye", "peggy@");
        KeepLetter("letter-referrer", "amara.okafor@");
        Keep("status", JsonNode.Parse((await referrer.Get($"/api/referrals/{answer["id"]}")).Is(HttpStatusCode.OK).Text)!);

        string path = Path.Combine(Referrals.Above("docs"), "one-referral.md"), page = await File.ReadAllTextAsync(path);
        string written = Piece().Replace(page, block => $"{block.Groups["head"].Value}{_pieces[block.Groups["name"].Value]}\n```");
        IEnumerable<string> shown = Piece().Matches(page).Select(m => m.Groups["name"].Value).Distinct();
        Assert.Equal(_pieces.Keys.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            await File.WriteAllTextAsync(path, written);
        else
            Assert.Equal(page.ReplaceLineEndings("\n"), written.ReplaceLineEndings("\n"));
    }

    private const string Referral = """
        {
          "source": "gp",
          "referrer": {
            "name": "Dr Amara Okafor", "service": "Forest Surgery", "organisation": "Mill Lane Surgery",
            "odsCode": "J82123", "email": "amara.okafor@forest-surgery.example"
          },
          "person": {
            "firstName": "Margaret",
            "familyName": "O'Neill",
            "preferredName": "Peggy",
            "dateOfBirth": "1952-03-28",
            "nhsNumber": "943 476 5919",
            "address": { "lines": ["12 Heather Close", "Bordon"], "postcode": "GU35 9LP" },
            "contacts": [{ "kind": "email", "value": "peggy@example.org", "allowed": true }]
          },
          "gpPractice": { "odsCode": "J82123", "name": "Forest Surgery" },
          "reason": "Hardly any company since her husband died. Used to sew.",
          "needs": ["loneliness"],
          "risks": [{ "kind": "none" }],
          "safeguarding": { "concern": false },
          "consent": { "toShare": true, "givenBy": "Margaret O'Neill", "on": "2026-09-14" }
        }
        """;

    private async Task Give(Caller staff, string name, string command)
    {
        Answer answer = (await staff.Post($"/api/journeys/{_journey}/commands", command)).Is(HttpStatusCode.OK);
        await _service.Settle();
        _pieces[$"command-{name}"] = Invented(command.Trim());
        if (name is "accept")
            Keep("answer-accept", JsonNode.Parse(answer.Text)!);
        await KeepJournal($"journal-{name}");
    }

    private void Keep(string name, JsonNode json) => _pieces[name] = Invented(json.ToJsonString(_pretty));

    /// <summary>
    /// Keeps what has been written since the last call: a line for each commit, and below it a line for each event. Versions are left out,
    /// because due events that are handled together share a commit, and hosts differ in when they look.
    /// </summary>
    private async Task KeepJournal(string name)
    {
        IReadOnlyList<JournalCommit> journal = await _service.Get<IJourneyStore>().Journal(_journey, default);
        StringBuilder lines = new();
        foreach (JournalCommit commit in journal.Skip(_told))
        {
            lines.Append(CultureInfo.InvariantCulture, $"// one commit, by {commit.By.Kind.ToString().ToLowerInvariant()}\n");
            foreach (JourneyEvent happened in commit.Events)
            {
                JsonNode stored = JsonSerializer.SerializeToNode(happened, JourneyJson.Default.JourneyEvent)!;
                lines.Append(stored.ToJsonString(_inOneLine)).Append('\n');
            }
        }
        _told = journal.Count;
        _pieces[name] = Invented(lines.ToString().TrimEnd());
    }

    private async Task KeepAgenda(string name)
    {
        Journey journey = (await _service.Get<IJourneyStore>().Find(_journey, default))!.State;
        IEnumerable<Due> ahead = Agenda.Of(journey, _service.Get<Pathway>())
            .OrderBy(due => due.At).ThenBy(due => due.Key, StringComparer.Ordinal);
        _pieces[name] = Invented(string.Join('\n', ahead
            .Select(due => string.Create(CultureInfo.InvariantCulture, $"{due.At.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}  {due.Key}"))));
    }

    private async Task KeepMessages(string name)
    {
        static string Word<T>(T choice) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName($"{choice}");

        IEnumerable<QueuedMessage> messages = (await _service.Get<IOutbox>().Of(_journey, default))
            .OrderBy(m => m.Key, StringComparer.Ordinal);
        _pieces[name] = Invented(string.Join('\n', messages
            .Select(m => new JsonObject { ["key"] = m.Key, ["kind"] = Word(m.Kind), ["about"] = m.About, ["status"] = Word(m.Status) })
            .Select(m => m.ToJsonString(_inOneLine))));
    }

    /// <summary>Keeps the newest letter to this address.</summary>
    private void KeepLetter(string name, string to)
    {
        StoredLetter letter = _service.Letters.First(l => l.To.Contains(to, StringComparison.Ordinal));
        string text = Token().Replace(letter.Text.ReplaceLineEndings("\n").Trim(), "$1…");
        _pieces[name] = Invented($"To: {letter.To}\nSubject: {letter.Subject}\n\n{text}");
    }

    /// <summary>Replaces random values and the host's address by the names that the document uses.</summary>
    private string Invented(string text)
    {
        foreach ((string real, string invented) in _names)
            text = text.Replace(real, invented, StringComparison.Ordinal);
        return Id().Replace(text, match =>
        {
            Guid id = Guid.Parse(match.Value);
            if (!_ids.Contains(id))
                _ids.Add(id);
            Guid shown = Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"0198f2c4-5d1e-7000-8000-{_ids.IndexOf(id) + 1:D12}"));
            return match.Value.Contains('-', StringComparison.Ordinal) ? $"{shown:D}" : $"{shown:N}";
        });
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")]
    private static partial Regex Id();

    /// <summary>The signed part of a link.</summary>
    [GeneratedRegex(@"(/[a-z]/)[A-Za-z0-9_.~-]{20,}")]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<head><!-- (?<name>[a-z-]+) -->\n```\w*\n)(?<body>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Piece();
}
