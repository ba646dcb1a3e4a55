namespace SocialPrescribing.Journeys.Tests;

/// <summary>What happens when an activity ends or support does, and what could not be found.</summary>
public partial class ActivitiesTests
{
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
