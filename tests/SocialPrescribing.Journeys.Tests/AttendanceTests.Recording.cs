namespace SocialPrescribing.Journeys.Tests;

/// <summary>After a session: whether the person came, and what follows from it.</summary>
public partial class AttendanceTests
{
    [Fact]
    public void After_a_session_somebody_says_whether_the_person_came()
    {
        Story story = Story.Going("2026-07-10 14:00").Until("2026-07-10 15:59");
        Assert.Empty(story.Tasks);
        Assert.Equal(["RecordSession for sam by 2026-07-13 17:00"], story.Until("2026-07-10 16:00").Tasks);
        story.Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.RecordSession).Id));
        Assert.Empty(story.With(new Attendance.RecordSession("s1", true)).Tasks);
        story.Refuses("session-not-planned", new Attendance.RecordSession("s1", true));
    }

    [Theory]
    [InlineData("session-to-come", "2026-07-10 13:59", true, null, null)]
    [InlineData("confidence-range", "2026-07-10 16:00", true, null, 11)]
    [InlineData("confidence-range", "2026-07-10 16:00", true, null, -1)]
    [InlineData("came-or-not", "2026-07-10 16:00", true, Barrier.Weather, null)]
    [InlineData("came-or-not", "2026-07-10 16:00", false, Barrier.Weather, 5)]
    [InlineData("", "2026-07-10 14:00", true, null, 0)]
    [InlineData("", "2026-07-10 16:00", true, null, 10)]
    [InlineData("", "2026-07-10 16:00", false, Barrier.Cost, null)]
    public void A_session_is_recorded_once_it_has_begun(string code, string at, bool came, Barrier? whyNot, int? confidence)
    {
        Attendance.RecordSession record = new("s1", came, whyNot, Confidence: confidence);
        Story story = Story.Going("2026-07-10 14:00").Until(at);
        if (code is "")
            Assert.Equal((came, whyNot, confidence),
                (story.With(record).Journey.Sessions[0].Came, story.Journey.Sessions[0].WhyNot, story.Journey.Sessions[0].Confidence));
        else
            story.Refuses(code, record);
    }

    [Theory]
    [InlineData(SupportStep.Accompanied, true, null, Companion.LinkWorker)]
    [InlineData(SupportStep.MetThere, true, null, Companion.Nobody)]
    [InlineData(SupportStep.Accompanied, true, Companion.Volunteer, Companion.Volunteer)]
    [InlineData(SupportStep.Accompanied, false, Companion.Volunteer, Companion.Nobody)]
    public void Who_went_along_is_what_was_meant_unless_somebody_says_otherwise(
        SupportStep step, bool came, Companion? said, Companion along)
    {
        Story story = Story.Going("2026-07-10 14:00");
        if (step is not SupportStep.Accompanied)
            story.With(To(step));
        Assert.Equal(along, story.Until("2026-07-10 16:00")
            .With(new Attendance.RecordSession("s1", came, WentAlong: said)).Journey.Sessions[0].WentAlong);
    }

    [Fact]
    public void After_the_first_session_somebody_asks_how_it_was_and_only_then()
    {
        Story story = Weeks(Ready(), 5).Until("2026-07-08 10:59");
        Assert.Empty(story.Tasks);
        Assert.Equal(["CheckIn for sam by 2026-07-09 17:00"], story.Until("2026-07-08 11:00").Tasks); // 48 hours after it ended
        story.With(new Tasks.Complete(story.Task(TaskKind.CheckIn).Id, "She laughed."));
        Assert.Single(At(More(story, 1, 5, 5).Until("2026-07-24 10:00"), TaskKind.CheckIn));
    }

    [Fact]
    public void Sessions_recorded_out_of_order_are_asked_about_once()
    {
        Story story = Ready().PlanSession("s1", "2026-07-06 10:00").PlanSession("s2", "2026-07-07 10:00").Until("2026-07-07 13:00")
            .With(new Attendance.RecordSession("s2", true)).Until("2026-07-10 10:00");
        story.With(new Attendance.RecordSession("s1", true)).Until("2026-07-12 10:00");
        Assert.Single(At(story, TaskKind.CheckIn));
        Story both = Ready().PlanSession("s1", "2026-07-06 10:00").PlanSession("s2", "2026-07-07 10:00").Until("2026-07-07 13:00")
            .With(new Attendance.RecordSession("s1", true)).With(new Attendance.RecordSession("s2", true));
        Assert.Equal("s1", both.Until("2026-07-08 12:00").Task(TaskKind.CheckIn).About);
    }

    [Fact]
    public void A_missed_session_is_no_word_from_the_person()
    {
        Story story = Story.Going("2026-07-10 14:00").Until("2026-07-10 17:00").With(new Attendance.RecordSession("s1", false));
        Assert.Equal("2026-07-03 12:00", Story.London(story.Journey.LastTouchAt));
    }

    [Fact]
    public void Each_activity_has_a_ladder_of_its_own()
    {
        Story story = Ready()
            .With(new Activities.Introduce(new ActivityDetails("Choir", "St Mary"), IntroductionKind.Signposting), id: "i2");
        story.PlanSession("a1", "2026-07-06 10:00").PlanSession("b1", "2026-07-07 10:00", introduction: "i2")
            .PlanSession("b2", "2026-07-09 10:00", introduction: "i2").PlanSession("a2", "2026-07-09 14:00");
        story.Until("2026-07-07 13:00").With(new Attendance.RecordSession("a1", true, Confidence: 9))
            .With(new Attendance.RecordSession("b1", true, Confidence: 9));
        Assert.False(Has(story, TaskKind.ConsiderStepDown)); // one there and one here
        story.With(To(SupportStep.Phoned)).With(To(SupportStep.Phoned) with { Introduction = "i2" });
        Assert.Equal([SupportStep.Accompanied, SupportStep.Accompanied, SupportStep.Phoned, SupportStep.Phoned],
            story.Journey.Sessions.Select(s => s.Support));
        story.Until("2026-07-08 10:00").With(To(SupportStep.MetThere));
        Assert.Equal("b2", story.Task(TaskKind.PhoneBefore).About);
        Assert.Equal([SupportStep.Phoned, SupportStep.MetThere], story.Journey.Sessions.Skip(2).Select(s => s.Support));
    }

    [Fact]
    public void Missed_once_at_each_of_two_is_not_missed_twice_and_sure_once_at_each_is_not_sure_twice()
    {
        Story Both(bool came, int? confidence) =>
            Ready().With(new Activities.Introduce(new ActivityDetails("Choir", "St Mary"), IntroductionKind.Signposting), id: "i2")
            .PlanSession("a1", "2026-07-06 10:00").PlanSession("b1", "2026-07-07 10:00", introduction: "i2").Until("2026-07-07 13:00")
            .With(new Attendance.RecordSession("a1", came, Confidence: confidence))
            .With(new Attendance.RecordSession("b1", came, Confidence: confidence));
        Assert.Equal([1, 1], Both(false, null).Events.OfType<Attendance.SessionRecorded>().Select(s => s.MissedInARow));
        Assert.False(Has(Both(true, 9), TaskKind.ConsiderStepDown));
    }

    [Fact]
    public void A_session_that_begins_as_support_changes_has_the_support_of_before()
    {
        Story story = Story.Going("2026-07-10 14:00").Until("2026-07-10 14:00").With(To(SupportStep.MetThere));
        Assert.Equal(SupportStep.Accompanied, story.Journey.Sessions[0].Support);
        // Support returns to the old step at the same moment, so that session counts as the first of two.
        story.With(To(SupportStep.Accompanied)).PlanSession("s2", "2026-07-17 14:00").Until("2026-07-17 16:00");
        story.With(new Attendance.RecordSession("s1", true, Confidence: 8)).With(new Attendance.RecordSession("s2", true, Confidence: 8));
        Assert.Equal("session/s2/step-down", story.Task(TaskKind.ConsiderStepDown).Id);
        story.PlanSession("s3", "2026-07-24 14:00").With(To(SupportStep.MetThere)).Until("2026-07-24 16:00")
            .With(new Attendance.RecordSession("s3", true, Confidence: 1));
        Assert.Equal("session/s3/step-up", story.Task(TaskKind.ConsiderStepUp).Id);
    }

    [Fact]
    public void A_session_that_begins_as_the_plan_is_looked_at_was_before_it()
    {
        Story story = Weeks(Ready(), 5, 5, 5, 5).PlanSession("w4", "2026-08-03 10:00").Until("2026-08-03 10:00")
            .With(new Reviews.Record(ReviewOutcome.GoOn, "As it is."));
        story.Until("2026-08-03 12:00").With(new Attendance.RecordSession("w4", true, Confidence: 5));
        Assert.False(Has(More(story, 5, 5, 5, 5), TaskKind.Review));
        Assert.True(Has(More(story, 8, 5), TaskKind.Review));
    }

    [Fact]
    public void Who_goes_back_a_step_begins_it_anew()
    {
        Story story = Weeks(Ready(), 8).With(To(SupportStep.MetThere)).With(To(SupportStep.Accompanied));
        Assert.False(Has(More(story, 1, 8), TaskKind.ConsiderStepDown));
        Assert.True(Has(More(story, 2, 8), TaskKind.ConsiderStepDown));
    }

    [Fact]
    public void Where_nobody_goes_any_more_nothing_is_suggested()
    {
        Story story = Ready().With(To(SupportStep.MetThere)).PlanSession("s1", "2026-07-06 10:00").Until("2026-07-06 13:00")
            .With(new Activities.EndActivity("i1", EndReason.Finished));
        Assert.Empty(story.With(new Attendance.RecordSession("s1", true, Confidence: 1)).Tasks);
    }

    [Fact]
    public void Who_comes_is_in_touch_and_an_announced_end_is_off()
    {
        Story story = Story.Going("2026-07-24 09:00");
        for (int day = 6; day < 9; day++)
            story.Book($"2026-07-0{day} 11:00", $"m{day}").Until($"2026-07-0{day} 13:00")
                .With(new Meetings.RecordOutcome($"m{day}", MeetingOutcome.DidNotAttend));
        Assert.Null(story.Journey.ClosingProposal); // somebody waits for them there
        story.With(new Attendance.CancelSession("s1")).Book("2026-07-09 11:00", "m9").Until("2026-07-09 13:00")
            .With(new Meetings.RecordOutcome("m9", MeetingOutcome.DidNotAttend));
        Assert.NotNull(story.Journey.ClosingProposal);
        story.PlanSession("s2", "2026-07-10 10:00");
        Assert.Null(story.Journey.ClosingProposal);
        Assert.Equal([TaskKind.WelfareCall], story.TaskKinds);
        Assert.Empty(story.Until("2026-07-10 13:00").With(new Attendance.RecordSession("s2", true, Confidence: 5)).Tasks);
        Assert.Equal("2026-07-10 13:00", Story.London(story.Journey.LastTouchAt));
    }
}
