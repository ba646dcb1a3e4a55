namespace SocialPrescribing.Journeys.Tests;

/// <summary>When links in letters end, and when they do not.</summary>
public class PersonLinksTests
{
    private static readonly Preferences.Change Elsewhere = new(Address: new Address(["9 Camp Road"], "GU35 0XX"));

    public static TheoryData<string, RenewalReason?> Cases => new()
    {
        { "press", RenewalReason.Staff },
        { "raise", null },
        { "raise and end", RenewalReason.Staff },
        { "domestic abuse came up", RenewalReason.Risk },
        { "domestic abuse in the plan", RenewalReason.Risk },
        { "another need came up", null },
        { "staff note discretion", RenewalReason.Discretion },
        { "the person asks for discretion", null },
        { "staff note an address", RenewalReason.NewAddress },
        { "the person gives an address", null },
        { "staff note an email", RenewalReason.NewAddress },
        { "staff note a telephone", null },
        { "the address is protected", RenewalReason.Risk },
        { "another referral joins", RenewalReason.Joined },
        { "a referral with discretion joins", RenewalReason.Joined },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Links_end_when_the_person_may_not_be_safe_or_is_reached_elsewhere(string what, RenewalReason? expected)
    {
        Story story = what switch
        {
            "press" => Story.Met().With(new PersonLinks.Renew()),
            "raise" => Story.Met().With(new Concerns.Raise("Bruises.")),
            "raise and end" => Story.Met().With(new Concerns.Raise("Bruises.", RenewLinks: true)),
            "domestic abuse came up" => Story.Met().With(new Plan.RaiseNeed(Needs.DomesticAbuse)),
            "domestic abuse in the plan" =>
                Story.Met()
                    .With(new Plan.Agree([Needs.DomesticAbuse], "To be safe", [new Goal("A place of her own", 9, "Call the refuge")], [])),
            "another need came up" => Story.Met().With(new Plan.RaiseNeed("housing")),
            "staff note discretion" => Story.Met().With(new Preferences.Change(Discretion: true)),
            "the person asks for discretion" => Story.Met().With(new Preferences.Change(Discretion: true), Actor.Person),
            "the address is protected" => Story.Met().With(new AddressProtection.ChangeProtection(true, "He is looking for her.")),
            "staff note an address" => Story.Met().With(Elsewhere),
            "the person gives an address" => Story.Met().With(Elsewhere, Actor.Person),
            "staff note an email" => Story.Met().With(new Preferences.Change([new(ContactKind.Email, "new@post.example", true)])),
            "staff note a telephone" =>
                Story.Met()
                    .With(
                        new Preferences.Change(
                            [new(ContactKind.Email, "margaret@post.example", true), new(ContactKind.Mobile, "07700 900456", true)])),
            "a referral with discretion joins" => Story.Met().With(Another(p => p with { Discretion = true })),
            _ => Story.Met().With(Another(p => p)),
        };

        Assert.Equal(expected, story.Last.OfType<PersonLinks.Renewed>().SingleOrDefault()?.Reason);
        Assert.Equal(expected is null ? 0 : 1, story.Journey.LinkGeneration);
    }

    [Fact]
    public void Discretion_that_a_joining_referral_asks_for_holds_from_that_moment()
    {
        Assert.False(Story.Met().With(Another(p => p)).Journey.Preferences.Discretion);
        Story story = Story.Met().With(Another(p => p with { Discretion = true }));
        Assert.True(story.Journey.Preferences.Discretion);
        Assert.True(story.With(new Preferences.Change(Language: "cy")).Journey.Preferences.Discretion);
    }

    private static Intake.AddReferral Another(Func<Person, Person> but)
    {
        HeldReferral first = ((Intake.Receive)Story.Receive()).Referral;
        Referral details = first.Details with { Person = but(first.Details.Person) };
        return new(first with { Id = Guid.Parse("00000000-0000-0000-0000-0000000000ff"), Details = details });
    }

    [Fact]
    public void What_was_known_already_ends_nothing_once_more()
    {
        Story story = Story.Met().With(new Plan.RaiseNeed(Needs.DomesticAbuse))
            .With(new Plan.Agree([Needs.DomesticAbuse], "To be safe", [new Goal("A place of her own", 9, "Call the refuge")], []));
        Assert.Equal(1, story.Journey.LinkGeneration);
        story.With(new Preferences.Change(Discretion: true)).With(new Preferences.Change(Discretion: true, Language: "cy"));
        Assert.Equal(2, story.Journey.LinkGeneration);
    }

    [Fact]
    public void Links_of_somebody_who_has_died_open_nothing_anyway() =>
        Story.Ended(ClosingReason.Died).Refuses("support-ended", new PersonLinks.Renew())
            .With(new Concerns.Raise("Bruises.", RenewLinks: true));

    // ---- who the person is ----

    [Fact]
    public void Who_the_person_is_is_checked_by_a_human_who_spoke_with_them()
    {
        Story story = Story.Accepted()
            .Refuses("identity-nobody-there",
                new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.LeftMessage, IdentityChecked: true))
            .With(new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, IdentityChecked: true));
        Assert.Equal(new Identity.Check(story.Now, "sam", "margaret@post.example"), story.Journey.Identity);
        Assert.Equal("needs-a-human",
            Assert.IsType<Decision.Refused>(story.Do(new Preferences.Change(IdentityChecked: true), Actor.Person)).Code);
    }

    [Fact]
    public void An_address_that_is_told_together_with_the_check_is_confirmed_with_it()
    {
        Story story = Story.Contacted()
            .With(new Preferences.Change([new(ContactKind.Email, "new@post.example", true)], IdentityChecked: true));
        Assert.Equal("new@post.example", story.Journey.Identity!.Email);
        // An address that is changed later is not confirmed until the next check.
        story.With(new Preferences.Change([new(ContactKind.Email, "third@post.example", true)]));
        Assert.Equal("new@post.example", story.Journey.Identity!.Email);
        Assert.Equal("third@post.example", story.With(new Preferences.Change(IdentityChecked: true)).Journey.Identity!.Email);
    }

    [Fact]
    public void A_meeting_that_was_held_is_a_time_to_check_and_one_that_was_missed_is_not()
    {
        Story story = Story.Contacted().Book("2026-07-03 11:00", "m1").Until("2026-07-03 12:30")
            .Refuses("identity-nobody-there", new Meetings.RecordOutcome("m1", MeetingOutcome.DidNotAttend, IdentityChecked: true))
            .With(new Meetings.RecordOutcome("m1", MeetingOutcome.Held, IdentityChecked: true));
        Assert.NotNull(story.Journey.IdentityConfirmedAt);
    }
}
