namespace SocialPrescribing.Journeys.Tests;

public partial class MeetingsTests
{
    [Theory]
    //           booked at           meeting             reminders
    [InlineData("2026-07-01 10:00", "2026-07-09 11:00", "2026-07-07 11:00", "2026-07-09 08:00")]
    [InlineData("2026-07-01 10:00", "2026-07-02 11:00", "", "2026-07-02 08:00")] // too late for 48 hours
    [InlineData("2026-07-02 08:30", "2026-07-02 11:00", "", "")] // at short notice, none
    [InlineData("2026-07-01 10:00", "2026-07-09 07:30", "2026-07-07 07:30", "")] // before eight, no reminder that day
    // the clocks go forward on the 29th: 48 hours are 48 hours, 08:00 is 08:00
    [InlineData("2026-03-25 10:00", "2026-03-30 11:00", "2026-03-28 10:00", "2026-03-30 08:00")]
    [InlineData("2026-03-25 10:00", "2026-03-29 11:00", "2026-03-27 10:00", "2026-03-29 08:00")]
    [InlineData("2026-10-21 10:00", "2026-10-26 11:00", "2026-10-24 12:00", "2026-10-26 08:00")] // and back on the 25th
    [InlineData("2026-10-21 10:00", "2026-10-25 11:00", "2026-10-23 12:00", "2026-10-25 08:00")]
    [InlineData("2028-02-25 10:00", "2028-03-01 11:00", "2028-02-28 11:00", "2028-03-01 08:00")] // over a leap day
    public void Reminders_go_out_48_hours_before_and_at_eight_on_the_day(string booked, string meeting, string twoDays, string sameDay)
    {
        Story story = Story.Contacted(booked).Book(meeting, "m1").Until(meeting);
        Assert.Equal(twoDays is "" ? [] : [twoDays], story.SentAt(MessageKind.MeetingReminder));
        Assert.Equal(sameDay is "" ? [] : [sameDay], story.SentAt(MessageKind.MeetingReminderToday));
    }

