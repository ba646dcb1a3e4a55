namespace SocialPrescribing.Journeys.Tests;

/// <summary>How the person gets to a session.</summary>
public partial class AttendanceTests
{
    [Theory]
    [InlineData(TransportKind.Own, false)]
    [InlineData(TransportKind.WalkedTogether, false)]
    [InlineData(TransportKind.Lift, true)]
    [InlineData(TransportKind.Taxi, true)]
    [InlineData(TransportKind.CommunityTransport, true)]
    public void What_has_to_be_arranged_has_a_day_by_which_it_is(TransportKind kind, bool arranged)
    {
        Story story = Story.Going("2026-07-10 14:00", new Transport(kind)); // at once, without a wake-up
        Assert.Equal(arranged ? ["ArrangeTransport for sam by 2026-07-08 14:00"] : [], story.Tasks);
        if (arranged)
            story.Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.ArrangeTransport).Id));
    }

    [Theory]
    [InlineData("2026-07-10 14:00", "2026-07-07 09:00", "2026-07-07 09:00")] // the day that was named
    [InlineData("2026-07-10 14:00", "2026-07-10 14:00", "2026-07-10 14:00")] // the last moment
    [InlineData("2026-07-10 14:00", "2026-07-03 12:01", "2026-07-03 12:01")]
    [InlineData("2026-07-05 12:00", null, "2026-07-03 17:00")] // two days before is now: the last close before it
    [InlineData("2026-07-05 12:01", null, "2026-07-03 12:01")]
    [InlineData("2026-10-27 09:00", null, "2026-10-23 17:00")] // the Sunday is no day to arrange anything
    [InlineData("2026-10-28 09:00", null, "2026-10-26 09:00")]
    public void The_day_is_one_that_can_still_be_kept(string session, string? named, string by) =>
        Assert.Equal(by,
            Story.London(
                Story.Going(session,
                    Lift with { ArrangeBy = named is null ? null : Story.At(named) }).Journey.Sessions[0].Transport.ArrangeBy!.Value));

    [Theory]
    [InlineData("2026-07-03 12:00", false, "arrange-by")] // now
    [InlineData("2026-07-10 14:01", false, "arrange-by")] // after the session
    [InlineData("2026-07-03 12:00", true, "")] // it is arranged: by when says nothing any more
    public void A_day_that_cannot_be_kept_is_not_taken(string named, bool arranged, string code)
    {
        Transport transport = LiftWithJoan with { Arranged = arranged, ArrangeBy = Story.At(named) };
        foreach (JourneyCommand command in (JourneyCommand[])[new Attendance.ArrangeTransport("s1", transport),
            new Attendance.PlanSession("i1", Story.At("2026-07-10 14:00"), transport)])
        {
            Story story = command is Attendance.PlanSession ? Ready() : Story.Going("2026-07-10 14:00");
            if (code is "")
                story.With(command);
            else
                story.Refuses(code, command);
        }
    }

    [Fact]
    public void A_lift_is_arranged_with_somebody_and_one_that_falls_through_is_to_be_arranged_again()
    {
        Story story = Story.Going("2026-07-10 14:00", Lift).Until("2026-07-06 10:00");
        story.Refuses("lift-with-whom", new Attendance.ArrangeTransport("s1", new Transport(TransportKind.Lift, " ", Arranged: true)))
            .Refuses("session-not-planned", new Attendance.ArrangeTransport("s9", LiftWithJoan));
        story.Refuses("text-too-long",
            new Attendance.ArrangeTransport("s1",
                new Transport(TransportKind.Taxi, new string('x', ReferralRules.MaxName + 1), Arranged: true)));
        Assert.Empty(story.With(new Attendance.ArrangeTransport("s1", LiftWithJoan)).Days(0).Tasks);
        Assert.Equal("Joan", story.Journey.Sessions[0].Transport.With);
        Assert.Equal(["ArrangeTransport for sam by 2026-07-08 14:00"],
            story.With(new Attendance.ArrangeTransport("s1", new Transport(TransportKind.Taxi))).Days(0).Tasks);
        Assert.Equal(["ArrangeTransport for sam by 2026-07-09 10:00"],
            story.With(new Attendance.ArrangeTransport("s1", new Transport(TransportKind.Taxi, ArrangeBy: Story.At("2026-07-09 10:00"))))
                .Days(0).Tasks);
        Assert.Empty(story.With(new Attendance.ArrangeTransport("s1", Own)).Days(0).Tasks);
        Story.Going("2026-07-10 14:00")
            .Refuses("lift-with-whom",
                new Attendance.PlanSession("i1", Story.At("2026-07-17 14:00"), new Transport(TransportKind.Lift, null, Arranged: true)));
    }

    [Fact]
    public void Every_session_has_its_own_lift_to_arrange_until_it_begins()
    {
        Story story = Story.Going("2026-07-10 14:00", Lift).PlanSession("s2", "2026-07-17 14:00", Lift).Until("2026-07-06 10:00");
        Assert.Equal(["s1", "s2"], story.Journey.Tasks.Where(t => t.Kind is TaskKind.ArrangeTransport).Select(t => t.About));
        story.Until("2026-07-10 14:00");
        Assert.Equal(["s2"], story.Journey.Tasks.Where(t => t.Kind is TaskKind.ArrangeTransport).Select(t => t.About));
        story.With(
            new Attendance.ArrangeTransport("s2",
                new Transport(TransportKind.Taxi, new string('x', ReferralRules.MaxName), Arranged: true)));
    }

    [Fact]
    public void Nobody_is_asked_to_arrange_a_lift_to_a_session_that_has_begun()
    {
        Story story = Story.Going("2026-07-10 14:00", Lift).Until("2026-07-10 13:59");
        Assert.Contains(TaskKind.ArrangeTransport, story.TaskKinds);
        Assert.DoesNotContain(TaskKind.ArrangeTransport, story.Until("2026-07-10 14:00").TaskKinds);
    }

    [Fact]
    public void Own_transport_that_becomes_a_lift_is_one_task()
    {
        Story story = Story.Going("2026-07-10 14:00", Own).Until("2026-07-06 10:00").With(new Attendance.ArrangeTransport("s1", Lift))
            .Until("2026-07-06 11:00");
        Assert.Equal([TaskKind.ArrangeTransport], story.TaskKinds);
    }
}
