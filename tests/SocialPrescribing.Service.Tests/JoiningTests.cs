using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>Two journeys of one person become one, and one of two people becomes two.</summary>
public sealed class JoiningTests
{
    private readonly WhoIsWho _here = new();

    /// <summary>The journey that began by page is the older, the practice's the newer.</summary>
    private async Task<(Journey Page, Journey Practice)> Two(Func<Referral, Referral>? but = null)
    {
        Journey page =
            await _here.Refer(WhoIsWho.Nia(p => p with { Contacts = [new(ContactKind.Email, "page@post.example", true)] }, "Alone."), null);
        Journey practice = await _here.Refer((but ?? (r => r))(WhoIsWho.Nia(reason: "Afraid of her son.")));
        await _here.Later();
        return (await _here.State(page.Id), await _here.State(practice.Id));
    }

    private async Task<Journey> Join(Journey ends, Journey goesOn, ContactsOf contacts = ContactsOf.This)
    {
        await _here.Give(ends.Id, new Joining.Join(goesOn.Id, contacts));
        await _here.Later(0);
        return await _here.State(goesOn.Id);
    }

    private async Task<string> Refused(Guid journey, JourneyCommand command) =>
        Assert.IsType<CommandResult.Refused>(await _here.Try(journey, command)).Code;

    [Fact]
    public async Task What_was_in_the_one_is_in_the_other_and_the_first_has_ended()
    {
        (Journey page, Journey practice) =
            await Two(r => r with { Safeguarding = new Safeguarding(true, "Bruises."), Risks = [new Risk("falls")] });
        Journey goesOn = await Join(practice, page);

        Assert.Equal(["Alone.", "Afraid of her son."], goesOn.Referrals.Select(r => r.Details.Reason));
        Assert.Equal((true, true), (goesOn.HasOpenConcern, goesOn.HasKnownRisk));
        Assert.Equal("nia@post.example", goesOn.Preferences.Email);
        // Nobody had yet read that she is afraid of her son.
        Assert.Equal([TaskKind.Triage, TaskKind.ReviewJoinedReferral, TaskKind.AcknowledgeConcern, TaskKind.ReadNow], goesOn.Tasks
            .Select(t => t.Kind).Order());
        Assert.Equal(1, goesOn.LinkGeneration);
        Journey ended = await _here.State(practice.Id);
        Assert.Equal((ClosingReason.Joined, page.Id, 0), (ended.Ended!.Reason, ended.Joined!.Into, ended.Tasks.Count));
        Assert.All(new[] { goesOn, ended }, j => Assert.Equal(AlikeAnswer.SamePerson, Assert.Single(j.Alikes).Answer));
    }

    [Fact]
    public async Task Nobody_is_written_to_but_the_safeguarding_lead()
    {
        (Journey page, Journey practice) = await Two(r => r with { Safeguarding = new Safeguarding(true, "Bruises.") });
        string[] before = [.. await _here.MailOf(page.Id), .. await _here.MailOf(practice.Id)];
        await Join(practice, page);
        await _here.Later(60);
        string[] sent = [.. await _here.MailOf(page.Id), .. await _here.MailOf(practice.Id)];
        Assert.All(sent.Except(before), key => Assert.Contains("concern", key, StringComparison.Ordinal));
        Assert.Single(sent.Except(before));
    }

    [Theory]
    [InlineData(ContactsOf.This, "nia@post.example")]
    [InlineData(ContactsOf.Other, "page@post.example")]
    public async Task A_human_chooses_the_ways_of_contact_and_the_stricter_wishes_hold(ContactsOf contacts, string email)
    {
        (Journey page, Journey practice) = await Two();
        await _here.Give(page.Id, new Preferences.Change(OptOut: OptOut.Surveys));
        await _here.Give(practice.Id, new Preferences.Change(Discretion: true));
        Journey goesOn = await Join(practice, page, contacts);
        Assert.Equal((email, true, OptOut.Surveys), (goesOn.Preferences.Email, goesOn.Preferences.Discretion, goesOn.Preferences.OptOut));
    }

