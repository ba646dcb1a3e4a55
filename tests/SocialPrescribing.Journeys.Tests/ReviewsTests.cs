namespace SocialPrescribing.Journeys.Tests;

/// <summary>
/// Looking at the plan together. Planned() agrees it on Friday 3 July 2026, so six weeks later is 14 August and twelve 25 September.
/// </summary>
public class ReviewsTests
{
    private static readonly Reviews.Record Goes = new(ReviewOutcome.GoOn, "She likes it there.");
    private static string[] OpenedAt(Story story) =>
        [.. story.Journal.Where(e => e.Event is Tasks.Opened { Kind: TaskKind.Review }).Select(e => Story.London(e.At))];

    /// <summary>Somebody talks to her every two weeks, so that reviews are the only tasks.</summary>
    private static Story Talking(Story story, string until)
    {
        for (DateTimeOffset end = Story.At(until); story.Now < end; story.Until(story.Now.AddDays(14) < end ? story.Now.AddDays(14) : end))
            story.With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        return story;
    }

    [Fact]
    public void The_plan_is_looked_at_after_six_weeks_after_twelve_and_every_six_from_then_on()
    {
        Story story = Talking(Story.Planned(), "2026-08-14 08:59");
        Assert.Empty(story.Tasks);
        Assert.Equal(["Review for sam by 2026-08-21 17:00"], story.Until("2026-08-14 09:00").Tasks);
        story.Until("2026-08-17 10:00").With(Goes);
        Assert.Equal(new DateOnly(2026, 9, 25), story.Journey.NextReviewOn);
        Talking(story, "2026-09-28 10:00").With(Goes);
        Assert.Equal(new DateOnly(2026, 11, 9), story.Journey.NextReviewOn);
        Talking(story, "2026-11-09 10:00");
        Assert.Equal(["2026-08-14 09:00", "2026-09-25 09:00", "2026-11-09 09:00"], OpenedAt(story)); // the clocks went back on 25 October
    }

    [Fact]
    public void A_review_that_nobody_holds_stays_one_task_and_reaches_the_lead()
    {
        Story story = Story.Planned().Until("2026-11-30 10:00");
        Assert.Equal(["2026-08-14 09:00"], OpenedAt(story));
        Assert.Contains("2026-08-24 17:00", story.SentAt(MessageKind.Escalation));
    }

    [Theory]
    [InlineData("2026-07-20", "review-date")] // today
    [InlineData("2026-07-19", "review-date")]
    [InlineData("2026-07-21", "")]
    [InlineData("2027-08-24", "")]
    [InlineData("2027-08-25", "review-date")]
    public void The_next_review_is_on_a_day_to_come(string next, string code)
    {
        Reviews.Record review = Goes with { NextOn = DateOnly.Parse(next, System.Globalization.CultureInfo.InvariantCulture) };
        Story story = Story.Planned().Until("2026-07-20 10:00");
        if (code is "")
            Assert.Equal(review.NextOn, story.With(review).Journey.NextReviewOn);
        else
            story.Refuses(code, review);
    }

    [Fact]
    public void A_review_needs_a_plan_and_says_what_was_found()
    {
        Story.Met().Refuses("no-plan", Goes);
        Story.Planned().Refuses("note-missing", Goes with { Note = " " });
    }

    [Fact]
    public void What_shall_change_is_agreed_anew()
    {
        Story story = Story.Planned().Until("2026-08-14 09:00").With(Goes with { Outcome = ReviewOutcome.ChangePlan });
        Assert.Equal(["AgreePlan for sam by 2026-08-21 17:00"], story.Tasks);
        Assert.Equal([TaskKind.AgreePlan], story.With(Goes with { Outcome = ReviewOutcome.ChangePlan }).TaskKinds);
        Assert.Empty(story.With(Story.Gardening).PutSearchAside().Tasks);
        Assert.Equal(new DateOnly(2026, 9, 25), story.Journey.NextReviewOn);
    }

    [Theory]
    [InlineData(ReviewOutcome.GoOn)]
    [InlineData(ReviewOutcome.ReadyToEnd)]
    public void Other_outcomes_open_nothing_and_are_kept(ReviewOutcome outcome)
    {
        Story story = Story.Planned().Until("2026-08-14 09:00").With(Goes with { Outcome = outcome });
        Assert.Empty(story.Tasks);
        Assert.Equal([outcome], story.Journey.Reviews.Select(r => r.Outcome));
    }

    [Fact]
    public void Who_holds_a_review_is_in_touch()
    {
        Story story = Story.Planned().Until("2026-07-24 12:00");
        Assert.Equal([TaskKind.KeepInTouch], story.TaskKinds);
        Assert.Empty(story.With(Goes).Tasks);
        for (int day = 27; day < 30; day++)
            story.Book($"2026-07-{day} 11:00", $"n{day}").Until($"2026-07-{day} 13:00")
                .With(new Meetings.RecordOutcome($"n{day}", MeetingOutcome.DidNotAttend));
        Assert.NotNull(story.Journey.ClosingProposal);
        Assert.Null(story.With(Goes).Journey.ClosingProposal);
        Assert.Empty(story.Tasks);
    }

    [Fact]
    public void A_plan_from_before_plans_were_written_down_is_looked_at_after_six_weeks_too()
    {
        Story story = Story.Met();
        Journey old = Journey.Apply(story.Journey, new JournalEntry(story.Now, Actor.System, new Plan.Agreed()));
        Assert.Equal(new DateOnly(2026, 8, 14), Reviews.NextOn(old, story.Pathway));
        Assert.Null(Reviews.NextOn(story.Journey, story.Pathway));
        Assert.Contains(Agenda.Of(old, story.Pathway),
            d => Story.London(d.At) == "2026-08-14 09:00" && d.Key.StartsWith("review/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tick_is_no_review()
    {
        Story story = Story.Planned().Until("2026-08-14 09:00");
        story.Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.Review).Id));
    }
}
