using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>One or two tests of each thing that a host must provide for the pages. The pages themselves are tested without
/// a host.</summary>
[Collection(InTurn.Name)]
public sealed partial class HostWiringTests
{
    [Fact]
    public async Task Forms_of_staff_are_taken_in_the_name_of_whoever_has_signed_in()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila Marsh");
        Guid id = await host.Receive();
        string page = $"/journeys/{id:N}";
        using Visitor visitor = await host.SignIn(lead);

        foreach ((string form, (string, string)[] fields) in ((string, (string, string)[])[])[("accept", []),
            ("recordAttempt", [("channel", "Phone"), ("outcome", "Reached"), ("note", "Glad — a “café” & 1 < 2")])])
        {
            HttpResponseMessage sent = await visitor.Send(page, "/commands", $"name=\"form\" value=\"{form}\"", fields);
            Assert.Equal($"{page}?done={form}", sent.Headers.Location!.OriginalString);
        }

        string html = WebUtility.HtmlDecode(await visitor.Html($"{page}/audit"));
        Assert.Contains("Glad — a “café” & 1 < 2", html, StringComparison.Ordinal);
        Assert.Contains("Leila Marsh", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_uploaded_and_may_be_larger_than_any_form()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead));
        StringBuilder large = new("name,provider,description\n");
        for (int i = 0; i < 200; i++)
            large.Append(CultureInfo.InvariantCulture, $"Walk {i},Walkers,{new string('x', 1_000)}\n");

        HttpResponseMessage sent =
            await visitor.Upload("/settings/directory/import", "file", "large.CSV", Encoding.UTF8.GetBytes(large.ToString()));

        Assert.Contains("200 taken", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (await host.Get<ActivityDirectory>().All(default)).Count);
    }

    [Fact]
    public async Task A_referral_goes_from_page_to_page_and_its_referrer_opens_a_list_by_mail()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor nurse = host.Visit(), atHome = host.Visit();
        await nurse.Post("/refer");
        foreach ((string step, (string, string)[] fields) in Referral)
            Assert.Equal(HttpStatusCode.SeeOther, (await nurse.Post($"/refer/{step}", fields)).StatusCode);
        Assert.Equal("/refer/done", (await nurse.Post("/refer/check")).Headers.Location!.OriginalString);
        Guid id = Assert.Single(await host.Store.All(default).ToListAsync());

        await atHome.Post("/refer/mine", ("email", "sian@heath.example"));
        await host.Pass(TimeSpan.FromMinutes(1));
        string path = host.Letters.SelectMany(l => OwnLists().Matches(l.Text)).First().Groups["path"].Value;
        HttpResponseMessage opened = await atHome.Send(path, path, "Open my list");

        Assert.Contains("httponly", opened.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains((await host.State(id)).Referrals[0].Reference, await atHome.Html("/refer/mine"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_letter_has_its_sender_its_calendar_and_links_that_open(bool discreet)
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid id, _) = await host.Booked(discreet ? Example.WithDiscretion : null);
        using Visitor ana = host.Visit();

        StoredLetter letter = host.Letters.First(l => l.Calendar is not null);
        string path = Meetings().Match(letter.Text).Groups["path"].Value;

        Assert.StartsWith(host.PublicUrl, Meetings().Match(letter.Text).Value, StringComparison.Ordinal);
        Assert.Equal((discreet, "ana@example.org"), (host.HidesService(letter), letter.To));
        Assert.Contains("DTSTART:20270115T110000Z", letter.Calendar, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await ana.Send(path, "/confirm", "I will come")).StatusCode);
        Assert.NotNull((await host.State(id)).Meetings.Single().ConfirmedAt);
        // One click never ends the reminders of an agreed meeting, so this letter has none. The click in the first letter ends everything.
        Assert.Null(letter.Unsubscribe);
        StoredLetter first = host.Letters.First(l => l.Unsubscribe is not null);
        Assert.Equal(HttpStatusCode.OK,
            (await ana.PostFrom(origin: null, first.Unsubscribe!.AbsolutePath, ("List-Unsubscribe", "One-Click"))).StatusCode);
        Assert.Equal(OptOut.Everything, (await host.State(id)).Preferences.OptOut);
    }

    [Fact]
    public async Task What_is_to_be_kept_comes_as_a_file()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid id, string meeting) = await host.Booked();
        await host.ConfirmIdentity(id);
        using Visitor ana = host.Visit();

        HttpResponseMessage data = await ana.Get($"/p/{host.Link(LinkPurpose.Preferences, id)}/data.json"),
            calendar = await ana.Get($"/c/{host.Link(LinkPurpose.Calendar, id, meeting)}.ics");

        Assert.Equal(("application/json", "attachment", "my-data.json"),
            (data.Content.Headers.ContentType!.MediaType, data.Content.Headers.ContentDisposition!.DispositionType,
                data.Content.Headers.ContentDisposition.FileName));
        Assert.True(data.Headers.CacheControl!.NoStore);
        Assert.Equal("text/calendar", calendar.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_page_speaks_the_browsers_language()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();
        ana.Speaks("fr, cy;q=0.8, en;q=0.5");

        Assert.Contains("<html lang=\"cy\">", await ana.Html("/refer/myself"), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", await ana.Html("/refer/myself?lang=en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_show_what_the_pathways_file_says()
    {
        await using PagesHost host = new(
            await TestedHost.Start(new SetUp(PagesHost.Start, Pathway: """{ "referral": { "extraNeeds": ["allotment"] } }""")),
            new MovedClock(PagesHost.Start));
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Admin));

        Assert.Contains("allotment", await visitor.Html("/settings/pathway"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_program_unsubscribes_with_one_click_from_nowhere_in_particular()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        using Visitor program = host.Visit();

        HttpResponseMessage sent = await program.PostFrom(origin: null, $"/p/{host.Link(LinkPurpose.Preferences, journey)}/stop",
            ("List-Unsubscribe", "One-Click"));

        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
    }

    [Fact]
    public async Task Many_clicks_at_once_and_one_more_change_the_journey_once()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        using Visitor program = host.Visit();
        string stop = $"/p/{host.Link(LinkPurpose.Preferences, journey)}/stop";
        int before = (await host.Store.Find(journey, default))!.Version;

        HttpResponseMessage[] clicks =
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => program.PostFrom(origin: null, stop, ("List-Unsubscribe", "One-Click"))));
        HttpResponseMessage late = await program.PostFrom(origin: null, stop, ("List-Unsubscribe", "One-Click"));

        Assert.All([.. clicks, late], click => Assert.Equal(HttpStatusCode.OK, click.StatusCode));
        Assert.Equal(before + 1, (await host.Store.Find(journey, default))!.Version);
        // If they want mail again and then stop it once more, the same link still works.
        await host.Do(journey, new Preferences.Change(OptOut: OptOut.Nothing), Actor.Person);
        await program.PostFrom(origin: null, stop, ("List-Unsubscribe", "One-Click"));
        Assert.Equal(OptOut.Everything, (await host.State(journey)).Preferences.OptOut);
    }

    [Fact]
    [InProcess("reads the log")]
    public async Task What_is_looked_for_stands_in_no_address_no_log_and_no_key()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Assert.IsType<IntakeResult.Received>(
            await host.Get<ReferralIntake>().Receive(Example.Referral, "practice", Guid.NewGuid().ToByteArray(), null, default));
        using Visitor visitor = await host.SignIn(tom);
        HttpResponseMessage[] answers = [await visitor.Post("/search", ("q", "O'Connor")),
            await visitor.Post("/search", ("q", "943 476 5919")), await visitor.Get("/search")];

        Assert.All(answers,
            a => Assert.DoesNotContain("Connor", $"{a.RequestMessage!.RequestUri} {a.Headers}", StringComparison.OrdinalIgnoreCase));
        // Only as separate words, because a random id may contain any four digits.
        const string number = @"(?<![\w-])(943\W?)?(476\W?)?5919(?![\w-])";
        Assert.All(answers, a => Assert.DoesNotMatch(number, $"{a.RequestMessage!.RequestUri} {a.Headers}"));
        Assert.Contains("action=\"/search\" method=\"post\"", await visitor.Html("/board"), StringComparison.Ordinal);
        string logged = string.Concat(host.Logged);
        Assert.DoesNotContain("connor", logged, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(number, logged);
        IReadOnlyList<RegisterRecord> records = (await host.Get<IRegister>().List(RecordKinds.Name.Name, "", 100, null, default)).Items;
        Assert.NotEmpty(records);
        Assert.All(records, r => Assert.Matches("^[0-9a-f]{32}/[0-9a-f]{32}/[0-9a-f]{32}$", r.Key));
    }

    private static readonly (string Step, (string, string)[] Fields)[] Referral =
    [
        ("you",
            [("source", "communityNurse"), ("referrerName", "Siân Llewellyn"), ("service", "East team"),
                ("organisation", "Heath Community Health"), ("referrerEmail", "sian@heath.example")]),
        ("person",
            [("firstName", "José"), ("familyName", "García-Núñez"), ("born-day", "2"), ("born-month", "11"), ("born-year", "1946"),
                ("odsCode", "J82055")]),
        ("contact", [("mobile", "07700 900123"), ("noFixedAbode", "yes")]),
        ("why", [("need-transport", "yes"), ("reason", "Has stopped going out.")]),
        ("safety", [("risks", "none"), ("safeguarding", "no"), ("consent", "yes")]),
    ];

    [GeneratedRegex(@"https?://[^/\s]+(?<path>/m/[A-Za-z0-9_.-]+)")]
    private static partial Regex Meetings();

    [GeneratedRegex(@"https?://[^/\s]+(?<path>/refer/mine/\S+)")]
    private static partial Regex OwnLists();
}
