namespace SocialPrescribing.Journeys.Tests;

public class SurveysTests
{
    private static Surveys.Answer Answer(string survey, int satisfied = 7, int happy = 7, bool callMe = false) =>
        new(survey, new Dictionary<string, int> { ["ons4.satisfied"] = satisfied, ["ons4.happy"] = happy }, callMe);

    [Fact]
    public void An_invitation_two_reminders_and_after_fourteen_days_it_lapses()
    {
        Story story = Story.Met().Until("2026-07-31 10:00");
        Assert.Equal(["2026-07-04 10:00"], story.SentAt(MessageKind.SurveyInvitation));
        Assert.Equal(["2026-07-09 10:00", "2026-07-14 10:00"], story.SentAt(MessageKind.SurveyReminder));
        Assert.Equal("2026-07-18 10:00", Story.London(story.Journey.Surveys[0].LapsedAt!.Value));
    }

    [Fact]
    public void Nobody_is_reminded_of_what_they_have_answered()
    {
        Story story = Story.Met().Until("2026-07-10 10:00").With(Answer("baseline"), Actor.Person)
            .Refuses("survey-answered", Answer("baseline"), Actor.Person).Until("2026-07-31 10:00");
        Assert.Equal(["2026-07-09 10:00"], story.SentAt(MessageKind.SurveyReminder));
    }

    [Theory]
    [InlineData("2026-07-18 10:05", "")] // who began before it closed may finish
    [InlineData("2026-07-19 09:59", "")]
    [InlineData("2026-07-19 10:00", "survey-closed")]
    public void A_survey_that_closes_while_it_is_being_answered_is_still_taken(string at, string code)
    {
        Story story = Story.Met().Until(at);
        if (code is "")
            Assert.True(
                story.With(Answer("baseline", callMe: true), Actor.Person).Journey.Surveys[0]
                    is { AnsweredAt: not null, LapsedAt: null, IsOpen: false } && story.Journey.HasOpenConcern);
        else
            story.Refuses(code, Answer("baseline", callMe: true), Actor.Person);
    }

    [Fact]
    public void Nobody_answers_for_who_has_died() =>
        Story.Met().Until("2026-07-05 10:00").With(new Closing.Close(ClosingReason.Died))
            .Refuses("survey-closed", Answer("baseline", callMe: true));

    [Theory]
    [InlineData("ons4.satisfied", 11)]
    [InlineData("ons4.satisfied", -1)]
    [InlineData("ucla3.leftOut", 0)]
    [InlineData("phq9.nine", 1)]
    public void An_answer_is_one_of_those_shown(string question, int value) =>
        Story.Met().Until("2026-07-05 10:00")
            .Refuses("answer-out-of-range", new Surveys.Answer("baseline", new Dictionary<string, int> { [question] = value }),
                Actor.Person);

    [Theory]
    [InlineData(2, 7, false, "")]
    [InlineData(1, 7, false, "VeryLowSatisfaction SatisfactionFell")]
    [InlineData(0, 0, false, "VeryLowSatisfaction SatisfactionFell HappinessFell")]
    [InlineData(3, 7, false, "")] // a fall of three
    [InlineData(6, 3, false, "HappinessFell")]
    [InlineData(6, 7, true, "AskedForACall")]
    public void Red_flags_reach_a_human_the_same_day(int satisfied, int happy, bool callMe, string flags)
    {
        Story story = Story.Planned().Until("2026-07-05 10:00").With(Answer("baseline", satisfied is 2 ? 5 : 6), Actor.Person)
            .Until("2026-08-14 11:00").With(Answer("week-6", satisfied, happy, callMe), Actor.Person);
        Assert.Equal(flags, string.Join(" ", story.Journey.Concerns.SelectMany(c => c.Flags)));
        Assert.Equal(flags is not "", story.Queued.Contains(MessageKind.Concern));
        Assert.Equal(callMe, story.TaskKinds.Contains(TaskKind.CallPerson));
    }

