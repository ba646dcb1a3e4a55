namespace SocialPrescribing.Journeys.Tests;

/// <summary>Support that is paused. Planned() is on Friday 3 July 2026 at 12:00.</summary>
public class PausingTests
{
    private static Pausing.Pause Until(int month, int day, PauseReason reason = PauseReason.Hospital) =>
        new(reason, new DateOnly(2026, month, day));

    [Theory]
    [InlineData("2026-07-02", "pause-date")]
    [InlineData("2026-07-03", "pause-date")] // today
    [InlineData("2026-07-04", "")]
    [InlineData("2026-12-30", "")] // 180 days
    [InlineData("2026-12-31", "pause-date")]
    public void A_pause_ends_on_a_day_to_come(string until, string code)
    {
        Pausing.Pause pause = new(PauseReason.Holiday, DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture));
        if (code is "")
            Assert.True(Story.Planned().With(pause).Journey.IsPaused);
        else
            Story.Planned().Refuses(code, pause);
    }

    [Fact]
    public void It_goes_on_by_itself_and_somebody_gets_in_touch()
    {
        Story story = Story.Planned().With(Until(7, 20)).Until("2026-07-20 08:59");
        Assert.True(story.Journey.IsPaused);
        Assert.Empty(story.Tasks);
        story.Until("2026-07-20 09:00");
        Assert.False(story.Journey.IsPaused);
        Assert.Equal(["KeepInTouch for sam by 2026-07-22 17:00"], story.Tasks);
    }

    [Fact]
    public void It_can_be_made_longer_and_shorter_and_ended_by_hand()
    {
        Story story = Story.Planned().With(Until(7, 20)).Refuses("already-paused", Until(7, 20)).Until("2026-07-06 10:00").With(Until(8, 3))
            .Until("2026-07-25 10:00");
        Assert.True(story.Journey.IsPaused);
        Assert.Equal("2026-07-03 12:00", Story.London(story.Journey.Pause!.Since));
        story.With(Until(7, 27)).Until("2026-07-27 09:00");
        Assert.False(story.Journey.IsPaused);
        story.Refuses("not-paused", new Pausing.Resume()).With(Until(8, 3)).With(new Pausing.Resume("Back early."));
        Assert.False(story.Journey.IsPaused);
        Assert.Equal(2, story.Events.OfType<Pausing.Resumed>().Count());
    }

    [Fact]
    public void Paused_and_resumed_twice_in_one_instant_every_task_has_its_own_name()
    {
        Story story = Story.Planned().With(Until(7, 20)).With(new Pausing.Resume())
            .With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached)).With(Until(7, 20)).With(new Pausing.Resume());
        Assert.Distinct(story.Events.OfType<Tasks.Opened>().Select(t => t.Task));
    }

    [Fact]
    public void Nothing_is_sent_to_the_person_meanwhile_and_what_was_arranged_is_off()
    {
        Story story = Story.Going("2026-07-10 14:00", new Transport(TransportKind.Lift)).Book("2026-07-13 11:00", "m2")
            .PlanSession("s2", "2026-07-22 14:00").Until("2026-07-04 09:00");
        Assert.Contains(TaskKind.ArrangeTransport, story.TaskKinds);
        story.With(Until(7, 20));
        Assert.Empty(story.Queued);
        Assert.Equal((true, true, false),
            (story.Journey.Meetings[^1].IsCancelled, story.Journey.Sessions[0].IsCancelled, story.Journey.Sessions[1].IsCancelled));
        Assert.DoesNotContain(TaskKind.ArrangeTransport, story.TaskKinds);
        int before = story.Journal.Count;
        story.Until("2026-07-20 08:59");
        Assert.DoesNotContain(story.Journal.Skip(before), e => e.Event is Messages.Queued);
        story.Until("2026-07-21 14:00");
        Assert.Equal(["2026-07-21 14:00"], story.SentAt(MessageKind.SessionReminder));
    }

    [Theory]
    [InlineData("2026-07-10 11:00", false)] // begins now, and somebody may be there
    [InlineData("2026-07-10 11:01", true)]
    [InlineData("2026-07-20 08:59", true)]
    [InlineData("2026-07-20 09:00", false)] // the first day of support again, when the service opens
    public void What_is_planned_until_the_day_it_goes_on_is_off(string at, bool off)
    {
        Assert.Equal(off, Story.Going(at).Until("2026-07-10 11:00").With(Until(7, 20)).Journey.Sessions[0].IsCancelled);
        Assert.Equal(off, Story.Planned().Book(at, "m2").Until("2026-07-10 11:00").With(Until(7, 20)).Journey.Meetings[1].IsCancelled);
    }

    [Fact]
    public void Who_has_not_been_reached_yet_is_tried_again_and_nothing_else()
    {
        Story story = Story.Accepted().With(Until(7, 20)).Until("2026-07-20 09:00");
        Assert.Equal(["FirstContact for sam by 2026-07-22 17:00"], story.Tasks);
    }

    [Fact]
    public void Who_is_to_be_told_of_a_meeting_or_session_is_told_before_it()
    {
        Story meeting = Story.Planned().With(Until(7, 20)).Book("2026-07-21 11:00", "m2").Book("2026-07-30 11:00", "m3")
            .Until("2026-07-20 09:00");
        Assert.Equal(["2026-07-21 09:00", "2026-07-22 17:00"], meeting.Journey.Tasks.Where(t => t.Kind is TaskKind.TellPerson)
            .Select(t => Story.London(t.Due)));
        Story session = Story.Going("2026-07-21 14:00", but: Story.NoEmail)
            .PlanSession("s2", "2026-07-30 14:00", new Transport(TransportKind.Lift)).Until("2026-07-20 15:00");
        session.With(Until(7, 21)).Until("2026-07-21 09:00");
        Assert.Equal("2026-07-21 14:00", Story.London(session.Journey.Tasks.Single(t => t.Message is MessageKind.SessionReminder).Due));
        Assert.Equal("2026-07-28 14:00", Story.London(session.Task(TaskKind.ArrangeTransport).Due)); // later than the two days anyway
    }

    [Fact]
    public void A_meeting_or_session_that_is_over_is_still_written_down()
    {
        Story story = Story.Going("2026-07-10 14:00").Until("2026-07-10 17:00").With(Until(7, 20));
        Assert.Equal([TaskKind.RecordSession], story.TaskKinds);
        story.With(new Attendance.RecordSession("s1", true));
    }

    [Fact]
    public void What_was_going_on_when_the_pause_began_is_written_down_and_has_time_after_it()
    {
        Story session = Story.Going("2026-07-10 14:00").Until("2026-07-10 15:00").With(Until(8, 3)).Until("2026-07-10 16:00");
        Assert.Equal(["RecordSession for sam by 2026-07-13 17:00"], session.Tasks);
        Assert.Equal(["RecordSession for sam by 2026-08-05 17:00", "KeepInTouch for sam by 2026-08-05 17:00"],
            session.Until("2026-08-05 17:00").Tasks.Where(t => !t.StartsWith("FindActivity", StringComparison.Ordinal)));
        Story meeting = Story.Planned().Book("2026-07-10 14:00", "m2").Until("2026-07-10 14:30").With(Until(8, 3))
            .Until("2026-08-05 17:00");
        Assert.Equal(["RecordMeetingOutcome for sam by 2026-08-05 17:00", "KeepInTouch for sam by 2026-08-05 17:00"], meeting.Tasks);
        Assert.Empty(session.SentAt(MessageKind.Escalation).Concat(meeting.SentAt(MessageKind.Escalation)));
    }

    [Theory]
    [InlineData("2026-07-10 11:00", false)]
    [InlineData("2026-07-20 08:59", false)]
    [InlineData("2026-07-20 09:00", true)]
    public void Nothing_is_planned_where_nobody_would_be_told_of_it(string at, bool may)
    {
        Story story = Story.Going("2026-07-30 14:00").Book("2026-07-31 11:00", "m2").With(Until(7, 20));
        foreach (JourneyCommand command in (JourneyCommand[])[
            new Meetings.Book(Story.At(at), new Place(PlaceKind.AtHome), 15),
            new Meetings.Move("m2", Story.At(at).AddHours(may ? 1 : -1), Minutes: 15),
            new Attendance.PlanSession("i1", Story.At(at).AddHours(may ? 2 : -2), new Transport(TransportKind.Own), 15),
            new Attendance.MoveSession("s1", Story.At(at).AddHours(may ? 3 : -3), 15)])
            if (may)
                story.With(command);
            else
                story.Refuses("support-paused", command);
        if (!may)
            Assert.Equal("Support is paused until 20 July 2026: choose a time from then on, or end the pause first.",
                Assert.IsType<Decision.Refused>(story.Do(new Meetings.Book(Story.At(at), new Place(PlaceKind.AtHome)))).Sentence);
    }

    [Fact]
    public void What_was_to_be_told_before_the_pause_and_says_nothing_any_more_is_left()
    {
        Story story = Story.Planned(but: Story.NoEmail).Book("2026-07-10 14:00", "m2").Until("2026-07-10 14:00");
        Assert.Equal(
            [MessageKind.MeetingBooked, MessageKind.SurveyInvitation, MessageKind.MeetingReminder, MessageKind.MeetingReminderToday],
            story.Journey.Tasks.Where(t => t.Kind is TaskKind.TellPerson).Select(t => t.Message!.Value));
        Assert.Equal([TaskKind.RecordMeetingOutcome, TaskKind.KeepInTouch], story.With(Until(7, 20)).Until("2026-07-20 09:00").TaskKinds);
    }

    [Fact]
    public void A_message_to_somebody_who_is_away_becomes_a_task_of_whoever_knows_them()
    {
        Story story = Story.Planned().With(Until(7, 20)).Book("2026-07-21 11:00", "m2");
        Assert.Equal("MeetingBooked:paused", story.Withheld);
        Assert.Equal([TaskKind.TellPerson], story.TaskKinds);
        Assert.Equal(Messages.Reasons.Paused,
            Messages.WhyNoLonger(story.Journey, MessageKind.SurveyReminder, "key", "baseline", story.Now, story.Pathway));
    }

    [Fact]
    public void A_concern_is_told_as_ever()
    {
        Story story = Story.Planned().With(Until(7, 20)).Until("2026-07-06 09:00").With(new Concerns.Raise("Bruises."), id: "x1")
            .Until("2026-07-06 17:00");
        Assert.Equal(["2026-07-06 09:00"], story.SentAt(MessageKind.Concern));
        Assert.Equal(["2026-07-06 13:00", "2026-07-06 17:00"], story.SentAt(MessageKind.ConcernAgain));
    }

    [Fact]
    public void A_provider_is_asked_and_a_silence_noticed_but_nobody_is_called()
    {
        Story story = Story.Introduced().With(Until(9, 1)).Until("2026-08-31 10:00");
        Assert.Equal(["2026-07-08 17:00"], story.SentAt(MessageKind.ProviderNudge));
        Assert.Equal(ProviderAnswer.NoAnswer, story.Journey.Introductions[0].Answer);
        Assert.Equal(2, story.Events.OfType<Silence.Noticed>().Count());
        Assert.DoesNotContain(TaskKind.KeepInTouch, story.TaskKinds);
        Assert.DoesNotContain(TaskKind.Review, story.TaskKinds); // 14 August
        Assert.Equal([TaskKind.FindActivity, TaskKind.KeepInTouch, TaskKind.Review], story.Until("2026-09-01 09:00").TaskKinds);
    }

    [Fact]
    public void What_waited_gets_time_again_and_nobody_is_told_that_it_is_late()
    {
        Story story = Story.Met().With(Until(7, 20)).Until("2026-07-20 08:59");
        Assert.Equal(["AgreePlan for sam by 2026-07-10 17:00"], story.Tasks);
        Assert.Empty(story.SentAt(MessageKind.Escalation));
        story.Until("2026-07-20 09:00");
        Assert.Equal(["AgreePlan for sam by 2026-07-22 17:00", "KeepInTouch for sam by 2026-07-22 17:00"], story.Tasks);
        Assert.Equal(["2026-07-23 17:00"], story.Until("2026-07-23 17:00").SentAt(MessageKind.Escalation).Distinct());
    }

    [Fact]
    public void What_is_due_later_anyway_keeps_its_day()
    {
        Story story = Story.Met().With(Until(7, 4)).Until("2026-07-04 09:00");
        Assert.Equal("AgreePlan for sam by 2026-07-10 17:00", story.Tasks[0]);
    }

    [Fact]
    public void A_lift_is_arranged_before_its_session_whatever_else_gets_time()
    {
        Story story = Story.Going("2026-07-21 14:00", new Transport(TransportKind.Lift)).Until("2026-07-04 09:00").With(Until(7, 20));
        Assert.Equal("2026-07-17 17:00", Story.London(story.Task(TaskKind.ArrangeTransport).Due));
        Assert.Equal("2026-07-21 12:00", Story.London(story.Until("2026-07-20 09:00").Task(TaskKind.ArrangeTransport).Due));
    }

    [Theory]
    [InlineData(TaskKind.Triage, false)]
    [InlineData(TaskKind.TellProvider, false)]
    [InlineData(TaskKind.CallPerson, false)]
    [InlineData(TaskKind.Allocate, false)]
    [InlineData(TaskKind.KeepInTouch, true)]
    [InlineData(TaskKind.AgreePlan, true)]
    public void What_others_wait_for_does_not_rest(TaskKind kind, bool rests) => Assert.Equal(rests, Tasks.Rests(kind));

    [Fact]
    public void Surveys_wait_and_one_that_comes_too_late_is_left_out()
    {
        Story story = Story.Met().With(Until(7, 10)).Until("2026-07-10 09:00");
        Assert.Equal(["2026-07-10 09:00"], story.SentAt(MessageKind.SurveyInvitation));
        // 14 days after it was due
        Assert.Empty(Story.Met().With(Until(7, 19)).Until("2026-07-20 10:00").SentAt(MessageKind.SurveyInvitation));
    }

    [Fact]
    public void An_announced_end_gets_a_new_date()
    {
        Story story = Story.Contacted();
        for (int day = 6; day < 9; day++)
            story.Book($"2026-07-0{day} 11:00", $"m{day}").Until($"2026-07-0{day} 13:00")
                .With(new Meetings.RecordOutcome($"m{day}", MeetingOutcome.DidNotAttend));
        Assert.Equal("2026-07-15 17:00", Story.London(story.Journey.ClosingProposal!.On));
        story.With(Until(7, 20)).Until("2026-07-20 09:00");
        Assert.Equal("2026-07-27 17:00", Story.London(story.Journey.ClosingProposal!.On));
        Assert.Equal("2026-07-27 17:00", Story.London(story.Task(TaskKind.ClosingNotice).Due));
    }

    [Fact]
    public void The_referrer_sees_that_support_rests_and_not_why()
    {
        ReferralStatus status = Story.Planned().With(Until(7, 20, PauseReason.Bereavement)).Status();
        Assert.Equal((ReferralTaskStatus.OnHold, "Support rests until 20 July 2026 and then goes on by itself."),
            (status.Status, status.StatusReason));
        Assert.Equal(ReferralTaskStatus.InProgress, Story.Planned().With(Until(7, 20)).With(new Pausing.Resume()).Status().Status);
    }

    [Fact]
    public void Who_dies_meanwhile_hears_nothing_ever_again()
    {
        Story story = Story.Going("2026-07-24 14:00").With(Until(7, 20)).With(new Closing.Close(ClosingReason.Died));
        Assert.Equal([MessageKind.ReferrerClosed], story.Queued);
        Assert.Equal([TaskKind.TellProvider], story.TaskKinds); // somebody keeps a place for them
        int before = story.Journal.Count;
        story.Until("2027-12-31 10:00");
        Assert.DoesNotContain(story.Journal.Skip(before), e => e.Event is Messages.Queued m && m.Kind is not MessageKind.Escalation);
        Assert.Equal((Stage.Closed, null), (story.Stage, story.Journey.Pause));
    }

    [Fact]
    public void Support_that_ends_does_not_go_on_by_itself()
    {
        Story story = Story.Planned().With(Until(7, 20)).With(new Closing.Close(ClosingReason.MovedAway)).Until("2026-07-21 10:00");
        Assert.Empty(story.Events.OfType<Pausing.Resumed>());
        Assert.Equal([MessageKind.Goodbye], story.QueuedEver.Where(k => k is MessageKind.Goodbye));
    }
}
