namespace SocialPrescribing.Journeys.Tests;

/// <summary>Introductions and providers' answers. Introduced() asks the community garden on Friday 3 July 2026 at 12:00.</summary>
public partial class ActivitiesTests
{
    private static readonly Activities.Introduce Choir =
        new(new ActivityDetails("Choir", "St Mary", Email: "choir@stmary.example"), IntroductionKind.Referral, Agreed: true);
    private static Activities.RecordAnswer Says(ProviderAnswer answer, string? reason = null, string introduction = "i1") =>
        new(introduction, answer, reason);
    private static string[] Unmet(Story story) => [.. story.Events.OfType<Activities.UnmetNeed>().Select(u => $"{u.Need} {u.Reason}")];

    public static TheoryData<string, Activities.Introduce> Wrong { get; } = new()
    {
        { "activity-missing", Choir with { Activity = Choir.Activity with { Name = " " } } },
        { "activity-missing", Choir with { Activity = Choir.Activity with { Provider = null } } },
        { "activity-email", Choir with { Activity = Choir.Activity with { Email = "nobody" } } },
        { "need-unknown", Choir with { Need = "golf" } },
        { "consent-missing", Choir with { Agreed = false } },
        { "already-introduced", Choir with { Activity = Story.Garden } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_introduction_that_cannot_be_is_refused(string code, Activities.Introduce introduce) =>
        Story.Introduced().Refuses(code, introduce);

    [Fact]
    public void Who_has_not_been_reached_has_agreed_to_nothing() => Story.Accepted().Refuses("not-contacted", Choir);

    [Fact]
    public void The_same_form_sent_twice_under_one_id_is_one_introduction() =>
        Story.Introduced().Refuses("already-introduced", Choir, id: "i1");

    [Fact]
    public void An_activity_is_the_same_by_its_number_in_the_directory_and_else_by_its_name()
    {
        Guid one = Guid.Parse("00000000-0000-0000-0000-00000000000c"), other = Guid.Parse("00000000-0000-0000-0000-00000000000d");
        Story story = Story.Planned().With(Choir with { Activity = Choir.Activity with { Id = one } });
        story.Refuses("already-introduced", Choir with { Activity = new ActivityDetails("Singing", "St Mary", one) })
            .Refuses("already-introduced", Choir);
        story.With(Choir with { Activity = Choir.Activity with { Id = other } });
    }

    [Fact]
    public void A_person_has_twelve_activities_at_most_and_one_more_when_one_is_over()
    {
        Story story = Story.Planned();
        for (int i = 0; i < Activities.MaxOpen; i++)
            story.With(Choir with { Activity = Choir.Activity with { Name = $"Choir {i}" } }, id: $"i{i}");
        story.Refuses("too-many-activities", Choir).With(Says(ProviderAnswer.Full)).With(Choir);
    }

    [Theory]
    [InlineData(IntroductionKind.Referral, "ProviderIntroduction", "")]
    [InlineData(IntroductionKind.Signposting, "", "PlanSession for sam by 2026-07-08 17:00")]
    public void A_referral_asks_the_provider_and_signposting_tells_the_person(IntroductionKind kind, string sent, string tasks)
    {
        Story story = Story.Planned().With(Choir with { As = kind, Agreed = kind is IntroductionKind.Referral });
        Assert.Equal((sent, tasks), (string.Join(" ", story.Queued), string.Join(" ", story.Tasks)));
        Assert.Equal(("loneliness", kind), (story.Journey.Introductions[0].Need, story.Journey.Introductions[0].As));
    }

    [Fact]
    public void Signposting_asks_nobody_and_takes_no_answer()
    {
        Story story = Story.Planned().With(Choir with { As = IntroductionKind.Signposting, Agreed = false }, id: "i1")
            .Refuses("not-asked", Says(ProviderAnswer.Accepted)).Until("2026-07-31 10:00");
        Assert.DoesNotContain(MessageKind.ProviderNudge, story.QueuedEver);
        Assert.Equal(ProviderAnswer.None, story.Journey.Introductions[0].Answer);
        story.PlanSession("s1", "2026-08-03 10:00");
    }

    [Fact]
    public void A_provider_without_email_is_phoned()
    {
        Story story = Story.Introduced(to: Story.Garden with { Email = null });
        Assert.Equal(["TellProvider for sam by 2026-07-06 17:00"], story.Tasks);
        Assert.DoesNotContain(MessageKind.ProviderNudge, story.Until("2026-07-10 18:00").QueuedEver);
        Assert.Contains(TaskKind.ChaseProvider, story.TaskKinds);
        Assert.Equal([TaskKind.PlanSession], story.With(Says(ProviderAnswer.Accepted)).TaskKinds);
    }

    [Fact]
    public void Mail_to_a_provider_that_comes_back_becomes_a_call_while_they_are_still_waited_for()
    {
        Messages.ReportUndelivered bounced =
            new("introduction/i1/provider", MessageKind.ProviderIntroduction, "i1", Messages.Reasons.Refused);
        Assert.Equal([TaskKind.TellProvider], Story.Introduced().With(bounced, Actor.System).TaskKinds);
        Assert.Equal([TaskKind.PlanSession], Story.Introduced().With(Says(ProviderAnswer.Accepted)).With(bounced, Actor.System).TaskKinds);
    }

    [Fact]
    public void Nobody_answers_nudged_on_day_three_phoned_on_day_five_and_on_day_fourteen_it_is_a_no()
    {
        Story story = Story.Introduced().Until("2026-07-08 16:59");
        Assert.Empty(story.SentAt(MessageKind.ProviderNudge));
        story.Until("2026-07-10 16:59");
        Assert.Equal(["2026-07-08 17:00"], story.SentAt(MessageKind.ProviderNudge));
        Assert.Empty(story.Tasks);
        Assert.Equal(["ChaseProvider for sam by 2026-07-13 17:00"], story.Until("2026-07-10 17:00").Tasks);
        story.Until("2026-07-17 11:59");
        Assert.Equal(ProviderAnswer.None, story.Journey.Introductions[0].Answer);
        story.Until("2026-07-17 12:00");
        Assert.Equal(ProviderAnswer.NoAnswer, story.Journey.Introductions[0].Answer);
        Assert.Equal(["FindActivity for sam by 2026-07-24 17:00"], story.Tasks);
        Assert.Empty(Unmet(story)); // nobody knows whether there was a place
    }

    [Theory]
    [InlineData("2026-07-08 16:59", "")]
    [InlineData("2026-07-09 10:00", "ProviderNudge")]
    [InlineData("2026-07-10 17:00", "ProviderNudge")]
    [InlineData("2026-07-17 12:00", "")] // too late to ask again
    public void After_an_outage_a_provider_is_asked_again_while_it_makes_sense(string wakes, string sent) =>
        Assert.Equal(sent, string.Join(" ", Story.Introduced().SleepUntil(wakes).Queued.Where(k => k is MessageKind.ProviderNudge)));

    [Theory]
    [InlineData(ProviderAnswer.Accepted, "PlanSession for sam by 2026-07-09 17:00", "")]
    [InlineData(ProviderAnswer.WaitingList, "", "")]
    [InlineData(ProviderAnswer.Full, "FindActivity for sam by 2026-07-13 17:00", "loneliness Full")]
    [InlineData(ProviderAnswer.NotSuitable, "FindActivity for sam by 2026-07-13 17:00", "")]
    public void What_a_provider_says_means_something_to_do(ProviderAnswer answer, string tasks, string unmet)
    {
        Story story = Story.Introduced().Until("2026-07-06 10:00").With(Says(answer, "Stairs."), Actor.Provider);
        Assert.Equal((tasks, unmet), (string.Join(", ", story.Tasks), string.Join(", ", Unmet(story))));
        Assert.Equal((answer, "Stairs.", "2026-07-06 10:00"),
            (story.Journey.Introductions[0].Answer, story.Journey.Introductions[0].AnswerReason,
                Story.London(story.Journey.Introductions[0].AnsweredAt!.Value)));
        Assert.Equal(answer is ProviderAnswer.Accepted, story.Journey.Introductions[0].CanAttend);
        Assert.Empty(story.Until("2026-07-17 13:00").SentAt(MessageKind.ProviderNudge));
    }

    [Theory]
    [InlineData("answer-missing", ProviderAnswer.None, null)]
    [InlineData("answer-missing", ProviderAnswer.NoAnswer, null)] // only time says so
    [InlineData("reason-missing", ProviderAnswer.NotSuitable, " ")]
    [InlineData("introduction-unknown", ProviderAnswer.Accepted, null, "i9")]
    public void An_answer_says_something(string code, ProviderAnswer answer, string? reason, string introduction = "i1") =>
        Story.Introduced().Refuses(code, Says(answer, reason, introduction));

    [Fact]
    public void The_same_answer_again_changes_nothing_and_a_full_house_is_counted_once()
    {
        Story story = Story.Introduced().With(Says(ProviderAnswer.Full), Actor.Provider);
        Assert.Empty(story.With(Says(ProviderAnswer.Full), Actor.Provider).Last);
        // The reason may come later, and stays.
        story.With(Says(ProviderAnswer.Full, "Until May."), Actor.Provider);
        Assert.Empty(story.With(Says(ProviderAnswer.Full), Actor.Provider).Last);
        Assert.Equal("Until May.", story.Journey.Introductions[0].AnswerReason);
        Assert.Single(Unmet(story));
        Assert.Single(story.TaskKinds, TaskKind.FindActivity);
    }

    [Fact]
    public void A_late_answer_counts_and_one_that_changes_an_earlier_one()
    {
        Story story = Story.Introduced().Until("2026-07-20 10:00").With(Says(ProviderAnswer.NotSuitable, "Stairs."), Actor.Provider);
        Assert.Equal([TaskKind.FindActivity], story.TaskKinds);
        Assert.Equal([TaskKind.PlanSession], story.With(Says(ProviderAnswer.Accepted), Actor.Provider).TaskKinds);
        story.PlanSession("s1", "2026-07-21 10:00").PlanSession("s2", "2026-07-28 10:00").Until("2026-07-21 13:00")
            .With(Says(ProviderAnswer.Full), Actor.Provider);
        Assert.Equal((false, true), (story.Journey.Sessions[0].IsCancelled, story.Journey.Sessions[1].IsCancelled));
        // The past session is still recorded and changes nothing else.
        Assert.Equal([TaskKind.RecordSession, TaskKind.FindActivity], story.TaskKinds);
        Assert.Equal([TaskKind.FindActivity], story.With(new Attendance.RecordSession("s1", false)).TaskKinds);
        story.Refuses("not-accepted-there",
            new Attendance.PlanSession("i1", Story.At("2026-08-03 10:00"), new Transport(TransportKind.Own)));
    }

    [Fact]
    public void A_session_that_is_over_cannot_be_moved_to_a_place_that_has_said_no()
    {
        Story story = Story.Going("2026-07-06 10:00").Until("2026-07-06 13:00").With(Says(ProviderAnswer.Full));
        story.Refuses("not-accepted-there", new Attendance.MoveSession("s1", Story.At("2026-07-13 10:00")));
    }

    [Fact]
    public void A_waiting_list_is_asked_about_every_four_weeks_for_as_long_as_it_lasts()
    {
        Story story = Story.Introduced(new Pathway { ReviewDays = [200], SilenceDays = 90 })
            .With(Says(ProviderAnswer.WaitingList, "Six weeks."), Actor.Provider).Until("2026-07-31 11:59");
        Assert.DoesNotContain(TaskKind.CheckWaitingList, story.TaskKinds);
        story.Until("2026-07-31 12:00");
        Assert.Contains("CheckWaitingList for sam by 2026-08-07 17:00", story.Tasks);
        story.Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.CheckWaitingList).Id));
        Assert.DoesNotContain(TaskKind.CheckWaitingList, story.With(Says(ProviderAnswer.WaitingList, "Two more.")).TaskKinds);
        Assert.Contains(TaskKind.CheckWaitingList, story.Until("2026-08-28 12:00").TaskKinds);
        Assert.Equal([TaskKind.PlanSession], story.With(Says(ProviderAnswer.Accepted)).TaskKinds);
    }
}
