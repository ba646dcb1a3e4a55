using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>A copy of everything for the person. Staff look at it first and leave things out, and no copy is kept.</summary>
public sealed partial class AccessPackTests
{
    private const string Neighbour = "Her neighbour Olga says he drinks.";

    private static async Task<Guid> Person(PagesHost host)
    {
        Guid id = await host.Met(r => r with
        {
            Person = r.Person with { RelatedPeople = [new RelatedPerson("Boris Field", RelatedRole.Carer, "son", "+441420555011")] },
        });
        await host.Do(id, new Notes.Add("Likes <i>singing</i>."));
        await host.Do(id, new Notes.Add(Neighbour));
        return id;
    }

    private static async Task<Dictionary<string, string>> Unpack(HttpResponseMessage answer)
    {
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        using ZipArchive zip = new(await answer.Content.ReadAsStreamAsync());
        Dictionary<string, string> files = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using StreamReader reader = new(entry.Open());
            files[entry.FullName] = await reader.ReadToEndAsync();
        }
        return files;
    }

    private static string KeyOf(string html, string text) =>
        Items().Matches(html).First(m => WebUtility.HtmlDecode(m.Value).Contains(text, StringComparison.Ordinal)).Groups["name"].Value;

    [Fact]
    public async Task Everything_is_in_it_but_what_somebody_left_out()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await Person(host);
        Journey journey = await host.State(id);
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead, "Ada Byrne"));
        string page = $"/journeys/{id:N}/access";
        Assert.Contains($"href=\"{page}\"", await ada.Html($"/journeys/{id:N}/details"), StringComparison.Ordinal);
        string html = await ada.Html(page), olga = KeyOf(html, Neighbour);
        // People close to the person are ticked already, under their present names and those in the referral.
        string[] ticked = [.. Ticked().Matches(html).Select(m => m.Groups["name"].Value)];
        Assert.Contains(KeyOf(html, "Boris Field"), ticked);
        Assert.DoesNotContain(olga, ticked);

        Dictionary<string, string> files = await Unpack(
            await ada.Send(page, page, "name=\"seen\"", [(olga, "yes"), ("say", "yes"), .. ticked.Select(t => (t, "yes"))]));

        string read = files["record.html"], data = files["record.json"];
        foreach (string shown in (string[])[journey.Person.FullName, "Likes <i>singing</i>.", journey.Details.Referrer!.Name,
            journey.Referrals[0].Reference, journey.Details.Reason!, "Some things are left out"])
            Assert.Contains(shown, WebUtility.HtmlDecode(read), StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", read, StringComparison.Ordinal);
        foreach (string file in (string[])[read, data])
        {
            Assert.DoesNotContain("Olga", file, StringComparison.Ordinal);
            Assert.DoesNotContain("Boris", file, StringComparison.Ordinal);
        }
        Assert.True(JsonDocument.Parse(data).RootElement.GetProperty("items").GetArrayLength() > 10);
        using Visitor leila = await host.SignIn(await host.Employ(StaffRole.Admin, "Leila Marsh"));
        Assert.Contains("A copy for the person", await leila.Html($"/journeys/{id:N}/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_while_somebody_elses_referral_was_here_is_left_out_unless_somebody_says_otherwise()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await Person(host);
        await host.Pass(TimeSpan.FromMinutes(1));
        HeldReferral others = new(Guid.NewGuid(), "SP-7K3M-9QXQ", "org", host.Clock.GetUtcNow(),
            Example.Referral with { Reason = "Bea has lost her job." });
        await host.Do(id, new Intake.AddReferral(others), Actor.Referrer("org"));
        await host.Pass(TimeSpan.FromMinutes(1));
        await host.Do(id, new Notes.Add("Bea cannot pay her rent."));
        await host.Pass(TimeSpan.FromMinutes(1));
        await host.Do(id, new Parting.TakeApart(others.Id));
        await host.Pass(TimeSpan.FromMinutes(2));
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead));

        string html = await ada.Html($"/journeys/{id:N}/access");

        string[] ticked = [.. Ticked().Matches(html).Select(m => m.Groups["name"].Value)];
        Assert.Contains(KeyOf(html, "Bea has lost her job."), ticked);
        Assert.Contains(KeyOf(html, "Bea cannot pay her rent."), ticked);
        Assert.DoesNotContain(KeyOf(html, "Likes <i>singing</i>."), ticked);
    }

    [Fact]
    public async Task What_was_written_since_is_looked_at_first_and_link_workers_make_none()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await Person(host);
        using Visitor ada = await host.SignIn(await host.Employ(StaffRole.Lead));
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        string page = $"/journeys/{id:N}/access";
        await tom.Html(page, HttpStatusCode.Forbidden);
        string html = await ada.Html(page), left = KeyOf(html, Neighbour);
        string seen = Seen().Match(html).Groups["seen"].Value;
        await host.Do(id, new Notes.Add("Written meanwhile."));

        HttpResponseMessage answer = await ada.Post(page, ("seen", seen), (left, "yes"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        string again = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Written meanwhile.", again, StringComparison.Ordinal);
        Assert.Matches($"name=\"{left}\" value=\"yes\" checked", again);
    }

    [GeneratedRegex("<p class=\"app-words\">(?:(?!<p class).)*?name=\"(?<name>out-[0-9a-f]{16})\"", RegexOptions.Singleline)]
    private static partial Regex Items();

    [GeneratedRegex("name=\"(?<name>out-[0-9a-f]{16})\" value=\"yes\" checked")]
    private static partial Regex Ticked();

    [GeneratedRegex("name=\"seen\" value=\"(?<seen>[^\"]*)\"")]
    private static partial Regex Seen();
}
