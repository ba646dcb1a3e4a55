using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The directory as leads and admins keep it.</summary>
public sealed class DirectoryPagesTests
{
    private const string Csv =
        "name,provider,provider_email,needs,when,last_confirmed\nSinging for all,Forest Hall,hall@example.org,loneliness,tuesday "
            + "10:00-12:00,2026-09-01\nShed,Men's Shed,,loneliness,friday,\n";

    private static async Task<(PagesHost Host, Visitor Visitor)> Lead()
    {
        PagesHost host = await PagesHost.Run();
        return (host, await host.SignIn(await host.Employ(StaffRole.Lead)));
    }

    [Fact]
    public async Task Every_member_of_staff_reads_the_directory_and_only_leads_and_admins_change_it()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor tom = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid activity = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(activity, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Phone: "01420 555 020"),
        }, 0, default));

        Assert.Contains($"/activities/{activity}", await tom.Html("/activities?text=choir"), StringComparison.Ordinal);
        Assert.Contains("Nothing found.", await tom.Html("/activities?text=zither&after=nonsense"), StringComparison.Ordinal);
        string one = await tom.Html($"/activities/{activity}");
        Assert.Contains("Voices", one, StringComparison.Ordinal);
        Assert.DoesNotContain("/settings/directory", one, StringComparison.Ordinal);
        await tom.Html($"/activities/{Guid.NewGuid()}", HttpStatusCode.NotFound);
        await tom.Html("/settings/directory", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_file_is_imported_with_a_line_for_every_row()
    {
        (PagesHost host, Visitor visitor) = await Lead();
        await using PagesHost _ = host;

        Assert.Contains("enctype=\"multipart/form-data\"", await visitor.Html("/settings/directory/import"), StringComparison.Ordinal);
        string dry = await Sent(
            await visitor.Upload("/settings/directory/import", "file", "our list.CSV", Encoding.UTF8.GetBytes(Csv), ("dryRun", "yes")));
        Assert.Empty(await host.Get<ActivityDirectory>().All(default));
        string html = await Sent(await visitor.Upload("/settings/directory/import", "file", "our list.csv", Encoding.UTF8.GetBytes(Csv)));
        string again = await Sent(await visitor.Upload("/settings/directory/import", "file", "our list.csv", Encoding.UTF8.GetBytes(Csv)));

        Assert.Contains("Nothing was written", dry, StringComparison.Ordinal);
        Assert.Contains("2 taken, 0 changed, 0 unchanged, 0 refused.", html, StringComparison.Ordinal);
        Assert.All((string[])["Line 2", "Singing for all", "Tuesday 10:00 to 12:00 · Loneliness · hall@example.org · Checked on 1 Sep",
            "Line 3", "“friday”", "Kept as it was written: friday. Write a weekday and times"],
            text => Assert.Contains(text, html, StringComparison.Ordinal));
        Assert.Contains("0 taken, 0 changed, 2 unchanged, 0 refused.", again, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", again, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was written", html, StringComparison.Ordinal);
        Assert.Contains("Singing for all", await visitor.Html("/settings/directory"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_Referral_is_imported_too_and_a_file_may_be_larger_than_any_form()
    {
        (PagesHost host, Visitor visitor) = await Lead();
        await using PagesHost _ = host;
        string sample = await File.ReadAllTextAsync(Path.Combine(Repository(), "samples", "activities.open-referral.json"));

        string html = await Sent(await visitor.Upload("/settings/directory/import", "file", "feed.json", Encoding.UTF8.GetBytes(sample)));
        StringBuilder large = new("name,provider,description\n");
        for (int i = 0; i < 200; i++)
            large.Append(CultureInfo.InvariantCulture, $"Walk {i},Walkers,{new string('x', 1_000)}\n");
        string many =
            await Sent(await visitor.Upload("/settings/directory/import", "file", "large.csv", Encoding.UTF8.GetBytes(large.ToString())));

        Assert.Contains(" taken, 0 changed, 0 unchanged, 0 refused.", html, StringComparison.Ordinal);
        Assert.True(large.Length > 3 * 64 * 1024);
        Assert.Contains("200 taken", many, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_refused_with_words_and_nobody_else_can_send_one()
    {
        (PagesHost host, Visitor visitor) = await Lead();
        await using PagesHost _ = host;
        using Visitor nobody = host.Visit();

        HttpResponseMessage empty = await visitor.Upload("/settings/directory/import", "file", "a.csv", []);
        HttpResponseMessage strange = await visitor.Upload("/settings/directory/import", "file", "a.xlsx", [1, 2, 3]);
        HttpResponseMessage missing = await visitor.Post("/settings/directory/import", ("dryRun", "yes"));
        HttpResponseMessage large =
            await visitor.Upload("/settings/directory/import", "file", "a.csv", new byte[ActivityDirectory.MostBytes + (256 * 1024)]);
        HttpResponseMessage stranger = await nobody.Upload("/settings/directory/import", "file", "a.csv", Encoding.UTF8.GetBytes(Csv));
        HttpResponseMessage elsewhere = await visitor.PostFrom("https://evil.example", "/settings/directory/import", ("dryRun", "yes"));
        HttpResponseMessage otherForm = await visitor.Upload("/settings/directory/new", "file", "a.csv", new byte[100 * 1024]);

        Assert.All([empty, strange, missing, large], sent => Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode));
        Assert.Contains("whose name ends with .csv", await strange.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("<a href=\"#file\">Choose a file of at most 16 MB.</a>", await large.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest),
            (stranger.StatusCode, elsewhere.StatusCode, otherForm.StatusCode));
        Assert.Empty(await host.Get<ActivityDirectory>().All(default));
    }

    [Fact]
    public async Task An_entry_is_added_changed_and_withdrawn_by_hand()
    {
        (PagesHost host, Visitor visitor) = await Lead();
        await using PagesHost _ = host;

        HttpResponseMessage added = await visitor.Send("/settings/directory/new", "/settings/directory/new", "name", ("name", "Choir <i>"),
            ("provider", "Forest Hall"), ("provider_phone", "01420 555 099"), ("need-loneliness", "yes"),
            ("purposeful", "yes"), ("when-0-day", "tuesday"), ("when-0-starts", "10:00"), ("when-0-ends", "12:00"),
            ("when-0-every", "fortnightly"), ("when-0-from", "2027-01-19"), ("when-0-term", "yes"), ("when-1-day", "friday"),
            ("when-1-starts", "09:00"), ("when-1-every", "last"), ("when-2-day", "15th of the month"), ("when-2-starts", "14:00"),
            ("when-2-every", "weekly"),
            ("break-0-from", "2027-12-20"), ("break-0-until", "2028-01-03"), ("break-1-from", "2028-05-02"), ("place", "Forest Hall"),
            ("address", "Forest Road; Bordon"), ("postcode", "gu35 0bp"), ("latitude", "51.1128"), ("longitude", "-0.8589"),
            ("step_free", "no"), ("minimum_age", "18"), ("language-en", "yes"), ("language-cy", "yes"), ("places_free", "3"),
            ("places_total", "12"), ("status", "active"), ("confirmed", "yes"), ("in_public", "no"));
        Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        string path = added.Headers.Location!.OriginalString.Split('?')[0];
        StoredActivity entry = Assert.Single(await host.Get<ActivityDirectory>().All(default));
        string html = WebUtility.HtmlDecode(await visitor.Html(path));

        ListingDetails details = entry.Activity.Details;
        Assert.Equal(("Choir <i>", true, StepFree.No, 18, 3, new DateOnly(2027, 1, 14)),
            (details.Name, details.Purposeful, details.StepFree, details.MinimumAge, details.Capacity!.Available, details.ConfirmedOn));
        Assert.Equal(("GU35 0BP", true, "+441420555099"), (details.Place!.Postcode, details.NotInPublic, details.Provider.Phone));
        Assert.Equal(
            [new ActivitySchedule(DayOfWeek.Tuesday, new(10, 0), new(12, 0), Every.Fortnight, From: new DateOnly(2027, 1, 19),
                NotInSchoolHolidays: true), new ActivitySchedule(DayOfWeek.Friday, new(9, 0), null, Every.Month, MonthWeek.Last),
                new ActivitySchedule(null, new(14, 0), null, Every.Month, MonthDay: 15)],
            details.Schedules);
        Assert.Equal(["2027-12-20 to 2028-01-03", "2028-05-02"], details.Breaks.Select(b => b.ToString()));
        Assert.Equal(["en", "cy"], details.Languages);
        Assert.Equal(ListingOrigin.Staff, entry.Activity.Source.Origin);
        Assert.All(
            (string[])["value=\"fortnightly\" selected", "value=\"last\" selected", "value=\"Forest Road; Bordon\"", "value=\"09:00\"",
                "value=\"51.1128\""], text => Assert.Contains(text, html, StringComparison.Ordinal));

        // Sending the form unchanged loses nothing.
        (string, string)[] shown = [.. Shown(await visitor.Html(path))];
        HttpResponseMessage kept = await visitor.Post(path, [.. shown.Where(f => f.Item1 is not "name"), ("name", "Choir")]);
        Assert.Equal(HttpStatusCode.SeeOther, kept.StatusCode);
        StoredActivity after = Assert.Single(await host.Get<ActivityDirectory>().All(default));
        Assert.Equal(["name"], ActivityMerge.Changes(details, after.Activity.Details));
        HttpResponseMessage stale = await visitor.Post(path, shown);
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains("Somebody has changed this entry", await stale.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        HttpResponseMessage withdrawn = await visitor.Send(path, "/withdraw", "Withdraw");
        Assert.Equal(HttpStatusCode.SeeOther, withdrawn.StatusCode);
        Assert.DoesNotContain("Choir", await visitor.Html("/settings/directory"), StringComparison.Ordinal);
        Assert.Contains("Choir", await visitor.Html("/settings/directory?show=inactive"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_provider_wrote_goes_into_the_description_or_away_with_one_press()
    {
        (PagesHost host, Visitor visitor) = await Lead();
        await using PagesHost _ = host;
        ActivityDirectory directory = host.Get<ActivityDirectory>();
        Guid id = Guid.NewGuid();
        await directory.Put(id, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Voices"),
            Description = "We sing.",
        }, 0, default);
        async Task<ListedActivity> Press(string note, string button, HttpStatusCode expected = HttpStatusCode.SeeOther)
        {
            await directory.Change(id, a => a with { ProviderNote = new ProviderNote(note, host.Clock.GetUtcNow()) }, default);
            Assert.Contains($"value=\"{button}\"", await visitor.Html($"/settings/directory/{id}"), StringComparison.Ordinal);
            Assert.Equal(expected, (await visitor.Post($"/settings/directory/{id}/note", ("do", button))).StatusCode);
            return (await directory.Get(id, default))!.Activity;
        }

        ListedActivity added = await Press("Now in the new hall.", "add");
        Assert.Equal(("We sing.\n\nNow in the new hall.", null), (added.Details.Description, added.ProviderNote));
        ListedActivity dropped = await Press("All as before.", "drop");
        Assert.Equal((added.Details.Description, null), (dropped.Details.Description, dropped.ProviderNote));
        ListedActivity full = await Press(new string('x', ActivityRules.LongestDescription), "add", HttpStatusCode.UnprocessableEntity);
        Assert.Equal((added.Details.Description, true), (full.Details.Description, full.ProviderNote is not null));
    }

    [Fact]
    public async Task What_is_wrong_with_an_entry_is_said_at_its_field()
    {
        (PagesHost host, Visitor visitor) = await Lead();
        await using PagesHost _ = host;

        HttpResponseMessage unreadable = await visitor.Post("/settings/directory/new", ("name", "Choir"), ("provider", "Hall"),
            ("when-0-day", "tuesday"), ("when-0-starts", "tea time"), ("minimum_age", "old"));
        HttpResponseMessage refused = await visitor.Post("/settings/directory/new", ("name", ""), ("provider", "Hall"),
            ("provider_email", "nowhere"), ("postcode", "Bordon"), ("minimum_age", "40"), ("maximum_age", "30"));
        string first = await unreadable.Content.ReadAsStringAsync(), second = await refused.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (unreadable.StatusCode, refused.StatusCode));
        Assert.All((string[])["href=\"#when\"", "href=\"#minimum_age\""], text => Assert.Contains(text, first, StringComparison.Ordinal));
        Assert.All((string[])["href=\"#name\"", "href=\"#provider_email\"", "href=\"#postcode\"", "href=\"#maximum_age\""],
            text => Assert.Contains(text, second, StringComparison.Ordinal));
        Assert.Contains("value=\"tea time\"", first, StringComparison.Ordinal);
        Assert.Empty(await host.Get<ActivityDirectory>().All(default));
        await visitor.Html($"/settings/directory/{Guid.NewGuid()}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Unconfirmed_entries_are_listed_and_their_provider_is_asked_once_a_day()
    {
        (PagesHost host, Visitor visitor) = await Lead();
        await using PagesHost _ = host;
        await Sent(
            await visitor.Upload("/settings/directory/import", "file", "a.csv",
                Encoding.UTF8.GetBytes(Csv.Replace("friday,", "friday 10:00,2027-01-10", StringComparison.Ordinal))));
        StoredActivity old = (await host.Get<ActivityDirectory>().All(default)).Single(a => a.Unconfirmed);
        string path = $"/settings/directory/{old.Activity.Id}";

        string list = await visitor.Html("/settings/directory?show=unconfirmed");
        Assert.Contains("Singing for all", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Men&#x27;s Shed", list, StringComparison.Ordinal);
        HttpResponseMessage asked = await visitor.Send(path, "/ask", "Ask the provider");
        HttpResponseMessage again = await visitor.Send(path, "/ask", "Ask the provider");
        await host.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.Conflict), (asked.StatusCode, again.StatusCode));
        Assert.Contains("last asked on 14 January 2027", await visitor.Html(path), StringComparison.Ordinal);
        Assert.Single(host.Letters, l => l.To == "hall@example.org");
    }

    [Fact]
    public async Task A_search_finds_by_words_need_and_state_and_pages()
    {
        (PagesHost host, Visitor visitor) = await Lead();
        await using PagesHost _ = host;
        Assert.Contains("Nothing found.", await visitor.Html("/settings/directory"), StringComparison.Ordinal);
        StringBuilder many = new("name,provider,needs\n");
        for (int i = 0; i < 60; i++)
            many.Append(CultureInfo.InvariantCulture, $"Walk {i:D2},Walkers,{(i % 2 is 0 ? "loneliness" : "housing")}\n");
        await Sent(await visitor.Upload("/settings/directory/import", "file", "a.csv", Encoding.UTF8.GetBytes(many.ToString())));

        string first = await visitor.Html("/settings/directory?text=walk");
        string next = WebUtility.HtmlDecode(Regex.Match(first, "href=\"([^\"]*after=[^\"]*)\"").Groups[1].Value);

        Assert.Equal((50, 10), (Rows(first), Rows(await visitor.Html(next))));
        Assert.Equal(30, Rows(await visitor.Html("/settings/directory?need=housing")));
        Assert.Equal((1, 50),
            (Rows(await visitor.Html("/settings/directory?text=walk+07")),
                Rows(await visitor.Html("/settings/directory?need=gold&after=nowhere"))));

        static int Rows(string html) => Regex.Count(html, "<tr role=\"row\" class=\"nhsuk-table__row\">");
    }

    private static async Task<string> Sent(HttpResponseMessage response)
    {
        string html = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.True(response.StatusCode is HttpStatusCode.OK, html);
        return html;
    }

    /// <summary>The fields of a page's form as a browser would send them unchanged.</summary>
    private static IEnumerable<(string, string)> Shown(string html)
    {
        foreach (Match input in Regex.Matches(html, "<input [^>]*>"))
            if (Attribute(input.Value, "name") is { Length: > 0 } name
                && (Attribute(input.Value, "type") is not "checkbox" || input.Value.Contains(" checked", StringComparison.Ordinal)))
                yield return (name, Attribute(input.Value, "value"));
        foreach (Match text in Regex.Matches(html, "<textarea ([^>]*)>([^<]*)</textarea>"))
            yield return (Attribute(text.Groups[1].Value, "name"), WebUtility.HtmlDecode(text.Groups[2].Value));
        foreach (Match select in Regex.Matches(html, "<select ([^>]*)>(.*?)</select>", RegexOptions.Singleline))
            yield return (Attribute(select.Groups[1].Value, "name"),
                Attribute(Regex.Match(select.Groups[2].Value, "<option [^>]*selected[^>]*>").Value, "value"));

        static string Attribute(string tag, string name) =>
            WebUtility.HtmlDecode(Regex.Match(tag, $" ?\\b{name}=\"([^\"]*)\"").Groups[1].Value);
    }

    private static string Repository()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "SocialPrescribing.Functions.sln")))
            at = at.Parent;
        return at.FullName;
    }
}
