using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

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
    public async Task No_reminder_sends_somebody_to_an_activity_that_has_closed_or_moved_and_a_human_tells_them(
        string what, string? says, SupportStep support)
    {
        await using PagesHost host = await PagesHost.Run();
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

        Assert.IsType<PutOutcome.Done>(await directory.Put(choir, After(what), 1, default));
        host.SeesWhatIsNew();
        await host.Pass(TimeSpan.FromDays(2));

        IEnumerable<StoredLetter> reminders = host.Letters.Where(
            l => l.To is "ana@example.org" && l.Text.Contains("Singing for all", StringComparison.Ordinal));
        OpenTask? call = (await host.State(journey)).Tasks.SingleOrDefault(
            t => t is { Kind: TaskKind.TellPerson, Message: MessageKind.SessionReminder });
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
}
