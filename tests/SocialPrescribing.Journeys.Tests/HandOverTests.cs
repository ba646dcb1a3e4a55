namespace SocialPrescribing.Journeys.Tests;

/// <summary>A link worker leaves, and the person and all open tasks are handed over. Planned() is on Friday 3 July 2026.</summary>
public class HandOverTests
{
    private static readonly Allocation.HandOver ToKim = new("kim");
    private static readonly Actor Lead = Actor.Staff("lee");

    [Fact]
    public void The_new_link_worker_says_hello_and_takes_over_what_waits()
    {
        Story story = Story.Met().With(ToKim, Lead);
        Assert.Equal(["AgreePlan for kim by 2026-07-10 17:00", "IntroduceYourself for kim by 2026-07-10 17:00"], story.Tasks);
        Assert.Equal("kim", story.Journey.LinkWorker);
        Assert.Empty(story.Queued);
        story.With(new Tasks.Complete(story.Task(TaskKind.IntroduceYourself).Id, "Rang her up."));
    }

    [Fact]
    public void Handed_on_again_only_the_last_one_says_hello()
    {
        Story story = Story.Planned().With(ToKim, Lead).With(new Allocation.HandOver("ola"), Lead);
        Assert.Equal(["IntroduceYourself for ola by 2026-07-10 17:00"], story.Tasks);
    }

    [Fact]
    public void An_ordinary_change_of_link_worker_needs_no_hello() =>
        Assert.Empty(Story.Planned().With(new Allocation.Allocate("kim"), Lead).Tasks);

    [Fact]
    public void Who_waits_for_a_link_worker_gets_one()
    {
        Story story = Story.Received().With(new Intake.Accept()).With(ToKim, Lead);
        Assert.Equal(["FirstContact for kim by 2026-07-08 17:00", "IntroduceYourself for kim by 2026-07-08 17:00"], story.Tasks);
    }

    [Fact]
    public void In_after_care_somebody_answers_for_the_person_without_a_fuss()
    {
        Story story = Story.Ended(but: Story.NoEmail).With(ToKim, Lead);
        Assert.Equal(["TellPerson for kim by 2026-07-06 17:00"], story.Tasks);
        Assert.Equal("kim", story.With(new Closing.Reopen()).Task(TaskKind.KeepInTouch).Assignee);
        Assert.Equal("ola", Story.Ended().With(new Allocation.Allocate("ola"), Lead).Journey.LinkWorker);
    }

    [Fact]
    public void A_concern_that_they_had_taken_on_goes_to_the_safeguarding_lead()
    {
        Story story = Story.Planned().With(new Concerns.Raise("Bruises."), id: "x1").With(new Concerns.Acknowledge("x1"), Story.Sam);
        Assert.Equal("sam", story.Task(TaskKind.SettleConcern).Assignee);
        Assert.Equal(Queues.Safeguarding, story.With(ToKim, Lead).Task(TaskKind.SettleConcern).Assignee);
        Story others = Story.Planned().With(new Concerns.Raise("Bruises."), id: "x1")
            .With(new Concerns.Acknowledge("x1"), Actor.Staff("ada")).With(ToKim, Lead);
        Assert.Equal("ada", others.Task(TaskKind.SettleConcern).Assignee);
    }

    [Fact]
    public void A_notice_to_the_lead_and_a_concern_nobody_has_taken_stay_where_they_are()
    {
        Story story = Story.Contacted();
        for (int day = 6; day < 9; day++)
            story.Book($"2026-07-0{day} 11:00", $"m{day}").Until($"2026-07-0{day} 13:00")
                .With(new Meetings.RecordOutcome($"m{day}", MeetingOutcome.DidNotAttend));
        story.With(new Concerns.Raise("Bruises.")).With(ToKim, Lead);
        Assert.Equal(("lead", "safeguarding", "kim"),
            (story.Task(TaskKind.ClosingNotice).Assignee, story.Task(TaskKind.AcknowledgeConcern).Assignee,
                story.Task(TaskKind.WelfareCall).Assignee));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Story.Received().Refuses("not-accepted", ToKim);
        Story.Planned().Refuses("already-allocated", new Allocation.HandOver("sam"))
            .Refuses("link-worker-missing", new Allocation.HandOver(" "));
        Story.Ended(ClosingReason.Withdrew).Refuses("support-ended", ToKim);
        Story.Ended(ClosingReason.Died).Refuses("support-ended", new Allocation.Allocate("kim"));
    }
}
