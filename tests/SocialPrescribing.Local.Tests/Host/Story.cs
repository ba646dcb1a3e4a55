using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Phrases;
using SocialPrescribing.Web.Refer;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Local.Tests.Host;

/// <summary>
/// Short methods for what people do in a story: staff by the API, referrers by their key, the person by mail and links. Times are London's.
/// </summary>
internal sealed partial class Story : IAsyncDisposable
{
    public const string Josie = "josie.quill@mail.example";
    public const string Workshop = "workshop@second-life.example";

    public sealed record Colleague(string Id, string Email, string Token);

    private string _key = "", _referral = "";
    private Guid _journey;

    private Story(IStoryHost machine) => Machine = machine;

    public IStoryHost Machine { get; }
    public Colleague Tom { get; private set; } = null!;
    public Colleague Leila { get; private set; } = null!;
    public Colleague Grace { get; private set; } = null!;

    /// <summary>A service with a link worker, a lead, a safeguarding lead and one surgery, on a Monday morning in February.</summary>
    public static async Task<Story> Begin(IStoryHost host)
    {
        Story story = new(host);
        story.Tom = await story.Joins(StaffRole.LinkWorker, "Tom Ashby");
        story.Leila = await story.Joins(StaffRole.Lead, "Leila Marsh");
        story.Grace = await story.Joins(StaffRole.SafeguardingLead, "Grace Okafor");
        Organisations organisations = host.Get<Organisations>();
        story._key = (await organisations.AddKey(await organisations.Ensure("Mill Lane Surgery"), default)).Secret;
        return story;
    }

    public ValueTask DisposeAsync() => Machine.DisposeAsync();

