namespace SocialPrescribing.Journeys.Tests;

/// <summary>The list for a person: sent, answered, and what follows.</summary>
public sealed class ChoosingTests
{
    private static readonly OfferedActivity Garden = new(Story.Garden, "Friday 10:00", "Free", "A short walk", "Sam comes along");
    private static readonly OfferedActivity Choir = new(new ActivityDetails("Choir", "St Mary"));

    private static Choosing.OfferActivities Offer(OfferWay by = OfferWay.Mail) => new([Garden, Choir], by);

    private static Story Offered() => Story.Contacted().With(Offer(), id: "l1");

    [Fact]
    public void A_list_goes_to_the_person_by_mail()
    {
        Story story = Offered();
        Assert.Contains(story.Last.OfType<Messages.Queued>(), m => m is { Kind: MessageKind.ActivityList, About: "l1" });
        Assert.Equal(2, Assert.Single(story.Journey.Lists).Activities.Count);
        Assert.Empty(Story.Contacted().With(Offer(OfferWay.Paper)).Last.OfType<Messages.Queued>());
    }

    [Fact]
    public void Whom_no_mail_reaches_somebody_phones() =>
        Assert.Contains(TaskKind.TellPerson, Story.Contacted(but: Story.NoEmail).With(Offer()).TaskKinds);

    [Fact]
    public void Where_no_letter_names_a_place_there_is_no_list_by_mail()
    {
        Story guarded = Story.Contacted().With(new Preferences.Change(Discretion: true));
        guarded.Refuses("list-guarded", Offer());
        Assert.Single(guarded.With(Offer(OfferWay.Paper)).Journey.Lists);
    }

    [Fact]
    public void What_makes_no_list_is_refused() => Story.Contacted()
        .Refuses("list-size", new Choosing.OfferActivities([]))
        .Refuses("list-size", new Choosing.OfferActivities([.. Enumerable.Repeat(Garden, 6)]))
        .Refuses("activity-twice", new Choosing.OfferActivities([Garden, Garden]))
        .Refuses("activity-missing", new Choosing.OfferActivities([new(new ActivityDetails("Choir"))]));

    [Fact]
    public void Nobody_is_given_a_list_before_they_were_reached() => Story.Accepted().Refuses("not-contacted", Offer());

