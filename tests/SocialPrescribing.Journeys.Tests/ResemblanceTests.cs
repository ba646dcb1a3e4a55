namespace SocialPrescribing.Journeys.Tests;

/// <summary>Which referrals join by themselves, which are only noted, and what staff decide about two.</summary>
public class ResemblanceTests
{
    private const string Number = "9434765919";
    private const string AnotherNumber = "6541003238";

    private static Journey Begun(Func<Person, Person> but, string? organisation = "org")
    {
        HeldReferral held =
            new(Story.FirstReferral, "SP-7K3M-9QX2", organisation, Story.At("2026-07-01 10:00"), Story.Good with { Person = but(Maggie) });
        return Story.Begun(new(Story.Id, held), held.ReceivedAt);
    }

    private static Person Maggie =>
        Story.Good.Person with { FirstName = "Margaret", FamilyName = "O’Neill", NhsNumber = Number, DateOfBirth = new(1948, 3, 28) };

    private static HeldReferral Another(Func<Person, Person> but, string? organisation = "org-2") =>
        new(Story.SecondReferral, "SP-7K3M-9QX3", organisation, Story.At("2026-07-02 10:00"), Story.Good with { Person = but(Maggie) });

    public static TheoryData<string, bool, Func<Person, Person>> Persons { get; } = new()
    {
        { "the same in everything", true, p => p },
        { "a family name that was married into", true, p => p with { FamilyName = "Costa" } },
        { "a short form and another family name", true, p => p with { FirstName = "Peggy", FamilyName = "Costa" } },
        { "another first name in the same family", true, p => p with { FirstName = "Rose" } },
        { "written without accents and marks", true, p => p with { FamilyName = "ONEILL" } },
        { "both names are others", false, p => p with { FirstName = "Rose", FamilyName = "Costa" } },
        { "another birth date", false, p => p with { DateOfBirth = new(1988, 3, 28) } },
        { "another number", false, p => p with { NhsNumber = AnotherNumber } },
        { "no number", false, p => p with { NhsNumber = null } },
        { "a number that cannot be one", false, p => p with { NhsNumber = "1111111111" } },
    };

    [Theory]
    [MemberData(nameof(Persons))]
    public void What_came_with_a_key_joins_what_came_with_a_key_where_number_birth_and_name_agree(
        string because, bool joins, Func<Person, Person> but)
    {
        Assert.True(joins == Resemblance.MayJoin(Begun(p => p), Another(but)), because);
        Assert.False(Resemblance.MayJoin(Begun(p => p), Another(but, organisation: null)), "anybody can fill in a page");
        Journey byPage = Begun(p => p, organisation: null);
        Assert.False(Resemblance.MayJoin(byPage, Another(but)), "the journey came by a page");
        Assert.True(
            joins == Resemblance.MayJoin(byPage with { Identity = new Identity.Check(Story.At("2026-07-01 11:00"), "sam") }, Another(but)),
            "staff have checked who the person is");
    }

    [Fact]
    public void A_journey_that_is_just_being_joined_to_another_takes_nothing_in()
    {
        Journey joining =
            Begun(p => p) with { Joining = new Joining.Promise(Guid.NewGuid(), Story.At("2026-07-01 11:00"), "sam", ContactsOf.This) };
        Assert.False(Resemblance.MayJoin(joining, Another(p => p)));
    }

    [Fact]
    public void A_placeholder_for_a_birth_date_agrees_with_nothing()
    {
        static Person NewYear(Person p) => p with { DateOfBirth = new(1990, 1, 1) };
        Assert.False(Resemblance.MayJoin(Begun(NewYear), Another(NewYear)));
    }

    [Fact]
    public void A_referral_with_a_key_whose_details_do_not_agree_vouches_for_nobody()
    {
        Journey journey = Begun(p => p, organisation: null);
        journey = Journey.Apply(journey,
            new JournalEntry(Story.At("2026-07-02 10:00"), Actor.System,
                new Intake.Joined(Another(p => p with { DateOfBirth = new(1988, 3, 28) }))));
        Assert.False(Resemblance.MayJoin(journey, Another(p => p)));
    }

    [Fact]
    public void A_journey_with_two_numbers_is_surely_nobodys()
    {
        Journey journey = Journey.Apply(Begun(p => p),
            new JournalEntry(Story.At("2026-07-02 10:00"), Actor.System,
                new Intake.Joined(Another(p => p with { NhsNumber = AnotherNumber }))));
        Assert.False(Resemblance.IsSurely(journey, Maggie));
    }

