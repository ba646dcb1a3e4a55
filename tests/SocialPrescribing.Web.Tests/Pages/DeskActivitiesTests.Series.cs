using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests.Pages;

/// <content>Eight Tuesdays at once. It is Saturday, 16 January 2027.</content>
public sealed partial class DeskActivitiesTests
{
    private static readonly ActivitySchedule Tuesday = new(DayOfWeek.Tuesday, new TimeOnly(10, 0), new TimeOnly(11, 30));

    [Fact]
    public async Task The_activitys_own_times_become_days_and_each_can_be_taken_out()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await Introduce(host, desk, Tuesday);

        string html = await desk.Html(JourneyTab.Activities);
        string[] offered = Offered(html);
        Assert.Equal(8, offered.Length);
        Assert.Equal("2027-01-19T10:00", offered[0]);
        Assert.Equal("2027-03-09T10:00", offered[^1]);
        await desk.Give("planSeries",
            [.. offered.Where(o => o != "2027-01-26T10:00").Select(o => ($"at-{o}", "yes")), ("minutes", "90"), ("transport", "Own"),
                ("goesAlong", "FriendOrFamily")]);

        Journey journey = await desk.Journey();
        Assert.Equal(7, journey.Sessions.Count);
        Assert.All(journey.Sessions, s => Assert.Equal((90, Companion.FriendOrFamily), (s.Minutes, s.With)));
        string read = await desk.Read();
        Assert.Contains("Later sessions (5)", read, StringComparison.Ordinal);
        Assert.Contains("Sessions at Choir planned: 7, from 19 January 2027 to 9 March 2027", read, StringComparison.Ordinal);
        Assert.Contains("with the person: a friend or family", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_on_which_the_activity_does_not_meet_is_said_before_it_is_planned()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await Introduce(host, desk, Tuesday);

        Assert.Contains("value=\"2027-01-19T10:00\"", await desk.Html(JourneyTab.Activities), StringComparison.Ordinal);
        (string, string)[] thursday = [("at", "2027-01-21T10:00"), ("minutes", "90"), ("transport", "Own")];
        using HttpResponseMessage warned = await desk.Send("planSession", thursday);
        Assert.Equal(HttpStatusCode.Conflict, warned.StatusCode);
        Assert.Contains("This activity meets on Tuesdays.", await warned.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty((await desk.Journey()).Sessions);

        await desk.Give("planSession", [.. thursday, ("anyway", "yes")]);
        await desk.Give("planSession", ("at", "2027-01-26T10:00"), ("minutes", "90"), ("transport", "Own"));
        Assert.Equal(2, (await desk.Journey()).Sessions.Count);
    }

    [Fact]
    public async Task Other_days_are_shown_before_anything_is_saved_and_holidays_are_left_out()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await Introduce(host, desk, Tuesday, new(DayOfWeek.Friday, new TimeOnly(14, 0), null, Every.Fortnight));

        using HttpResponseMessage shown = await desk.Send("planSeries", ("times", "1"), ("from", "2027-03-12"), ("count", "3"),
            ("with", "Ray, who drives"), ("transport", "Lift"), ("look", "dates"));
        string html = WebUtility.HtmlDecode(await shown.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Equal(["2027-03-12T14:00", "2027-04-09T14:00", "2027-04-23T14:00"], Offered(html));
        Assert.Contains("Left out: 26 March 2027 (holiday).", html, StringComparison.Ordinal);
        Assert.Contains("Ray, who drives", html, StringComparison.Ordinal);
        Assert.Empty((await desk.Journey()).Sessions);
    }

    [Fact]
    public async Task A_break_of_the_activity_is_left_out_and_said_before_a_session_is_planned_in_it()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await Introduce(host, desk, Tuesday);
        Guid choir = Assert.Single((await desk.Journey()).Introductions).Activity.Id!.Value;
        await host.Get<ActivityDirectory>().Change(choir, a => a with
        {
            Details = a.Details with { Breaks = [new(new DateOnly(2027, 1, 18), new DateOnly(2027, 1, 29))] },
        }, default);
        host.SeesWhatIsNew();

        using HttpResponseMessage shown = await desk.Send("planSeries", ("times", "0"), ("from", "2027-01-18"), ("count", "2"),
            ("look", "dates"));
        string html = await shown.Content.ReadAsStringAsync();
        Assert.Equal(["2027-02-02T10:00", "2027-02-09T10:00"], Offered(html));
        Assert.Contains("Left out: 19 January 2027 (the activity has a break), 26 January 2027 (the activity has a break).", html,
            StringComparison.Ordinal);
        Assert.Contains("value=\"2027-02-02T10:00\"", await desk.Html(JourneyTab.Activities), StringComparison.Ordinal);
        using HttpResponseMessage warned = await desk.Send("planSession", ("at", "2027-01-19T10:00"), ("minutes", "90"),
            ("transport", "Own"));
        Assert.Contains("This activity has a break on 19 January 2027.", await warned.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);

        await host.Get<ActivityDirectory>().Change(choir, a => a with
        {
            Details = a.Details with { Breaks = [], Status = ListingStatus.TemporarilyClosed, ClosedUntil = new(2027, 2, 1) },
        }, default);
        host.SeesWhatIsNew();
        using HttpResponseMessage closed = await desk.Send("planSession", ("at", "2027-01-19T10:00"), ("minutes", "90"),
            ("transport", "Own"));
        Assert.Contains("this activity is closed on 19 January 2027.", await closed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_that_cannot_be_booked_yet_are_not_offered()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await Introduce(host, desk, Tuesday);

        using HttpResponseMessage shown = await desk.Send("planSeries", ("times", "0"), ("from", "2027-01-19"), ("count", "26"),
            ("look", "dates"));
        string html = await shown.Content.ReadAsStringAsync();
        string[] offered = Offered(html);
        Assert.Equal((17, "2027-05-11T10:00"), (offered.Length, offered[^1]));
        Assert.Contains("Later days cannot be booked yet: sessions are planned 120 days ahead at most.", html, StringComparison.Ordinal);

        await desk.Give("planSeries", [.. offered.Select(o => ($"at-{o}", "yes")), ("minutes", "90"), ("transport", "Own")]);
        Assert.Equal(17, (await desk.Journey()).Sessions.Count);
    }

    [Theory]
    [InlineData(ListingStatus.TemporarilyClosed)]
    [InlineData(ListingStatus.Inactive)]
    [InlineData(ListingStatus.Defunct)]
    public async Task What_is_closed_and_does_not_say_until_when_is_offered_on_no_day(ListingStatus status)
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await Introduce(host, desk, Tuesday);
        Guid choir = Assert.Single((await desk.Journey()).Introductions).Activity.Id!.Value;
        await host.Get<ActivityDirectory>().Change(choir, a => a with { Details = a.Details with { Status = status } }, default);
        host.SeesWhatIsNew();

        using HttpResponseMessage shown = await desk.Send("planSeries", ("times", "0"), ("count", "8"), ("look", "dates"));
        Assert.Empty(Offered(await shown.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Nothing_ticked_is_said_at_the_days()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await Introduce(host, desk, Tuesday);

        using HttpResponseMessage sent = await desk.Send("planSeries", ("minutes", "90"), ("transport", "Own"));
        string html = await sent.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("Tick at least one day.", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("id=\"planSeries-[^\"]*-at[^\"]*\" type=\"checkbox\"[^>]* checked", html);
    }

    [Fact]
    public async Task One_of_a_series_is_moved_with_what_follows_and_called_off_alone()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await Introduce(host, desk, Tuesday);
        await desk.Give("planSeries", ("at-2027-01-19T10:00", "yes"), ("at-2027-01-26T10:00", "yes"), ("at-2027-02-02T10:00", "yes"),
            ("minutes", "90"), ("transport", "Own"));

        await desk.Give("moveSession", ("at", "2027-01-20T11:00"), ("minutes", "60"), ("fromHereOn", "yes"));
        await desk.Give("cancelSession", ("note", ""));

        Assert.Equal(["2027-01-20 11:00 off", "2027-01-27 11:00", "2027-02-03 11:00"],
            (await desk.Journey()).Sessions.Select(s => $"{s.At:yyyy-MM-dd HH:mm}{(s.IsCancelled ? " off" : "")}"));
    }

    [Fact]
    public async Task The_link_workers_other_appointments_are_named_with_their_days()
    {
        await using PagesHost host = await PagesHost.Run();
        string tom = (await host.Employ(StaffRole.LinkWorker)).Id;
        (Guid other, Guid mine) = (await Planned(host), await Planned(host));
        foreach (Guid each in (Guid[])[other, mine])
            await host.Do(each, new Allocation.Allocate(tom));
        using Desk desk = await Desk.Of(host, mine);
        await Introduce(host, desk, Tuesday);
        string at = "2027-01-26T10:30:00Z";
        await host.Do(other, new Meetings.Book(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
            new Place(PlaceKind.AtHome)));

        using HttpResponseMessage sent = await desk.Send("planSeries", ("at-2027-01-19T10:00", "yes"), ("at-2027-01-26T10:00", "yes"),
            ("minutes", "90"), ("transport", "Own"));
        string html = WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.Conflict, sent.StatusCode);
        Assert.Contains("26 January 2027: The link worker has a meeting then, from 10:30 to 11:30", html, StringComparison.Ordinal);
        Assert.Contains("Book it anyway", html, StringComparison.Ordinal);
    }

    private static async Task Introduce(PagesHost host, Desk desk, params ActivitySchedule[] schedules)
    {
        Guid choir = Guid.NewGuid();
        await host.Get<ActivityDirectory>().Put(choir, new ListingDetails
        {
            Name = "Choir",
            Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir"),
            Schedules = schedules,
        }, 0, default);
        host.SeesWhatIsNew();
        await desk.Give("introduce", ("activity", $"{choir}"), ("as", "Signposting"));
    }

    private static string[] Offered(string html) =>
        [.. Regex.Matches(html, "type=\"checkbox\" name=\"at-([^\"]*)\"").Select(m => m.Groups[1].Value)];
}
