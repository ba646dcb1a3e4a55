namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// Several sessions planned at once, and one of them changed alone or from there on. Ready() is Friday 3 July 2026, 12:00.
/// </summary>
public partial class AttendanceTests
{
    private static DateTimeOffset[] Tuesdays(int count, string first = "2026-07-07 10:00") =>
        [.. Enumerable.Range(0, count).Select(week => WorkingCalendar.AddDays(Story.At(first), 7 * week))];

    private static Story Series(int count, Transport? transport = null, Companion? along = null) =>
        Ready().With(new Attendance.PlanSeries("i1", Tuesdays(count), transport ?? Own, 60, along), id: "e1");

    private static string[] Planned(Story story) =>
        [.. story.Journey.Sessions.Where(s => s.IsPlanned).OrderBy(s => s.At).Select(s => $"{s.Id} {Story.London(s.At)}")];

    [Fact]
    public void A_series_is_one_event_and_ends_the_search_for_a_time()
    {
        Story story = Series(3);
        Assert.Equal(["e1-1 2026-07-07 10:00", "e1-2 2026-07-14 10:00", "e1-3 2026-07-21 10:00"], Planned(story));
        Assert.Single(story.Last.OfType<Attendance.SeriesPlanned>());
        Assert.Empty(story.Tasks);
    }

