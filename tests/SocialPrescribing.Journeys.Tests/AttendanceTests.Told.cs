namespace SocialPrescribing.Journeys.Tests;

/// <summary>Who must hear by phone that a session is off or has moved, because no letter says so.</summary>
public partial class AttendanceTests
{
    /// <summary>They are reminded at two the day before.</summary>
    private static Story Tomorrow(Transport? transport = null, string now = "2026-07-09 15:00") =>
        Story.Going("2026-07-10 14:00", transport ?? Own).Until(now);

    private static string[] Calls(Story story) =>
        [.. story.Journey.Tasks.Where(t => t.Kind is TaskKind.TellPerson or TaskKind.TellProvider && t.About is "s1")
            .Select(t => $"{t.Kind} by {Story.London(t.Due)}")];

    [Fact]
    public void Whoever_was_reminded_of_a_session_that_is_off_or_moves_is_phoned_before_it_begins()
    {
        Assert.Contains(MessageKind.SessionReminder, Tomorrow().QueuedEver);

        foreach (JourneyCommand change in (JourneyCommand[])[new Attendance.CancelSession("s1"),
            new Attendance.MoveSession("s1", Story.At("2026-07-10 16:00")), new Activities.EndActivity("i1", EndReason.NotWanted),
            new Closing.Close(ClosingReason.Withdrew), new Closing.Close(ClosingReason.Duplicate),
            new Closing.Close(ClosingReason.EnteredInError)])
            Assert.Equal(["TellPerson by 2026-07-10 12:00"], Calls(Tomorrow().With(change)));
    }

    [Fact]
    public void Such_a_call_cannot_be_put_off_until_the_session_has_begun()
    {
        Story story = Tomorrow(LiftWithJoan).With(new Attendance.CancelSession("s1"));
        foreach (OpenTask call in story.Journey.Tasks.Where(t => t.Kind is TaskKind.TellPerson or TaskKind.TellProvider).ToArray())
            story.Refuses("day-after-its-time", new Tasks.PutOff(call.Id, new DateOnly(2026, 7, 10), "No time."));
    }

    [Fact]
    public void A_session_that_is_brought_forward_is_told_before_its_new_time() =>
        Assert.Equal(["TellPerson by 2026-07-09 17:00"],
            Calls(Tomorrow().With(new Attendance.MoveSession("s1", Story.At("2026-07-10 10:00")))));

    [Fact]
    public void Whoever_was_not_reminded_yet_or_has_heard_that_support_rests_is_not_phoned()
    {
        Assert.Empty(Calls(Tomorrow(now: "2026-07-09 13:00").With(new Attendance.CancelSession("s1"))));
        Assert.Empty(Calls(Tomorrow().With(new Pausing.Pause(PauseReason.Hospital, new(2026, 7, 20)))));
        Assert.Empty(Calls(Tomorrow().With(new Closing.Close(ClosingReason.Died))));
    }

    [Fact]
    public void A_lift_that_nobody_needs_any_more_is_called_off_by_phone_whatever_the_reason()
    {
        foreach (JourneyCommand change in (JourneyCommand[])[new Attendance.CancelSession("s1"),
            new Activities.EndActivity("i1", EndReason.NotWanted), new Pausing.Pause(PauseReason.Hospital, new(2026, 7, 20)),
            new Closing.Close(ClosingReason.Died), new Closing.Close(ClosingReason.Independent)])
        {
            Assert.Equal(["TellProvider by 2026-07-09 17:00"], Calls(Tomorrow(LiftWithJoan, "2026-07-08 12:00").With(change)));
            Assert.Empty(Calls(Tomorrow(Lift with { ArrangeBy = Story.At("2026-07-09 16:00") }, "2026-07-08 12:00").With(change)));
        }
        // Whoever arranges the lift for the new time speaks with the driver.
        Assert.Empty(Calls(Tomorrow(LiftWithJoan, "2026-07-08 12:00").With(
            new Attendance.MoveSession("s1", Story.At("2026-07-10 16:00")))));
    }

    [Fact]
    public void The_lifts_of_a_series_are_called_off_in_one_call()
    {
        Story story = Ready().With(new Attendance.PlanSeries("i1",
            [Story.At("2026-07-10 14:00"), Story.At("2026-07-17 14:00"), Story.At("2026-07-24 14:00")], LiftWithJoan), id: "p1");

        story.With(new Attendance.CancelSession(story.Journey.Sessions[0].Id, FromHereOn: true));

        Assert.Equal(story.Journey.Sessions[0].Id, Assert.Single(story.Journey.Tasks, t => t.Kind is TaskKind.TellProvider).About);
    }

    /// <summary>The letter says that Joan comes with her car, so somebody of 78 waits at the kerb.</summary>
    [Fact]
    public void Whoever_was_reminded_is_phoned_if_they_get_there_otherwise_or_somebody_else_goes_along()
    {
        string[] call = ["TellPerson by 2026-07-10 12:00"];
        Transport taxi = new(TransportKind.Taxi, "Red Cabs", Arranged: true);
        foreach (JourneyCommand change in (JourneyCommand[])[new Attendance.ArrangeTransport("s1", taxi),
            new Attendance.ArrangeTransport("s1", LiftWithJoan with { With = "Ray" }),
            new Attendance.ArrangeTransport("s1", LiftWithJoan with { Arranged = false }),
            new Attendance.ChangeCompanion("s1", Companion.FriendOrFamily), new Attendance.ChooseVolunteer("s1", "vera")])
            Assert.Equal(call, Calls(Tomorrow(LiftWithJoan).With(change)));

        Assert.Empty(Calls(Tomorrow(LiftWithJoan, "2026-07-09 13:00").With(new Attendance.ArrangeTransport("s1", taxi))));
        Assert.Empty(Calls(Tomorrow(taxi).With(new Attendance.ArrangeTransport("s1", taxi with { With = "Blue Cabs" }))));
        Assert.Empty(Calls(Tomorrow().With(To(SupportStep.Phoned))));
        // One call says it all.
        Assert.Equal(call, Calls(Tomorrow(LiftWithJoan).With(new Attendance.ArrangeTransport("s1", taxi))
            .With(new Attendance.ArrangeTransport("s1", Own)).With(new Attendance.MoveSession("s1", Story.At("2026-07-10 16:00")))));
    }

    /// <summary>The person was reminded of Friday, and stands at the door then, although the session is next week.</summary>
    [Fact]
    public void A_lead_hears_before_the_day_of_which_the_person_knows_that_nobody_has_rung_them()
    {
        Story story = Tomorrow().With(new Attendance.MoveSession("s1", Story.At("2026-07-15 14:00"))).Until("2026-07-10 13:59");

        Assert.Equal(["TellPerson by 2026-07-10 12:00"], Calls(story));
        Assert.Equal(["2026-07-10 12:00"], story.SentAt(MessageKind.Escalation));
    }
}
