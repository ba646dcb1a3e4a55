namespace SocialPrescribing.Journeys.Tests;

/// <summary>Sessions and the ladder of support. Going(…) says yes and plans the first session on Friday 3 July 2026 at 12:00.</summary>
public class AttendanceTests
{
    private static readonly Transport Own = new(TransportKind.Own);
    private static readonly Transport Lift = new(TransportKind.Lift);
    private static readonly Transport LiftWithJoan = new(TransportKind.Lift, "Joan", Arranged: true);

    private const int NotAsked = -1;

    /// <summary>One session a week from Monday 6 July at 10:00, each recorded the hour after; null for one that was missed.</summary>
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

    // ---- planning ----

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

    // ---- transport ----
    // ---- transport ----

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
    [InlineData("2026-07-05 12:00", null, "2026-07-05 12:00")] // two days before is now: the session itself
    [InlineData("2026-07-05 12:01", null, "2026-07-03 12:01")]
    [InlineData("2026-10-26 09:00", null, "2026-10-24 09:00")] // over the clocks going back
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

    // ---- recording ----

    [Fact]
    public void After_a_session_somebody_says_whether_the_person_came()
    {
        Story story = Story.Going("2026-07-10 14:00").Until("2026-07-10 15:59");
        Assert.Empty(story.Tasks);
        Assert.Equal(["RecordSession for sam by 2026-07-13 17:00"], story.Until("2026-07-10 16:00").Tasks);
        story.Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.RecordSession).Id));
        Assert.Empty(story.With(new Attendance.RecordSession("s1", true)).Tasks);
        story.Refuses("session-not-planned", new Attendance.RecordSession("s1", true));
    }

    [Theory]
    [InlineData("session-to-come", "2026-07-10 13:59", true, null, null)]
    [InlineData("confidence-range", "2026-07-10 16:00", true, null, 11)]
    [InlineData("confidence-range", "2026-07-10 16:00", true, null, -1)]
    [InlineData("came-or-not", "2026-07-10 16:00", true, Barrier.Weather, null)]
    [InlineData("came-or-not", "2026-07-10 16:00", false, Barrier.Weather, 5)]
    [InlineData("", "2026-07-10 14:00", true, null, 0)]
    [InlineData("", "2026-07-10 16:00", true, null, 10)]
    [InlineData("", "2026-07-10 16:00", false, Barrier.Cost, null)]
    public void A_session_is_recorded_once_it_has_begun(string code, string at, bool came, Barrier? whyNot, int? confidence)
    {
        Attendance.RecordSession record = new("s1", came, whyNot, Confidence: confidence);
        Story story = Story.Going("2026-07-10 14:00").Until(at);
        if (code is "")
            Assert.Equal((came, whyNot, confidence),
                (story.With(record).Journey.Sessions[0].Came, story.Journey.Sessions[0].WhyNot, story.Journey.Sessions[0].Confidence));
        else
            story.Refuses(code, record);
    }

    [Theory]
    [InlineData(SupportStep.Accompanied, true, null, Companion.LinkWorker)]
    [InlineData(SupportStep.MetThere, true, null, Companion.Nobody)]
    [InlineData(SupportStep.Accompanied, true, Companion.Volunteer, Companion.Volunteer)]
    [InlineData(SupportStep.Accompanied, false, Companion.Volunteer, Companion.Nobody)]
    public void Who_went_along_is_what_was_meant_unless_somebody_says_otherwise(
        SupportStep step, bool came, Companion? said, Companion along)
    {
        Story story = Story.Going("2026-07-10 14:00");
        if (step is not SupportStep.Accompanied)
            story.With(To(step));
        Assert.Equal(along, story.Until("2026-07-10 16:00")
            .With(new Attendance.RecordSession("s1", came, WentAlong: said)).Journey.Sessions[0].WentAlong);
    }

    [Fact]
    public void After_the_first_session_somebody_asks_how_it_was_and_only_then()
    {
        Story story = Weeks(Ready(), 5).Until("2026-07-08 10:59");
        Assert.Empty(story.Tasks);
        Assert.Equal(["CheckIn for sam by 2026-07-09 17:00"], story.Until("2026-07-08 11:00").Tasks); // 48 hours after it ended
        story.With(new Tasks.Complete(story.Task(TaskKind.CheckIn).Id, "She laughed."));
        Assert.Single(At(More(story, 1, 5, 5).Until("2026-07-24 10:00"), TaskKind.CheckIn));
    }

    [Fact]
    public void Sessions_recorded_out_of_order_are_asked_about_once()
    {
        Story story = Ready().PlanSession("s1", "2026-07-06 10:00").PlanSession("s2", "2026-07-07 10:00").Until("2026-07-07 13:00")
            .With(new Attendance.RecordSession("s2", true)).Until("2026-07-10 10:00");
        story.With(new Attendance.RecordSession("s1", true)).Until("2026-07-12 10:00");
        Assert.Single(At(story, TaskKind.CheckIn));
        Story both = Ready().PlanSession("s1", "2026-07-06 10:00").PlanSession("s2", "2026-07-07 10:00").Until("2026-07-07 13:00")
            .With(new Attendance.RecordSession("s1", true)).With(new Attendance.RecordSession("s2", true));
        Assert.Equal("s1", both.Until("2026-07-08 12:00").Task(TaskKind.CheckIn).About);
    }

    [Fact]
    public void A_missed_session_is_no_word_from_the_person()
    {
        Story story = Story.Going("2026-07-10 14:00").Until("2026-07-10 17:00").With(new Attendance.RecordSession("s1", false));
        Assert.Equal("2026-07-03 12:00", Story.London(story.Journey.LastTouchAt));
    }

    [Fact]
    public void Each_activity_has_a_ladder_of_its_own()
    {
        Story story = Ready()
            .With(new Activities.Introduce(new ActivityDetails("Choir", "St Mary"), IntroductionKind.Signposting), id: "i2");
        story.PlanSession("a1", "2026-07-06 10:00").PlanSession("b1", "2026-07-07 10:00", introduction: "i2")
            .PlanSession("b2", "2026-07-09 10:00", introduction: "i2").PlanSession("a2", "2026-07-09 14:00");
        story.Until("2026-07-07 13:00").With(new Attendance.RecordSession("a1", true, Confidence: 9))
            .With(new Attendance.RecordSession("b1", true, Confidence: 9));
        Assert.False(Has(story, TaskKind.ConsiderStepDown)); // one there and one here
        story.With(To(SupportStep.Phoned)).With(To(SupportStep.Phoned) with { Introduction = "i2" });
        Assert.Equal([SupportStep.Accompanied, SupportStep.Accompanied, SupportStep.Phoned, SupportStep.Phoned],
            story.Journey.Sessions.Select(s => s.Support));
        story.Until("2026-07-08 10:00").With(To(SupportStep.MetThere));
        Assert.Equal("b2", story.Task(TaskKind.PhoneBefore).About);
        Assert.Equal([SupportStep.Phoned, SupportStep.MetThere], story.Journey.Sessions.Skip(2).Select(s => s.Support));
    }

    [Fact]
    public void Missed_once_at_each_of_two_is_not_missed_twice_and_sure_once_at_each_is_not_sure_twice()
    {
        Story Both(bool came, int? confidence) =>
            Ready().With(new Activities.Introduce(new ActivityDetails("Choir", "St Mary"), IntroductionKind.Signposting), id: "i2")
            .PlanSession("a1", "2026-07-06 10:00").PlanSession("b1", "2026-07-07 10:00", introduction: "i2").Until("2026-07-07 13:00")
            .With(new Attendance.RecordSession("a1", came, Confidence: confidence))
            .With(new Attendance.RecordSession("b1", came, Confidence: confidence));
        Assert.Equal([1, 1], Both(false, null).Events.OfType<Attendance.SessionRecorded>().Select(s => s.MissedInARow));
        Assert.False(Has(Both(true, 9), TaskKind.ConsiderStepDown));
    }

    [Fact]
    public void A_session_that_begins_as_support_changes_has_the_support_of_before()
    {
        Story story = Story.Going("2026-07-10 14:00").Until("2026-07-10 14:00").With(To(SupportStep.MetThere));
        Assert.Equal(SupportStep.Accompanied, story.Journey.Sessions[0].Support);
        // Back where it was at the same moment, that session is the first of two.
        story.With(To(SupportStep.Accompanied)).PlanSession("s2", "2026-07-17 14:00").Until("2026-07-17 16:00");
        story.With(new Attendance.RecordSession("s1", true, Confidence: 8)).With(new Attendance.RecordSession("s2", true, Confidence: 8));
        Assert.Equal("session/s2/step-down", story.Task(TaskKind.ConsiderStepDown).Id);
        story.PlanSession("s3", "2026-07-24 14:00").With(To(SupportStep.MetThere)).Until("2026-07-24 16:00")
            .With(new Attendance.RecordSession("s3", true, Confidence: 1));
        Assert.Equal("session/s3/step-up", story.Task(TaskKind.ConsiderStepUp).Id);
    }

    [Fact]
    public void A_session_that_begins_as_the_plan_is_looked_at_was_before_it()
    {
        Story story = Weeks(Ready(), 5, 5, 5, 5).PlanSession("w4", "2026-08-03 10:00").Until("2026-08-03 10:00")
            .With(new Reviews.Record(ReviewOutcome.GoOn, "As it is."));
        story.Until("2026-08-03 12:00").With(new Attendance.RecordSession("w4", true, Confidence: 5));
        Assert.False(Has(More(story, 5, 5, 5, 5), TaskKind.Review));
        Assert.True(Has(More(story, 8, 5), TaskKind.Review));
    }

    [Fact]
    public void Who_goes_back_a_step_begins_it_anew()
    {
        Story story = Weeks(Ready(), 8).With(To(SupportStep.MetThere)).With(To(SupportStep.Accompanied));
        Assert.False(Has(More(story, 1, 8), TaskKind.ConsiderStepDown));
        Assert.True(Has(More(story, 2, 8), TaskKind.ConsiderStepDown));
    }

    [Fact]
    public void Where_nobody_goes_any_more_nothing_is_suggested()
    {
        Story story = Ready().With(To(SupportStep.MetThere)).PlanSession("s1", "2026-07-06 10:00").Until("2026-07-06 13:00")
            .With(new Activities.EndActivity("i1", EndReason.Finished));
        Assert.Empty(story.With(new Attendance.RecordSession("s1", true, Confidence: 1)).Tasks);
    }

    [Fact]
    public void Who_comes_is_in_touch_and_an_announced_end_is_off()
    {
        Story story = Story.Going("2026-07-24 09:00");
        for (int day = 6; day < 9; day++)
            story.Book($"2026-07-0{day} 11:00", $"m{day}").Until($"2026-07-0{day} 13:00")
                .With(new Meetings.RecordOutcome($"m{day}", MeetingOutcome.DidNotAttend));
        Assert.Null(story.Journey.ClosingProposal); // somebody waits for them there
        story.With(new Attendance.CancelSession("s1")).Book("2026-07-09 11:00", "m9").Until("2026-07-09 13:00")
            .With(new Meetings.RecordOutcome("m9", MeetingOutcome.DidNotAttend));
        Assert.NotNull(story.Journey.ClosingProposal);
        story.PlanSession("s2", "2026-07-10 10:00");
        Assert.Null(story.Journey.ClosingProposal);
        Assert.Equal([TaskKind.WelfareCall], story.TaskKinds);
        Assert.Empty(story.Until("2026-07-10 13:00").With(new Attendance.RecordSession("s2", true, Confidence: 5)).Tasks);
        Assert.Equal("2026-07-10 13:00", Story.London(story.Journey.LastTouchAt));
    }

    // ---- the ladder ----

    [Theory]
    [InlineData("7", false)]
    [InlineData("7 7", true)]
    [InlineData("6 7", false)]
    [InlineData("7 6", false)]
    [InlineData("10 - 10", false)] // a missed one in between
    [InlineData("7 6 7 8", true)]
    [InlineData("8 x 8", false)] // not asked
    public void Two_confident_sessions_in_a_row_suggest_a_step_down(string confidence, bool suggested)
    {
        Story story = Ready();
        string[] said = confidence.Split(' ');
        for (int week = 0; week < said.Length; week++)
        {
            DateTimeOffset at = WorkingCalendar.AddDays(Story.At("2026-07-06 10:00"), 7 * week);
            story.With(new Attendance.PlanSession("i1", at, Own), id: $"w{week}").Until(at.AddHours(3));
            story.With(
                new Attendance.RecordSession($"w{week}", said[week] is not "-",
                    Confidence: int.TryParse(said[week], out int n) ? n : null));
        }
        Assert.Equal(suggested, Has(story, TaskKind.ConsiderStepDown));
        if (suggested)
            Assert.Equal(story.Pathway.Calendar.Deadline(story.Now, 3), story.Task(TaskKind.ConsiderStepDown).Due);
        Assert.False(Has(story, TaskKind.ConsiderStepUp)); // there is no more support than going along
    }

    [Fact]
    public void The_link_worker_decides_and_says_why()
    {
        Story story = Weeks(Ready(), 8, 8);
        string task = story.Task(TaskKind.ConsiderStepDown).Id;
        story.Refuses("note-missing", new Tasks.Complete(task)).Refuses("reason-missing", To(SupportStep.MetThere) with { Reason = " " })
            .Refuses("support-unchanged", To(SupportStep.Accompanied));
        story.Refuses("introduction-unknown", To(SupportStep.MetThere) with { Introduction = "i9" });
        story.With(To(SupportStep.MetThere));
        Assert.False(Has(story, TaskKind.ConsiderStepDown));
        Assert.Equal(new Attendance.SupportChanged("i1", SupportStep.Accompanied, SupportStep.MetThere, "She wants to."), story.Last[0]);
        More(story, 2, 8);
        Assert.False(Has(story, TaskKind.ConsiderStepDown)); // a new step begins anew
        More(story, 3, 8);
        Assert.True(Has(story, TaskKind.ConsiderStepDown));
        story.With(new Tasks.Complete(story.Task(TaskKind.ConsiderStepDown).Id, "Not before the summer."));
        Assert.False(Has(story, TaskKind.ConsiderStepDown));
        story.With(To(SupportStep.Accompanied)).With(new Activities.EndActivity("i1", EndReason.Health))
            .Refuses("introduction-over", To(SupportStep.MetThere));
    }

    [Theory]
    [InlineData(SupportStep.MetThere, 3, true)]
    [InlineData(SupportStep.MetThere, 4, false)]
    [InlineData(SupportStep.Phoned, 0, true)]
    [InlineData(SupportStep.Independent, 3, true)]
    [InlineData(SupportStep.Independent, null, false)]
    public void A_bad_session_suggests_a_step_up(SupportStep step, int? confidence, bool suggested)
    {
        Story story = Ready().PlanSession("s1", "2026-07-06 10:00").With(To(step)).Until("2026-07-06 13:00")
            .With(new Attendance.RecordSession("s1", true, Confidence: confidence));
        Assert.Equal(suggested ? ["ConsiderStepUp for sam by 2026-07-09 17:00"] : [], story.Tasks);
    }

    [Fact]
    public void Of_two_suggestions_only_the_newer_stands()
    {
        Story story = Weeks(Ready().With(To(SupportStep.MetThere)), 8, 8);
        Assert.True(Has(story, TaskKind.ConsiderStepDown));
        More(story, 2, 2);
        Assert.Equal((false, true), (Has(story, TaskKind.ConsiderStepDown), Has(story, TaskKind.ConsiderStepUp)));
        DateTimeOffset due = story.Task(TaskKind.ConsiderStepUp).Due;
        More(story, 3, 2);
        Assert.Equal(due, story.Task(TaskKind.ConsiderStepUp).Due);
        More(story, 4, 9, 9);
        Assert.Equal((true, false), (Has(story, TaskKind.ConsiderStepDown), Has(story, TaskKind.ConsiderStepUp)));
    }

    [Fact]
    public void Who_stayed_away_out_of_fear_may_need_more_support()
    {
        Story story = Ready().PlanSession("s1", "2026-07-06 10:00").With(To(SupportStep.Phoned)).Until("2026-07-06 13:00")
            .With(new Attendance.RecordSession("s1", false, Barrier.Anxiety));
        Assert.Equal([TaskKind.PhoneAfterMissed, TaskKind.ConsiderStepUp], story.TaskKinds.Where(k => k is not TaskKind.PhoneBefore));
        Assert.DoesNotContain(TaskKind.ConsiderStepUp, Story.Going("2026-07-06 10:00").Until("2026-07-06 13:00")
            .With(new Attendance.RecordSession("s1", false, Barrier.Anxiety)).TaskKinds);
    }

    [Fact]
    public void Four_sessions_without_progress_open_a_review_and_four_more_after_it_another()
    {
        Story story = Weeks(Ready(), 5, 5, 5);
        Assert.False(Has(story, TaskKind.Review));
        More(story, 3, 5);
        Assert.True(Has(story, TaskKind.Review));
        More(story, 4, 5).With(new Reviews.Record(ReviewOutcome.GoOn, "She is happy as it is."));
        More(story, 5, 5, 5, 5);
        Assert.False(Has(story, TaskKind.Review));
        Assert.True(Has(More(story, 8, 5), TaskKind.Review));
    }

    [Theory]
    [InlineData("5 5 5 5", 4)]
    [InlineData("8 8 8 8", 4)] // sure, and still taken by the hand
    [InlineData("x x x x", 4)] // nobody asked
    [InlineData("3 5 5 5 5 5", 6)] // surer at the second
    [InlineData("5 5 5 6 6 6 6 6", 8)]
    [InlineData("6 x 6 5 6", 4)]
    [InlineData("5 6 - 6 6 - 6 6", 8)] // one that was missed is no session
    [InlineData("8 3 5 7", 4)] // back to what it was is not further
    [InlineData("1 2 3 4 5 6 7 8 9 10", 0)]
    public void Progress_is_to_be_surer_than_ever_before_on_this_step(string confidence, int reviewAfter)
    {
        Story story = Ready();
        string[] said = confidence.Split(' ');
        for (int week = 0; week < said.Length; week++)
        {
            Assert.False(Has(story, TaskKind.Review), $"{week}");
            More(story, week, said[week] is "-" ? null : int.TryParse(said[week], out int n) ? n : NotAsked);
            if (week + 1 == reviewAfter)
                break;
        }
        Assert.Equal(reviewAfter > 0, Has(story, TaskKind.Review));
    }

    [Fact]
    public void A_step_is_progress_and_a_bad_fourth_session_means_both()
    {
        Story story = Weeks(Ready(), 5, 5, 5).With(To(SupportStep.MetThere));
        More(story, 3, 5, 5, 5);
        Assert.False(Has(story, TaskKind.Review));
        More(story, 6, 1);
        Assert.Equal((true, true), (Has(story, TaskKind.Review), Has(story, TaskKind.ConsiderStepUp)));
    }

    [Fact]
    public void The_third_missed_session_opens_a_review_and_none_ever_ends_anything()
    {
        Story story = Weeks(Ready(), (int?)null);
        Assert.Equal(["PhoneAfterMissed for sam by 2026-07-06 17:00"], story.Tasks); // the same day
        Assert.Equal(["WelfareCall for sam by 2026-07-14 17:00"], More(story, 1, (int?)null).Tasks);
        Assert.Equal(["Review for sam by 2026-07-27 17:00"], More(story, 2, (int?)null).Tasks);
        More(story, 3, null, null, null, null);
        Assert.Null(story.Journey.ClosingProposal);
        Assert.Equal(Stage.Attending, story.Stage);
        Assert.Single(story.TaskKinds, k => k is TaskKind.Review);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], story.Events.OfType<Attendance.SessionRecorded>().Select(s => s.MissedInARow));
    }

    [Fact]
    public void Coming_ends_a_row_and_a_missed_one_that_is_recorded_late_is_no_worry()
    {
        Story story = Weeks(Ready(), null, null, 5, null);
        Assert.Equal(1, story.Events.OfType<Attendance.SessionRecorded>().Last().MissedInARow);
        Story late = Ready().PlanSession("s1", "2026-07-06 10:00").PlanSession("s2", "2026-07-07 10:00").Until("2026-07-07 13:00")
            .With(new Attendance.RecordSession("s2", true)).With(new Attendance.RecordSession("s1", false, Barrier.Transport));
        Assert.Empty(late.Tasks);
        Assert.Contains(Needs.Transport, late.Journey.Needs);
    }

    [Fact]
    public void Three_sessions_alone_are_the_milestone_reached_once()
    {
        Story story = Weeks(Ready().With(To(SupportStep.Independent)), 8, 8);
        Assert.Null(story.Journey.IndependentAt);
        story.PlanSession("f", "2026-07-20 10:00").Until("2026-07-20 13:00")
            .With(new Attendance.RecordSession("f", true, WentAlong: Companion.FriendOrFamily, Confidence: 9));
        Assert.Null(story.Journey.IndependentAt); // not alone
        More(story, 3, 8);
        Assert.Equal("2026-07-27 11:00", Story.London(story.Journey.IndependentAt!.Value));
        More(story, 4, 8, 2);
        Assert.Single(story.Events.OfType<Attendance.BecameIndependent>());
        Assert.True(Has(story, TaskKind.ConsiderStepUp)); // and support comes back whenever it helps
        Assert.Contains("independent", story.Status().Milestones.Select(m => m.What));
        Assert.Contains("firstAttended", story.Status().Milestones.Select(m => m.What));
        Assert.False(Has(story, TaskKind.ConsiderStepDown)); // there is no step below
    }

    [Fact]
    public void Going_alone_before_anybody_had_decided_so_does_not_count()
    {
        Story story = Ready().PlanSession("s1", "2026-07-06 10:00").Until("2026-07-06 13:00").With(To(SupportStep.Independent))
            .With(new Attendance.RecordSession("s1", true, WentAlong: Companion.Nobody, Confidence: 8));
        Assert.Null(More(story, 1, 8, 8).Journey.IndependentAt);
        Assert.NotNull(More(story, 3, 8).Journey.IndependentAt);
    }

    [Fact]
    public void A_missed_session_does_not_take_away_what_was_reached()
    {
        Story story = Weeks(Ready().With(To(SupportStep.Independent)), 8, null, 8, 8);
        Assert.NotNull(story.Journey.IndependentAt);
    }

    [Theory]
    [InlineData("2026-07-10 14:00", "2026-07-09 09:00")]
    [InlineData("2026-07-13 10:00", "2026-07-12 09:00")] // a Sunday
    [InlineData("2026-10-26 10:00", "2026-10-25 09:00")] // the clocks went back in the night
    [InlineData("2026-07-03 14:00", "2026-07-03 12:00")] // at once
    public void Who_goes_with_a_call_before_is_called_the_day_before(string session, string opened)
    {
        Story story = Story.Going(session).With(To(SupportStep.Phoned)).Until(session);
        Assert.Equal([opened], At(story, TaskKind.PhoneBefore));
        Assert.Equal(session, Story.London(story.Task(TaskKind.PhoneBefore).Due));
        Assert.False(Has(story.With(new Attendance.RecordSession("s1", true)), TaskKind.PhoneBefore));
    }

    [Fact]
    public void And_is_called_after_it_unless_they_have_said_how_it_was()
    {
        Story Phoned() => Story.Going("2026-07-10 14:00").With(To(SupportStep.Phoned)).Until("2026-07-10 15:59");
        Assert.False(Has(Phoned(), TaskKind.PhoneAfter));
        Story story = Phoned().Until("2026-07-10 16:00");
        Assert.Equal("2026-07-13 17:00", Story.London(story.Task(TaskKind.PhoneAfter).Due));
        story.With(new Attendance.RecordSession("s1", true, Note: "The workshop says she came."))
            .With(new Tasks.Complete(story.Task(TaskKind.PhoneAfter).Id, "Liked the tea."));
        Assert.False(
            Has(Phoned().Until("2026-07-10 16:00").With(new Attendance.RecordSession("s1", true, Confidence: 7)), TaskKind.PhoneAfter));
        Story missed = Phoned().Until("2026-07-10 16:00").With(new Attendance.RecordSession("s1", false));
        Assert.Equal((false, true), (Has(missed, TaskKind.PhoneAfter), Has(missed, TaskKind.PhoneAfterMissed)));
        Assert.False(
            Has(Phoned().Until("2026-07-10 16:00")
                .With(new Attendance.MoveSession("s1", Story.At("2026-07-20 14:00"))), TaskKind.PhoneAfter));
        Assert.False(Has(Phoned().Until("2026-07-10 16:00").With(new Attendance.CancelSession("s1")), TaskKind.PhoneAfter));
        Assert.False(Has(Story.Going("2026-07-10 14:00").With(To(SupportStep.MetThere)).Until("2026-07-10 16:00"), TaskKind.PhoneAfter));
    }

    [Fact]
    public void The_call_goes_with_the_support()
    {
        Story story = Story.Going("2026-07-10 14:00").With(To(SupportStep.Phoned)).Until("2026-07-09 10:00").With(To(SupportStep.MetThere));
        Assert.False(Has(story, TaskKind.PhoneBefore));
        Assert.True(Has(story.Until("2026-07-09 11:00").With(To(SupportStep.Phoned)).Until("2026-07-09 11:01"), TaskKind.PhoneBefore));
        // too late
        Assert.False(
            Has(Story.Going("2026-07-10 14:00").With(To(SupportStep.Phoned)).SleepUntil("2026-07-10 14:00"), TaskKind.PhoneBefore));
    }
}