    public static DateTimeOffset London(string time)
    {
        DateTime local = DateTime.ParseExact(time, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return WorkingCalendar.London(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }

    public Task Until(string time) => Machine.MoveTo(London(time));

    public Task Settles() => Machine.Settle();

    public async Task<JsonNode> Refer(JsonObject referral)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/referrals") { Content = JsonContent.Create(referral) };
        request.Headers.Add("X-Api-Key", _key);
        request.Headers.Add("Idempotency-Key", "referral-1");
        using HttpResponseMessage answer = await Machine.Http.SendAsync(request);
        Assert.True(answer.StatusCode is HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        _referral = answer.Headers.Location!.ToString();
        await foreach (Guid journey in Machine.Get<IJourneyStore>().All(default))
            _journey = journey;
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>For a journey that the story did not begin itself.</summary>
    public void IsAbout(Guid journey) => _journey = journey;

    /// <summary>What the referrer sees.</summary>
    public async Task<JsonNode> Referral() =>
        await Read(HttpMethod.Get, _referral.TrimStart('/'), "X-Api-Key", _key, null, HttpStatusCode.OK);

    public async Task<JsonNode> Ask(Colleague who, string path) =>
        await Read(HttpMethod.Get, path, "X-Staff-Token", who.Token, null, HttpStatusCode.OK);

    /// <summary>The tasks on somebody's board, the most urgent day first.</summary>
    public async Task<string[]> ToDo(Colleague who) => [.. (await Tasks(who)).Select(t => (string)t["kind"]!)];

    /// <summary>Marks a task as done that has no command of its own.</summary>
    public async Task Ticks(Colleague who, string kind, string note)
    {
        string task = (string)Assert.Single(await Tasks(who), t => (string)t["kind"]! == kind)["task"]!;
        await Does(who, "completeTask", new() { ["task"] = task, ["note"] = note });
    }

    private async Task<IEnumerable<JsonNode>> Tasks(Colleague who) =>
        (await Ask(who, $"api/tasks?assignee={who.Id}"))["items"]!.AsArray().Select(t => t!);

    public async Task<Journey> Journey() => (await Machine.Get<IJourneyStore>().Find(_journey, default))!.State;

    /// <summary>Gives a command and returns its id, which is also the id of what it creates.</summary>
    public async Task<string> Does(Colleague who, string kind, JsonObject command)
    {
        await Give(who, kind, command, HttpStatusCode.OK);
        return (string)command["commandId"]!;
    }

    public async Task Refuses(Colleague who, string kind, JsonObject command, string code) =>
        Assert.Contains(code, (await Give(who, kind, command, HttpStatusCode.Conflict)).ToJsonString(), StringComparison.Ordinal);

    public async Task<string> Books(string at, string place = "atHome")
    {
        string meeting = await Does(Tom, "bookMeeting",
            new()
            {
                ["at"] = London(at).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["place"] = new JsonObject { ["kind"] = place }
            });
        await Settles();
        return meeting;
    }

    public Task<string> PlansSession(string introduction, string at, JsonObject transport) => Does(Tom, "planSession", new()
    {
        ["introduction"] = introduction,
        ["at"] = London(at).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["transport"] = transport,
    });

    /// <summary>The letter is not there a second before its time. At its time it is there, once.</summary>
    public async Task IsReminded(string subject, string at, string who = Josie)
    {
        int before = Letters(who, subject).Count;
        await Machine.MoveTo(London(at).AddSeconds(-1));
        Assert.Equal(before, Letters(who, subject).Count);
        await Machine.MoveTo(London(at));
        Assert.Equal(before + 1, Letters(who, subject).Count);
        Assert.Equal(subject, LastLetter(who).Subject);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<StoredLetter> Letters(string? to = null, string subject = "")
    {
        List<StoredLetter> letters = [];
        for (int page = 1; Machine.Mail.List(page) is { Letters.Count: > 0 } some; page++)
            letters.AddRange(some.Letters);
        letters.Reverse();
        return [.. letters.Where(l => (to is null || l.To == to) && l.Subject.Contains(subject, StringComparison.OrdinalIgnoreCase))];
    }

    public StoredLetter OneLetter(string to, string subject) => Assert.Single(Letters(to, subject));

    public StoredLetter LastLetter(string to) => Letters(to)[^1];

    /// <summary>The path of a link in a letter, by the first part of its path.</summary>
    public static string LinkIn(StoredLetter letter, string page) =>
        Regex.Match(letter.Text, $@"http://[^\s/]+(/{page}/\S+)").Groups[1].Value;

    public async Task<string> Looks(string path)
    {
        using HttpResponseMessage answer = await Machine.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task IsGone(string path)
    {
        using HttpResponseMessage answer = await Machine.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Contains(Words.Phone(Machine.Get<ServiceProfile>().Phone), await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>
    /// Sends the form on a page whose address ends like this, as a browser does: with its hidden fields, what was typed, and the
    /// page's origin.
    /// </summary>
    public async Task Sends(string page, string action, params (string Name, string Value)[] typed)
    {
        Match form = Form().Matches(page).Single(m => m.Groups["action"].Value.EndsWith(action, StringComparison.Ordinal));
        Dictionary<string, string> fields = Hidden().Matches(form.Value)
            .ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        foreach ((string name, string value) in typed)
            fields[name] = value;
        using HttpRequestMessage request =
            new(HttpMethod.Post, form.Groups["action"].Value) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Origin", Machine.Origin.GetLeftPart(UriPartial.Authority));
        using HttpResponseMessage answer = await Machine.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await Looks(answer.Headers.Location!.ToString());
    }

    public async Task Answers(string survey, int satisfied, int happy) => await Sends(await Looks($"{survey}/all"), survey,
        ("ons4.satisfied", $"{satisfied}"), ("ons4.worthwhile", "6"), ("ons4.happy", $"{happy}"), ("ons4.anxious", "4"),
        ("ucla3.companionship", "2"));

    /// <summary>Digests went at eight in London, on working days, once for each person and day.</summary>
    public void MorningsWereOnWorkingDaysAtEight()
    {
        WorkingCalendar calendar = Machine.Get<Pathway>().Calendar;
        IReadOnlyList<StoredLetter> digests = Letters(subject: "Your tasks this morning");
        Assert.True(digests.Count(d => d.To == Tom.Email) > 5, "Tom had work on many mornings.");
        Assert.All(digests, d => Assert.True(calendar.IsWorkingDay(WorkingCalendar.LondonDate(d.Date)), $"{d.Date} is no working day."));
        Assert.Equal(digests.Count, digests.Select(d => (d.To, WorkingCalendar.LondonDate(d.Date))).Distinct().Count());
    }

    public void NobodyWasWrittenToTwice()
    {
        IReadOnlyList<StoredLetter> letters = Letters();
        Assert.Equal(letters.Count, letters.Select(l => l.KeyHash).Distinct().Count());
    }

    private async Task<Colleague> Joins(StaffRole role, string name)
    {
        StaffDirectory staff = Machine.Get<StaffDirectory>();
        StaffMember member = (await staff.Add($"{name.Split(' ')[0]}.{role}@service.example".ToLowerInvariant(), name, role, default))!;
        return new Colleague(member.Id, member.Email, await staff.IssueToken(member.Id, default));
    }

    private Task<JsonNode> Give(Colleague who, string kind, JsonObject command, HttpStatusCode expected)
    {
        command["commandId"] = Guid.NewGuid().ToString("N");
        command["kind"] = kind;
        return Read(HttpMethod.Post, $"api/journeys/{_journey}/commands", "X-Staff-Token", who.Token, command, expected);
    }

    private async Task<JsonNode> Read(
        HttpMethod method, string path, string header, string secret, JsonObject? body, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add(header, secret);
        using HttpResponseMessage answer = await Machine.Http.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{method} {path} {body?["kind"]}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    [GeneratedRegex("<form[^>]*? action=\"(?<action>[^\"]+)\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