    public static TheoryData<string, string, Func<Person, Person>> Resembling { get; } = new()
    {
        { "a mistyped number, everything else different", "SameNhsNumber",
            p => p with { FirstName = "Tom", FamilyName = "Ash", DateOfBirth = new(1988, 5, 6), Contacts = [], Address = null } },
        { "name and birth date", "NameAndBirth", p => p with { NhsNumber = AnotherNumber, Contacts = [], Address = null } },
        { "a hostel: name, placeholder and postcode", "NameAndPostcode",
            p => p with { NhsNumber = null, DateOfBirth = new(1990, 1, 1), Contacts = [] } },
        { "no number; the same telephone under another name", "BirthAndPhone",
            p => p with { NhsNumber = null, FirstName = "Rose", Contacts = [p.Contacts[1]], Address = null } },
        { "only the address for mail", "NameAndEmail",
            p => p with { NhsNumber = null, DateOfBirth = new(1950, 1, 1), Contacts = [p.Contacts[0]], Address = null } },
        { "nothing", "", p => p with { NhsNumber = null, FirstName = "Tom", FamilyName = "Ash", DateOfBirth = new(1988, 5, 6) } },
        { "no fixed abode", "",
            p => p with
                { NhsNumber = null, DateOfBirth = new(1988, 5, 6), Contacts = [], Address = new Address([], Postcode.NoFixedAbode) } },
    };

    [Theory]
    [MemberData(nameof(Resembling))]
    public void What_two_have_in_common_is_named(string because, string reasons, Func<Person, Person> but)
    {
        Journey other = Begun(p => but(p) with { Contacts = but(p).Contacts });
        Assert.True(reasons == string.Join(" ", Resemblance.Between(Resemblance.KeysOf(Begun(p => p)), other)),
            $"{because}: {string.Join(" ", Resemblance.Between(Resemblance.KeysOf(Begun(p => p)), other))}");
    }

    [Theory]
    [InlineData("2026-06-01 10:00", false, true)] // the other was here first
    [InlineData("2026-07-01 09:59", false, true)]
    [InlineData("2026-07-01 10:00", false, false)] // of two in one moment, the one with the greater id asks
    [InlineData("2026-07-02 10:00", false, false)]
    [InlineData("2026-06-01 10:00", true, false)] // nobody need decide about a story that has ended
    public void Of_two_the_newer_asks_a_human(string began, bool hasEnded, bool asks)
    {
        Story story = Story.Received().With(new Resemblance.Note([Story.Alike(hasEnded, began: began)]), Actor.System);
        Assert.Equal(asks, story.TaskKinds.Contains(TaskKind.PossibleDuplicate));
        Assert.Single(story.Journey.Alikes);
        Assert.Empty(story.With(new Resemblance.Note([Story.Alike(hasEnded, began: began)]), Actor.System).Last);
    }