    /// <summary>A number that is not to be used in the one is not called because the other names it.</summary>
    [Theory]
    [InlineData(ContactsOf.This)]
    [InlineData(ContactsOf.Other)]
    public async Task What_is_not_to_be_used_in_one_of_them_is_not_used_after(ContactsOf contacts)
    {
        (Journey page, Journey practice) = await Two();
        ContactDetail mobile = new(ContactKind.Mobile, "+447700900123", Allowed: true, Voicemail: true);
        ContactDetail Of(Journey journey) => journey.Preferences.Contacts[0];
        await _here.Give(practice.Id, new Preferences.Change(Contacts: [Of(practice), mobile]));
        await _here.Give(page.Id, new Preferences.Change(Contacts: [Of(page), mobile with { Allowed = false, Voicemail = false }]));
        Journey goesOn = await Join(practice, page, contacts);
        ContactDetail now = Assert.Single(goesOn.Preferences.Contacts, c => c.Kind is ContactKind.Mobile);
        Assert.Equal((false, false), (now.Allowed, now.Voicemail));
        Journey again = await _here.State(practice.Id);
        await _here.Give(page.Id, new Parting.TakeApart(again.Referrals[0].Id));
        await _here.Later();
        Assert.True(Assert.Single((await _here.State(practice.Id)).Preferences.Contacts, c => c.Kind is ContactKind.Mobile).Allowed);
    }

    [Theory]
    [InlineData(ContactsOf.This)]
    [InlineData(ContactsOf.Other)]
    public async Task Who_must_not_be_told_in_one_of_them_is_told_nothing_after(ContactsOf contacts)
    {
        (Journey page, Journey practice) = await Two();
        RelatedPerson son = new("Emrys Pugh", RelatedRole.Carer, "son", "+447700900456", MayBeTold: true, ContactFirst: true),
            friend = new("Mair Lloyd", RelatedRole.Emergency, "friend", "+447700900457", MayBeTold: true);
        await _here.Give(page.Id, new Preferences.Change(RelatedPeople: [son, friend]));
        await _here.Give(practice.Id, new Preferences.Change(RelatedPeople: [son with { MayBeTold = false, ContactFirst = false }]));
        Journey goesOn = await Join(practice, page, contacts);
        Assert.Equal([son with { MayBeTold = false, ContactFirst = false }, friend], goesOn.Person.RelatedPeople);
    }

    [Fact]
    public async Task Referrers_follow_the_journey_that_goes_on_and_see_nothing_of_what_was_before_theirs()
    {
        (Journey page, Journey practice) = await Two();
        Guid referral = practice.Referrals[0].Id;
        await Join(practice, page);
        await _here.Give(page.Id, new Journeys.Intake.Accept(referral, "sam"));
        (StoredJourney journey, HeldReferral held) = (await _here.Store.Referral(practice.Id, referral, default))!.Value;
        Assert.Equal(page.Id, journey.State.Id);
        Assert.Equal(ReferralTaskStatus.Accepted, ReferralStatus.Of(journey.State, held, new Pathway()).Status);
        Assert.Equal("journey-joined", await Refused(practice.Id, new Notes.Add("Hello")));
        Assert.Equal(page.Id, (await _here.Store.Current(practice.Id, default))!.State.Id);
        Assert.Equal(page.Id, (await _here.Refer(WhoIsWho.Nia())).Id);
    }

