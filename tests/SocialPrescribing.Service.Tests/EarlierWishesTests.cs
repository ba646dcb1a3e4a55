using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Tests;

/// <summary>Somebody who comes back begins a new journey. What they asked for, so that they are safe, holds there from its first letter
/// on.</summary>
public sealed class EarlierWishesTests
{
    private readonly WhoIsWho _here = new();

    /// <summary>Support has ended for somebody who asked for discretion, wanted no surveys, and has a protected address.</summary>
    private async Task<Journey> Earlier(string? organisation = "surgery")
    {
        Journey journey = await _here.Refer(WhoIsWho.Nia(), organisation);
        await _here.Give(journey.Id, new Preferences.Change(Discretion: true, OptOut: OptOut.Surveys));
        await _here.Give(journey.Id, new AddressProtection.ChangeProtection(true, "She told me that he looks for her."));
        return await _here.Give(journey.Id, new Closing.Close(ClosingReason.Withdrew));
    }

    private static (bool, OptOut, bool) WishesOf(Journey journey) =>
        (journey.Preferences.Discretion, journey.Preferences.OptOut, journey.IsAddressProtected);

    [Fact]
    public async Task Whoever_comes_back_is_written_to_as_discreetly_as_before()
    {
        Journey earlier = await Earlier();

        Journey now = await _here.Refer(WhoIsWho.Nia(), "hospital");

        Assert.NotEqual(earlier.Id, now.Id);
        Assert.Equal((true, OptOut.Surveys, true), WishesOf(now));
        Assert.Contains(await _here.MailOf(now.Id), key => key.EndsWith("/received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_wanted_no_letters_gets_none_because_somebody_refers_them_again()
    {
        Journey earlier = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(earlier.Id, new Preferences.Change(OptOut: OptOut.Everything));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Journey now = await _here.Refer(WhoIsWho.Nia());

        Assert.DoesNotContain(await _here.MailOf(now.Id), key => key.EndsWith("/received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Domestic_abuse_that_was_known_makes_letters_discreet()
    {
        Journey earlier = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(earlier.Id, new Journeys.Intake.Accept());
        await _here.Give(earlier.Id, new Plan.RaiseNeed(Needs.DomesticAbuse));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Assert.True((await _here.Refer(WhoIsWho.Nia())).Preferences.Discretion);
    }

    /// <summary>Otherwise somebody could learn from the sender of a first letter who is known here, and how.</summary>
    [Theory]
    [InlineData("surgery", null)] // by the page
    [InlineData(null, "surgery")] // nobody has vouched for the earlier one
    public async Task Nobody_learns_of_a_wish_by_filling_in_a_page(string? first, string? second)
    {
        await Earlier(first);

        Assert.Equal((false, OptOut.Nothing, false), WishesOf(await _here.Refer(WhoIsWho.Nia(), second)));
    }

    /// <summary>Of many refugees nobody knows the day.</summary>
    [Theory]
    [InlineData("Nia", true)]
    [InlineData("Mair", false)]
    public async Task On_a_date_of_birth_that_stands_for_one_nobody_knows_both_names_must_agree(string first, bool holds)
    {
        static Person Born(Person person) => person with { DateOfBirth = new DateOnly(1990, 1, 1) };
        Journey earlier = await _here.Refer(WhoIsWho.Nia(Born));
        await _here.Give(earlier.Id, new Preferences.Change(Discretion: true));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Journey now = await _here.Refer(WhoIsWho.Nia(p => Born(p) with { FirstName = first }));

        Assert.NotEqual(earlier.Id, now.Id);
        Assert.Equal(holds, now.Preferences.Discretion);
    }

    [Fact]
    public async Task Somebody_else_keeps_their_own_wishes()
    {
        await Earlier();

        Journey sister = await _here.Refer(WhoIsWho.Nia(p => p with { FirstName = "Mair", NhsNumber = WhoIsWho.AnotherNumber }));

        Assert.Equal((false, OptOut.Nothing, false), WishesOf(sister));
    }

    private const string Mobile = "+447700900123";

    private static ContactDetail OnMobile(bool allowed) =>
        new(ContactKind.Mobile, Mobile, allowed, Text: allowed, Voicemail: allowed, Preferred: allowed);

    private static ContactDetail ByMail { get; } = new(ContactKind.Email, "nia@post.example", Allowed: true);

    /// <summary>Referred with a mobile that, as she says, her husband reads.</summary>
    private async Task<Journey> WhoseMobileIsRead(IReadOnlyList<ContactDetail> then)
    {
        Journey journey = await _here.Refer(WhoIsWho.Nia(p => p with { Contacts = [ByMail, OnMobile(true)] }));
        await _here.Give(journey.Id, new Preferences.Change(Contacts: then));
        return await _here.Give(journey.Id, new Closing.Close(ClosingReason.Withdrew));
    }

    /// <summary>A practice writes down what stands in its own record.</summary>
    [Fact]
    public async Task What_was_not_to_be_used_is_not_used_because_a_practice_writes_it_down_again()
    {
        await WhoseMobileIsRead([ByMail, OnMobile(false) with { Note = "Her husband reads it." }]);

        Journey now = await _here.Refer(
            WhoIsWho.Nia(p => p with { Contacts = [OnMobile(true) with { Value = "07700 900123" }, ByMail] }), "hospital");

        ContactDetail mobile = Assert.Single(now.Preferences.Contacts, c => c.Kind is ContactKind.Mobile);
        Assert.Equal((false, false, false, false, "Her husband reads it."),
            (mobile.Allowed, mobile.Text, mobile.Voicemail, mobile.Preferred, mobile.Note));
        Assert.Equal("nia@post.example", now.Preferences.Email);
    }

    [Fact]
    public async Task What_was_taken_out_is_not_used_either()
    {
        await WhoseMobileIsRead([ByMail]);

        Journey now = await _here.Refer(WhoIsWho.Nia(p => p with { Contacts = [OnMobile(true), ByMail] }));

        Assert.False(Assert.Single(now.Preferences.Contacts, c => c.Kind is ContactKind.Mobile).Allowed);
    }

    /// <summary>Staff wrote a number down that no referral had named, and took it out when they heard who answers there.</summary>
    [Fact]
    public async Task What_staff_added_and_took_out_again_is_not_used_either()
    {
        Journey earlier = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(earlier.Id, new Preferences.Change(Contacts: [ByMail, OnMobile(true)]));
        await _here.Give(earlier.Id, new Preferences.Change(Contacts: [ByMail]));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Journey now = await _here.Refer(WhoIsWho.Nia(p => p with { Contacts = [OnMobile(true), ByMail] }));
        ContactDetail mobile = Assert.Single(now.Preferences.Contacts, c => c.Kind is ContactKind.Mobile);
        Assert.Equal((false, false, false), (mobile.Allowed, mobile.Text, mobile.Voicemail));

        Journey byPage = await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = null, Contacts = [OnMobile(true), ByMail] }), null);
        await _here.Give(byPage.Id, new Resemblance.Compare(earlier.Id, AlikeAnswer.SamePerson));
        Assert.False(Assert.Single((await _here.State(byPage.Id)).Preferences.Contacts, c => c.Kind is ContactKind.Mobile).Allowed);
    }

    [Fact]
    public async Task What_was_taken_out_and_written_down_again_is_used()
    {
        Journey earlier = await _here.Refer(WhoIsWho.Nia());
        foreach (ContactDetail[] then in new ContactDetail[][] { [ByMail, OnMobile(true)], [ByMail], [ByMail, OnMobile(true)] })
            await _here.Give(earlier.Id, new Preferences.Change(Contacts: then));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Journey now = await _here.Refer(WhoIsWho.Nia(p => p with { Contacts = [OnMobile(true), ByMail] }));
        Assert.All(now.Preferences.Contacts, c => Assert.True(c.Allowed));
    }

    [Fact]
    public async Task What_was_not_to_be_used_stands_there_although_nobody_named_it_so_that_nobody_adds_it()
    {
        await WhoseMobileIsRead([ByMail, OnMobile(false)]);

        Journey now = await _here.Refer(WhoIsWho.Nia());

        Assert.False(Assert.Single(now.Preferences.Contacts, c => c.Value == Mobile).Allowed);
    }

    [Fact]
    public async Task Whoever_allowed_it_again_meanwhile_is_called_under_it()
    {
        await WhoseMobileIsRead([ByMail, OnMobile(false)]);
        Journey second = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(second.Id, new Preferences.Change(Contacts: [ByMail, OnMobile(true)]));
        await _here.Give(second.Id, new Closing.Close(ClosingReason.Withdrew));

        Journey now = await _here.Refer(WhoIsWho.Nia(p => p with { Contacts = [ByMail, OnMobile(true)] }));

        Assert.All(now.Preferences.Contacts, c => Assert.True(c.Allowed));
    }

    [Fact]
    public async Task Whose_every_way_of_contact_is_not_to_be_used_is_somebodys_to_find()
    {
        await WhoseMobileIsRead([ByMail with { Allowed = false }, OnMobile(false)]);

        Journey now = await _here.Refer(
            WhoIsWho.Nia(p => p with { Address = null, Contacts = [ByMail, OnMobile(true)] }));

        Assert.Contains(now.Tasks, t => t.Kind is TaskKind.FindContact);
        Assert.DoesNotContain(await _here.MailOf(now.Id), key => key.EndsWith("/received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_must_not_be_told_is_told_nothing_and_the_hours_in_which_they_can_be_called_stay()
    {
        RelatedPerson husband = new("Owen O'Brien", RelatedRole.Carer, "husband", "+447700900456");
        Journey earlier = await _here.Refer(WhoIsWho.Nia(p => p with { RelatedPeople = [husband] }));
        await _here.Give(earlier.Id, new Preferences.Change(WhenToCall: "Tuesdays before noon"));
        await _here.Give(earlier.Id, new Closing.Close(ClosingReason.Withdrew));

        Journey now = await _here.Refer(
            WhoIsWho.Nia(p => p with { RelatedPeople = [husband with { MayBeTold = true, ContactFirst = true }] }));

        Assert.Equal(husband, Assert.Single(now.Person.RelatedPeople));
        Assert.Equal("Tuesdays before noon", now.Person.WhenToCall);
    }

    /// <summary>Who asks for themselves is known for sure only once a human has said so.</summary>
    [Fact]
    public async Task Once_a_human_says_that_it_is_the_same_person_their_wishes_hold_too()
    {
        Journey earlier = await Earlier();
        await WhoseMobileIsRead([ByMail, OnMobile(false)]);
        Journey now = await _here.Refer(WhoIsWho.Nia(p => p with { Contacts = [ByMail, OnMobile(true)] }), null);
        Assert.Equal((false, OptOut.Nothing, false), WishesOf(now));

        foreach (Alike alike in now.Alikes)
            await _here.Give(now.Id, new Resemblance.Compare(alike.Journey, AlikeAnswer.SamePerson));

        now = await _here.State(now.Id);
        Assert.Equal((true, OptOut.Surveys, true), WishesOf(now));
        Assert.False(Assert.Single(now.Preferences.Contacts, c => c.Kind is ContactKind.Mobile).Allowed);
        Assert.NotEqual(earlier.Id, now.Id);
    }
}
