namespace SocialPrescribing.Journeys.Tests;

/// <summary>Somebody must not learn where the person lives, until staff lift the protection.</summary>
public sealed class AddressProtectionTests
{
    private static readonly Address _safe = new(["1 Safe Street"], "GU35 9LP", Withheld: true);

    private static AddressProtection.ChangeProtection Protect => new(true, "He is looking for her.");
    private static AddressProtection.ChangeProtection Lift => new(false, "She told me herself, when I rang her.");

    private static Story Fled() => Story.Contacted(but: r => r with { Person = r.Person with { Address = _safe } });

    [Fact]
    public void Staff_protect_an_address_and_say_later_that_it_need_not_be()
    {
        Story story = Story.Met().With(Protect);
        Assert.True(story.Journey.IsAddressProtected);
        Assert.True(story.Journey.IsGuarded);
        Assert.Empty(story.With(Protect).Last);

        story.With(Lift);
        Assert.False(story.Journey.IsAddressProtected);
        Assert.False(story.Journey.IsGuarded);
        Assert.Equal("He is looking for her.|She told me herself, when I rang her.", string.Join('|',
            story.Journal.Select(j => j.Event).OfType<AddressProtection.ProtectionChanged>().Select(c => c.Reason)));
    }

    [Fact]
    public void What_a_referral_protects_staff_lift_with_a_reason_and_the_next_referral_protects_again()
    {
        Story story = Fled();
        Assert.True(story.Journey.IsAddressProtected);
        story.Refuses("reason-missing", Lift with { Reason = " " }).Refuses("needs-a-human", Lift, Actor.Person)
            .Refuses("needs-a-human", Lift, Actor.System);
        story.With(Lift);
        Assert.False(story.Journey.IsAddressProtected);
        Assert.Equal("1 Safe Street", story.Journey.Person.Address!.Lines[0]);
        story.With(new Preferences.Change(Address: new Address(["2 High Street"])));
        Assert.False(story.Journey.IsAddressProtected);

        story.With(Another(_safe));
        Assert.True(story.Journey.IsAddressProtected);
        story.With(Lift);
        Assert.False(story.Journey.IsAddressProtected);
    }

    [Fact]
    public void A_referral_that_joins_protects_whatever_the_first_one_gave_away()
    {
        Story story = Story.Met().With(Another(new Address([], Withheld: true)));
        Assert.True(story.Journey.IsAddressProtected);
        Assert.True(story.Journey.IsGuarded);
        story.With(new Preferences.Change(Address: new Address(["2 Safe Street"])));
        Assert.True(story.Journey.Person.Address!.Withheld);
    }

    [Theory]
    [InlineData(ContactsOf.This, true)]
    [InlineData(ContactsOf.Other, true)]
    [InlineData(ContactsOf.This, false)]
    [InlineData(ContactsOf.Other, false)]
    public void What_one_of_two_journeys_protects_stays_protected_when_they_are_joined(ContactsOf contacts, bool isFromProtected)
    {
        Story from = new Story().With(new Intake.Receive(Story.Other, Story.Held(Story.SecondReferral, "2026-07-01 10:00",
            r => r with { Person = r.Person with { Address = new Address(["3 Low Road"]) } })));
        Story into = Story.Accepted();
        (isFromProtected ? from : into).With(Protect);
        string lives = (contacts is ContactsOf.This ? from : into).Journey.Person.Address!.Lines[0];

        into.With(new Joining.Take(from.Journey, contacts, null), Actor.System);

        Assert.True(into.Journey.IsAddressProtected);
        Assert.Equal(lives, into.Journey.Person.Address!.Lines[0]);
    }

    [Theory]
    [InlineData("1 Safe Street", true)]
    [InlineData("at 1 safe street, upstairs", true)]
    [InlineData("The flat at gu359lp", true)]
    [InlineData("Forest Centre", false)]
    [InlineData(null, false)]
    public void Words_that_name_the_home_are_known(string? words, bool isHome) =>
        Assert.Equal(isHome, AddressProtection.NamesHome(Fled().Journey, words));

    private static Intake.AddReferral Another(Address address)
    {
        HeldReferral first = ((Intake.Receive)Story.Receive()).Referral;
        Referral details = first.Details with { Person = first.Details.Person with { Address = address } };
        return new(first with { Id = Story.SecondReferral, Details = details });
    }
}
