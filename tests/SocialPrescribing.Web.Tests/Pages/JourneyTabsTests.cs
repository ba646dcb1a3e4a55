using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The pages of a journey: what each shows, who may see it, and that a form comes back to the page on which it stood.</summary>
public sealed partial class JourneyTabsTests
{
    private static readonly string[] _names = ["", "/plan", "/activities", "/measures", "/contacts", "/details", "/history", "/summary"];

    private static string[] Paths(Guid journey) => [.. _names.Select(name => $"/journeys/{journey:N}{name}")];

    [Fact]
    public async Task Each_page_says_who_it_is_about_how_to_reach_them_and_why_they_are_here()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive(r => r with { Risks = [new Risk("dogAtHome", "Large dog")], Urgency = Urgency.Urgent });
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));

        foreach (string path in Paths(id))
        {
            string html = WebUtility.HtmlDecode(await visitor.Html(path));
            Assert.All(
                (string[])["Ana O'Connor", "aged 76", "href=\"tel:07700900123\"", "calls welcome", "01420 555099: do not call",
                    "Risks: <bdi>Dog at home: Large dog", "Dr Hill", "Lives alone since her husband died.", "To be out of the house again",
                    "Urgent</strong>", "BSL interpreter", "943 476 5919"],
                text => Assert.Contains(text, html, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_way_that_is_allowed_and_preferred_comes_first_and_never_a_barred_one()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Receive(r => r with
        {
            Person = r.Person with
            {
                Contacts =
                [
                    new ContactDetail(ContactKind.Mobile, "+447700900123", Allowed: false),
                    new ContactDetail(ContactKind.Landline, "+441420555099", Allowed: true, Voicemail: true),
                ],
            },
        });
        Guid related = await host.Receive(r => r with
        {
            Person = r.Person with
            {
                RelatedPeople = [new RelatedPerson("Joan Vale", RelatedRole.Carer, "sister", "+441420555077", MayBeTold: true, ContactFirst: true)],
            },
        });
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));

        Assert.Equal("01420555099", Calls().Matches(await visitor.Html($"/journeys/{id:N}"))[0].Groups[1].Value);
        Assert.DoesNotContain("tel:07700900123", await visitor.Html($"/journeys/{id:N}"), StringComparison.Ordinal);
        string html = await visitor.Html($"/journeys/{related:N}");
        Assert.Equal("01420555077", Calls().Matches(html)[0].Groups[1].Value);
        Assert.Contains("Speak first to Joan Vale (Carer, sister)", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StaffRole.LinkWorker)]
    [InlineData(StaffRole.Lead)]
    [InlineData(StaffRole.SafeguardingLead)]
    [InlineData(StaffRole.Admin)]
    public async Task Whoever_works_here_may_open_each_page_their_look_is_kept_and_nobody_else_may(StaffRole role)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember member = await host.Employ(role);
        Guid id = await host.Met();
        using Visitor visitor = await host.SignIn(member), stranger = host.Visit();
        string letter = $"/journeys/{id:N}/letters?key={Uri.EscapeDataString(await LetterOf(host, id, MessageKind.MeetingBooked))}";

        foreach (string path in (string[])[.. Paths(id), letter])
        {
            await host.Pass(TimeSpan.FromHours(1));
            int looks = (await Looks(host, id)).Count;
            await visitor.Html(path);
            IReadOnlyList<Look> after = await Looks(host, id);
            Assert.Equal((looks + 1, member.Id), (after.Count, after[0].Staff));
            HttpResponseMessage refused = await stranger.Get(path);
            Assert.Equal(HttpStatusCode.SeeOther, refused.StatusCode);
            Assert.StartsWith("/sign-in", refused.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_what_cannot_be_read_is_said_to_be_so_on_each_page()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead));
        Guid id = await host.Met(), nobody = Guid.NewGuid();
        string key = await LetterOf(host, id, MessageKind.MeetingBooked);
        await host.Spoil(id);

        foreach (string path in Paths(nobody))
            await visitor.Html(path, HttpStatusCode.NotFound);
        foreach (string path in Paths(id))
            Assert.Contains("cannot be read", await visitor.Html(path, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        await visitor.Html($"/journeys/{nobody:N}/letters?key={Uri.EscapeDataString(key)}", HttpStatusCode.NotFound);
        Assert.Equal($"/journeys/{id:N}",
            (await visitor.Get($"/journeys/{id:N}/letters?key={Uri.EscapeDataString(key)}")).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_letter_is_read_as_it_was_written_then_and_its_links_stay_with_the_person()
    {
        await using PagesHost host = await PagesHost.Run(sendsMail: false);
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        (Guid id, string meeting) = await host.Booked();
        await host.Pass(TimeSpan.FromMinutes(5));
        string key = await LetterOf(host, id, MessageKind.MeetingBooked);
        await host.Do(id, new Meetings.Move(meeting, host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.Phone)));
        Guid other = await host.Receive();

        string list = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/contacts?show=letters"));
        string html = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/letters?key={Uri.EscapeDataString(key)}"));

        Assert.Contains("Email to the person: the meeting is booked", list, StringComparison.Ordinal);
        Assert.Contains($"/letters?key={Uri.EscapeDataString(key)}", list, StringComparison.Ordinal);
        // The time of then, and not the one to which it moved.
        Assert.Contains("Friday 15 January 2027 at 11:00", html, StringComparison.Ordinal);
        Assert.Contains("written again from what was known when it went out", html, StringComparison.Ordinal);
        Assert.Contains("ana@example.org", html, StringComparison.Ordinal);
        Assert.Contains("[a link that only its reader has]", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("/(m|p|c|s)/[A-Za-z0-9_-]{20,}", html);
        await visitor.Html($"/journeys/{other:N}/letters?key={Uri.EscapeDataString(key)}", HttpStatusCode.NotFound);
        await visitor.Html($"/journeys/{id:N}/letters?key=none", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_form_comes_back_to_the_page_on_which_it_stood_refused_or_taken()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        (Guid id, _) = await host.Booked();

        HttpResponseMessage refused = await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "value=\"addNote\"", ("text", ""));
        string html = await refused.Content.ReadAsStringAsync();
        HttpResponseMessage taken =
            await visitor.Send($"/journeys/{id:N}/contacts", "/commands", "value=\"addNote\"", ("text", "Likes singing"));

        Assert.Matches("href=\"[^\"]*/contacts\" aria-current=\"page\"", html);
        Assert.Contains("href=\"#addNote\"", html, StringComparison.Ordinal);
        Assert.Contains("id=\"addNote\" open", html, StringComparison.Ordinal);
        Assert.Equal($"/journeys/{id:N}/contacts?done=addNote", taken.Headers.Location!.OriginalString);
        Assert.Contains("Likes singing", await visitor.Html(taken.Headers.Location.OriginalString), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_done_next_has_its_form_in_place_and_keeps_what_was_typed()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Accept());
        string page = $"/journeys/{id:N}";

        Assert.Contains("<div class=\"app-plainly\" id=\"recordAttempt\">", await visitor.Html(page), StringComparison.Ordinal);
        HttpResponseMessage refused = await visitor.Send(page, "/commands", "value=\"recordAttempt\"", ("channel", "Phone"),
            ("note", "Rang twice"));
        string html = await refused.Content.ReadAsStringAsync();
        HttpResponseMessage taken = await visitor.Send(page, "/commands", "value=\"recordAttempt\"", ("channel", "Phone"),
            ("outcome", "Reached"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Matches($"href=\"{page}\" aria-current=\"page\"", html);
        Assert.Contains("<div class=\"app-plainly\" id=\"recordAttempt\">", html, StringComparison.Ordinal);
        Assert.Contains(">Rang twice</textarea>", html, StringComparison.Ordinal);
        Assert.Equal($"{page}?done=recordAttempt", taken.Headers.Location!.OriginalString);
        // It is done: what is next has taken its place, and a form that somebody sent late comes back on its own page.
        HttpResponseMessage late = await visitor.Post($"{page}/commands", ("form", "recordAttempt"), ("tab", ""), ("note", "Again"));
        Assert.Matches("href=\"[^\"]*/contacts\" aria-current=\"page\"", await late.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_form_stands_on_one_page_and_the_menu_leads_to_it_open()
    {
        string[] all = [.. JourneyTab.All.SelectMany(t => t.Forms)];
        Assert.Equal(CommandForm.Names.Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));

        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead));
        Guid id = await host.Surveyed();
        await host.Do(id, Example.Plan);
        string html = await visitor.Html($"/journeys/{id:N}/history");
        MatchCollection links = ToForms().Matches(html);
        Assert.InRange(links.Count, 12, 20);
        foreach (Match link in links)
            Assert.Matches($"id=\"{link.Groups["key"].Value}\" open|app-plainly\" id=\"{link.Groups["key"].Value}\"",
                await visitor.Html(WebUtility.HtmlDecode(link.Groups["path"].Value)));
    }

    [Fact]
    public async Task What_people_wrote_is_not_lost_among_what_the_programme_does()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Met();
        await host.Do(id, new Notes.Add("Likes singing"));
        async Task<string> Part(string name) => Story().Match(await visitor.Html($"/journeys/{id:N}/contacts{name}")).Value;

        string usual = await Part(""), notes = await Part("?show=notes"), contacts = await Part("?show=contacts"),
            meetings = await Part("?show=meetings"), letters = await Part("?show=letters"), everything = await Part("?show=everything");

        Assert.Contains("Likes singing", usual, StringComparison.Ordinal);
        Assert.DoesNotContain("Email to", usual, StringComparison.Ordinal);
        Assert.Contains("Likes singing", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Phone: reached", notes, StringComparison.Ordinal);
        Assert.Contains("Phone: reached", contacts, StringComparison.Ordinal);
        Assert.DoesNotContain("Meeting", contacts, StringComparison.Ordinal);
        Assert.Contains("Meeting booked", meetings, StringComparison.Ordinal);
        Assert.Contains("Email to the person: the meeting is booked", letters, StringComparison.Ordinal);
        Assert.DoesNotContain("Likes singing", letters, StringComparison.Ordinal);
        Assert.All((string[])["Likes singing", "Email to", "Meeting booked"], t => Assert.Contains(t, everything, StringComparison.Ordinal));
        Assert.Equal(usual, await Part("?show=nonsense"));
    }

    [Fact]
    public async Task Staff_see_how_the_answers_have_changed_in_the_words_of_the_published_bands()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Surveyed();
        string page = $"/journeys/{id:N}/measures";
        Assert.Contains("No survey has been answered yet.", await visitor.Html(page), StringComparison.Ordinal);
        await host.Do(id, Example.Answers("baseline", 4));

        string once = await visitor.Html(page);
        await host.Do(id, Example.Plan);
        await host.Pass(TimeSpan.FromDays(45));
        await host.Do(id, Example.Answers("week-6", 7));
        string twice = WebUtility.HtmlDecode(await visitor.Html(page));

        Assert.Contains("Life satisfaction: 4 (low) on 18 January 2027.", once, StringComparison.Ordinal);
        // One point is no chart.
        Assert.DoesNotContain("data-chart", once, StringComparison.Ordinal);
        Assert.DoesNotContain("/assets/charts-", once, StringComparison.Ordinal);
        Assert.Matches("Life satisfaction: 4 \\(low\\) on 18 January 2027, 7 \\(high\\) on [0-9A-Za-z ]+: better, from low to high\\.", twice);
        Assert.Matches("Anxiety: 4 \\(medium\\) on 18 January 2027, 7 \\(high\\) on [0-9A-Za-z ]+: worse, from medium to high\\.", twice);
        Assert.Contains("data-chart=\"Score\" data-least=\"0\" data-most=\"10\"", twice, StringComparison.Ordinal);
        Assert.Contains("/assets/charts-", twice, StringComparison.Ordinal);
        Assert.Contains("Overall, how satisfied are you with your life nowadays?", twice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_directory_has_for_their_needs_is_suggested_and_chosen_with_one_click()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Met(), choir = Guid.NewGuid();
        async Task List(Guid activity, string name, params string[] needs) => Assert.IsType<PutOutcome.Done>(
            await host.Get<ActivityDirectory>().Put(activity, new ListingDetails
            {
                Name = name,
                Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir"),
                Needs = needs,
                MaximumAge = name is "Youth club" ? 25 : null,
            }, 0, default));
        await List(choir, "Singing for all", "loneliness");
        await List(Guid.NewGuid(), "Debt advice", "moneyAndDebt");
        await List(Guid.NewGuid(), "Youth club", "loneliness");
        host.SeesWhatIsNew();

        string html = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/activities"));
        string suggested = html[html.IndexOf("What may suit them", StringComparison.Ordinal)..html.IndexOf("id=\"introduce\"", StringComparison.Ordinal)];

        Assert.Contains("Singing for all", suggested, StringComparison.Ordinal);
        Assert.DoesNotContain("Debt advice", suggested, StringComparison.Ordinal);
        Assert.DoesNotContain("Youth club", suggested, StringComparison.Ordinal);
        string chosen = await visitor.Html($"/journeys/{id:N}/activities?do=introduce&activity={choir}");
        Assert.Contains("id=\"introduce\" open", chosen, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{choir}\" selected>", chosen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_years_of_history_are_less_than_60_KB_on_each_page()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Met();
        await host.Do(id, Example.Plan);
        string introduction = await host.Do(id,
            new Activities.Introduce(new ActivityDetails("Garden", "Second Life"), IntroductionKind.Signposting, "loneliness", Agreed: true));
        for (int week = 0; week < 156; week++)
        {
            string session = await host.Do(id,
                new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(2), new Transport(TransportKind.Own)));
            await host.Pass(TimeSpan.FromDays(7));
            await host.Do(id, new Attendance.RecordSession(session, Came: true, Confidence: week % 10));
            await host.Do(id, new Notes.Add($"Week {week}: she showed the others how to prune the roses and stayed for tea afterwards."));
        }

        foreach (string path in Paths(id))
            Assert.InRange((await visitor.Html(path)).Length, 5_000, 60 * 1024);
    }

    [Fact]
    public async Task Addresses_of_before_still_lead_to_what_they_led_to()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead));
        Guid id = await host.Receive();
        await host.Do(id, new Intake.Accept());

        string html = await visitor.Html($"/journeys/{id:N}");

        foreach (string anchor in (string[])["tasks", "concerns", "ending"])
            Assert.Contains($"id=\"{anchor}\"", html, StringComparison.Ordinal);
        Assert.Equal($"/journeys/{id:N}/history", (await visitor.Get($"/journeys/{id:N}?story")).Headers.Location!.OriginalString);
    }

    private static async Task<string> LetterOf(PagesHost host, Guid journey, MessageKind kind) =>
        (await host.Store.Journal(journey, default)).SelectMany(c => c.Events).OfType<Messages.Queued>().First(m => m.Kind == kind).Key;

    private static async Task<IReadOnlyList<Look>> Looks(PagesHost host, Guid journey) =>
        (await host.Get<AccessLog>().Of(journey, 50, null, default)).Items;

    [GeneratedRegex("href=\"tel:([^\"]*)\"")]
    private static partial Regex Calls();

    [GeneratedRegex("href=\"(?<path>/journeys/[^\"#]*[?]do=[^\"#]*)#(?<key>[^\"]+)\"")]
    private static partial Regex ToForms();

    [GeneratedRegex("<ol class=\"app-story\">.*?</ol>", RegexOptions.Singleline)]
    private static partial Regex Story();
}