    /// <summary>However the answers came, even late and on paper, staff are alerted at once and in the same commit.</summary>
    [Theory]
    [InlineData(null, "2026-07-10 11:00", null)]
    [InlineData(SurveyMode.Phone, "2026-07-10 11:00", null)]
    [InlineData(SurveyMode.FaceToFace, "2026-07-10 11:00", null)]
    [InlineData(SurveyMode.Paper, "2026-07-10 11:00", null)]
    [InlineData(SurveyMode.Paper, "2026-08-10 11:00", "2026-07-06")]
    public void A_red_flag_acts_at_once_however_the_answer_came(SurveyMode? how, string at, string? on)
    {
        Story story = Story.Met().Until(at).With(Answer("baseline", 0, callMe: true) with { How = how, On = Day(on) },
            how is null ? Actor.Person : null);
        Assert.Contains(story.Last, e => e is Concerns.Raised { Source: ConcernSource.Survey });
        Assert.Contains(MessageKind.Concern, story.Queued);
        Assert.Equal(4, (story.Task(TaskKind.CallPerson).Due - story.Now).TotalHours, 0.01);
        Survey survey = story.Journey.Surveys[0];
        Assert.Equal((how, how is null ? null : "sam", Day(on)), (survey.How, survey.AskedBy, survey.FilledInOn));
        Assert.Equal(on ?? at[..10], Story.London(survey.GivenAt!.Value)[..10]);
    }

    [Theory]
    [InlineData(SurveyMode.Paper, "2026-07-20 11:00", null, "survey-closed")] // it closed on the 18th
    [InlineData(SurveyMode.Paper, "2026-07-20 11:00", "2026-07-19", "survey-day")]
    [InlineData(SurveyMode.Paper, "2026-07-20 11:00", "2026-07-18", "")]
    [InlineData(SurveyMode.Paper, "2026-07-20 11:00", "2026-07-03", "survey-day")] // before it opened
    [InlineData(SurveyMode.Paper, "2026-07-10 11:00", "2026-07-11", "survey-day")] // to come
    [InlineData(SurveyMode.Paper, "2026-08-15 09:59", "2026-07-10", "")]
    [InlineData(SurveyMode.Paper, "2026-08-15 10:00", "2026-07-10", "survey-closed")]
    [InlineData(SurveyMode.Phone, "2026-07-10 11:00", "2026-07-09", "survey-day")]
    [InlineData(SurveyMode.Phone, "2026-07-20 11:00", null, "survey-closed")]
    [InlineData(null, "2026-07-10 11:00", "2026-07-09", "survey-day")]
    public void Paper_counts_as_of_the_day_on_which_it_was_filled_in(SurveyMode? how, string at, string? on, string code)
    {
        Story story = Story.Met().Until(at);
        Surveys.Answer answer = Answer("baseline") with { How = how, On = Day(on) };
        if (code is "")
            Assert.False(story.With(answer).Journey.Surveys[0] is { LapsedAt: not null } or { AnsweredAt: null });
        else
            story.Refuses(code, answer);
    }

    private static DateOnly? Day(string? day) =>
        day is null ? null : DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Follow_ups_come_six_and_twelve_weeks_after_the_plan_and_after_care_after_three_six_and_twelve_months()
    {
        Story story = Story.Planned().Until("2026-10-30 12:00").With(new Closing.Close(ClosingReason.GoalsMet)).Until("2028-01-01 10:00");
        Assert.Equal(
            ["2026-07-04 10:00", "2026-08-14 10:00", "2026-09-25 10:00", "2027-01-30 10:00", "2027-04-30 10:00", "2027-10-30 10:00"],
            story.SentAt(MessageKind.SurveyInvitation));
        Assert.Equal(12, story.SentAt(MessageKind.SurveyReminder).Length);
        Assert.Equal(Stage.Closed, story.Stage);
    }

    [Theory]
    [InlineData("2028-11-30 12:00", "2029-02-28 10:00")] // three months after, in a month without a 30th
    [InlineData("2027-11-29 12:00", "2028-02-29 10:00")]
    public void Months_end_where_they_end(string ended, string after) =>
        Assert.Equal(Story.At(after), Delay.Months(3).From(Story.At(ended), new TimeOnly(10, 0)));