    [Fact]
    public void Somebody_else_closes_the_question_and_is_never_asked_about_again()
    {
        Story story = new Story().With(Story.Receive() with { Alikes = [Story.Alike()] }, Actor.Referrer("org"));
        story.Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.PossibleDuplicate).Id));
        story.With(new Resemblance.Compare(Story.Other, AlikeAnswer.SomebodyElse, "Another birth date."));
        Assert.Equal([TaskKind.Triage], story.TaskKinds);
        Assert.Empty(story.With(new Resemblance.Note([Story.Alike(hasDied: true)]), Actor.System).Last);
        story.Refuses("already-answered", new Resemblance.Compare(Story.Other, AlikeAnswer.SamePerson));
        Assert.Contains(Agenda.Errands(story.Journey, story.Pathway, story.Now), d => d.Errand == new Errand.TellAnswer(Story.Other));
    }

    [Fact]
    public void Not_sure_yet_stays_with_a_note_and_escalates_like_any_late_task()
    {
        Story story = new Story().With(Story.Receive() with { Alikes = [Story.Alike()] }, Actor.Referrer("org"));
        story.Refuses("note-missing", new Resemblance.Compare(Story.Other, AlikeAnswer.NotSureYet));
        story.With(new Resemblance.Compare(Story.Other, AlikeAnswer.NotSureYet, "Ask her GP."));
        Assert.Contains(TaskKind.PossibleDuplicate, story.TaskKinds);
        Assert.Contains(story.Until("2026-07-06 17:00").Journey.Tasks, t => t is { Kind: TaskKind.PossibleDuplicate, Escalations: 1 });
        Assert.Equal("Ask her GP.", Assert.Single(story.Journey.Alikes).Note);
    }

    [Fact]
    public void The_same_person_is_only_said_of_a_story_that_has_ended()
    {
        Story story = new Story().With(Story.Receive() with { Alikes = [Story.Alike()] }, Actor.Referrer("org"));
        story.Refuses("join-them", new Resemblance.Compare(Story.Other, AlikeAnswer.SamePerson) { OtherIsOpen = true });
        story.With(new Resemblance.Compare(Story.Other, AlikeAnswer.SamePerson));
        Assert.Equal([TaskKind.Triage], story.TaskKinds);
    }

    [Fact]
    public void What_was_answered_on_the_other_journey_is_answered_here_too_and_not_told_back()
    {
        Story story = new Story().With(Story.Receive() with { Alikes = [Story.Alike()] }, Actor.Referrer("org")).Until("2026-07-01 11:00");
        story.With(new Resemblance.Hear(Story.Alike(), AlikeAnswer.SomebodyElse));
        Assert.Equal([TaskKind.Triage], story.TaskKinds);
        Assert.Empty(Agenda.Errands(story.Journey, story.Pathway, story.Now));
        Assert.Equal(AlikeAnswer.SomebodyElse,
            Assert.Single(Story.Received().With(new Resemblance.Hear(Story.Alike(), AlikeAnswer.SomebodyElse)).Journey.Alikes).Answer);
    }

    [Theory]
    [InlineData("somebody else", false)]
    [InlineData("accepted", false)]
    [InlineData("not sure", true)]
    [InlineData("died", true)]
    public void Where_the_other_has_died_nothing_is_written_until_a_human_has_said_that_this_is_somebody_else(string then, bool held)
    {
        Story story = Story.Contacted().With(new Resemblance.Note([Story.Alike(hasEnded: true, hasDied: true)]), Actor.System)
            .Book("2026-07-09 11:00", "m1");
        Assert.Equal("MeetingBooked:death-on-record", story.Withheld);
        Assert.Contains(TaskKind.DeathOnRecord, story.TaskKinds);
        story.Refuses("record-the-death", new Resemblance.Compare(Story.Other, AlikeAnswer.SamePerson))
            .Refuses("task-needs-its-command", new Tasks.Complete(story.Task(TaskKind.DeathOnRecord).Id));
        if (then is "accepted")
            story = Story.Received().With(new Resemblance.Note([Story.Alike(hasEnded: true, hasDied: true)]), Actor.System);
        story.With(then switch
        {
            "somebody else" => new Resemblance.Compare(Story.Other, AlikeAnswer.SomebodyElse),
            "not sure" => new Resemblance.Compare(Story.Other, AlikeAnswer.NotSureYet, "Ask the practice."),
            "accepted" => new Intake.Accept(LinkWorker: "sam"),
            _ => new Closing.Close(ClosingReason.Died),
        });
        Assert.Equal(held, story.Journey.MayHaveDied);
        Assert.Equal(then is "not sure", story.TaskKinds.Contains(TaskKind.DeathOnRecord));
    }

    [Fact]
    public void A_death_that_is_told_later_asks_once_more()
    {
        Story story = new Story().With(Story.Receive() with { Alikes = [Story.Alike()] }, Actor.Referrer("org"))
            .With(new Intake.Accept(LinkWorker: "sam"));
        Assert.Contains(TaskKind.PossibleDuplicate, story.TaskKinds);
        story.With(new Resemblance.Note([Story.Alike(hasEnded: true, hasDied: true)]), Actor.System);
        Assert.Contains(TaskKind.DeathOnRecord, story.TaskKinds);
        Assert.DoesNotContain(story.With(new Resemblance.Compare(Story.Other, AlikeAnswer.SomebodyElse)).TaskKinds,
            k => k is TaskKind.DeathOnRecord or TaskKind.PossibleDuplicate);
    }

    [Fact]
    public void Who_comes_back_is_compared_anew_and_asks_what_was_open()
    {
        Story story = new Story().With(Story.Receive() with { Alikes = [Story.Alike()] }, Actor.Referrer("org"))
            .With(new Closing.Close(ClosingReason.Withdrew)).Days(1);
        Assert.Empty(story.TaskKinds);
        story.With(new Closing.Reopen { Alikes = [Story.Alike(began: "2026-07-02 09:00") with { Other = Story.SecondReferral }] });
        Assert.Equal(2, story.TaskKinds.Count(k => k is TaskKind.PossibleDuplicate));
        Assert.Contains(Agenda.Errands(story.Journey, story.Pathway, story.Now.AddMinutes(1)), d => d.Errand is Errand.LookForAlikes);
    }

    [Fact]
    public void A_new_journey_looks_once_more_a_little_later_and_whoever_died_at_once()
    {
        Story story = Story.Received();
        Assert.Empty(Agenda.Errands(story.Journey, story.Pathway, story.Now));
        Assert.Single(Agenda.Errands(story.Journey, story.Pathway, story.Now.AddMinutes(1)));
        (_, Journey waits, DateTimeOffset? next) =
            Agenda.Advance(story.Journey, story.Pathway, story.Now.AddMinutes(2), new HashSet<string>());
        Assert.Equal((story.Now.AddMinutes(1), Story.Json(story.Journey)), (next!.Value, Story.Json(waits)));
        Assert.Single(
            Agenda.Errands(story.Until("2026-07-01 10:05").With(new Closing.Close(ClosingReason.Died)).Journey, story.Pathway, story.Now));
    }

    [Fact]
    public void Nobody_is_compared_with_more_than_anybody_can_look_at()
    {
        Story story = Story.Received()
            .With(new Resemblance.Note([.. Enumerable.Range(0, 100).Select(_ => Story.Alike() with { Other = Guid.NewGuid() })]),
                Actor.System);
        Assert.Equal(Resemblance.Most, story.Journey.Alikes.Count);
    }
}