    [Fact]
    public void A_moved_meeting_moves_its_reminders()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Until("2026-07-07 12:00")
            .With(new Meetings.Move("m1", Story.At("2026-07-14 15:00")));
        Assert.Equal([MessageKind.MeetingMoved], story.Queued);
        story.Until("2026-07-14 15:00");
        Assert.Equal(["2026-07-07 11:00", "2026-07-12 15:00"], story.SentAt(MessageKind.MeetingReminder));
        Assert.Equal(["2026-07-14 08:00"], story.SentAt(MessageKind.MeetingReminderToday));
    }

    [Theory]
    [InlineData("2026-07-08 20:00", "MeetingReminder", "")] // late, and still of use
    [InlineData("2026-07-09 08:00", "MeetingReminderToday", "meeting/m1/1/reminder/48h")]
    [InlineData("2026-07-09 10:59", "MeetingReminderToday", "meeting/m1/1/reminder/48h")]
    [InlineData("2026-07-09 11:00", "", "meeting/m1/1/reminder/48h meeting/m1/1/reminder/sameDay 08:00")] // over: recorded as missed
    [InlineData("2026-07-30 11:00", "Escalation", "meeting/m1/1/reminder/48h meeting/m1/1/reminder/sameDay 08:00")]
    public void After_an_outage_one_reminder_at_most_still_goes_out(string wakes, string sent, string skipped)
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").SleepUntil(wakes);
        Assert.Equal(sent, string.Join(" ", story.Queued.Where(k => k is not MessageKind.Escalation || sent is "Escalation")));
        Assert.Equal(skipped, string.Join(" ", story.Last.OfType<Agenda.Skipped>().Select(s => s.Key).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("2026-07-01 10:00", 60, "meeting-in-past")]
    [InlineData("2026-06-30 10:00", 60, "meeting-in-past")]
    [InlineData("2026-10-29 10:01", 60, "meeting-too-far")]
    [InlineData("2026-07-03 10:00", 4, "meeting-length")]
    [InlineData("2026-07-03 10:00", 481, "meeting-length")]
    [InlineData("2026-07-09 10:30", 60, "meeting-overlaps")]
    [InlineData("2026-07-09 11:59", 60, "meeting-overlaps")]
    public void A_meeting_is_at_a_time_when_it_can_be(string at, int minutes, string code) =>
        Story.Contacted().Book("2026-07-09 11:00", "m1")
            .Refuses(code, new Meetings.Book(Story.At(at), new Place(PlaceKind.AtHome), minutes));

    [Fact]
    public void Meetings_may_follow_each_other()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Book("2026-07-09 10:00", "m2").Book("2026-07-09 12:00", "m3");
        story.Refuses("meeting-known", new Meetings.Book(Story.At("2026-07-20 11:00"), new Place(PlaceKind.AtHome)), id: "m1");
    }

    [Fact]
    public void A_meeting_may_move_over_its_own_old_time() =>
        Assert.Equal(2, Story.Contacted().Book("2026-07-09 11:00", "m1")
            .With(new Meetings.Move("m1", Story.At("2026-07-09 11:30"))).Journey.Meetings[0].Version);

    [Fact]
    public void Times_are_kept_in_utc_whatever_the_browser_sends() => Assert.Equal(
        TimeSpan.Zero,
        Story.Contacted()
            .With(
                new Meetings.Book(Story.At("2026-07-09 11:00")
                    .ToOffset(TimeSpan.FromHours(1)), new Place(PlaceKind.AtHome))).Journey.Meetings[0].At.Offset);

    [Fact]
    public void A_meeting_that_was_held_settles_what_was_waiting_for_word_and_calls_off_an_end()
    {
        Story story = Story.Contacted().Book("2026-07-02 11:00", "m1").Book("2026-07-03 11:00", "m2").Until("2026-07-02 13:00")
            .With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend));
        Assert.Contains(TaskKind.PhoneAfterMissed, story.TaskKinds);
        story.Until("2026-07-03 13:00").With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held))
            .Refuses("meeting-not-booked", new Meetings.RecordOutcome("m2", MeetingOutcome.DidNotAttend));
        Assert.Equal([TaskKind.AgreePlan], story.TaskKinds);
    }

    [Fact]
    public void Only_the_first_meeting_that_was_held_asks_for_a_plan()
    {
        Story story = Story.Planned().Book("2026-07-10 11:00", "m2").Until("2026-07-10 12:00")
            .With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held));
        Assert.Single(story.Events.OfType<Tasks.Opened>(), t => t.Kind is TaskKind.AgreePlan);
    }

    [Fact]
    public void Who_cannot_come_or_wants_another_time_is_called_once_for_each_meeting()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Book("2026-07-16 11:00", "m2");
        story.With(new Meetings.AskAnotherTime("m2"), Actor.Person).With(new Meetings.AskAnotherTime("m2"), Actor.Person)
            .With(new Meetings.CannotCome("m1"), Actor.Person);
        Assert.Equal(["m2", "m1"], story.Journey.Tasks.Select(t => t.About));
        story.Refuses("meeting-not-booked", new Meetings.Confirm("m1")).Book("2026-07-10 11:00", "m3");
        Assert.Equal(["m2"], story.Journey.Tasks.Select(t => t.About)); // their wish for the other one still stands
        story.With(new Meetings.Move("m2", Story.At("2026-07-17 11:00")));
        Assert.Empty(story.Tasks);
    }

    [Fact]
    public void Without_email_somebody_tells_the_person_and_no_longer_than_it_matters()
    {
        Story story = Story.Contacted(but: Story.NoEmail).Book("2026-07-09 11:00", "m1");
        Assert.Equal(["TellPerson for sam by 2026-07-02 17:00"], story.Tasks);
        Assert.Equal((MessageKind.MeetingBooked, "m1/1"), (story.Journey.Tasks[0].Message!.Value, story.Journey.Tasks[0].About));
        story.With(new Meetings.Move("m1", Story.At("2026-07-10 11:00")));
        Assert.Equal([MessageKind.MeetingMoved], story.Journey.Tasks.Select(t => t.Message!.Value));
        story.With(new Tasks.Complete(story.Journey.Tasks[0].Id)).Until("2026-07-10 10:00");
        Assert.Equal(["TellPerson for sam by 2026-07-09 17:00", "TellPerson for sam by 2026-07-10 11:00"], story.Tasks);
        story.Until("2026-07-10 12:00").With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held));
        Assert.Equal([TaskKind.AgreePlan], story.TaskKinds);
    }

    [Fact]
    public void A_booked_meeting_is_contact_so_nobody_hears_that_the_person_was_not_reached()
    {
        Story story = Story.Accepted().Book("2026-08-20 11:00", "m1").Until("2026-08-01 10:00");
        Assert.DoesNotContain(MessageKind.ReferrerCouldNotReach, story.QueuedEver);
        Assert.Equal(Stage.Meeting, story.Stage);
    }

    [Fact]
    public void When_support_ends_nobody_is_left_standing_at_a_door() =>
        Assert.Equal([MessageKind.MeetingCancelled, MessageKind.Goodbye, MessageKind.ReferrerClosed], Story.Contacted()
            .Book("2026-07-09 11:00", "m1").With(new Closing.Close(ClosingReason.Withdrew)).Queued);

    [Fact]
    public void A_meeting_that_moves_keeps_its_place_and_length_unless_they_move_too()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1", minutes: 45)
            .With(new Meetings.Move("m1", Story.At("2026-07-10 11:00")));
        Assert.Equal((new Place(PlaceKind.Surgery, "Chase Hospital"), 45),
            (story.Journey.Meetings[0].Place, story.Journey.Meetings[0].Minutes));
        Messages.Queued told = Assert.Single(story.Last.OfType<Messages.Queued>());
        Assert.Equal(("meeting/m1/2/moved", "m1/2"), (told.Key, told.About));
        story.With(new Meetings.Move("m1", Story.At("2026-07-10 12:00"), new Place(PlaceKind.Phone), 30));
        Assert.Equal((new Place(PlaceKind.Phone), 30), (story.Journey.Meetings[0].Place, story.Journey.Meetings[0].Minutes));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(480)]
    public void A_meeting_may_be_as_short_as_five_minutes_and_as_long_as_eight_hours(int minutes) =>
        Story.Contacted().Book("2026-07-09 11:00", "m1", minutes);

    [Fact]
    // the clocks have gone back
    public void The_last_day_that_can_be_booked_can_be_booked() => Story.Contacted().Book("2026-10-29 09:00", "m1");

    [Fact]
    public void A_meeting_that_is_called_off_is_told_and_another_arranged_until_somebody_has_met_the_person()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Book("2026-07-16 11:00", "m2");
        DateTimeOffset? touched = story.Journey.LastTouchAt;
        story.Until("2026-07-02 10:00").With(new Meetings.Cancel("m1"));
        Assert.Equal([MessageKind.MeetingCancelled], story.Queued);
        Assert.Equal("meeting/m1/1/cancelled", story.Last.OfType<Messages.Queued>().Single().Key);
        Assert.DoesNotContain(TaskKind.ArrangeMeeting, story.TaskKinds); // the other one still stands
        Assert.Equal(touched, story.Journey.LastTouchAt); // nobody has heard from the person
        Assert.Contains(new Meetings.Cancelled("m1", null, ByPerson: false), story.Last);
        story.With(new Meetings.Cancel("m2"));
        Assert.Equal("m2", story.Task(TaskKind.ArrangeMeeting).About);
        Assert.DoesNotContain(TaskKind.ArrangeMeeting, Story.Met().Book("2026-07-16 11:00", "m2")
            .With(new Meetings.Cancel("m2")).TaskKinds);
    }

    [Fact]
    public void Nobody_is_told_that_a_meeting_of_yesterday_is_called_off() =>
        Assert.Empty(Story.Contacted().Book("2026-07-09 11:00", "m1").Until("2026-07-09 11:00").With(new Meetings.Cancel("m1")).Queued);

    [Fact]
    public void Who_says_that_they_cannot_come_has_been_in_touch()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Until("2026-07-03 10:00")
            .With(new Meetings.CannotCome("m1", "The dentist."), Actor.Person);
        Assert.Equal((story.Now, new Meetings.Cancelled("m1", "The dentist.", ByPerson: true)), (story.Journey.LastTouchAt, story.Last[0]));
    }

    [Fact]
    public void Who_was_met_has_been_in_touch_and_who_was_missed_has_not()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Book("2026-07-10 11:00", "m2").Until("2026-07-10 13:00");
        DateTimeOffset? touched = story.Journey.LastTouchAt;
        Assert.Equal(touched, story.With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend)).Journey.LastTouchAt);
        Assert.Equal(story.Now, story.With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held)).Journey.LastTouchAt);
    }

    [Fact]
    public void From_the_minute_it_begins_a_meeting_is_recorded_and_no_longer_answered()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Until("2026-07-09 10:59")
            .Refuses("meeting-to-come", new Meetings.RecordOutcome("m1", MeetingOutcome.Held));
        story.With(new Meetings.Confirm("m1"), Actor.Person).Refuses("already-confirmed", new Meetings.Confirm("m1"), Actor.Person);
        story.Until("2026-07-09 11:00").Refuses("meeting-not-booked", new Meetings.Confirm("m1"), Actor.Person);
        story.Refuses("meeting-not-booked", new Meetings.AskAnotherTime("m1"), Actor.Person)
            .Refuses("meeting-not-booked", new Meetings.CannotCome("m1"), Actor.Person);
        story.With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held));
    }

    [Fact]
    public void A_wish_for_another_time_is_heard_for_each_meeting()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Book("2026-07-16 11:00", "m2");
        story.With(new Meetings.AskAnotherTime("m1"), Actor.Person).With(new Meetings.AskAnotherTime("m2"), Actor.Person)
            .With(new Meetings.AskAnotherTime("m2", "Mornings."), Actor.Person);
        Assert.Equal(["m1", "m2"], story.Journey.Tasks.Select(t => t.About));
    }

    [Fact]
    public void What_the_person_says_stands_on_the_task_and_newer_words_take_the_place_of_older_ones()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1");
        story.With(new Meetings.AskAnotherTime("m1"), Actor.Person);
        DateTimeOffset due = story.Task(TaskKind.Rebook).Due;
        story.Until("2026-07-03 10:00").With(new Meetings.AskAnotherTime("m1", "Mornings, please."), Actor.Person);
        Assert.Equal(("Mornings, please.", due), (story.Task(TaskKind.Rebook).Words, story.Task(TaskKind.Rebook).Due));
        // Asking again without a comment does not remove the first comment.
        story.With(new Meetings.AskAnotherTime("m1"), Actor.Person);
        Assert.Equal("Mornings, please.", story.Task(TaskKind.Rebook).Words);
        story.With(new Meetings.CannotCome("m1", "I am in hospital."), Actor.Person);
        Assert.Equal("I am in hospital.", story.Task(TaskKind.Rebook).Words);
    }

    [Fact]
    public void A_meeting_for_which_another_time_was_asked_counts_as_confirmed_only_when_the_person_says_so_again()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").With(new Meetings.Confirm("m1"), Actor.Person);
        Assert.False(Meetings.IsAskedToMove(story.Journey, story.Journey.Meetings[0]));
        story.With(new Meetings.AskAnotherTime("m1"), Actor.Person);
        Assert.True(Meetings.IsAskedToMove(story.Journey, story.Journey.Meetings[0]));
        story.With(new Meetings.Confirm("m1"), Actor.Person);
        Assert.False(Meetings.IsAskedToMove(story.Journey, story.Journey.Meetings[0]));
        Assert.Empty(story.Tasks);
        story.Refuses("already-confirmed", new Meetings.Confirm("m1"), Actor.Person);
    }

    [Fact]
    public void A_pause_that_calls_a_meeting_off_is_not_word_from_the_person()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Until("2026-07-03 10:00")
            .With(new Pausing.Pause(PauseReason.Hospital, new DateOnly(2026, 7, 20)));
        Assert.Contains(new Meetings.Cancelled("m1", null, ByPerson: false), story.Last);
    }
}
