namespace SocialPrescribing.Journeys.Tests;

/// <summary>Sessions and the ladder of support. Going(…) says yes and plans the first session on Friday 3 July 2026 at 12:00.</summary>
public partial class AttendanceTests
{
    private static readonly Transport Own = new(TransportKind.Own);
    private static readonly Transport Lift = new(TransportKind.Lift);
    private static readonly Transport LiftWithJoan = new(TransportKind.Lift, "Joan", Arranged: true);

    private const int NotAsked = -1;

    /// <summary>One session a week from Monday 6 July at 10:00, each recorded an hour later. Null for a missed one.</summary>
    private static Story Weeks(Story story, params int?[] confidence) => More(story, 0, confidence);

    private static Story More(Story story, int from, params int?[] confidence)
    {
        for (int week = from; week < from + confidence.Length; week++)
        {
            DateTimeOffset at = WorkingCalendar.AddDays(Story.At("2026-07-06 10:00"), 7 * week);
            story.With(new Attendance.PlanSession("i1", at, Own, 60), id: $"w{week}").Until(at.AddHours(1));
            story.With(
                new Attendance.RecordSession($"w{week}", confidence[week - from] is not null,
                    Confidence: confidence[week - from] is NotAsked ? null : confidence[week - from]));
        }
        return story;
    }

    private static Story Ready(Pathway? pathway = null) =>
        Story.Introduced(pathway ?? new Pathway { ReviewDays = [300] })
            .With(new Activities.RecordAnswer("i1", ProviderAnswer.Accepted), Actor.Provider);
    private static Attendance.ChangeSupport To(SupportStep step) => new("i1", step, "She wants to.");
    private static bool Has(Story story, TaskKind kind) => story.TaskKinds.Contains(kind);
    private static string[] At(Story story, TaskKind kind) =>
        [.. story.Journal.Where(e => e.Event is Tasks.Opened t && t.Kind == kind).Select(e => Story.London(e.At))];

    [Theory]
    [InlineData("2026-07-03 12:00", 60, "session-in-past")]
    [InlineData("2026-10-31 11:01", 60, "session-too-far")] // 120 times 24 hours
    [InlineData("2026-07-06 10:00", 14, "session-length")]
    [InlineData("2026-07-06 10:00", 601, "session-length")]
    [InlineData("2026-07-10 15:59", 60, "session-overlaps")]
    [InlineData("2026-07-10 13:00", 61, "session-overlaps")]
    [InlineData("2026-07-13 11:30", 60, "session-overlaps")] // a meeting
    [InlineData("2026-07-03 12:01", 15, "")]
    [InlineData("2026-10-31 11:00", 600, "")]
    [InlineData("2026-07-10 16:00", 60, "")]
    [InlineData("2026-07-10 13:00", 60, "")]
    [InlineData("2026-07-13 12:00", 60, "")]
    public void A_session_is_at_a_time_when_it_can_be(string at, int minutes, string code)
    {
        Attendance.PlanSession plan = new("i1", Story.At(at), Own, minutes);
        Story story = Story.Going("2026-07-10 14:00").Book("2026-07-13 11:00", "m2");
        if (code is "")
            story.With(plan);
        else
            story.Refuses(code, plan);
    }

    /// <summary>Programs without a date send this one. No day before it can be computed.</summary>
    [Fact]
    public void A_session_in_the_first_year_of_all_is_in_the_past_however_they_get_there()
    {
        DateTimeOffset never = new(1, 1, 1, 12, 0, 0, TimeSpan.Zero);
        Ready().Refuses("session-in-past", new Attendance.PlanSession("i1", never, new Transport(TransportKind.Taxi), 60));
        Story.Going("2026-07-10 14:00", new Transport(TransportKind.Taxi))
            .Refuses("session-in-past", new Attendance.MoveSession("s1", never));
    }

    [Fact]
    public void A_meeting_is_not_put_on_top_of_a_session() => Story.Going("2026-07-10 14:00")
        .Refuses("meeting-overlaps", new Meetings.Book(Story.At("2026-07-10 15:30"), new Place(PlaceKind.AtHome)))
        .Book("2026-07-10 16:00", "m2").Book("2026-07-10 13:00", "m3");

    [Fact]
    public void A_session_is_planned_where_the_person_may_go()
    {
        Attendance.PlanSession plan = new("i1", Story.At("2026-07-10 14:00"), Own);
        Story.Introduced().Refuses("not-accepted-there", plan).Refuses("introduction-unknown", plan with { Introduction = "i9" });
        Story.Going("2026-07-13 10:00").Refuses("session-known", plan, id: "s1").With(new Activities.EndActivity("i1", EndReason.Other))
            .Refuses("not-accepted-there", plan);
    }