    [Theory]
    [InlineData(ClosingReason.GoalsMet, true)]
    [InlineData(ClosingReason.Independent, true)]
    [InlineData(ClosingReason.MovedAway, true)]
    [InlineData(ClosingReason.DidNotAttend, true)]
    [InlineData(ClosingReason.NoContact, false)]
    [InlineData(ClosingReason.Withdrew, false)]
    [InlineData(ClosingReason.Died, false)]
    public void After_care_is_for_those_who_were_met_and_can_be_asked(ClosingReason reason, bool asked)
    {
        Assert.Equal(asked ? Stage.AfterCare : Stage.Closed, Story.Ended(reason).Stage);
        Assert.Equal(Stage.Closed, Story.Contacted().With(new Closing.Close(reason)).Stage);
    }

    [Fact]
    public void After_a_death_in_after_care_nothing_more_goes_out()
    {
        Story story = Story.Ended().Until("2026-10-10 10:00").With(new Closing.Close(ClosingReason.Died));
        int sent = story.QueuedEver.Length;
        Assert.Equal((Stage.Closed, ReferralTaskStatus.Completed, true), (story.Stage, story.Status().Status, story.Journey.HasDied));
        Assert.Equal(sent, story.Until("2028-01-01 10:00").QueuedEver.Length);
        Assert.Null(story.NextDue);
    }

    [Fact]
    public void Who_was_never_invited_by_mail_is_not_reminded_by_mail()
    {
        Story story = Story.Met(but: Story.NoEmail).Until("2026-07-05 10:00");
        OpenTask tell = story.Journey.Tasks.Single(t => t.Message is MessageKind.SurveyInvitation);
        Assert.Equal("baseline", tell.About);
        story.With(new Preferences.Change([new(ContactKind.Email, "new@post.example", true)])).Until("2026-07-17 10:00");
        Assert.Empty(story.SentAt(MessageKind.SurveyReminder));
        story.With(Answer("baseline"));
        Assert.DoesNotContain(story.Journey.Tasks, t => t.Id == tell.Id);
    }

    [Fact]
    public void An_invitation_that_came_back_is_followed_by_a_task_and_not_by_reminders()
    {
        Story story = Story.Met().Until("2026-07-05 10:00");
        Messages.ReportUndelivered report =
            new("survey/baseline/invitation", MessageKind.SurveyInvitation, "baseline", Messages.Reasons.Refused);
        story.With(report, Actor.System).With(report, Actor.System);
        Assert.Single(story.Journey.Tasks, t => t.Kind is TaskKind.TellPerson);
        Assert.Empty(story.Until("2026-07-17 10:00").SentAt(MessageKind.SurveyReminder));
        Assert.DoesNotContain(TaskKind.TellPerson, story.Until("2026-07-18 10:00").TaskKinds);
    }

    [Theory]
    [InlineData("2026-07-08 10:00", "2026-07-08 10:00")] // settled in time: invited then
    [InlineData("2026-07-19 10:00", "")] // too late: skipped
    public void While_a_concern_is_open_invitations_wait(string settled, string invited)
    {
        Story story = Story.Met().With(new Concerns.Raise("Bruises."), id: "x1").Until(settled)
            .With(new Concerns.Acknowledge("x1", "All well.", Settled: true)).Days(1);
        Assert.Equal(invited is "" ? [] : [invited], story.SentAt(MessageKind.SurveyInvitation));
    }

    [Theory]
    [InlineData(OptOut.Surveys)]
    [InlineData(OptOut.Everything)]
    public void Who_opted_out_is_not_asked(OptOut optOut)
    {
        Story story = Story.Met().With(new Preferences.Change(OptOut: optOut), Actor.Person).Days(40);
        Assert.Empty(story.SentAt(MessageKind.SurveyInvitation));
        Assert.DoesNotContain(TaskKind.TellPerson, story.TaskKinds);
    }

    [Theory]
    [InlineData("2026-07-12 10:00", "SurveyInvitation")] // late, and the window counts from here
    [InlineData("2026-07-18 10:00", "")]
    [InlineData("2026-09-18 10:00", "")]
    public void A_late_wake_up_invites_within_the_window_and_never_bursts(string wakes, string sent)
    {
        Story story = Story.Met().SleepUntil(wakes);
        Assert.Equal(sent, string.Join(" ", story.Queued.Where(k => k is MessageKind.SurveyInvitation or MessageKind.SurveyReminder)));
    }
}