    [Fact]
    public async Task What_would_be_lost_keeps_it_from_happening()
    {
        (Journey page, Journey practice) = await Two();
        await _here.Give(practice.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        Assert.Equal("join-other-way", await Refused(practice.Id, new Joining.Join(page.Id, ContactsOf.This)));
        await _here.Give(practice.Id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await _here.Give(practice.Id, new Meetings.Book(TestService.Monday.AddDays(4), new Place(PlaceKind.AtHome)));
        await _here.Give(page.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        Assert.Equal("join-would-lose", await Refused(practice.Id, new Joining.Join(page.Id, ContactsOf.This)));
        Assert.Equal("join-itself", await Refused(practice.Id, new Joining.Join(practice.Id, ContactsOf.This)));
        Assert.Equal("other-unknown", await Refused(practice.Id, new Joining.Join(Guid.NewGuid(), ContactsOf.This)));
        Journey goesOn = await Join(page, practice, ContactsOf.Other);
        Assert.Equal((2, 1), (goesOn.Referrals.Count, goesOn.Meetings.Count));
    }

    [Fact]
    public async Task A_journey_whose_other_ends_at_the_last_moment_goes_on_and_somebody_looks()
    {
        (Journey page, Journey practice) = await Two();
        await _here.Give(practice.Id, new Joining.Join(page.Id, ContactsOf.This));
        Assert.Equal("being-joined", await Refused(practice.Id, new Notes.Add("Hello")));
        await _here.Give(page.Id, new Closing.Close(ClosingReason.Withdrew));
        await _here.Later(0);
        Journey goesOn = await _here.State(practice.Id);
        Assert.Equal((null, false), (goesOn.Joining, goesOn.HasEnded));
        Assert.Contains(goesOn.Tasks, t => t is { Kind: TaskKind.CheckJoin, Assignee: Queues.Lead });
        await _here.Give(practice.Id, new Notes.Add("Hello"));
    }

    [Fact]
    public async Task Two_that_are_joined_to_each_other_end_as_one()
    {
        (Journey page, Journey practice) = await Two();
        Task<CommandResult>[] both = [_here.Try(page.Id, new Joining.Join(practice.Id, ContactsOf.This)),
            _here.Try(practice.Id, new Joining.Join(page.Id, ContactsOf.This))];
        await Task.WhenAll(both);
        for (int look = 0; look < 5; look++)
            await _here.Later();
        Journey[] now = [await _here.State(page.Id), await _here.State(practice.Id)];
        Assert.Equal(2, Assert.Single(now, j => !j.HasEnded).Referrals.Count);
    }

    [Fact]
    public async Task Ways_of_contact_that_came_with_the_other_go_with_it_also_when_something_was_changed_meanwhile()
    {
        (Journey page, Journey practice) = await Two();
        Journey joined = await Join(practice, page, ContactsOf.This);
        ContactDetail mobile = new(ContactKind.Mobile, "+447700900123", true);
        await _here.Give(page.Id, new Preferences.Change([.. joined.Preferences.Contacts, mobile], OptOut: OptOut.Surveys));
        await _here.Give(page.Id, new Parting.TakeApart(practice.Referrals[0].Id));
        await _here.Later(0);

        Preferences.State now = (await _here.State(page.Id)).Preferences;
        Assert.Equal(["page@post.example", "+447700900123"], now.Contacts.Select(c => c.Value));
        Assert.Equal(OptOut.Surveys, now.OptOut);
        Assert.Equal("nia@post.example", (await _here.State(practice.Id)).Preferences.Email);
    }

    [Fact]
    public async Task Taken_apart_it_is_as_it_was_before()
    {
        (Journey page, Journey practice) = await Two(r => r with { Safeguarding = new Safeguarding(true, "Bruises.") });
        string[] before = [Essence(page), Essence(practice)];
        await Join(practice, page);
        await _here.Give(page.Id, new Parting.TakeApart(practice.Referrals[0].Id));
        await _here.Later(0);

        Journey[] now = [await _here.State(page.Id), await _here.State(practice.Id)];
        Assert.Equal(before, now.Select(Essence));
        Assert.Equal([TaskKind.Triage, TaskKind.CheckApart], now[0].Tasks.Select(t => t.Kind));
        Assert.Equal(practice.Tasks.Where(t => t.Kind is not TaskKind.PossibleDuplicate).Select(t => (t.Kind, t.About))
            .Order(), now[1].Tasks.Where(t => t.Kind is not TaskKind.PossibleDuplicate).Select(t => (t.Kind, t.About)).Order());
        Assert.All(now, j => Assert.Equal(AlikeAnswer.SomebodyElse, Assert.Single(j.Alikes).Answer));
        Assert.Equal(practice.Id, (await _here.Store.Referral(page.Id, practice.Referrals[0].Id, default))!.Value.Journey.State.Id);
    }

    [Fact]
    public async Task What_was_done_meanwhile_stays_where_it_was_done()
    {
        (Journey page, Journey practice) = await Two();
        await Join(practice, page);
        await _here.Give(page.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await _here.Give(page.Id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        await _here.Give(page.Id, new Preferences.Change(Contacts: [new(ContactKind.Email, "later@post.example", true)]));
        await _here.Give(page.Id,
            new Closing.Close(ClosingReason.Withdrew) is var close && (await _here.State(page.Id)).HasUnreadReferral
                ? new Journeys.Intake.Decline("Somebody else.", Referral: practice.Referrals[0].Id) : close);
        await _here.Give(page.Id, new Closing.Close(ClosingReason.Withdrew));
        await _here.Give(page.Id, new Parting.TakeApart(practice.Referrals[0].Id));
        await _here.Later(0);

        Journey stayed = await _here.State(page.Id), back = await _here.State(practice.Id);
        Assert.Equal((1, "later@post.example", true), (stayed.Attempts.Count, stayed.Preferences.Email, stayed.HasEnded));
        Assert.Equal((Stage.Triage, null, "nia@post.example"), (back.Stage, back.Referrals[0].DeclinedAt, back.Preferences.Email));
        Assert.Equal(practice.Referrals[0].Id, Assert.Single(stayed.LeftReferrals).Referral);
    }

    [Theory]
    [InlineData("waiting")]
    [InlineData("declined")]
    [InlineData("accepted")]
    [InlineData("ended")]
    public async Task A_referral_that_joined_by_itself_begins_a_journey_whatever_was_answered_meanwhile(string then)
    {
        Journey first = await _here.Refer(WhoIsWho.Nia());
        Journey joined = await _here.Refer(
            WhoIsWho.Nia(reason: "Bruises.") with { Safeguarding = new Safeguarding(true, "Bruises."), Risks = [new Risk("falls")] });
        Assert.Equal(first.Id, joined.Id);
        HeldReferral second = joined.Referrals[1];
        await _here.Give(first.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await _here.Give(first.Id, new Concerns.Acknowledge($"referral-{second.Id:N}", "Looked into.", Settled: true));
        if (then is "declined" or "ended")
            await _here.Give(first.Id, new Journeys.Intake.Decline("Not ours.", Referral: second.Id));
        if (then is "accepted")
            await _here.Give(first.Id, new Journeys.Intake.Accept(second.Id));
        if (then is "ended")
            await _here.Give(first.Id, new Closing.Close(ClosingReason.Withdrew));
        await _here.Later();

        await _here.Give(first.Id, new Parting.TakeApart(second.Id));
        await _here.Later(0);

        Journey apart = Assert.Single(await _here.All(), j => j.Id != first.Id), stayed = await _here.State(first.Id);
        Assert.Equal((second.Id, second.Reference, second.ReceivedAt, Stage.Triage),
            (apart.Referrals[0].Id, apart.Referrals[0].Reference, apart.Referrals[0].ReceivedAt, apart.Stage));
        Assert.Equal((null, null, true, true),
            (apart.Referrals[0].AcceptedAt, apart.Referrals[0].DeclinedAt, apart.HasOpenConcern, apart.HasKnownRisk));
        Assert.Equal([TaskKind.Triage, TaskKind.AcknowledgeConcern], apart.Tasks.Select(t => t.Kind));
        Assert.Equal((1, 0, false), (stayed.Referrals.Count, stayed.Concerns.Count, stayed.HasKnownRisk));
        Assert.DoesNotContain(stayed.Tasks, t => t.About == second.Id.ToString("N"));
        Assert.Equal(apart.Id, (await _here.Store.Referral(first.Id, second.Id, default))!.Value.Journey.State.Id);
        Assert.All(new[] { apart, stayed }, j => Assert.Equal(AlikeAnswer.SomebodyElse, Assert.Single(j.Alikes).Answer));
        Assert.Equal("referral-began-it", await Refused(apart.Id, new Parting.TakeApart(second.Id)));
    }

    [Fact]
    public async Task What_was_joined_twice_over_is_taken_apart_in_turn()
    {
        (Journey page, Journey practice) = await Two();
        Journey third = await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = null }, "From the housing office."), null);
        Guid referral = practice.Referrals[0].Id;
        await Join(practice, page);
        await Join(page, third);
        Assert.Equal(third.Id, (await _here.Store.Referral(practice.Id, referral, default))!.Value.Journey.State.Id);
        await _here.Give(third.Id, new Parting.TakeApart(referral));
        await _here.Later(0);
        Assert.Equal((2, 1), ((await _here.State(page.Id)).Referrals.Count, (await _here.State(third.Id)).Referrals.Count));
        await _here.Give(page.Id, new Parting.TakeApart(referral));
        await _here.Later(0);
        Assert.All(await _here.All(), j => Assert.Equal((1, false), (j.Referrals.Count, j.HasEnded)));
        Assert.Equal(practice.Id, (await _here.Store.Referral(third.Id, referral, default))!.Value.Journey.State.Id);
    }

    /// <summary>Everything that says who the person is and what was done with them, without internal bookkeeping.</summary>
    internal static string Essence(Journey journey) => JsonSerializer.Serialize(journey with
    {
        Tasks = [],
        Fired = [],
        Alikes = [],
        LookForAlikesAt = null,
        LeftReferrals = [],
        CameFrom = [],
        LinkGeneration = 0,
        Withheld = [],
    }, JourneyJson.Default.Journey);
}
