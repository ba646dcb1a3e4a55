namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// A referral for somebody recorded as having died may be for the same person, or for one with the same details. Staff decide.
/// </summary>
public class DeathOnRecordTests
{
    private static Story Received(Func<Referral, Referral>? but = null) =>
        new Story().With(Story.WithDeathOnRecord(Story.Receive(but)), Actor.Referrer("org"));
    private static Intake.AddReferral AnotherOnRecord => new(Story.Join().Referral with { DeathOnRecord = true });

    [Fact]
    public void Nothing_is_written_to_the_person_and_the_referrer_is_answered_as_always()
    {
        Story story = Received();
        Assert.Equal([MessageKind.ReferrerReceived], story.Queued);
        Assert.Equal(["Triage for triage by 2026-07-03 17:00", "DeathOnRecord for triage by 2026-07-03 17:00"], story.Tasks);
        Assert.Equal(Story.Received().Status().Status, story.Status().Status);
        Assert.Equal(Messages.Reasons.DeathOnRecord,
            Messages.WhyNoLonger(story.Journey, MessageKind.Received, "key", null, story.Now, story.Pathway));
        story.Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.DeathOnRecord).Id));
    }

    [Fact]
    public void Somebody_elses_referral_is_accepted_and_goes_on_as_any()
    {
        Story story = Received().With(new Intake.Accept(LinkWorker: "sam"));
        Assert.Equal([TaskKind.FirstContact], story.TaskKinds);
        story.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached)).Book("2026-07-09 11:00", "m1");
        Assert.Equal([MessageKind.MeetingBooked], story.Queued);
    }

    [Fact]
    public void Whoever_is_declined_or_recorded_as_dead_stays_one_who_may_have_died()
    {
        Story declined = Received().With(new Intake.Decline("We know that she has died."));
        Assert.Equal((0, true), (declined.Tasks.Length, declined.Journey.MayHaveDied));
        Story died = Received().With(new Closing.Close(ClosingReason.Died));
        Assert.Equal((0, true), (died.Tasks.Length, died.Journey.HasDied));
        Story withdrew = Received().With(new Closing.Close(ClosingReason.Withdrew));
        Assert.True(withdrew.Journey.MayHaveDied);
        Assert.DoesNotContain(MessageKind.Goodbye, withdrew.QueuedEver);
        Assert.Equal([TaskKind.Triage, TaskKind.DeathOnRecord], withdrew.With(new Closing.Reopen()).TaskKinds);
    }

    [Fact]
    public void A_second_referral_that_is_taken_on_does_not_speak_for_the_first()
    {
        Story story = Received().With(Story.Join()).With(new Intake.Accept(Story.SecondReferral, "sam"));
        Assert.True(story.Journey.MayHaveDied);
        Assert.False(story.With(new Intake.Decline("Came twice.", Referral: Story.FirstReferral)).Journey.MayHaveDied);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_joins_holds_the_mail_of_its_journey_until_somebody_has_read_it(bool accepted)
    {
        Story story = Story.Contacted().With(AnotherOnRecord, Actor.Referrer("org")).Book("2026-07-09 11:00", "m1");
        Assert.Equal("MeetingBooked:death-on-record", story.Withheld);
        Assert.Equal([TaskKind.ReviewJoinedReferral, TaskKind.DeathOnRecord, TaskKind.TellPerson], story.TaskKinds);
        story.With(
            accepted ? new Intake.Accept(Story.SecondReferral) : new Intake.Decline("Somebody else.", Referral: Story.SecondReferral));
        Assert.Equal([TaskKind.TellPerson], story.TaskKinds);
        Assert.Equal(["2026-07-07 11:00"], story.Until("2026-07-08 10:00").SentAt(MessageKind.MeetingReminder));
    }

    [Fact]
    public void No_last_letter_and_no_survey_goes_out_meanwhile_and_no_time_runs_from_one()
    {
        Contact.RecordAttempt nobody = new(ContactMethod.Phone, AttemptOutcome.NoAnswer);
        Story story = Story.Accepted().With(AnotherOnRecord, Actor.Referrer("org")).With(nobody).Days(1).With(nobody).Days(1).With(nobody);
        Assert.Null(story.Journey.LastLetterAt);
        Assert.Contains(TaskKind.NextAttempt, story.TaskKinds);
        Assert.Empty(Story.Met().With(AnotherOnRecord, Actor.Referrer("org")).Until("2026-07-06 10:00").Journey.Surveys);
    }
}
