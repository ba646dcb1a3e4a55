namespace SocialPrescribing.Journeys.Tests;

public class MeetingsTests
{
    [Theory]
    //           booked at           meeting             reminders
    [InlineData("2026-07-01 10:00", "2026-07-09 11:00", "2026-07-07 11:00", "2026-07-09 08:00")]
    [InlineData("2026-07-01 10:00", "2026-07-02 11:00", "", "2026-07-02 08:00")] // too late for 48 hours
    [InlineData("2026-07-02 08:30", "2026-07-02 11:00", "", "")] // at short notice, none
    [InlineData("2026-07-01 10:00", "2026-07-09 07:30", "2026-07-07 07:30", "")] // before eight, no reminder that day
    [InlineData("2026-03-25 10:00", "2026-03-30 11:00", "2026-03-28 10:00", "2026-03-30 08:00")] // the clocks go forward on the 29th: 48 hours are 48 hours, 08:00 is 08:00
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
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Until("2026-07-07 12:00").With(new Meetings.Move("m1", Story.At("2026-07-14 15:00")));
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
        Story.Contacted().Book("2026-07-09 11:00", "m1").Refuses(code, new Meetings.Book(Story.At(at), new Place(PlaceKind.AtHome), minutes));

    [Fact]
    public void Meetings_may_follow_each_other()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Book("2026-07-09 10:00", "m2").Book("2026-07-09 12:00", "m3");
        story.Refuses("meeting-known", new Meetings.Book(Story.At("2026-07-20 11:00"), new Place(PlaceKind.AtHome)), id: "m1");
    }

    [Fact]
    public void A_meeting_may_move_over_its_own_old_time() =>
        Assert.Equal(2, Story.Contacted().Book("2026-07-09 11:00", "m1").With(new Meetings.Move("m1", Story.At("2026-07-09 11:30"))).Journey.Meetings[0].Version);

    [Fact]
    public void Times_are_kept_in_utc_whatever_the_browser_sends() => Assert.Equal(
        TimeSpan.Zero,
        Story.Contacted().With(new Meetings.Book(Story.At("2026-07-09 11:00").ToOffset(TimeSpan.FromHours(1)), new Place(PlaceKind.AtHome))).Journey.Meetings[0].At.Offset);

    [Theory]
    [InlineData(1, "PhoneAfterMissed for sam by 2026-07-03 17:00")] // the same day
    [InlineData(2, "WelfareCall for sam by 2026-07-06 17:00")]
    [InlineData(3, "WelfareCall for sam by 2026-07-06 17:00, ClosingNotice for lead by 2026-07-10 17:00")]
    public void A_missed_meeting_asks_for_care_first(int missed, string tasks)
    {
        Story story = Story.Contacted();
        for (int i = missed; i >= 1; i--)
            story.Book($"2026-07-03 {13 - i}:00", $"m{i}");
        story.Until("2026-07-03 13:30");
        for (int i = missed; i >= 1; i--)
            story.With(new Meetings.RecordOutcome($"m{i}", MeetingOutcome.DidNotAttend, "transport"));
        Assert.Equal(tasks, string.Join(", ", story.Tasks));
    }

    [Fact]
    public void Somebody_who_misses_three_meetings_with_a_fourth_ahead_is_waited_for()
    {
        Story story = Story.Contacted().Book("2026-07-20 11:00", "m4");
        foreach (string id in (string[])["m1", "m2", "m3"])
        {
            story.Book($"2026-07-0{id[1] - '0' + 2} 11:00", id).Until($"2026-07-0{id[1] - '0' + 2} 13:00");
            story.With(new Meetings.RecordOutcome(id, MeetingOutcome.DidNotAttend));
        }
        Assert.Null(story.Journey.ClosingProposal);
        story.Until("2026-07-20 12:00").With(new Meetings.RecordOutcome("m4", MeetingOutcome.DidNotAttend));
        Assert.NotNull(story.Journey.ClosingProposal);
    }

    [Fact]
    public void A_meeting_that_was_missed_before_one_that_was_held_is_no_longer_a_worry()
    {
        Story story = Story.Contacted().Book("2026-07-02 11:00", "m1").Book("2026-07-03 11:00", "m2").Until("2026-07-03 13:00");
        story.With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held)).With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend));
        Assert.Equal([TaskKind.AgreePlan], story.TaskKinds);
    }

    [Fact]
    public void A_meeting_that_was_held_settles_what_was_waiting_for_word_and_calls_off_an_end()
    {
        Story story = Story.Contacted().Book("2026-07-02 11:00", "m1").Book("2026-07-03 11:00", "m2").Until("2026-07-02 13:00").With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend));
        Assert.Contains(TaskKind.PhoneAfterMissed, story.TaskKinds);
        story.Until("2026-07-03 13:00").With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held)).Refuses("meeting-not-booked", new Meetings.RecordOutcome("m2", MeetingOutcome.DidNotAttend));
        Assert.Equal([TaskKind.AgreePlan], story.TaskKinds);
    }

    [Fact]
    public void Only_the_first_meeting_that_was_held_asks_for_a_plan()
    {
        Story story = Story.Planned().Book("2026-07-10 11:00", "m2").Until("2026-07-10 12:00").With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held));
        Assert.Single(story.Events.OfType<Tasks.Opened>(), t => t.Kind is TaskKind.AgreePlan);
    }

    [Fact]
    public void Who_cannot_come_or_wants_another_time_is_called_once_for_each_meeting()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Book("2026-07-16 11:00", "m2");
        story.With(new Meetings.AskAnotherTime("m2"), Actor.Person).With(new Meetings.AskAnotherTime("m2"), Actor.Person).With(new Meetings.CannotCome("m1"), Actor.Person);
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
        Assert.Equal([MessageKind.MeetingCancelled, MessageKind.Goodbye, MessageKind.ReferrerClosed], Story.Contacted().Book("2026-07-09 11:00", "m1").With(new Closing.Close(ClosingReason.Withdrew)).Queued);
}
