using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Contracts;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.GoingBack;

/// <summary>A program of any version that serves what was written, seen from outside: nothing here knows its code.</summary>
/// <param name="origin">Where forms come from.</param>
/// <param name="letters">How many letters have gone so far.</param>
internal sealed class AnyVersion(HttpClient http, Uri origin, WrittenToday today, Func<int> letters)
{
    public Desk Browser(Desk? before = null) => before is null ? new(http, origin) : new(http, origin, before);

    /// <summary>Those of the links that open.</summary>
    public async Task<string[]> Opens(IReadOnlyList<string> links)
    {
        List<string> opened = [];
        foreach (string link in links)
            if ((await Browser().Look(link)).Status is 200)
                opened.Add(link);
        return [.. opened];
    }

    /// <summary>The same for links that another version opens, all of them.</summary>
    public async Task OpensAll(IReadOnlyList<string> links)
    {
        string[] closed = [.. links.Except(await Opens(links))];
        Assert.True(closed is [], $"{closed.Length} of {links.Count} links do not open: {string.Join(' ', closed)}");
    }

    /// <summary>Staff work: each journey can be read and changed, every page opens, a new referral is taken, and its letters go.</summary>
    /// <param name="unreadable">Journeys that it cannot read, and so must not change.</param>
    /// <param name="once">Another word for each program: under it commands and referrals are sent once.</param>
    public async Task GoesOn(IEnumerable<string> journeys, IReadOnlySet<string> unreadable, string once, DateTimeOffset now)
    {
        Desk desk = Browser();
        await desk.SignIn(today.Email);
        foreach (string page in await desk.PagesFrom("/board", "/settings", "/team", "/reports"))
        {
            (int status, string html) = await desk.Look(page);
            Assert.True(status is 200 or 303, $"{page}: {status} {html}");
        }
        foreach (string journey in journeys)
        {
            (int status, string html) = await desk.Look($"/journeys/{journey}");
            Assert.True((status is 200) == (journey != today.Erased), $"{journey}: {status} {html}");
            using HttpResponseMessage done = await Send(HttpMethod.Post, $"api/journeys/{journey}/commands", StaffRole.Lead,
                new() { ["commandId"] = once, ["kind"] = "addNote", ["text"] = "Written by another version." });
            bool isClosed = unreadable.Contains(journey) || journey == today.Erased || journey == today.Joined;
            Assert.True(isClosed == (done.StatusCode is not HttpStatusCode.OK),
                $"{journey}: {done.StatusCode} {await done.Content.ReadAsStringAsync()}");
        }
        foreach (StaffRole role in today.Tokens.Keys)
        {
            using HttpResponseMessage answer = await Send(HttpMethod.Get, "api/tasks?assignee=me", role);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden, $"{role}: {answer.StatusCode}");
        }
        Desk app = Browser();
        await app.SignIn(today.App.Email, today.App.CodeAt(now));
        Assert.Equal(200, (await app.Look("/board")).Status);
        int gone = letters();
        using (HttpResponseMessage again = await Refer((JsonObject)today.Sent.DeepClone(), WrittenToday.Once))
            Assert.Equal((HttpStatusCode.Created, true), (again.StatusCode, again.Headers.Contains("Idempotency-Replayed")));
        using (HttpResponseMessage taken = await Refer(WrittenToday.Somebody(once), once))
            Assert.True(taken.StatusCode is HttpStatusCode.Created, await taken.Content.ReadAsStringAsync());
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        while (letters() == gone)
            await Task.Delay(50, limit.Token);
    }

    /// <summary>What people do behind their links, on the forms that it shows them.</summary>
    public async Task TakesForms(string[] links)
    {
        Desk person = Browser();
        IEnumerable<string> Of(string kind) => links.Where(l => l.StartsWith($"/{kind}/", StringComparison.Ordinal));
        await person.FillOneOf(Of("m"), page => $"{page}/confirm");
        await person.FillOneOf(
            Of("s").Select(s => $"{s}/all"), page => page[..^"/all".Length], ("ons4.satisfied", "7"), ("callMe", "on"));
        await person.FillOneOf(Of("p").Select(p => p.EndsWith("/stop", StringComparison.Ordinal) ? p : $"{p}/stop"), page => page);
    }

    /// <summary>
    /// The journeys of what it says, each with why. Of each it must say that a newer version wrote one of the new words. Any other
    /// finding fails.
    /// </summary>
    public static HashSet<string> Unreadable(IEnumerable<(string Journey, string Why)> findings, VersionBefore before)
    {
        HashSet<string> unreadable = [];
        foreach ((string journey, string why) in findings.Where(f => !before.IsOfOtherRules(f.Why)))
        {
            Assert.True(before.NewWords.Any(w => why.Contains($"\"{w.Split(' ')[^1]}\"", StringComparison.Ordinal)),
                $"The version before cannot read {journey}, and no new word is to blame: {why}");
            unreadable.Add(journey);
        }
        return unreadable;
    }

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, StaffRole by, JsonObject? content = null)
    {
        using HttpRequestMessage request = new(method, path)
        {
            Content = content is null ? null : JsonContent.Create(content),
            Headers = { { "X-Staff-Token", today.Tokens[by] } },
        };
        return await http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> Refer(JsonObject referral, string once)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "api/referrals")
        {
            Content = JsonContent.Create(referral),
            Headers = { { "X-Api-Key", today.Key }, { "Idempotency-Key", once } },
        };
        return await http.SendAsync(request);
    }
}