    [Fact]
    public void What_the_person_says_is_a_task_and_books_nothing()
    {
        Story story = Offered().With(new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry, "If Sam comes along."), Actor.Person);
        Assert.Equal((OfferSays.WouldTry, "If Sam comes along."),
            (story.Journey.Lists[0].AnswerTo(1)!.Says, story.Journey.Lists[0].AnswerTo(1)!.Note));
        Assert.Equal("l1", story.Task(TaskKind.LookAtChoice).About);
        Assert.Empty(story.Journey.Introductions);
        // One task is enough, and the same answer again changes nothing.
        story.With(new Choosing.AnswerOffer("l1", 2, OfferSays.NotForMe), Actor.Person);
        Assert.Single(story.Journey.Tasks, t => t.Kind is TaskKind.LookAtChoice);
        Assert.Empty(story.With(new Choosing.AnswerOffer("l1", 2, OfferSays.NotForMe), Actor.Person).Last);
    }

    [Fact]
    public void Whoever_writes_it_down_on_the_phone_has_heard_it() =>
        Assert.DoesNotContain(TaskKind.LookAtChoice, Offered()
            .With(new Choosing.AnswerOffer("l1", 1, OfferSays.Question), Actor.Person)
            .With(new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry)).TaskKinds);

    [Fact]
    public void An_introduction_does_what_the_answer_asked_for() =>
        Assert.DoesNotContain(TaskKind.LookAtChoice, Offered()
            .With(new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry), Actor.Person)
            .With(new Activities.Introduce(Story.Garden, IntroductionKind.Signposting)).TaskKinds);

    [Theory]
    [InlineData("answer")]
    [InlineData("introduce")]
    public void A_question_waits_although_another_activity_of_the_list_is_dealt_with(string how)
    {
        Story story = Offered()
            .With(new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry), Actor.Person)
            .With(new Choosing.AnswerOffer("l1", 2, OfferSays.Question), Actor.Person)
            .With(how is "answer"
                ? new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry, "Told her when it begins.")
                : new Activities.Introduce(Story.Garden, IntroductionKind.Signposting));
        Assert.Contains(TaskKind.LookAtChoice, story.TaskKinds);
        // Recording the question shows that somebody has read it.
        Assert.DoesNotContain(TaskKind.LookAtChoice, story.With(new Choosing.AnswerOffer("l1", 2, OfferSays.Question)).TaskKinds);
    }

    [Fact]
    public void Words_wait_although_the_person_is_introduced()
    {
        Story story = Offered()
            .With(new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry, "But not before my operation."), Actor.Person)
            .With(new Activities.Introduce(Story.Garden, IntroductionKind.Signposting));
        Assert.Contains(TaskKind.LookAtChoice, story.TaskKinds);
        Assert.DoesNotContain(TaskKind.LookAtChoice, story.With(new Tasks.Complete(story.Task(TaskKind.LookAtChoice).Id)).TaskKinds);
        // A task that was done does not cover a later answer.
        story.Days(1).With(new Choosing.AnswerOffer("l1", 2, OfferSays.Question), Actor.Person)
            .With(new Choosing.AnswerOffer("l1", 2, OfferSays.NotForMe));
        Assert.DoesNotContain(TaskKind.LookAtChoice, story.TaskKinds);
    }

    [Fact]
    public void A_tick_does_not_count_for_what_was_said_since()
    {
        Story story = Offered().With(new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry), Actor.Person);
        Tasks.Complete tick = new(story.Task(TaskKind.LookAtChoice).Id);
        Assert.True(tick.IsOvertakenBy(story.With(new Choosing.AnswerOffer("l1", 2, OfferSays.Question), Actor.Person).Last));
        Assert.False(tick.IsOvertakenBy(story.With(new Choosing.AnswerOffer("l1", 1, OfferSays.NotForMe)).Last));
        Assert.False(new Tasks.Complete("list/l2/answer/a-1")
            .IsOvertakenBy(story.With(new Choosing.AnswerOffer("l1", 2, OfferSays.NotForMe), Actor.Person).Last));
    }

    [Fact]
    public void Who_would_try_two_waits_for_the_second()
    {
        Story story = Offered()
            .With(new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry), Actor.Person)
            .With(new Choosing.AnswerOffer("l1", 2, OfferSays.WouldTry), Actor.Person)
            .With(new Activities.Introduce(Story.Garden, IntroductionKind.Signposting));
        Assert.Contains(TaskKind.LookAtChoice, story.TaskKinds);
        story.With(new Activities.Introduce(Choir.Activity, IntroductionKind.Signposting));
        Assert.DoesNotContain(TaskKind.LookAtChoice, story.TaskKinds);
    }

    [Fact]
    public void An_earlier_introduction_answers_nobody()
    {
        Story story = Story.Contacted().With(new Activities.Introduce(Story.Garden, IntroductionKind.Signposting), id: "i1").Days(1);
        story.With(new Activities.EndActivity("i1", EndReason.NotWanted)).Days(1).With(Offer(), id: "l1")
            .With(new Choosing.AnswerOffer("l1", 1, OfferSays.WouldTry), Actor.Person)
            .With(new Choosing.AnswerOffer("l1", 2, OfferSays.NotForMe));
        Assert.Contains(TaskKind.LookAtChoice, story.TaskKinds);
    }

    [Fact]
    public void Not_for_me_holds_nothing_open() =>
        Assert.DoesNotContain(TaskKind.LookAtChoice, Offered()
            .With(new Choosing.AnswerOffer("l1", 1, OfferSays.NotForMe), Actor.Person)
            .With(new Choosing.AnswerOffer("l1", 2, OfferSays.WouldTry), Actor.Person)
            .With(new Activities.Introduce(Choir.Activity, IntroductionKind.Signposting)).TaskKinds);

    [Fact]
    public void What_was_put_aside_is_taken_up_again()
    {
        Story story = Story.Accepted().With(new Choosing.DismissActivity(Guid.Empty, "Tea dance", DismissReason.TooFar))
            .With(new Choosing.PutBackActivity(Guid.Empty));
        Assert.Empty(story.Journey.Dismissed);
        story.Refuses("not-put-aside", new Choosing.PutBackActivity(Guid.Empty));
    }

    [Fact]
    public void What_is_not_on_the_list_is_not_answered() => Offered()
        .Refuses("list-unknown", new Choosing.AnswerOffer("l9", 1, OfferSays.WouldTry), Actor.Person)
        .Refuses("activity-unknown", new Choosing.AnswerOffer("l1", 3, OfferSays.WouldTry), Actor.Person)
        .Refuses("activity-unknown", new Choosing.AnswerOffer("l1", 0, OfferSays.WouldTry), Actor.Person);

    [Fact]
    public void Words_of_harm_are_read_at_once()
    {
        Story story = Offered().With(new Choosing.AnswerOffer("l1", 1, OfferSays.Question, "I want to kill myself"), Actor.Person);
        Assert.Contains(TaskKind.ReadNow, story.TaskKinds);
        Assert.Equal(UrgentSource.List, Assert.Single(story.Journey.UrgentTexts).Source);
    }

    [Fact]
    public void What_is_put_aside_counts_as_unmet_where_nothing_is_left()
    {
        Choosing.DismissActivity aside = new(Guid.Empty, "Tea dance", DismissReason.TooFar);
        Story story = Story.Accepted().With(aside);
        Assert.Empty(story.Last.OfType<Activities.UnmetNeed>());
        Assert.Equal("Tea dance", Assert.Single(story.Journey.Dismissed).Name);
        Activities.UnmetNeed unmet =
            Assert.Single(story.With(aside with { NothingLeft = true }).Last.OfType<Activities.UnmetNeed>());
        Assert.Equal(("loneliness", UnmetReason.TooFar), (unmet.Need, unmet.Reason));
    }
}