    [Fact]
    public void Each_session_of_a_series_is_reminded_of_and_asked_about_like_any_other()
    {
        Story story = Series(2);
        story.Until("2026-07-08 09:00");
        Assert.Equal(["RecordSession for sam by 2026-07-08 17:00"],
            story.Tasks.Where(t => t.StartsWith("Record", StringComparison.Ordinal)));
        story.Until("2026-07-15 09:00");
        Assert.Equal(2, story.SentAt(MessageKind.SessionReminder).Count(at => at.StartsWith("2026-07-0", StringComparison.Ordinal)
            || at.StartsWith("2026-07-1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("2026-07-03 11:59", "session-in-past", "Friday 3 July 2026: ")]
    [InlineData("2026-07-14 10:59", "session-overlaps", "Tuesday 14 July 2026: ")]
    [InlineData("2026-12-01 10:00", "session-too-far", "Tuesday 1 December 2026: ")]
    public void What_cannot_be_in_a_series_is_named_by_its_day_and_nothing_is_planned(string at, string code, string begins)
    {
        Story story = Ready();
        Decision decision = story.Do(new Attendance.PlanSeries("i1", [.. Tuesdays(2), Story.At(at)], Own, 60));
        Decision.Refused refused = Assert.IsType<Decision.Refused>(decision);
        Assert.Equal(code, refused.Code);
        Assert.StartsWith(begins, refused.Sentence, StringComparison.Ordinal);
        Assert.Empty(story.Journey.Sessions);
    }

    [Fact]
    public void A_series_is_planned_where_the_person_may_go_and_has_an_end()
    {
        Attendance.PlanSeries plan = new("i1", Tuesdays(2), Own);
        Story.Introduced().Refuses("not-accepted-there", plan).Refuses("introduction-unknown", plan with { Introduction = "i9" });
        Ready().Refuses("series-empty", plan with { At = [] })
            .Refuses("series-too-long", plan with { At = Tuesdays(Attendance.MostInSeries + 1) })
            .Refuses("arrange-by", plan with { Transport = Lift with { ArrangeBy = Story.At("2026-07-06 10:00") } })
            .With(plan, id: "e1").Refuses("session-known", plan with { At = Tuesdays(1, "2026-09-01 10:00") }, id: "e1");
        Ready().With(plan with { At = Tuesdays(15) });
    }

    [Fact]
    public void A_lift_is_asked_for_when_its_session_comes_near_and_not_eight_at_once()
    {
        Story story = Series(8, Lift);
        story.Fire();
        Assert.Equal(["ArrangeTransport for sam by 2026-07-03 17:00"], story.Tasks);
        story.Until("2026-07-05 11:00");
        Assert.Equal(2, story.TaskKinds.Count(k => k is TaskKind.ArrangeTransport));
        story.With(new Attendance.ArrangeTransport("e1-2", LiftWithJoan, FromHereOn: true)).Until("2026-08-25 09:00");
        Assert.DoesNotContain(TaskKind.ArrangeTransport, story.TaskKinds);
        Assert.All(story.Journey.Sessions.Skip(1), s => Assert.True(s.Transport.Arranged));
    }

    /// <summary>Sam was asked for the second lift already, and has arranged it. The agenda asks for no lift twice.</summary>
    [Fact]
    public void A_lift_that_was_asked_for_already_is_asked_for_again_when_the_rest_of_the_series_has_another()
    {
        Story story = Series(3, Lift).Until("2026-07-05 11:00").With(new Attendance.ArrangeTransport("e1-2", LiftWithJoan));
        story.With(new Attendance.ArrangeTransport("e1-1", new Transport(TransportKind.Taxi), FromHereOn: true));

        Assert.Equal(["e1-1", "e1-2"],
            story.Journey.Tasks.Where(t => t.Kind is TaskKind.ArrangeTransport).Select(t => t.About).Order());
        Assert.Contains("ArrangeTransport for sam by 2026-07-10 17:00", story.Tasks);
        // The third is asked for when it is near, once.
        story.Until("2026-07-12 11:00");
        Assert.Single(story.Journey.Tasks, t => t.Kind is TaskKind.ArrangeTransport && t.About is "e1-3");
    }

    [Fact]
    public void One_of_a_series_is_moved_alone_and_the_others_stay()
    {
        Story story = Series(3, LiftWithJoan).With(new Attendance.MoveSession("e1-2", Story.At("2026-07-15 11:00")));
        Assert.Equal(["e1-1 2026-07-07 10:00", "e1-2 2026-07-15 11:00", "e1-3 2026-07-21 10:00"], Planned(story));
        Assert.Equal([true, false, true], story.Journey.Sessions.Select(s => s.Transport.Arranged));
    }

    /// <summary>Ten in the morning stays ten in the morning when the clocks go back on 25 October.</summary>
    [Fact]
    public void From_here_on_the_rest_moves_along_on_londons_clock()
    {
        Story story = Ready(new Pathway { ReviewDays = [300], BookAheadDays = 200 })
            .With(new Attendance.PlanSeries("i1", Tuesdays(4, "2026-10-13 10:00"), Own, 60), id: "e1")
            .With(new Attendance.MoveSession("e1-2", Story.At("2026-10-21 11:30"), FromHereOn: true));
        Assert.Equal(["e1-1 2026-10-13 10:00", "e1-2 2026-10-21 11:30", "e1-3 2026-10-28 11:30", "e1-4 2026-11-04 11:30"],
            Planned(story));
        Assert.Equal([1, 2, 2, 2], story.Journey.Sessions.Select(s => s.Version));
    }

    [Fact]
    public void What_has_no_room_where_it_would_move_moves_none_of_them()
    {
        Story story = Series(3).PlanSession("s1", "2026-07-22 10:30");
        Decision.Refused refused =
            Assert.IsType<Decision.Refused>(
                story.Do(new Attendance.MoveSession("e1-1", Story.At("2026-07-08 10:00"), FromHereOn: true)));
        Assert.Equal("session-overlaps", refused.Code);
        Assert.StartsWith("Wednesday 22 July 2026: ", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal("e1-1 2026-07-07 10:00", Planned(story)[0]);
        // To the time that the next session leaves free.
        Series(3).With(new Attendance.MoveSession("e1-1", Story.At("2026-07-14 10:00"), FromHereOn: true));
    }

    [Fact]
    public void One_is_called_off_alone_or_with_whatever_follows()
    {
        Assert.Equal(["e1-1", "e1-3"],
            Series(3).With(new Attendance.CancelSession("e1-2")).Journey.Sessions.Where(s => s.IsPlanned).Select(s => s.Id));
        Story story = Series(3).With(new Attendance.CancelSession("e1-2", "He moves away.", FromHereOn: true));
        Assert.Equal(["e1-1 2026-07-07 10:00"], Planned(story));
        Assert.Empty(story.Tasks);
        // The person has never been there and nothing is planned, so a time must be found again.
        story.With(new Attendance.CancelSession("e1-1", FromHereOn: true));
        Assert.Equal([TaskKind.PlanSession], story.TaskKinds);
    }

    [Fact]
    public void Who_goes_along_is_said_for_all_and_changed_for_one()
    {
        Story story = Series(3, along: Companion.FriendOrFamily)
            .With(new Attendance.ChangeCompanion("e1-2", Companion.LinkWorker))
            .With(new Attendance.ChangeCompanion("e1-3"));
        Assert.Equal([Companion.FriendOrFamily, Companion.LinkWorker, Companion.LinkWorker], story.Journey.Sessions.Select(s => s.With));
        story.Until("2026-07-07 12:00").With(new Attendance.RecordSession("e1-1", Came: true));
        Assert.Equal(Companion.FriendOrFamily, story.Journey.Sessions[0].WentAlong);
        story.With(new Attendance.ChangeCompanion("e1-2", Companion.FriendOrFamily, FromHereOn: true));
        Assert.All(story.Journey.Sessions, s => Assert.Equal(Companion.FriendOrFamily, s.With));
        story.With(To(SupportStep.Independent));
        Assert.Equal([Companion.FriendOrFamily, Companion.Nobody, Companion.Nobody], story.Journey.Sessions.Select(s => s.With));
        story.Refuses("session-not-planned", new Attendance.ChangeCompanion("e1-1"));
    }

    [Fact]
    public void What_follows_ends_with_the_activity()
    {
        Story story = Series(8).Until("2026-07-07 12:00").With(new Activities.EndActivity("i1", EndReason.TooFar));
        Assert.Equal(["e1-1 2026-07-07 10:00"], Planned(story));
    }
}
