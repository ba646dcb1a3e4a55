namespace SocialPrescribing.Journeys.Tests;

public class ConcernsTests
{
    [Theory]
    [InlineData("2026-07-01 10:00", "2026-07-01 14:00", "2026-07-02 10:00", "2026-07-02 14:00")]
    [InlineData("2026-07-03 16:00", "2026-07-06 12:00", "2026-07-06 16:00", "2026-07-07 12:00")] // Friday afternoon
    [InlineData("2026-04-02 17:30", "2026-04-07 13:00", "2026-04-07 17:00", "2026-04-08 13:00")] // before Easter
    [InlineData("2026-03-27 15:00", "2026-03-30 11:00", "2026-03-30 15:00", "2026-03-31 11:00")] // the clocks go forward
    [InlineData("2026-10-23 15:00", "2026-10-26 11:00", "2026-10-26 15:00", "2026-10-27 11:00")] // and back
    public void It_is_told_again_every_four_working_hours_until_it_is_acknowledged(
        string raised, string second, string third, string fourth)
    {
        Story story = Story.Accepted(raised).With(new Concerns.Raise("Bruises."), id: "x1");
        Assert.Equal([MessageKind.Concern], story.Queued);
        Assert.Equal((Queues.Safeguarding, second, Urgency.Urgent),
            (story.Task(TaskKind.AcknowledgeConcern).Assignee, Story.London(story.Task(TaskKind.AcknowledgeConcern).Due),
                story.Task(TaskKind.AcknowledgeConcern).Urgency));
        story.Until(fourth);
        Assert.Equal([second, third, fourth], story.SentAt(MessageKind.ConcernAgain));
        Assert.Equal((Recipient.SafeguardingLead, Recipient.SafeguardingLeadAndLead),
            (Messages.RecipientOf(MessageKind.Concern), Messages.RecipientOf(MessageKind.ConcernAgain)));
        story.With(new Concerns.Acknowledge("x1")).Days(10);
        Assert.Equal(3, story.SentAt(MessageKind.ConcernAgain).Length);
    }

    [Fact]
    public void After_an_outage_it_is_told_once_and_goes_on_from_there()
    {
        Story story = Story.Accepted().With(new Concerns.Raise("Bruises.")).SleepUntil("2026-07-20 10:00");
        Assert.Single(story.Queued, MessageKind.ConcernAgain);
        Assert.Equal(["2026-07-20 10:00", "2026-07-20 14:00"], story.Until("2026-07-20 15:00").SentAt(MessageKind.ConcernAgain));
    }

    [Fact]
    public void A_named_human_acknowledges_then_settles_and_only_then_mail_starts_again()
    {
        Story story = Story.Contacted().Book("2026-07-20 11:00", "m1").With(new Concerns.Raise("Bruises."), id: "x1");
        story.Refuses("needs-a-human", new Concerns.Acknowledge("x1"), Actor.System)
            .Refuses("needs-a-human", new Concerns.Acknowledge("x1"), Actor.Person);
        story.Refuses("not-acknowledged", new Concerns.Settle("x1", "Talked."));
        story.With(new Concerns.Acknowledge("x1"), Actor.Staff("ada")).Refuses("already-acknowledged", new Concerns.Acknowledge("x1"));
        Assert.Equal(["SettleConcern for ada by 2026-07-02 17:00"], story.Tasks);
        Assert.Equal(Messages.Reasons.Concern, Messages.WhyNot(story.Journey, MessageKind.MeetingReminder));
        story.Refuses("note-missing", new Concerns.Settle("x1", " "))
            .Refuses("needs-a-human", new Concerns.Settle("x1", "Talked."), Actor.Person)
            .Refuses("task-needs-its-command", new Tasks.Complete("concern/x1/settle"));
        story.With(new Concerns.Settle("x1", "Talked."), Actor.Staff("ada"))
            .Refuses("already-settled", new Concerns.Settle("x1", "Again."));
        Assert.Null(Messages.WhyNot(story.Journey, MessageKind.MeetingReminder));
        Assert.Empty(story.Tasks);
    }

    [Fact]
    public void While_one_of_two_is_open_mail_rests_and_reminders_become_calls()
    {
        Story story = Story.Contacted().Book("2026-07-10 11:00", "m1").With(new Concerns.Raise("Bruises."), id: "x1")
            .With(new Concerns.Raise("Again."), id: "x2").With(new Concerns.Acknowledge("x1", "Known.", Settled: true));
        story.Until("2026-07-10 10:00");
        Assert.DoesNotContain(MessageKind.MeetingReminder, story.QueuedEver);
        Assert.Equal(2, story.TaskKinds.Count(k => k is TaskKind.TellPerson));
        story.Refuses("concern-known", new Concerns.Raise("Twice."), id: "x2").Refuses("detail-missing", new Concerns.Raise(" "));
    }

    [Theory]
    [InlineData("safeguarding")]
    [InlineData("domesticAbuse")]
    public void A_referral_can_bring_a_concern_and_then_the_person_gets_no_mail(string how)
    {
        Story story = Story.Received(but: r => how is "safeguarding" ? Story.WithConcern(r) : r with { Needs = ["domesticAbuse"] });
        Assert.Equal([MessageKind.Concern, MessageKind.ReferrerReceived], story.Queued);
        Assert.Equal([TaskKind.Triage, TaskKind.AcknowledgeConcern], story.TaskKinds);
        story.Refuses("concern-open", new Intake.Decline("Too far."));
    }

    [Fact]
    public void It_stays_somebodys_duty_after_the_journey_is_closed()
    {
        Story story = Story.Ended(ClosingReason.Withdrew).With(new Concerns.Raise("Heard from a neighbour."), id: "x1").Days(4);
        Assert.True(story.SentAt(MessageKind.ConcernAgain).Length >= 2);
        story.With(new Concerns.Acknowledge("x1")).Days(3);
        Assert.NotEmpty(story.SentAt(MessageKind.Escalation)); // acknowledged, and not settled
        story.With(new Concerns.Settle("x1", "Police informed."));
        Assert.Null(story.NextDue);
    }
}