    [Fact]
    public void The_first_session_is_planned_within_three_days_of_the_yes_and_not_by_a_tick()
    {
        Story story = Ready();
        Assert.Equal(["PlanSession for sam by 2026-07-08 17:00"], story.Tasks);
        story.Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.PlanSession).Id));
        Assert.Empty(story.PlanSession("s1", "2026-07-10 14:00").Tasks);
        Assert.Equal(TimeSpan.Zero,
            story.With(
                new Attendance.PlanSession("i1", Story.At("2026-07-11 14:00")
                    .ToOffset(TimeSpan.FromHours(1)), Own)).Journey.Sessions[^1].At.Offset);
    }

    [Fact]
    public void A_moved_session_moves_its_reminder_and_needs_its_lift_anew()
    {
        Story story = Story.Going("2026-07-10 14:00", LiftWithJoan).Until("2026-07-06 10:00")
            .With(new Attendance.MoveSession("s1", Story.At("2026-07-13 09:00"), 90)).Until("2026-07-13 09:00");
        Assert.Equal(["2026-07-12 09:00"], story.SentAt(MessageKind.SessionReminder));
        Assert.Equal(["2026-07-06 10:00"], At(story, TaskKind.ArrangeTransport));
        Assert.Equal((2, 90, "Joan", false),
            (story.Journey.Sessions[0].Version, story.Journey.Sessions[0].Minutes, story.Journey.Sessions[0].Transport.With,
                story.Journey.Sessions[0].Transport.Arranged));
        story.Refuses("session-in-past", new Attendance.MoveSession("s1", story.Now))
            .Refuses("session-not-planned", new Attendance.MoveSession("s9", Story.At("2026-07-20 10:00")));
    }

    [Fact]
    public void A_session_may_move_over_its_own_old_time_and_keeps_its_own_bus() =>
        Assert.True(Story.Going("2026-07-10 14:00", Own)
            .With(new Attendance.MoveSession("s1", Story.At("2026-07-10 15:00"))).Journey.Sessions[0].Transport
            is { Kind: TransportKind.Own, ArrangeBy: null });

    [Fact]
    public void A_first_session_that_is_off_is_planned_again_and_a_later_one_need_not_be()
    {
        Story story = Story.Going("2026-07-10 14:00").With(new Attendance.CancelSession("s1", "Rain."))
            .Refuses("session-not-planned", new Attendance.CancelSession("s1"));
        Assert.Equal(["PlanSession for sam by 2026-07-08 17:00"], story.Tasks);
        Assert.Empty(story.PlanSession("s2", "2026-07-10 14:00").PlanSession("s3", "2026-07-17 14:00")
            .With(new Attendance.CancelSession("s3")).Tasks);
        story.Until("2026-07-10 17:00").With(new Attendance.RecordSession("s2", true)).PlanSession("s4", "2026-07-24 14:00")
            .With(new Attendance.CancelSession("s4"));
        Assert.Empty(story.Tasks);
        Assert.Empty(story.Until("2026-07-17 18:00").SentAt(MessageKind.SessionReminder).Skip(1));
        Story missed = Story.Going("2026-07-06 10:00").Until("2026-07-06 13:00").With(new Attendance.RecordSession("s1", false))
            .PlanSession("s2", "2026-07-10 14:00").With(new Attendance.CancelSession("s2"));
        Assert.True(Has(missed, TaskKind.PlanSession));
    }

    [Theory]
    [InlineData("2026-07-10 14:00", "2026-07-09 14:00")]
    [InlineData("2026-07-04 13:00", "2026-07-03 13:00")]
    [InlineData("2026-07-04 12:00", "")] // the person has just been told
    [InlineData("2026-10-25 11:00", "2026-10-24 12:00")] // the clocks go back that night: 24 hours are 24 hours
    [InlineData("2026-10-26 11:00", "2026-10-25 11:00")]
    public void A_reminder_goes_out_the_day_before(string at, string sent)
    {
        Story story = Story.Going(at).Until(at);
        Assert.Equal(sent is "" ? [] : [sent], story.SentAt(MessageKind.SessionReminder));
    }

    [Fact]
    public void A_reminder_goes_out_the_day_before_when_the_clocks_go_forward_and_at_the_time_that_was_set()
    {
        Story story = Story.Contacted("2027-03-25 10:00")
            .With(new Activities.Introduce(Story.Garden, IntroductionKind.Signposting), id: "i1").PlanSession("s1", "2027-03-28 11:00")
            .Until("2027-03-28 11:00");
        Assert.Equal(["2027-03-27 10:00"], story.SentAt(MessageKind.SessionReminder));
        Story early = Story.Going("2026-10-25 11:00", pathway: new Pathway { SessionReminders = [Reminder.SameDay(new TimeOnly(7, 30))] })
            .Until("2026-10-25 11:00");
        Assert.Equal(["2026-10-25 07:30"], early.SentAt(MessageKind.SessionReminder));
    }

    [Fact]
    public void A_reminder_that_is_found_when_the_session_has_begun_is_left_out() =>
        Assert.Contains("session/s1/1/reminder/24h", Story.Going("2026-07-10 14:00").SleepUntil("2026-07-10 14:00").Last
            .OfType<Agenda.Skipped>().Select(s => s.Key));

    [Fact]
    public void Who_has_no_email_is_told_by_phone_before_they_would_have_to_leave()
    {
        Story story = Story.Going("2026-07-10 14:00", but: Story.NoEmail).Until("2026-07-09 14:00");
        Assert.Equal("2026-07-10 14:00", Story.London(story.Journey.Tasks.Single(t => t.Message is MessageKind.SessionReminder).Due));
        story.PlanSession("s2", "2026-07-10 17:00").Until("2026-07-09 17:00")
            .With(new Attendance.MoveSession("s1", Story.At("2026-07-20 14:00")));
        Assert.Equal("s2/1", story.Journey.Tasks.Single(t => t.Message is MessageKind.SessionReminder).About);
    }

    [Fact]
    public void Who_goes_alone_is_not_phoned_each_time_because_they_have_no_email()
    {
        Story story = Story.Going("2026-07-10 14:00", but: Story.NoEmail).With(To(SupportStep.Independent)).Until("2026-07-10 13:00");
        Assert.DoesNotContain(story.Journey.Tasks, t => t.Message is MessageKind.SessionReminder);
    }
}
