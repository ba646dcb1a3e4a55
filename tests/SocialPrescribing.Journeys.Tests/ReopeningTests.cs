namespace SocialPrescribing.Journeys.Tests;

/// <summary>Support that is taken up again in one step. Ended() is on Friday 3 July 2026 at 12:00.</summary>
public class ReopeningTests
{
    private static readonly Closing.Reopen Again = new("She rang up.");

    [Theory]
    [InlineData("2026-07-03 12:00", "")]
    [InlineData("2027-01-03 11:59", "")]
    [InlineData("2027-01-03 12:00", "reopen-too-late")]
    public void Within_six_months(string at, string code)
    {
        Story story = Story.Ended().Until(at);
        if (code is "")
            Assert.Equal(Stage.Attending, story.With(Again).Stage);
        else
            story.Refuses(code, Again);
    }

    [Fact]
    public void Not_what_has_not_ended_was_declined_or_ended_in_death()
    {
        Story.Planned().Refuses("not-ended", Again);
        Story.Received().With(new Intake.Decline("Lives too far away.")).Refuses("not-ended", Again);
        Story.Ended(ClosingReason.Died).Refuses("support-ended", Again);
        Story.Ended().With(new Closing.Close(ClosingReason.Died)).Refuses("support-ended", Again);
        Story.Ended().With(Again).Refuses("not-ended", Again);
    }

    [Fact]
    public void The_story_goes_on_where_it_was_and_somebody_gets_in_touch()
    {
        Story story = Story.Ended(ClosingReason.Withdrew).Until("2026-07-20 10:00");
        Assert.Equal(Stage.Closed, story.Stage);
        story.With(Again);
        Assert.Equal((Stage.Attending, ReferralTaskStatus.InProgress, "sam"),
            (story.Stage, story.Status().Status, story.Journey.LinkWorker));
        Assert.Equal(["KeepInTouch for sam by 2026-07-22 17:00"], story.Tasks);
        Assert.Equal("Being useful to somebody again", story.Journey.Plan!.WhatMatters);
        Assert.Equal("2026-08-10 10:00",
            story.NextDue is null ? null : Story.London(WorkingCalendar.AddDays(story.Journey.LastTouchAt, 21)));
    }

    [Theory]
    [InlineData("not reached", "NextAttempt for sam by 2026-07-07 17:00")]
    [InlineData("met", "KeepInTouch for sam by 2026-07-07 17:00, AgreePlan for sam by 2026-07-10 17:00")]
    [InlineData("no link worker", "NextAttempt for lead by 2026-07-07 17:00, Allocate for lead by 2026-07-06 17:00")]
    [InlineData("not accepted", "Triage for triage by 2026-07-07 17:00, ReviewJoinedReferral for triage by 2026-07-07 17:00")]
    public void What_was_still_to_be_done_is_to_be_done_again(string when, string tasks)
    {
        Story story = when switch
        {
            "not reached" => Story.Accepted(),
            "met" => Story.Met(),
            "no link worker" => Story.Received().With(new Intake.Accept()),
            _ => Story.Received().With(Story.Join()),
        };
        story.Until("2026-07-03 12:00").With(new Closing.Close(ClosingReason.Withdrew)).With(Again);
        Assert.Equal(tasks, string.Join(", ", story.Tasks));
    }

    [Fact]
    public void Where_the_link_worker_has_left_the_lead_chooses_another_and_nothing_stays_with_them()
    {
        Story story = Story.Going("2026-07-10 14:00", but: Story.ReferrerByPhone).With(new Closing.Close(ClosingReason.MovedAway))
            .With(new Concerns.Raise("Bruises."), id: "x1").With(new Concerns.Acknowledge("x1"));
        Assert.Equal(
            ["TellReferrer for sam by 2026-07-10 17:00", "TellProvider for sam by 2026-07-06 17:00",
                "SettleConcern for sam by 2026-07-06 17:00"], story.Tasks);
        story.With(Again with { LinkWorkerHasLeft = true });
        Assert.Null(story.Journey.LinkWorker);
        Assert.Equal(
            ["TellProvider for lead by 2026-07-06 17:00", "SettleConcern for safeguarding by 2026-07-06 17:00",
                "KeepInTouch for lead by 2026-07-07 17:00", "Allocate for lead by 2026-07-06 17:00"], story.Tasks);
        Assert.Equal(["kim", "safeguarding", "kim"], story.With(new Allocation.Allocate("kim")).Journey.Tasks.Select(t => t.Assignee));
    }

    [Fact]
    public void Who_was_not_accepted_yet_can_be_now()
    {
        Story story = Story.Received().With(new Closing.Close(ClosingReason.Withdrew)).With(Again)
            .With(new Intake.Accept(LinkWorker: "kim"));
        Assert.Equal([TaskKind.FirstContact], story.TaskKinds);
    }

    [Fact]
    public void Attempts_and_missed_meetings_of_before_do_not_count()
    {
        Contact.RecordAttempt nobody = new(ContactMethod.Phone, AttemptOutcome.NoAnswer);
        Story story = Story.Accepted().With(nobody).Days(1).With(nobody).Days(1).With(new Closing.Close(ClosingReason.NoContact)).Days(1)
            .With(Again).With(nobody).Days(1).With(nobody);
        Assert.Null(story.Journey.LastLetterAt);
        Assert.NotNull(story.Days(1).With(nobody).Journey.LastLetterAt);

        Story missed = Story.Going("2026-07-06 10:00");
        missed.Until("2026-07-06 13:00").With(new Attendance.RecordSession("s1", false)).With(new Closing.Close(ClosingReason.GoalsMet))
            .Until("2026-07-10 10:00").With(Again);
        missed.PlanSession("s2", "2026-07-13 10:00").Until("2026-07-13 13:00").With(new Attendance.RecordSession("s2", false));
        Assert.Equal(1, missed.Events.OfType<Attendance.SessionRecorded>().Last().MissedInARow);
    }

