using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What a provider tells the directory reaches those who are to go there.</summary>
public sealed class ClosedDoorTests
{
    private static readonly ListingDetails Choir = new()
    {
        Name = "Singing for all",
        Provider = new ActivityProvider(Guid.NewGuid(), "Forest Choir"),
        Place = new ActivityPlace("Forest Centre", ["1 Forest Road"], "GU35 9AB"),
        Schedules = [new ActivitySchedule(DayOfWeek.Tuesday, new TimeOnly(10, 0), new TimeOnly(12, 0))],
    };

    private static ListingDetails After(string what) => what switch
    {
        "closed" => Choir with { Status = ListingStatus.Inactive },
        "closed for now" => Choir with { Status = ListingStatus.TemporarilyClosed },
        "open again by then" => Choir with { Status = ListingStatus.TemporarilyClosed, ClosedUntil = new DateOnly(2027, 1, 19) },
        "has a break" => Choir with { Breaks = [new DaySpan(new DateOnly(2027, 1, 18), new DateOnly(2027, 1, 24))] },
        "moved to Thursdays" => Choir with
        {
            Schedules = [new ActivitySchedule(DayOfWeek.Thursday, new TimeOnly(10, 0), new TimeOnly(12, 0))],
        },
        "moved elsewhere" => Choir with { Place = new ActivityPlace("Chase Hall", ["9 Chase Road"], "GU35 9XY") },
        "its address is complete" => Choir with { Place = new ActivityPlace("FOREST CENTRE", ["1, Forest Road", "Bordon"], "GU35 9AB") },
        _ => Choir with { Cost = "£2" },
    };

    /// <summary>Somebody of 78 takes the bus there because our letter says so.</summary>
    [Theory]
    [InlineData("closed", "it does not take place any more", SupportStep.Accompanied)]
    [InlineData("closed", "it does not take place any more", SupportStep.Independent)]
    [InlineData("closed for now", "it is closed for now", SupportStep.Accompanied)]
    [InlineData("has a break", "it has a break that day", SupportStep.Accompanied)]
    [InlineData("moved to Thursdays", "its times have changed", SupportStep.Accompanied)]
    [InlineData("moved elsewhere", "it may be somewhere else now", SupportStep.Accompanied)]
    [InlineData("open again by then", null, SupportStep.Accompanied)]
    [InlineData("costs more", null, SupportStep.Accompanied)]
    [InlineData("its address is complete", null, SupportStep.Accompanied)]
    public async Task No_reminder_sends_somebody_to_an_activity_that_has_closed_or_moved_and_a_human_tells_them(
        string what, string? says, SupportStep support)
    {
        await using PagesHost host = await PagesHost.Run();
        (StaffMember tom, Guid journey, Guid choir, ActivityDirectory directory) = await Going(host, support);

        Assert.IsType<PutOutcome.Done>(await directory.Put(choir, After(what), 1, default));
        host.SeesWhatIsNew();
        await host.Pass(TimeSpan.FromDays(2));

        IEnumerable<StoredLetter> reminders = host.Letters.Where(
            l => l.To is "ana@example.org" && l.Text.Contains("Singing for all", StringComparison.Ordinal));
        Journey state = await host.State(journey);
        OpenTask? call = state.Tasks.SingleOrDefault(
            t => t.Kind is TaskKind.TellPerson && t.About == state.Sessions[0].Id);
        Assert.Equal(says is null, reminders.Any());
        Assert.Equal(says is null, call is null);
        if (says is null)
            return;
        using Visitor visitor = await host.SignIn(tom);
        string html = WebUtility.HtmlDecode(await visitor.Html($"/journeys/{journey:N}"));
        Assert.Contains($"The directory says that {says}", html, StringComparison.Ordinal);
        Assert.Contains($"The directory says that {says}",
            WebUtility.HtmlDecode(await visitor.Html($"/journeys/{journey:N}/activities")), StringComparison.Ordinal);
    }

