using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The list of activities from which a person chooses at home, and what staff see of the choice.</summary>
public sealed class ListLinksTests
{
    private static readonly Guid Choir = Guid.NewGuid();

    private static async Task<(PagesHost Host, Guid Journey, string List)> Offered(Func<Referral, Referral>? change = null)
    {
        PagesHost host = await PagesHost.Run(sendsMail: true);
        Guid journey = await host.Met(change);
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(Choir, new ListingDetails
        {
            Name = "Singing for all",
            Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir"),
            Needs = ["loneliness"],
            Cost = "Free",
            Schedules = [new(DayOfWeek.Tuesday, new TimeOnly(10, 0))],
            Place = new ActivityPlace("Village hall"),
        }, 0, default));
        string list = await host.Do(journey, new Choosing.OfferActivities(
            [new(new ActivityDetails("Singing for all", "Forest Choir", Where: "Village hall"), "Tuesday 10:00", "Free", "Bus 18",
                "Tom")]));
        return (host, journey, list);
    }

    [Fact]
    public async Task The_letter_names_the_activities_and_leads_to_the_page()
    {
        (PagesHost host, _, _) = await Offered();
        await using PagesHost running = host;
        await host.Pass(TimeSpan.FromMinutes(5));
        string letter = host.Letters.Select(l => l.Text).Single(t => t.Contains("Singing for all", StringComparison.Ordinal));
        Assert.Contains("When: Tuesday 10:00", letter, StringComparison.Ordinal);
        Assert.Contains("/l/", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_a_task_and_stands_in_the_journey_and_to_look_changes_nothing()
    {
        (PagesHost host, Guid journey, string list) = await Offered();
        await using PagesHost running = host;
        using Visitor ana = host.Visit();
        string path = $"/l/{host.Link(LinkPurpose.ActivityList, journey, list)}";
        int before = await host.JournalLength(journey);

        string html = WebUtility.HtmlDecode(await ana.Html(path));
        Assert.Contains("Singing for all", html, StringComparison.Ordinal);
        Assert.Contains("I would like to try this", html, StringComparison.Ordinal);
        // The form sends what they write under this name.
        Assert.Contains("name=\"note-1\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"note-2\"", html, StringComparison.Ordinal);
        Assert.Equal(before, await host.JournalLength(journey));

        HttpResponseMessage sent = await ana.Post(path, ("list", list), ("says", "1/WouldTry"), ("note-1", "With Tom"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Contains("You said: I would like to try this", await ana.Html(path), StringComparison.Ordinal);
        Journey now = await host.State(journey);
        Assert.Contains(now.Tasks, t => t.Kind is TaskKind.LookAtChoice);
        Assert.Empty(now.Introductions);

        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        string page = await visitor.Html($"/journeys/{journey:N}/activities");
        Assert.Contains("They would like to try it.", page, StringComparison.Ordinal);
        Assert.Contains("With Tom", page, StringComparison.Ordinal);
        Assert.Contains("Village hall", await visitor.Html($"/journeys/{journey:N}/lists/{list}"), StringComparison.Ordinal);
        await visitor.Html($"/journeys/{journey:N}/lists/none", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_was_not_seen_is_not_answered()
    {
        (PagesHost host, Guid journey, string list) = await Offered();
        await using PagesHost running = host;
        using Visitor ana = host.Visit();
        string path = $"/l/{host.Link(LinkPurpose.ActivityList, journey, list)}";
        string newer = await host.Do(journey, new Choosing.OfferActivities([new(new ActivityDetails("Garden", "Dig Together"))]));
        Assert.Contains("Garden", await ana.Html(path), StringComparison.Ordinal);
        HttpResponseMessage old = await ana.Post(path, ("list", list), ("says", "1/WouldTry"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, old.StatusCode);
        HttpResponseMessage none = await ana.Post(path, ("list", newer), ("says", "2/x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        Assert.Empty((await host.State(journey)).Lists.SelectMany(l => l.Answers));
    }

    [Fact]
    public async Task Where_a_place_must_not_be_named_the_link_opens_nothing()
    {
        (PagesHost host, Guid journey, string list) = await Offered();
        await using PagesHost running = host;
        using Visitor ana = host.Visit();
        string path = $"/l/{host.Link(LinkPurpose.ActivityList, journey, list)}";
        await host.Do(journey, new Preferences.Change(Discretion: true), Actor.Person);
        HttpResponseMessage gone = await ana.Get(path);
        Assert.NotEqual(HttpStatusCode.OK, gone.StatusCode);
        Assert.DoesNotContain("Village hall", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_in_welsh_for_whoever_reads_welsh()
    {
        (PagesHost host, Guid journey, string list) = await Offered();
        await using PagesHost running = host;
        await host.Do(journey, new Preferences.Change(Language: "cy"));
        using Visitor ana = host.Visit();
        string html = WebUtility.HtmlDecode(await ana.Html($"/l/{host.Link(LinkPurpose.ActivityList, journey, list)}"));
        Assert.Contains("Hoffwn roi cynnig ar hyn", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_put_on_the_list_or_aside_comes_from_the_suggestions()
    {
        (PagesHost host, Guid journey, _) = await Offered();
        await using PagesHost running = host;
        await host.Get<ActivityDirectory>().Change(Choir, a => a with
        {
            Details = a.Details with { Breaks = [new(new DateOnly(2027, 2, 15), new DateOnly(2027, 2, 19))] },
        }, default);
        host.SeesWhatIsNew();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        string page = $"/journeys/{journey:N}/activities";
        Assert.Contains($"?do=offerActivities&amp;on={Choir:N}#offerActivities", await visitor.Html(page), StringComparison.Ordinal);

        await visitor.Send($"{page}?do=offerActivities&on={Choir:N}", "/commands", "name=\"form\" value=\"offerActivities\"",
            ($"on-{Choir:N}", "yes"), ("by", "Paper"), ("along", "Tom"),
            ($"getting-{Choir:N}", "Bus 18"));
        ActivityList made = (await host.State(journey)).Lists[^1];
        Assert.Equal(("Singing for all", "Village hall", "Tuesday 10:00. Not from 15 February 2027 to 19 February 2027", "Free", "Tom"),
            (made.Activities[0].Activity.Name,
            made.Activities[0].Activity.Where, made.Activities[0].When, made.Activities[0].Cost, made.Activities[0].Along));

        Assert.Equal("Bus 18", made.Activities[0].GettingThere);

        await visitor.Send(page, "/commands", "name=\"form\" value=\"dismissActivity\"", ("reason", "TooFar"));
        Assert.Equal(Choir, Assert.Single((await host.State(journey)).Dismissed).Activity);
        // It was the only activity for that need, so nothing serves the need now.
        Assert.Contains((await host.Store.Journal(journey, default)).SelectMany(c => c.Events), e => e is Activities.UnmetNeed);
        await visitor.Send(page, "/commands", "name=\"form\" value=\"putBackActivity\"");
        Assert.Empty((await host.State(journey)).Dismissed);
        Assert.Contains($"on={Choir:N}", await visitor.Html(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_at_one_activity_are_not_lost_by_a_tap_at_another()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Met();
        string list = await host.Do(journey, new Choosing.OfferActivities(
            [new(new ActivityDetails("Choir", "Voices")), new(new ActivityDetails("Garden", "Dig Together"))]));
        string path = $"/l/{host.Link(LinkPurpose.ActivityList, journey, list)}";
        using Visitor ana = host.Visit();

        HttpResponseMessage sent = await ana.Post(path, ("commandId", "a-1"), ("list", list), ("says", "1/WouldTry"),
            ("note-2", "Is there a bus?"));

        string html = await sent.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Contains("Is there a bus?</textarea>", html, StringComparison.Ordinal);
        Assert.Contains("tap a button there to send it", html, StringComparison.Ordinal);
        Assert.Equal(OfferSays.WouldTry, Assert.Single((await host.State(journey)).Lists[^1].Answers).Says);
        Assert.Equal(HttpStatusCode.SeeOther, (await ana.Post(path, ("commandId", "a-1"), ("list", list), ("says", "2/Question"),
            ("note-2", "Is there a bus?"))).StatusCode);
        Assert.Equal("Is there a bus?", (await host.State(journey)).Lists[^1].AnswerTo(2)!.Note);
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor desk = await host.SignIn(tom);
        Assert.Contains("The person has a question about Garden", await desk.Html($"/journeys/{journey:N}/history"),
            StringComparison.Ordinal);
    }
}
