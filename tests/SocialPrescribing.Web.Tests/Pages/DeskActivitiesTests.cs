using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The journey page from the plan on: what it shows, and its forms as a link worker fills them in.</summary>
public sealed partial class DeskActivitiesTests
{
    [Fact]
    public async Task An_activity_of_the_directory_is_chosen_and_kept_as_it_was()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        Guid choir = Guid.NewGuid();
        ListingDetails details = new()
        {
            Name = "Singing for all",
            Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir", Email: "choir@forest.example"),
            Place = new ActivityPlace("Forest Centre", ["1 Forest Road"], "GU35 9AB"),
        };
        ActivityDirectory directory = host.Get<ActivityDirectory>();
        Assert.IsType<PutOutcome.Done>(await directory.Put(choir, details, 0, default));
        host.SeesWhatIsNew();

        Assert.Contains("Singing for all, Forest Choir", await desk.Read(), StringComparison.Ordinal);
        await desk.Give("introduce", ("activity", $"{choir}"), ("as", "Referral"), ("agreed", "yes"));
        await directory.Put(choir, details with { Name = "Singing for some" }, 1, default);

        ActivityDetails kept = Assert.Single((await desk.Journey()).Introductions).Activity;
        Assert.Equal(
            new ActivityDetails("Singing for all", "Forest Choir", choir, "choir@forest.example", null,
                "Forest Centre, 1 Forest Road, GU35 9AB"), kept);
    }

    [Fact]
    public async Task Nobody_is_introduced_to_an_activity_that_has_closed_since_the_page_was_opened()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        Guid choir = Guid.NewGuid();
        ListingDetails details = new() { Name = "Singing for all", Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir") };
        await host.Get<ActivityDirectory>().Put(choir, details with { Status = ListingStatus.TemporarilyClosed }, 0, default);

        HttpResponseMessage refused =
            await desk.Send("introduce", ("activity", $"{choir}"), ("as", "Signposting"), ("share", "Sings well"));
        string html = await refused.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("The directory says that this activity is closed for now", html, StringComparison.Ordinal);
        Assert.Contains("Sings well", html, StringComparison.Ordinal);
        Assert.Empty((await desk.Journey()).Introductions);
    }

    [Fact]
    public async Task An_activity_is_walked_from_the_introduction_to_going_alone_with_the_forms_on_the_page()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));

        await desk.Give("introduce", ("name", "Furniture workshop"), ("provider", "Second Life"), ("where", "3 Station Yard"),
            ("need", "loneliness"), ("as", "Referral"), ("agreed", "yes"), ("share", "Is nervous"));
        Assert.Contains("has not answered yet", await desk.Read(), StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"planSession\"", await desk.Html(), StringComparison.Ordinal);
        await desk.Give("recordProviderAnswer", ("says", "Accepted"), ("reason", "Ask for Jan"));
        Assert.Contains("The provider said yes on 16 January 2027", await desk.Read(), StringComparison.Ordinal);

        await desk.Give("planSession", ("at", "2027-01-21T10:00"), ("minutes", "90"), ("transport", "Lift"), ("with", ""));
        Assert.Contains("Arrange transport: Furniture workshop, 21 January 2027, 10:00", await desk.Read(), StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"recordSession\"", await desk.Html(), StringComparison.Ordinal);
        await desk.Give("arrangeTransport", ("transport", "Lift"), ("with", "Ray"), ("arranged", "yes"));
        await desk.Give("moveSession", ("at", "2027-01-22T10:00"), ("minutes", "90"));
        await desk.Give("arrangeTransport", ("transport", "WalkedTogether"));
        await host.Pass(TimeSpan.FromDays(7));
        Assert.DoesNotContain("value=\"arrangeTransport\"", await desk.Html(), StringComparison.Ordinal);
        await desk.Give("recordSession", ("came", "yes"), ("confidence", "8"));
        Assert.Contains("22 January 2027, 10:00: came with the link worker, confidence 8 of 10", await desk.Read(),
            StringComparison.Ordinal);

        // The form suggests a week later, as is usual, so it only has to be sent.
        Assert.Contains("value=\"2027-01-29T10:00\"", await desk.Html(), StringComparison.Ordinal);
        await desk.Give("planSession", ("at", "2027-01-29T10:00"), ("minutes", "90"), ("transport", "Own"));
        await host.Pass(TimeSpan.FromDays(7));
        await desk.Give("recordSession", ("came", "yes"), ("confidence", "7"), ("wentAlong", "Volunteer"));
        Assert.Contains("Two confident sessions: would less support do?: Furniture workshop", await desk.Read(), StringComparison.Ordinal);
        await desk.Give("changeSupport", ("to", "Independent"), ("reason", "She asked for it"));
        for (int week = 0; week < 3; week++)
        {
            await desk.Give("planSession", ("at", $"2027-02-{5 + (7 * week):00}T10:00"), ("minutes", "90"), ("transport", "Own"));
            await host.Pass(TimeSpan.FromDays(7));
            await desk.Give("recordSession", ("came", "yes"), ("confidence", "9"), ("wentAlong", "Nobody"));
        }
        Assert.Contains("They have gone alone since", await desk.Read(), StringComparison.Ordinal);
        Assert.Contains("Earlier sessions (1)", await desk.Read(), StringComparison.Ordinal);

        await desk.Give("planSession", ("at", "2027-03-05T10:00"), ("minutes", "90"), ("transport", "Own"));
        await desk.Give("cancelSession", ("note", "Closed for Easter"));
        await desk.Give("endActivity", ("reason", "Finished"));
        Assert.Contains("Ended on 20 February 2027: finished", await desk.Read(), StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"endActivity\"", await desk.Html(), StringComparison.Ordinal);
        await desk.Give("registerUnmetNeed", ("need", "friendshipInOlderAge"), ("reason", "NothingSuitable"));
        Assert.NotNull((await desk.Journey()).IndependentAt);
    }

    [Fact]
    public async Task Who_did_not_come_is_recorded_with_what_got_in_the_way_and_no_blame()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await desk.Give("introduce", ("name", "Choir"), ("provider", "Church"), ("as", "Signposting"));
        await desk.Give("planSession", ("at", "2027-01-18T10:00"), ("minutes", "60"), ("transport", "Own"));
        await host.Pass(TimeSpan.FromDays(3));

        Assert.DoesNotContain("checked",
            Regex.Match(await desk.Html(), "<form[^>]*>\\s*<input[^>]*value=\"recordSession\".*?</form>", RegexOptions.Singleline).Value,
            StringComparison.Ordinal);
        foreach ((string, string)[] unclear in ((string, string)[][])
            [[], [("whyNot", "Anxiety")], [("confidence", "5")], [("came", "no"), ("confidence", "5")],
                [("came", "yes"), ("whyNot", "Anxiety")]])
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desk.Send("recordSession", unclear)).StatusCode);
        Assert.Null((await desk.Journey()).Sessions.Single().Came);
        await desk.Give("recordSession", ("came", "no"), ("whyNot", "Anxiety"));

        Assert.Contains("18 January 2027, 10:00: did not come (anxiety)", await desk.Read(), StringComparison.Ordinal);
        Assert.Contains("anxiety", (await desk.Journey()).Needs);

        await desk.Give("planSession", ("at", "2027-01-25T10:00"), ("minutes", "60"), ("transport", "Own"));
        await host.Pass(TimeSpan.FromDays(7));
        await desk.Give("recordSession", ("came", "no"));
        Assert.Equal([Journeys.Barrier.Anxiety, null], (await desk.Journey()).Sessions.Select(s => s.WhyNot));
        Assert.All((await desk.Journey()).Sessions, s => Assert.False(s.Came));
    }

    [Fact]
    public async Task A_provider_is_asked_only_if_the_person_agrees()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));

        HttpResponseMessage sent =
            await desk.Send("introduce", ("name", "Choir"), ("provider", "Church"), ("as", "Referral"), ("email", "nobody"));
        string html = await sent.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("href=\"#introduce-agreed\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"#introduce-email\"", html, StringComparison.Ordinal);
        Assert.Empty((await desk.Journey()).Introductions);
    }

    [Fact]
    public async Task Every_new_task_and_everything_ahead_is_said_in_words_and_leads_to_its_form()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await desk.Give("introduce", ("name", "Workshop"), ("provider", "Second Life"), ("email", "w@second-life.example"),
            ("as", "Referral"), ("agreed", "yes"));
        foreach (string ahead in (string[])["We ask the provider again", "asked to phone the provider",
            "No answer from the provider counts as no"])
            Assert.Contains(ahead, await desk.Read(), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromDays(10));
        Assert.Contains("Chase a provider who has not answered: Workshop", await desk.Read(), StringComparison.Ordinal);
        await desk.Give("recordProviderAnswer", ("says", "WaitingList"));
        Assert.Contains("asked how the waiting list stands", await desk.Read(), StringComparison.Ordinal);
        await desk.Give("recordProviderAnswer", ("says", "Accepted"));
        await desk.Give("planSession", ("at", "2027-02-10T10:00"), ("minutes", "60"), ("transport", "Taxi"));
        await desk.Give("changeSupport", ("to", "Phoned"), ("reason", "Likes to walk in alone"));
        foreach (string ahead in (string[])["We remind the person of the session", "asked to phone the person before the session",
            "asked whether the person came"])
            Assert.Contains(ahead, await desk.Read(), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromDays(20));

        foreach (JourneyTab tab in JourneyTab.All)
        {
            string html = await desk.Html(tab);
            string[] ids = [.. Ids().Matches(html).Select(m => m.Groups[1].Value)];
            Assert.Equal(ids.Distinct(), ids);
            Assert.All(ToForms().Matches(html), link => Assert.Contains(link.Groups[1].Value, ids));
        }
        // Only visible text counts: anchors and hidden fields hold codes.
        Assert.DoesNotMatch("socialIsolation|digitalAccess|WaitingList|waitingList|MetThere|metThere|NotSuitable|WalkedTogether",
            await desk.Read());
    }

    [Fact]
    public async Task Whoever_may_not_give_a_command_does_not_see_its_form()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await Planned(host);
        using Desk desk = await Desk.Of(host, journey, StaffRole.SafeguardingLead);

        string html = await desk.Html();

        foreach (string form in (string[])["agreePlan", "recordReview", "introduce", "registerUnmetNeed"])
            Assert.DoesNotContain($"value=\"{form}\"", html, StringComparison.Ordinal);
        foreach (string form in (string[])["raiseNeed", "pause"])
            Assert.Contains($"value=\"{form}\"", html, StringComparison.Ordinal);
    }

    private static async Task<Guid> Planned(PagesHost host)
    {
        Guid journey = await host.Met();
        await host.Do(journey, Example.Plan);
        return journey;
    }

    /// <summary>A member of staff with one journey's page open.</summary>
    private sealed class Desk(PagesHost host, Guid journey, Visitor browser) : IDisposable
    {
        public Visitor Browser => browser;

        public static async Task<Desk> Of(PagesHost host, Guid journey, StaffRole role = StaffRole.Lead) =>
            new(host, journey, await host.SignIn(await host.Employ(role)));

        public Task<Journey> Journey() => host.State(journey);

        public Task<string> Html(JourneyTab tab) => browser.Html(tab.PathIn(journey));

        /// <summary>All tabs of the journey, one after another.</summary>
        public async Task<string> Html()
        {
            StringBuilder html = new();
            foreach (JourneyTab tab in JourneyTab.All)
                html.Append(await Html(tab));
            return html.ToString();
        }

        /// <summary>The visible text of the page.</summary>
        /// <param name="head">Only the part down to the tasks.</param>
        public async Task<string> Read(bool head = false)
        {
            string html = await Html();
            string text =
                WebUtility.HtmlDecode(Tags().Replace(head ? html[..html.IndexOf("id=\"tasks\"", StringComparison.Ordinal)] : html, ""));
            return Spaces().Replace(text, " ");
        }

        public Task<HttpResponseMessage> Send(string form, params (string, string)[] fields) =>
            browser.Send(PagesHost.PageOf(journey, form), "/commands", $"name=\"form\" value=\"{form}\"", fields);

        public async Task Give(string form, params (string, string)[] fields)
        {
            HttpResponseMessage sent = await Send(form, fields);
            Assert.True(sent.StatusCode is HttpStatusCode.SeeOther,
                $"{form}: {(int)sent.StatusCode}\n{await sent.Content.ReadAsStringAsync()}");
            Assert.Contains("id=\"done\">Done</h2>", await browser.Html(sent.Headers.Location!.OriginalString), StringComparison.Ordinal);
        }

        public void Dispose() => browser.Dispose();
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex Ids();

    [GeneratedRegex("<a class=\"app-do\" href=\"#([^\"]*)\"")]
    private static partial Regex ToForms();
}
