using System.Collections;
using System.Globalization;
using System.Net;
using System.Resources;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class LanguageTests
{
    private static Referral InWelsh(Referral referral) => referral with { Person = referral.Person with { Language = "cy" } };

    [Fact]
    public async Task Whoever_speaks_Welsh_finds_no_English_sentence_on_their_pages()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = (await host.Staff.Add("tom@riverside.example", "Tom Ashby", StaffRole.LinkWorker, default))!;
        foreach (Func<Referral, Referral> person in (Func<Referral, Referral>[])[InWelsh, r => Example.WithDiscretion(InWelsh(r))])
        {
            Guid journey = await host.Surveyed(person);
            string meeting = await host.Do(journey,
                new Meetings.Book(host.Clock.GetUtcNow().AddDays(3), new Place(PlaceKind.CommunityPlace, "Forest Centre, Bordon")));
            await host.Do(journey, new Meetings.Confirm(meeting));
            string survey = $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}",
                m = $"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}",
                p = $"/p/{host.Link(LinkPurpose.Preferences, journey)}";
            using Visitor ana = host.Visit();

            foreach (string path in (string[])[$"{p}/data", $"{p}/data?show"])
                AssertWelsh($"not yet {path}", await ana.Html(path));
            AssertWelsh("details, not yet", await ana.Html($"{p}/details", HttpStatusCode.Forbidden));
            await host.ConfirmIdentity(journey);
            foreach (string path in (string[])[survey, $"{survey}/all", $"{survey}/1", $"{survey}/6", m, $"{m}/confirmed", p, $"{p}?saved",
                $"{p}?sent", $"{p}/stop", $"{p}/data", $"{p}/data?show", $"{p}/details"])
                AssertWelsh(path, await ana.Html(path));
            AssertWelsh("too long",
                await (await ana.Post($"{m}/another-time", ("meeting", $"{meeting}/1"), ("note", new string('x', 600)))).Content
                    .ReadAsStringAsync());
            AssertWelsh("stale", await (await ana.Post($"{m}/confirm", ("meeting", "x"))).Content.ReadAsStringAsync());
            AssertWelsh("nothing answered", await (await ana.Post(survey)).Content.ReadAsStringAsync());
            await ana.Post(survey, ("ons4.happy", "5"), ("callMe", "yes"));
            AssertWelsh("thanks", await ana.Html($"{survey}/thanks"));
            await ana.Post($"{m}/another-time", ("meeting", $"{meeting}/1"));
            AssertWelsh("asked", await ana.Html($"{m}/asked"));
            await ana.Post($"{m}/cannot-come", ("meeting", $"{meeting}/1"));
            AssertWelsh("off", await ana.Html($"{m}/off"));
            AssertWelsh("is off", await ana.Html(m));
            AssertWelsh("a name", await (await ana.Post($"{p}/details", ("knownAs", "www.prize.example"))).Content.ReadAsStringAsync());
            await ana.Post($"{p}/details", ("email", "new@example.org"));
            Journey awaiting = await host.State(journey);
            string mine = host.Get<SignedLinks>()
                .ToPerson(LinkPurpose.ConfirmAddress, awaiting, awaiting.AwaitedEmail!.Change, "new@example.org");
            AssertWelsh("is it yours", await ana.Html($"/e/{mine}"));
            await host.Do(journey, new PersonLinks.Renew());
            AssertWelsh("earlier", await ana.Html(p, HttpStatusCode.Gone));
            AssertWelsh("earlier, to stop", await ana.Html($"{p}/stop"));
        }
    }

    [Fact]
    public async Task Their_letters_and_calendar_are_Welsh_and_what_others_get_is_not()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked(InWelsh);
        await host.Do(journey, Example.Plan);
        await host.Do(journey,
            new Activities.Introduce(new ActivityDetails("Furniture workshop", "Second Life", Email: "workshop@second-life.example"),
                IntroductionKind.Referral, Agreed: true));
        using Visitor ana = host.Visit();

        StoredLetter[] letters = [.. host.Letters];
        StoredLetter booked = letters.First(l => l.Calendar is not null);
        Assert.Equal("Eich cyfarfod: Dydd Gwener 15 Ionawr 2027 am 11:00", booked.Subject);
        Assert.Contains("SUMMARY:Cyfarfod gyda Riverside Social Prescribing", booked.Calendar, StringComparison.Ordinal);
        Assert.Contains(letters, l => l.Subject.StartsWith("We have your referral", StringComparison.Ordinal));
        string asked = letters.First(l => l.To == "workshop@second-life.example").Text;
        Assert.Contains("We support a person", asked, StringComparison.Ordinal);
        string provider = await ana.Html(Regex.Match(asked, @"/a/\S+").Value);
        Assert.Contains("<html lang=\"en\">", provider, StringComparison.Ordinal);
        Assert.Contains("Skip to main content", provider, StringComparison.Ordinal);
        string file = await (await ana.Get($"/c/{host.Link(LinkPurpose.Calendar, journey, meeting)}.ics")).Content.ReadAsStringAsync();
        Assert.Contains("SUMMARY:Cyfarfod gyda", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pl")]
    [InlineData("x-nonsense")]
    [InlineData(null)]
    public async Task Everybody_else_gets_English_whatever_their_browser_says(string? language)
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string meeting) = await host.Booked(r => r with { Person = r.Person with { Language = language } });
        using Visitor ana = host.Visit();
        ana.Speaks("cy");

        string html = await ana.Html($"/m/{host.Link(LinkPurpose.Meeting, journey, $"{meeting}/1")}");

        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
        Assert.Contains("Yes, I will come", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_language_changes_with_one_tap_and_back_and_an_interpreters_language_is_not_lost()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid ana = await host.Receive(), piotr = await host.Receive(r => r with { Person = r.Person with { Language = "pl" } });
        using Visitor visitor = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, ana)}", other = $"/p/{host.Link(LinkPurpose.Preferences, piotr)}";

        await visitor.Send(path, path, "welsh:on:");
        AssertWelsh(path, await visitor.Html(path));
        await visitor.Send(path, path, "welsh:off:");

        Assert.Equal("en", (await host.State(ana)).Preferences.Language);
        Assert.DoesNotContain("welsh:", await visitor.Html(other), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Post(other, ("wish", "welsh:on:"))).StatusCode);
        Assert.Equal("pl", (await host.State(piotr)).Preferences.Language);
    }

    [Fact]
    public async Task Asking_for_oneself_begins_in_the_browsers_language_can_be_switched_and_says_so_in_the_referral()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();
        ana.Speaks("fr, cy;q=0.8, en;q=0.5");

        AssertWelsh("guessed", await ana.Html("/refer/myself"));
        Assert.Contains("Ask for a link worker", await ana.Html("/refer/myself?lang=en"), StringComparison.Ordinal);
        await ana.Post("/refer/myself");
        Assert.Contains("Your first name", await ana.Html("/refer/myself/name"), StringComparison.Ordinal);
        AssertWelsh("switched", await ana.Html("/refer/myself/name?lang=cy"));
        AssertWelsh("refused", await Refused(ana, "/refer/myself/name", ("born-day", "40")));
        await ana.Post("/refer/myself/name", ("firstName", "Ana"), ("familyName", "Vale"), ("born-day", "5"), ("born-month", "6"),
            ("born-year", "1950"));
        string contact = await ana.Html("/refer/myself/contact");
        Assert.Matches("value=\"cy\" checked", contact);
        AssertWelsh("contact", contact);
        AssertWelsh("unreachable", await Refused(ana, "/refer/myself/contact", ("text", "yes")));
        await ana.Post("/refer/myself/contact", ("email", "ana@mail.example"), ("noFixedAbode", "yes"), ("language", "cy"));
        AssertWelsh("nothing", await Refused(ana, "/refer/myself/you"));
        await ana.Post("/refer/myself/you", ("need-lowMood", "yes"));
        AssertWelsh("not asked", await Refused(ana, "/refer/myself/meeting"));
        await ana.Post("/refer/myself/meeting", ("consent", "yes"));
        AssertWelsh("check", await ana.Html("/refer/myself/check"));
        HttpResponseMessage sent = await ana.Post("/refer/myself/check");
        AssertWelsh("done", await ana.Html(sent.Headers.Location!.OriginalString));

        await host.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal("Byddwn mewn cysylltiad cyn bo hir", host.Letters.First(l => l.To == "ana@mail.example").Subject);
        Assert.Contains("<html lang=\"en\">", await ana.Html("/refer"), StringComparison.Ordinal);
        await ana.Post("/refer");
        Assert.Contains("Step 1 of", await ana.Html("/refer/you"), StringComparison.Ordinal);
    }

    /// <summary>Sends a form and returns the page that says what is wrong.</summary>
    private static async Task<string> Refused(Visitor visitor, string path, params (string, string)[] fields)
    {
        Assert.Equal(path, (await visitor.Post(path, fields)).Headers.Location!.OriginalString);
        string html = await visitor.Html(path);
        Assert.Contains("error-summary", html, StringComparison.Ordinal);
        return html;
    }

    /// <summary>The page contains no English text from the resources or from a questionnaire.</summary>
    [Fact]
    public void That_no_number_is_set_is_said_in_Welsh_too()
    {
        Texts.Begin(Texts.Welsh);

        Assert.Equal("y rhif a gawsoch", Words.Phone(Words.NoPhone));
        Assert.Equal("01420 555 010", Words.Phone("01420 555 010"));
    }

    private static void AssertWelsh(string page, string html)
    {
        Assert.Contains("<html lang=\"cy\">", html, StringComparison.Ordinal);
        string text = WebUtility.HtmlDecode(html);
        IEnumerable<string> english =
            new ResourceManager(typeof(Texts).FullName!, typeof(Texts).Assembly).GetResourceSet(CultureInfo.InvariantCulture, true, false)!
            .Cast<DictionaryEntry>().Where(e => (string)e.Key is not "Prefs.SpeakOther")
            .SelectMany(e => Regex.Split((string)e.Value!, @"\{\d\}|</?strong>"))
            .Concat(Measures.All.SelectMany(m => m.Questions.Select(q => q.Text).Append(m.Introduction)))
            .Concat(Measures.All.SelectMany(m => m.Questions).SelectMany(q => q.Choices).Select(c => c.Label));
        foreach (string words in english.Select(e => e.Trim())
            .Where(e => e.Length > 10 && e.Contains(' ', StringComparison.Ordinal) && !e.Any(char.IsDigit)))
            Assert.False(text.Contains(words, StringComparison.Ordinal), $"{page}: {words}");
    }
}
