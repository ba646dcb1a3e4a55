namespace SocialPrescribing.Journeys.Tests;

/// <summary>Meetings to which the person did not come.</summary>
public partial class MeetingsTests
{
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
        story.With(new Meetings.RecordOutcome("m2", MeetingOutcome.Held))
            .With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend));
        Assert.Equal([TaskKind.AgreePlan], story.TaskKinds);
    }

    [Fact]
    public void What_got_in_the_way_is_kept_for_a_meeting_that_was_missed_and_not_for_one_that_was_held()
    {
        Story story = Story.Contacted().Book("2026-07-09 11:00", "m1").Book("2026-07-10 11:00", "m2").Until("2026-07-10 13:00");
        story.With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held, "anxiety"));
        Assert.Null(story.Last.OfType<Meetings.OutcomeRecorded>().Single().Barrier);
        Assert.DoesNotContain(Needs.Anxiety, story.Journey.Needs);
        story.With(new Meetings.RecordOutcome("m2", MeetingOutcome.DidNotAttend, "transport"));
        Assert.Equal("transport", story.Last.OfType<Meetings.OutcomeRecorded>().Single().Barrier);
        Assert.Contains(Needs.Transport, story.Journey.Needs);
    }

    [Fact]
    public void The_third_missed_meeting_names_the_notice_after_itself()
    {
        Story story = Story.Contacted();
        for (int i = 1; i <= 3; i++)
            story.Book($"2026-07-0{i + 5} 11:00", $"m{i}").Until($"2026-07-0{i + 5} 13:00")
                .With(new Meetings.RecordOutcome($"m{i}", MeetingOutcome.DidNotAttend));
        Assert.StartsWith("meeting/m3/closing", story.Task(TaskKind.ClosingNotice).Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_comes_back_is_not_counted_for_what_they_missed_before()
    {
        Story story = Story.Contacted().Book("2026-07-06 11:00", "m1").Until("2026-07-06 13:00")
            .With(new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend));
        story.With(new Closing.Close(ClosingReason.Withdrew)).Until("2026-07-20 10:00").With(new Closing.Reopen());
        story.Book("2026-07-21 11:00", "m2").Until("2026-07-21 13:00").With(new Meetings.RecordOutcome("m2", MeetingOutcome.DidNotAttend));
        Assert.Contains(TaskKind.PhoneAfterMissed, story.TaskKinds);
        Assert.DoesNotContain(TaskKind.WelfareCall, story.TaskKinds);
    }
}
