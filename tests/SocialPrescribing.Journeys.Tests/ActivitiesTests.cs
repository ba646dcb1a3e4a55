namespace SocialPrescribing.Journeys.Tests;

/// <summary>Introductions and what providers answer. Introduced() asks the community garden on Friday 3 July 2026 at 12:00.</summary>
public class ActivitiesTests
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
        // Why may be learned later, and is not forgotten.
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
        // The session that is over is still written down, and moves nothing.
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

    [Theory]
    [InlineData(EndReason.Finished, "")]
    [InlineData(EndReason.TooFar, "TellProvider for sam by 2026-07-06 17:00, FindActivity for sam by 2026-07-10 17:00")]
    [InlineData(EndReason.DidNotLikeIt, "TellProvider for sam by 2026-07-06 17:00, FindActivity for sam by 2026-07-10 17:00")]
    public void An_activity_ends_for_a_reason_and_whoever_keeps_a_place_hears_of_it(EndReason reason, string tasks)
    {
        Story story = Story.Going("2026-07-10 14:00").With(new Activities.EndActivity("i1", reason));
        Assert.Equal((tasks, reason is EndReason.TooFar ? "loneliness TooFar" : ""),
            (string.Join(", ", story.Tasks), string.Join(", ", Unmet(story))));
        Assert.True(story.Journey.Sessions[0].IsCancelled);
        story.Refuses("introduction-over", new Activities.EndActivity("i1", reason))
            .Refuses("introduction-over", Says(ProviderAnswer.Accepted))
            .Refuses("introduction-unknown", new Activities.EndActivity("i9", reason));
        Assert.Empty(story.Until("2026-07-10 18:00").SentAt(MessageKind.SessionReminder));
    }

    [Fact]
    public void A_provider_who_has_not_answered_yet_keeps_no_place() =>
        Assert.Equal([TaskKind.FindActivity], Story.Introduced().With(new Activities.EndActivity("i1", EndReason.NotWanted)).TaskKinds);

    [Fact]
    public void Who_goes_elsewhere_as_well_needs_no_search() =>
        Assert.Equal([TaskKind.TellProvider], Story.Going("2026-07-10 14:00").With(Choir)
            .With(new Activities.EndActivity("i1", EndReason.Cost)).TaskKinds);

    [Fact]
    public void Several_activities_go_side_by_side()
    {
        Story story = Story.Going("2026-07-10 14:00").With(Choir, id: "i2").With(Says(ProviderAnswer.Accepted, introduction: "i2"))
            .PlanSession("s2", "2026-07-11 14:00", introduction: "i2");
        story.Until("2026-07-11 17:00").With(new Attendance.RecordSession("s1", true, Confidence: 8))
            .With(new Attendance.RecordSession("s2", true, Confidence: 2)).Until("2026-07-13 16:00");
        // each has a first time
        Assert.Equal(["s1", "s2"], story.Journey.Tasks.Where(t => t.Kind is TaskKind.CheckIn).Select(t => t.About));
        story.With(new Activities.EndActivity("i2", EndReason.DidNotLikeIt)).PlanSession("s3", "2026-07-17 14:00");
        Assert.True(story.Journey.Introductions[0].CanAttend);
    }

    [Fact]
    public void Help_with_one_need_leaves_the_search_for_another()
    {
        Story story = Story.Planned()
            .With(new Activities.Introduce(new ActivityDetails("Debt advice", "Citizens"), IntroductionKind.Referral, "moneyAndDebt", true),
                id: "d1").With(Says(ProviderAnswer.Full, introduction: "d1"));
        Assert.Contains(TaskKind.FindActivity, story.With(Choir).TaskKinds);
        Assert.DoesNotContain(TaskKind.FindActivity,
            story.With(
                Choir with
                { Activity = new ActivityDetails("Money talk", "Bank", Email: "a@bank.example"), Need = "moneyAndDebt" }).TaskKinds);
        Assert.Equal(["moneyAndDebt Full"], Unmet(story));
    }

    [Fact]
    public void What_could_not_be_found_is_registered_by_need_and_reason()
    {
        Story story = Story.Planned().With(new Activities.RegisterUnmetNeed("friendshipInOlderAge", UnmetReason.NothingSuitable))
            .Refuses("need-unknown", new Activities.RegisterUnmetNeed("golf", UnmetReason.Full));
        Assert.Equal(["friendshipInOlderAge NothingSuitable"], Unmet(story));
        Story nobody = Story.Planned(but: r => r with { Needs = [] });
        Assert.Equal("loneliness", nobody.With(Choir, id: "i1").Journey.Introductions[0].Need); // the plan's
    }

    [Fact]
    public void Where_no_need_was_ever_coded_the_register_says_so()
    {
        Story story = Story.Met(but: r => r with { Needs = [] }).With(Choir, id: "i1").With(Says(ProviderAnswer.Full));
        Assert.Equal([$"{Needs.NotStated} Full"], Unmet(story));
    }

    [Theory]
    [InlineData(ClosingReason.Independent, true, "")]
    [InlineData(ClosingReason.GoalsMet, true, "")]
    [InlineData(ClosingReason.MovedAway, false, "TellProvider for sam by 2026-07-06 17:00")]
    [InlineData(ClosingReason.Withdrew, false, "TellProvider for sam by 2026-07-06 17:00")]
    [InlineData(ClosingReason.Died, false, "TellProvider for sam by 2026-07-06 17:00")]
    public void When_support_ends_people_go_on_going_where_they_go_or_the_provider_hears(ClosingReason reason, bool goesOn, string tasks)
    {
        Story story = Story.Going("2026-07-10 14:00").With(new Closing.Close(reason));
        Assert.Equal((goesOn, tasks), (story.Journey.Introductions[0].CanAttend, string.Join(", ", story.Tasks)));
        Assert.True(story.Journey.Sessions[0].IsCancelled);
        Assert.Empty(story.Until("2026-07-10 18:00").SentAt(MessageKind.SessionReminder));
    }

    [Theory]
    [InlineData(ProviderAnswer.WaitingList, true)]
    [InlineData(ProviderAnswer.None, false)]
    public void Also_who_leaves_as_independent_gives_back_a_place_on_a_waiting_list(ProviderAnswer answer, bool told)
    {
        Story story = Story.Introduced();
        if (answer is not ProviderAnswer.None)
            story.With(Says(answer));
        story.With(new Closing.Close(ClosingReason.Independent));
        Assert.Equal(told, story.TaskKinds.Contains(TaskKind.TellProvider));
        Assert.NotNull(story.Journey.Introductions[0].EndedAt);
        Assert.Empty(story.Until("2026-08-31 10:00").SentAt(MessageKind.ProviderNudge));
    }

    [Fact]
    public void A_provider_still_hears_when_it_becomes_known_that_the_person_has_died() =>
        Assert.Equal([TaskKind.TellProvider], Story.Going("2026-07-10 14:00").With(new Closing.Close(ClosingReason.MovedAway))
            .With(new Closing.Close(ClosingReason.Died)).TaskKinds);

    [Fact]
    public void What_nobody_has_told_a_provider_yet_needs_no_telling_when_support_ends() =>
        Assert.Empty(Story.Introduced(to: Story.Garden with { Email = null }).With(new Closing.Close(ClosingReason.MovedAway)).Tasks);

    [Fact]
    public void Where_one_activity_ends_what_is_planned_at_another_stands()
    {
        Story story = Story.Going("2026-07-10 14:00").With(Choir with { As = IntroductionKind.Signposting }, id: "i2")
            .PlanSession("c1", "2026-07-13 10:00", introduction: "i2").PlanSession("s2", "2026-07-17 14:00")
            .With(new Attendance.CancelSession("s2"));
        story.With(new Activities.EndActivity("i1", EndReason.Health));
        Assert.Equal(["s1"], story.Last.OfType<Attendance.SessionCancelled>().Select(e => e.Session));
        Assert.Equal([true, false, true], story.Journey.Sessions.Select(s => s.IsCancelled));
    }

    [Fact]
    public void Two_providers_who_do_not_answer_are_each_asked_again_phoned_and_given_up()
    {
        Story story = Story.Introduced().With(Choir, id: "i2").Until("2026-07-20 10:00");
        Assert.Equal(["i1", "i2"], story.Events.OfType<Messages.Queued>().Where(m => m.Kind is MessageKind.ProviderNudge)
            .Select(m => m.About));
        Assert.Equal(["i1", "i2"], story.Events.OfType<Tasks.Opened>().Where(t => t.Kind is TaskKind.ChaseProvider).Select(t => t.About));
        Assert.All(story.Journey.Introductions, i => Assert.Equal(ProviderAnswer.NoAnswer, i.Answer));
        Assert.Equal(["introduction/i1/another/declined", "introduction/i2/another/declined"], story.Journey.Tasks
            .Where(t => t.Kind is TaskKind.FindActivity).Select(t => t.Id));
    }

    [Fact]
    public void A_place_that_is_taken_back_needs_no_first_session_and_nothing_is_closed_twice()
    {
        Story story = Story.Introduced().Until("2026-07-10 18:00");
        Assert.Contains(TaskKind.ChaseProvider, story.TaskKinds);
        story.With(Says(ProviderAnswer.Accepted), id: "yes");
        Assert.Equal(["introduction/i1/first/yes"], story.Journey.Tasks.Select(t => t.Id));
        story.With(Says(ProviderAnswer.Full));
        Assert.Equal([TaskKind.FindActivity], story.TaskKinds);
        Assert.Distinct(story.Events.OfType<Tasks.Closed>().Select(t => t.Task));
    }
}
