using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The tabs of a journey: what each shows, who may see it, and that a form returns to the tab on which it was.</summary>
public sealed partial class JourneyTabsTests
{
    private static readonly string[] _names = ["", "/plan", "/activities", "/measures", "/contacts", "/details", "/history", "/summary"];

    internal static string[] Paths(Guid journey) => [.. _names.Select(name => $"/journeys/{journey:N}{name}")];

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
                RelatedPeople =
                    [new RelatedPerson("Joan Vale", RelatedRole.Carer, "sister", "+441420555077", MayBeTold: true, ContactFirst: true)],
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
        // The task is done and the next has taken its place. A form sent late is shown again on its own page.
        HttpResponseMessage late = await visitor.Post($"{page}/commands", ("form", "recordAttempt"), ("tab", ""), ("note", "Again"));
        Assert.Matches("href=\"[^\"]*/contacts\" aria-current=\"page\"", await late.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_form_stands_on_one_page_and_the_menu_leads_to_it_open()
    {
        Assert.All(CommandForm.Names, name => Assert.Contains(JourneyTab.Of(name), JourneyTab.All));
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

    internal static async Task<string> LetterOf(PagesHost host, Guid journey, MessageKind kind) =>
        (await host.Store.Journal(journey, default)).SelectMany(c => c.Events).OfType<Messages.Queued>().First(m => m.Kind == kind).Key;

    private static async Task<IReadOnlyList<Look>> Looks(PagesHost host, Guid journey) =>
        (await host.Get<AccessLog>().Of(journey, 50, null, default)).Items;

    [GeneratedRegex("href=\"tel:([^\"]*)\"")]
    private static partial Regex Calls();

    [GeneratedRegex("href=\"(?<path>/journeys/[^\"#]*[?]do=[^\"#]*)#(?<key>[^\"]+)\"")]
    private static partial Regex ToForms();
}