    /// <summary>Their letter has gone out, and the driver and the volunteer have none that takes it back.</summary>
    [Theory]
    [InlineData("closed", "it does not take place any more")]
    [InlineData("closed for now", "it is closed for now")]
    [InlineData("has a break", "it has a break that day")]
    [InlineData("moved to Thursdays", "its times have changed")]
    [InlineData("moved elsewhere", "it may be somewhere else now")]
    [InlineData("costs more", null)]
    [InlineData("its address is complete", null)]
    public async Task Whoever_was_reminded_before_the_activity_closed_or_moved_is_rung_and_so_are_those_who_go_along(
        string what, string? says)
    {
        await using PagesHost host = await PagesHost.Run();
        (StaffMember tom, Guid journey, Guid choir, ActivityDirectory directory) = await Going(host, SupportStep.Accompanied);
        StaffMember vera = await host.Employ(StaffRole.Volunteer, "Vera Hall");
        await host.Staff.Change(vera.Id, s => s with { Volunteering = new(new DateOnly(2028, 1, 1)) }, default);
        string session = (await host.State(journey)).Sessions[0].Id;
        await host.Do(journey, new Attendance.ChooseVolunteer(session, vera.Id));
        await host.Do(journey, new Attendance.ArrangeTransport(session, new Transport(TransportKind.Lift, "Ray, driver", Arranged: true)));
        await UntilMonday(host);
        Assert.Contains(host.Letters, l => l.To is "ana@example.org" && l.Text.Contains("Singing for all", StringComparison.Ordinal));
        Assert.Empty(Calls(await host.State(journey)));

        Assert.IsType<PutOutcome.Done>(await directory.Put(choir, After(what), 1, default));
        host.SeesWhatIsNew();
        await host.Get<ActivityChanges>().Look(default);

        OpenTask[] calls = Calls(await host.State(journey));
        using Visitor volunteer = await host.SignIn(vera);
        string theirs = WebUtility.HtmlDecode(await volunteer.Html("/going"));
        Assert.Equal(says is not null, theirs.Contains("Ring us before you set out", StringComparison.Ordinal));
        if (says is null)
        {
            Assert.Empty(calls);
            return;
        }
        OpenTask call = Assert.Single(calls);
        Assert.True(call.Due <= (await host.State(journey)).Sessions[0].At);
        using Visitor visitor = await host.SignIn(tom);
        Assert.Contains($"The directory says that {says}: ring them, then the person",
            WebUtility.HtmlDecode(await visitor.Html($"/journeys/{journey:N}")), StringComparison.Ordinal);

        // Another change of the entry is no news of this session.
        Assert.IsType<PutOutcome.Done>(await directory.Put(choir, After(what) with { Cost = "£3" }, 2, default));
        await host.Do(journey, new Tasks.Complete(call.Id));
        await host.Get<ActivityChanges>().Look(default);
        Assert.Empty(Calls(await host.State(journey)));
        await host.Do(journey, new Attendance.CancelSession(session));
        await host.Pass(TimeSpan.FromMinutes(15));
        Assert.Contains(host.Letters, l => l.To == vera.Email && l.Subject.Contains("do not need", StringComparison.Ordinal));
        Assert.Contains((await host.State(journey)).Tasks, t => t.Kind is TaskKind.TellProvider && t.About == session);
    }

    /// <summary>Two hours after the reminder of Tuesday's session.</summary>
    private static Task UntilMonday(PagesHost host) =>
        host.Pass(new DateTimeOffset(2027, 1, 18, 12, 0, 0, TimeSpan.Zero) - host.Clock.GetUtcNow());

    private static OpenTask[] Calls(Journey journey) =>
        [.. journey.Tasks.Where(t => t.Kind is TaskKind.TellPerson && t.About == journey.Sessions[0].Id)];

