using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// Somebody whose every value is marked is referred, supported and discharged. The marks may stand on pages for those who work with the
/// person, but in no log, address or refusal, and in nothing that is exported to be shared.
/// </summary>
public sealed partial class MarkedValuesTests
{
    [Fact]
    public async Task What_is_known_of_somebody_stands_in_no_log_no_address_no_refusal_and_nothing_that_is_shared()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh"), ada = await host.Employ(StaffRole.Admin, "Ada Boone");
        using HttpClient client = host.Client();
        string key = (await host.Get<Organisations>().AddKey(await host.Get<Organisations>().Ensure("Mill Lane"), default)).Secret;
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        client.DefaultRequestHeaders.Add("X-Staff-Token", await host.Staff.IssueToken(leila.Id, default));
        client.DefaultRequestHeaders.Add("Origin", host.PublicUrl);
        Task<HttpResponseMessage> Post(string path, JsonNode body) =>
            client.PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        HttpResponseMessage sent = await Post("/api/referrals", Marked.Referral());
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        string referral = JsonNode.Parse(await sent.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
        Guid journey = (await ReferralIntake.LookUps.In(host.Get<IRegister>()).Get(Guid.Parse(referral).ToString("N"), default))!.Value;
        Guid[] others = await Others(host, leila);
        Ids ids = await Live(host, journey, Guid.Parse(referral), leila);

        List<string> found = [];
        using Visitor lead = await host.SignIn(leila), admin = await host.SignIn(ada);
        int pages = 0;
        SortedSet<string> unopened = new(StringComparer.Ordinal);
        HashSet<string> seen = [];
        foreach (string route in Routes(host).Where(r => !IsBehindLink(r)))
            if (!await IsOpened(ids.PathOf(route)) && route.Contains('{', StringComparison.Ordinal))
                unopened.Add(route);
        // An address that stands on a page leads somewhere.
        foreach (string route in unopened.ToArray())
            foreach (string path in seen.Where(a => IsOf(route, a)).Take(5).ToArray())
                if (await IsOpened(path))
                    unopened.Remove(route);
        Look(found, "what the referrer is told", await client.GetStringAsync($"/api/referrals/{referral}"));
        // Every other address that names something has shown it.
        Assert.Equal(string.Join('\n', _notOpened), string.Join('\n', unopened));
        // Shows that the marks can be found.
        Assert.InRange(pages, 8, int.MaxValue);
        Assert.NotEmpty(host.Letters);
        int files = 0;
        foreach (StoredLetter letter in host.Letters)
        {
            string[] links = [.. Addresses().Matches(letter.Html).Select(a => WebUtility.HtmlDecode(a.Groups["to"].Value))];
            Look(found, $"address in '{letter.Subject}'", string.Join('\n', links));
            foreach (string link in links.Where(l => l.StartsWith(host.PublicUrl, StringComparison.Ordinal)))
                files += await LookAtFiles(host, found, new Uri(link).PathAndQuery);
        }
        // Shows that there are files whose name could tell something.
        Assert.InRange(files, 1, int.MaxValue);

        int refusals = 0;
        foreach (JsonNode wrong in Wrong())
        {
            // Some wrong values are kept beside the referral, which is accepted all the same.
            HttpResponseMessage answer = await Post("/api/referrals", wrong);
            refusals += (int)answer.StatusCode is >= 400 and < 500 ? 1 : 0;
            Look(found, "the answer to a referral", await answer.Content.ReadAsStringAsync());
        }
        Assert.InRange(refusals, 2, int.MaxValue);
        foreach (string command in (string[])["""{"commandId":"a1","kind":"addNote","text":5,"mulberrynote":"mulberrynote"}""",
            """{"commandId":"a2","kind":"mulberrynote"}""", """{"commandId":"a3","kind":"addNote","text":"mulberrynote"} mulberrynote""",
            """{"commandId":"a4","kind":"recordMeetingOutcome","meeting":"mulberrynote","outcome":"held"}"""])
        {
            HttpResponseMessage refused = await client.PostAsync($"/api/journeys/{journey}/commands",
                new StringContent(command, Encoding.UTF8, "application/json"));
            Assert.InRange((int)refused.StatusCode, 400, 499);
            string said = await refused.Content.ReadAsStringAsync();
            // An unknown field is named in the refusal, so that its sender finds it.
            Look(found, "a refused command", said.Replace("/mulberrynote", "", StringComparison.Ordinal));
        }
        foreach ((string path, string theirs) in Shared(host, [journey, .. others], ids))
        {
            HttpResponseMessage taken = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
            string text = Text(await taken.Content.ReadAsByteArrayAsync());
            // What holds nothing of them names nobody in any case.
            Assert.True(Regex.IsMatch(WebUtility.HtmlDecode(text), theirs), $"{path} holds nothing of them: {theirs}\n{text}");
            Look(found, path, text);
            Look(found, $"the name of {path}", taken.Content.Headers.ContentDisposition?.ToString());
        }
        Assert.NotEmpty(host.Logged);
        foreach (string line in host.Logged)
            Look(found, "log", line);
        Assert.Empty(found.Distinct());

        await Erase(host, leila, ada);
        await LookEverywhere(host, found);
        foreach (string path in (string[])["/board?view=everybody", "/team", "/retention", "/search", "/reports/facts.csv",
            $"/journeys/{journey:N}", $"/journeys/{journey:N}/history"])
            Look(found, $"{path} after the erasure", await (await lead.Get(path)).Content.ReadAsStringAsync());
        Assert.Empty(found.Distinct());

        async Task<bool> IsOpened(string path)
        {
            bool isOpened = false;
            foreach (Visitor visitor in (Visitor[])[lead, admin])
            {
                HttpResponseMessage answer = await visitor.Get(path);
                string text = Text(await answer.Content.ReadAsByteArrayAsync());
                pages += Marked.In(text) is null ? 0 : 1;
                seen.UnionWith(Addresses().Matches(text).Select(a => WebUtility.HtmlDecode(a.Groups["to"].Value)));
                LookAt(found, path, answer, text);
                isOpened |= answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.SeeOther
                    && answer.Headers.Location?.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal) is not true;
            }
            return isOpened;
        }
    }

    /// <summary>Looks at the names of the files behind a person's link and behind the links on its page.</summary>
    /// <returns>How many files there were.</returns>
    private static async Task<int> LookAtFiles(PagesHost host, List<string> found, string path)
    {
        using Visitor person = host.Visit();
        string page = await (await person.Get(path)).Content.ReadAsStringAsync();
        int files = 0;
        foreach (string further in Addresses().Matches(page).Select(a => WebUtility.HtmlDecode(a.Groups["to"].Value))
            .Where(a => a.StartsWith(path, StringComparison.Ordinal)).Prepend(path))
        {
            HttpResponseMessage answer = await person.Get(further);
            files += answer.Content.Headers.ContentDisposition is null ? 0 : 1;
            Look(found, "the name of a file behind a link", answer.Content.Headers.ContentDisposition?.ToString());
        }
        return files;
    }

    /// <summary>Also erases the referrals that were accepted although something in them was wrong.</summary>
    private static async Task Erase(PagesHost host, StaffMember one, StaffMember another)
    {
        Erasing erasing = host.Get<Erasing>();
        Guid[] journeys = [.. await host.Get<IJourneyStore>().All(null, default).ToListAsync()];
        Assert.InRange(journeys.Length, 2, 40);
        foreach (Guid journey in journeys)
        {
            if (!(await host.State(journey)).HasEnded)
                await host.Do(journey, new Intake.Decline("It came twice."));
            Assert.Null(await erasing.Ask(await host.State(journey), ErasureReason.PersonAsked, one.Id, default));
            Assert.Null(await erasing.Agree(await host.State(journey), another.Id, default));
        }
        for (int round = 0; round < 4; round++)
        {
            await host.Get<Service.Watch.Watch>().Look(default);
            host.Machine.Move(TimeSpan.FromMinutes(5));
        }
        foreach (Guid journey in journeys)
            Assert.IsType<LoadedJourney.Erased>(await host.Get<IJourneyStore>().Load(journey, default));
    }

    /// <summary>Looks through letters, records, logs and an export after the record is erased.</summary>
    private static async Task LookEverywhere(PagesHost host, List<string> found)
    {
        foreach (StoredLetter letter in host.Letters)
            Look(found, $"'{letter.Subject}' after the erasure", $"{letter}");
        foreach (RecordKind kind in RecordKinds.All)
            foreach (RegisterRecord record in (await host.Get<IRegister>().List(kind.Name, "", 10_000, null, default)).Items)
                Look(found, $"a record of kind {kind.Name} after the erasure", $"{record}");
        foreach (string line in host.Logged)
            Look(found, "log after the erasure", line);
        string? after = null;
        do
        {
            Export.Part part = await host.Get<Export>().Read(after, default);
            after = part.Continue;
            foreach (string line in part.Lines)
                Look(found, "an export after the erasure", line);
        }
        while (after is not null);
    }

    /// <summary>Marked referrals, each with one value where it is not allowed.</summary>
    private static IEnumerable<JsonNode> Wrong()
    {
        foreach (Action<JsonObject> spoil in (Action<JsonObject>[])[j => j["source"] = "Quillfeather", j => j.Remove("consent"),
            j => j["person"] = "Zephyrine Quillfeather", j => j["referrer"] = new JsonArray("t.inkwell@surgery.example")])
        {
            JsonObject referral = Marked.Referral();
            spoil(referral);
            yield return referral;
        }
    }

    private static void Look(List<string> found, string where, string? text)
    {
        if (text is not null && Marked.In(text) is { } mark)
            found.Add($"{mark}: {where}");
    }

    private static string Text(byte[] file)
    {
        if (file is not [(byte)'P', (byte)'K', ..])
            return Encoding.UTF8.GetString(file);
        using ZipArchive zip = new(new MemoryStream(file));
        StringBuilder all = new();
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using StreamReader reader = new(entry.Open());
            all.AppendLine(entry.FullName).AppendLine(reader.ReadToEnd());
        }
        return all.ToString();
    }

    [GeneratedRegex("(?:href|src|action|formaction)=\"(?<to>[^\"]*)\"")]
    private static partial Regex Addresses();
}
