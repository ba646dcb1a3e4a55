namespace SocialPrescribing.Journeys.Tests;

/// <summary>The ladder of support: when a step down or up is suggested, and who decides.</summary>
public partial class AttendanceTests
{
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