    /// <summary>The person was rung the first time, then that it is open after all, and sets out.</summary>
    [Fact]
    public async Task A_door_that_opens_again_and_closes_a_second_time_is_told_a_second_time()
    {
        await using PagesHost host = await PagesHost.Run();
        (_, Guid journey, Guid choir, ActivityDirectory directory) = await Going(host, SupportStep.Accompanied);
        async Task Becomes(string what, int version)
        {
            Assert.IsType<PutOutcome.Done>(await directory.Put(choir, After(what), version, default));
            host.SeesWhatIsNew();
            await host.Get<ActivityChanges>().Look(default);
        }
        await host.Pass(new DateTimeOffset(2027, 1, 17, 12, 0, 0, TimeSpan.Zero) - host.Clock.GetUtcNow());
        await Becomes("closed for now", 1);
        await host.Do(journey, new Tasks.Complete(Assert.Single(Calls(await host.State(journey))).Id));
        await Becomes("open", 2);
        Assert.Empty(Calls(await host.State(journey)));
        await UntilMonday(host);

        await Becomes("closed for now", 3);

        Assert.Single(Calls(await host.State(journey)));
    }

    /// <summary>The session is called off at once, and the person has not been rung yet.</summary>
    [Fact]
    public async Task A_session_that_is_called_off_because_the_activity_has_closed_is_still_told_by_phone()
    {
        await using PagesHost host = await PagesHost.Run();
        (_, Guid journey, Guid choir, ActivityDirectory directory) = await Going(host, SupportStep.Independent);
        Assert.IsType<PutOutcome.Done>(await directory.Put(choir, After("closed"), 1, default));
        await UntilMonday(host);
        Assert.Single(Calls(await host.State(journey)));

        await host.Do(journey, new Attendance.CancelSession((await host.State(journey)).Sessions[0].Id));

        Assert.Single(Calls(await host.State(journey)));
    }

    /// <summary>It stood on a leaflet of last year.</summary>
    [Fact]
    public async Task Before_the_first_visit_to_what_was_typed_by_hand_the_page_asks_to_ring_there()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, _) = await host.Booked(linkWorker: tom.Id);
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome((await host.State(journey)).Meetings[0].Id, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Tea dance", "Bordon Dancers"), IntroductionKind.Signposting));
        DateTimeOffset at = host.Clock.GetUtcNow().AddDays(2);
        Transport own = new(TransportKind.Own);
        string first = await host.Do(journey, new Attendance.PlanSession(introduction, at, own, 60));
        using Visitor visitor = await host.SignIn(tom);
        async Task<bool> Asks() => (await visitor.Html($"/journeys/{journey:N}/activities"))
            .Contains("Ring them before", StringComparison.Ordinal);

        Assert.True(await Asks());
        await host.Pass(TimeSpan.FromDays(3));
        await host.Do(journey, new Attendance.RecordSession(first, Came: true));
        await host.Do(journey, new Attendance.PlanSession(introduction, at.AddDays(7), own, 60));
        Assert.False(await Asks());
    }

    /// <summary>Somebody goes to the choir on Tuesday 19 January at ten.</summary>
    private static async Task<(StaffMember LinkWorker, Guid Journey, Guid Choir, ActivityDirectory Directory)> Going(
        PagesHost host, SupportStep support)
    {
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, _) = await host.Booked(linkWorker: tom.Id);
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome((await host.State(journey)).Meetings[0].Id, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        ActivityDirectory directory = host.Get<ActivityDirectory>();
        Guid choir = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await directory.Put(choir, Choir, 0, default));
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails(Choir.Name, Choir.Provider.Name, choir, Where: "Forest Centre, 1 Forest Road, GU35 9AB"),
            IntroductionKind.Signposting));
        if (support is not SupportStep.Accompanied)
            await host.Do(journey, new Attendance.ChangeSupport(introduction, support, "She says so."));
        await host.Do(journey, new Attendance.PlanSession(
            introduction, new DateTimeOffset(2027, 1, 19, 10, 0, 0, TimeSpan.Zero), new Transport(TransportKind.Own), 90));
        await host.Pass(TimeSpan.FromHours(1));
        return (tom, journey, choir, directory);
    }
}
