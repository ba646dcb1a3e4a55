using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Tests;

/// <summary>Two records are joined, and it turns out that they are two people's: what keeps each of them safe and helped.</summary>
public sealed class WrongJoinTests
{
    private readonly WhoIsWho _here = new();

    private async Task<(Journey Stays, Journey Other)> Two()
    {
        Journey stays = await _here.Refer(WhoIsWho.Nia(reason: "Alone."), null), other = await _here.Refer(WhoIsWho.Nia(reason: "Afraid."));
        await _here.Later();
        return (await _here.State(stays.Id), await _here.State(other.Id));
    }

    private async Task<Journey> Join(Journey other, Journey stays)
    {
        await _here.Give(other.Id, new Joining.Join(stays.Id, ContactsOf.Other));
        await _here.Later(0);
        return await _here.State(stays.Id);
    }

    private async Task<(Journey Stays, Journey Other)> TakeApart(Journey stays, Journey other)
    {
        await _here.Give(stays.Id, new Parting.TakeApart(other.Referrals[0].Id));
        await _here.Later(0);
        return (await _here.State(stays.Id), await _here.State(other.Id));
    }

    /// <summary>"Never ring at home" stands at the top of the page, and that page is not opened any more.</summary>
    [Fact]
    public async Task Important_notes_come_along_and_go_again_with_the_one_whose_they_are()
    {
        (Journey stays, Journey other) = await Two();
        await _here.Give(stays.Id, new Notes.Add("Her dog is called Mot.", Important: true));
        await _here.Give(other.Id, new Notes.Add("Never ring at home: he answers.", Important: true));

        Journey joined = await Join(other, stays);
        Assert.Equal(["Her dog is called Mot.", "Never ring at home: he answers."], joined.PinnedNotes.Select(n => n.Text));

        (stays, other) = await TakeApart(stays, other);
        Assert.Equal("Her dog is called Mot.", Assert.Single(stays.PinnedNotes).Text);
        Assert.Equal("Never ring at home: he answers.", Assert.Single(other.PinnedNotes).Text);
    }

    [Fact]
    public async Task No_important_note_is_left_behind_for_want_of_room_and_any_can_be_taken_down()
    {
        (Journey stays, Journey other) = await Two();
        for (int i = 0; i < Notes.MostPinned; i++)
            await _here.Give(stays.Id, new Notes.Add($"Note {i}.", Important: true));
        await _here.Give(other.Id, new Notes.Add("Never ring at home: he answers.", Important: true));

        Journey joined = await Join(other, stays);
        Assert.Equal("Never ring at home: he answers.", joined.PinnedNotes[^1].Text);
        Assert.Equal(Notes.MostPinned + 1, joined.PinnedNotes.Count);

        joined = await _here.Give(joined.Id, new Notes.Unpin(joined.PinnedNotes[^1].Id));
        Assert.Equal(Notes.MostPinned, joined.PinnedNotes.Count);
    }

    /// <summary>A daughter who is rung instead of the person must be rung again; whom somebody changed meanwhile stays so.</summary>
    [Fact]
    public async Task Who_was_told_nothing_for_the_others_sake_hears_again_what_the_person_wants_them_to_hear()
    {
        RelatedPerson daughter = new("Mair Pugh", RelatedRole.Carer, "daughter", "+447700900456", MayBeTold: true, ContactFirst: true),
            friend = new("Eirlys Lloyd", RelatedRole.Emergency, "friend", "+447700900457", MayBeTold: true);
        (Journey stays, Journey other) = await Two();
        await _here.Give(stays.Id, new Preferences.Change(RelatedPeople: [daughter, friend]));
        await _here.Give(other.Id, new Preferences.Change(RelatedPeople:
            [daughter with { Phone = "+447700900999", MayBeTold = false, ContactFirst = false }, friend with { MayBeTold = false }]));

        Journey joined = await Join(other, stays);
        Assert.All(joined.Person.RelatedPeople, p => Assert.Equal((false, false), (p.MayBeTold, p.ContactFirst)));
        RelatedPerson moved = friend with { MayBeTold = false, Phone = "+447700900458" };
        await _here.Give(stays.Id, new Preferences.Change(RelatedPeople: [joined.Person.RelatedPeople[0], moved]));

        (stays, other) = await TakeApart(stays, other);
        Assert.Equal([daughter, moved], stays.Person.RelatedPeople);
        Assert.All(other.Person.RelatedPeople, p => Assert.False(p.MayBeTold));
    }

    /// <summary>The plan of the record that ends stays there.</summary>
    [Fact]
    public async Task What_only_the_plan_says_of_domestic_abuse_still_makes_letters_discreet()
    {
        (Journey stays, Journey other) = await Two();
        foreach (Journey one in new[] { stays, other })
            await _here.Give(one.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await _here.Give(other.Id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await _here.Give(other.Id, new Plan.Agree([Needs.DomesticAbuse], "To be safe.",
            [new Goal("A room of my own", 9, "Ring the helpline")]));
        Assert.True((await _here.State(other.Id)).KnowsDomesticAbuse);

        Journey joined = await Join(other, stays);
        Assert.Equal((true, true), (joined.Preferences.Discretion, joined.IsHidden));

        (stays, other) = await TakeApart(stays, other);
        Assert.False(stays.Preferences.Discretion);
        Assert.True(other.KnowsDomesticAbuse);
    }

    /// <summary>A number that staff wrote down, and took out again because her husband answers there.</summary>
    [Fact]
    public async Task What_staff_added_and_took_out_in_one_of_them_is_not_used_because_the_other_names_it()
    {
        ContactDetail mail = new(ContactKind.Email, "nia@post.example", Allowed: true),
            mobile = new(ContactKind.Mobile, "+447700900123", Allowed: true, Text: true);
        (Journey stays, Journey other) = await Two();
        await _here.Give(other.Id, new Preferences.Change(Contacts: [mail, mobile]));
        await _here.Give(other.Id, new Preferences.Change(Contacts: [mail]));
        await _here.Give(stays.Id, new Preferences.Change(Contacts: [mail, mobile]));

        Journey joined = await Join(other, stays);
        Assert.Equal((false, false), Assert.Single(joined.Preferences.Contacts, c => c.Kind is ContactKind.Mobile) is var held
            ? (held.Allowed, held.Text) : default);

        (stays, _) = await TakeApart(stays, other);
        Assert.True(Assert.Single(stays.Preferences.Contacts, c => c.Kind is ContactKind.Mobile).Allowed);
    }
}