    [Fact]
    public void A_review_is_due_at_once_where_its_day_has_passed_and_else_on_its_day()
    {
        Assert.Contains(TaskKind.Review, Story.Ended().Until("2026-09-01 10:00").With(Again).Until("2026-09-01 10:00").TaskKinds);
        Assert.DoesNotContain(TaskKind.Review, Story.Ended().Until("2026-07-10 10:00").With(Again).Until("2026-08-14 08:59").TaskKinds);
        // A task that was open and ended with the support comes back.
        Assert.Contains(TaskKind.Review, Story.Planned().Until("2026-08-14 10:00").With(new Closing.Close(ClosingReason.GoalsMet))
            .With(Again).Until("2026-08-14 10:00").TaskKinds);
    }

    [Fact]
    public void The_second_end_has_a_goodbye_news_for_the_referrer_and_surveys_of_its_own()
    {
        Story story = Story.Ended().Until("2026-10-10 10:00").With(Again).Until("2026-10-20 10:00")
            .With(new Closing.Close(ClosingReason.Independent)).Until("2027-12-01 10:00");
        Assert.Equal(["2026-07-03 12:00", "2026-10-20 10:00"], story.SentAt(MessageKind.Goodbye));
        Assert.Equal(2, story.SentAt(MessageKind.ReferrerClosed).Length);
        Assert.Equal(["after-3-months", "after-3-months-2", "after-6-months-2", "after-12-months-2"],
            story.Journey.Surveys.Select(s => s.Id));
        Assert.Equal("2027-11-04 09:00", Story.London(story.Journey.ClosedAt!.Value));
        Assert.Distinct(story.Events.OfType<Messages.Queued>().Select(m => m.Key));
        Assert.Distinct(story.Journey.Fired);
        Assert.Null(story.NextDue);
    }

    [Theory]
    [InlineData(MessageKind.Goodbye, null)]
    [InlineData(MessageKind.ReferrerClosed, "0000000000000000000000000000000a")]
    public void Nobody_is_told_of_an_end_that_was_taken_back(MessageKind kind, string? about)
    {
        Story story = Story.Ended();
        Assert.Null(Messages.WhyNoLonger(story.Journey, kind, "key", about, story.Now, story.Pathway));
        story.With(Again);
        Assert.Equal(Messages.Reasons.Overtaken, Messages.WhyNoLonger(story.Journey, kind, "key", about, story.Now, story.Pathway));
    }

    [Theory]
    [InlineData(MessageKind.Goodbye)]
    [InlineData(MessageKind.ReferrerClosed)]
    public void Of_two_ends_that_wait_to_be_told_only_the_last_is(MessageKind kind)
    {
        Story story = Story.Ended().With(Again).With(new Closing.Close(ClosingReason.Independent), id: "again");
        Assert.Equal(
            [Messages.Reasons.Overtaken, null],
            story.Events.OfType<Messages.Queued>().Where(m => m.Kind == kind)
                .Select(m => Messages.WhyNoLonger(story.Journey, kind, m.Key, m.About, story.Now, story.Pathway)));
    }

    [Fact]
    public void Nor_by_phone()
    {
        Story story = Story.Ended(but: r => Story.NoEmail(Story.ReferrerByPhone(r)));
        Assert.Equal([TaskKind.TellPerson, TaskKind.TellReferrer], story.TaskKinds);
        Assert.Equal([TaskKind.KeepInTouch], story.With(Again).TaskKinds);
    }

    [Fact]
    public void And_so_has_the_third_also_where_each_had_to_be_told_by_phone()
    {
        Story story = Story.Ended(but: r => Story.NoEmail(Story.ReferrerByPhone(r)));
        for (int again = 0; again < 2; again++)
            story.Days(1).With(Again).Days(1).With(new Closing.Close(ClosingReason.MovedAway));
        Assert.Distinct(story.Events.OfType<Tasks.Opened>().Select(t => t.Task));
        Assert.Equal(3, story.Events.OfType<Tasks.Opened>().Count(t => t.Message is MessageKind.Goodbye));
        Assert.Equal(2, story.Journey.Reopenings);
    }

    [Fact]
    public void A_survey_that_was_open_at_the_time_can_still_be_answered()
    {
        Story story = Story.Ended().Until("2026-10-05 10:00").With(Again)
            .With(new Surveys.Answer("after-3-months", new Dictionary<string, int> { ["ons4.satisfied"] = 0 }), Actor.Person);
        Assert.True(story.Journey.HasOpenConcern);
    }

    [Fact]
    public void Activities_that_people_kept_are_still_theirs()
    {
        Story story = Story.Going("2026-07-10 14:00").With(new Closing.Close(ClosingReason.Independent)).Days(30).With(Again);
        story.PlanSession("s2", "2026-08-10 10:00");
        Assert.True(story.Journey.Sessions[1].IsPlanned);
    }
}
