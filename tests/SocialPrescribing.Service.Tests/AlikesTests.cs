using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>Which referrals join a journey by themselves, and which begin one that only says whom it resembles.</summary>
public sealed class AlikesTests
{
    private readonly WhoIsWho _here = new();

    [Theory]
    [InlineData("surgery", "hospital", true)]
    [InlineData("surgery", null, false)] // by the page
    [InlineData(null, "hospital", false)]
    [InlineData(null, null, false)]
    public async Task A_second_referral_joins_by_itself_only_if_both_came_with_a_key(string? first, string? second, bool joins)
    {
        Journey begun = await _here.Refer(WhoIsWho.Nia(), first);
        Journey now = await _here.Refer(WhoIsWho.Nia(p => p with { FamilyName = "Costa" }), second);

        Assert.Equal(joins, begun.Id == now.Id);
        Assert.Equal(joins ? [TaskKind.Triage, TaskKind.ReviewJoinedReferral] : [TaskKind.Triage, TaskKind.PossibleDuplicate],
            now.Tasks.Select(t => t.Kind));
    }

    [Fact]
    public async Task A_mistyped_number_begins_a_journey_and_its_risks_and_concern_stay_there()
    {
        Journey old = await _here.Refer(WhoIsWho.Nia());
        Journey young = await _here.Refer(
            WhoIsWho.Nia(
                p => p with { FirstName = "Tom", FamilyName = "Ash", DateOfBirth = new(1988, 5, 6), Contacts = [], Address = null }) with
            {
                Risks = [new Risk("falls")],
                Safeguarding = new Safeguarding(true, "Bruises."),
            });

        Assert.NotEqual(old.Id, young.Id);
        Assert.Equal([AlikeReason.SameNhsNumber], Assert.Single(young.Alikes).Reasons);
        Assert.Equal((true, true), (young.HasOpenConcern, young.HasKnownRisk));
        await _here.Later();
        old = await _here.State(old.Id);
        Assert.Equal((young.Id, false, false), (Assert.Single(old.Alikes).Journey, old.HasOpenConcern, old.HasKnownRisk));
        Assert.DoesNotContain(old.Tasks, t => t.Kind is TaskKind.PossibleDuplicate);
    }

    [Fact]
    public async Task Three_men_of_one_name_in_one_hostel_are_three_journeys()
    {
        Journey first = await _here.ReferFile("one-name-one-hostel-a"), second = await _here.ReferFile("one-name-one-hostel-b");
        Journey third = await _here.Refer(
            WhoIsWho.Nia(
                p => p with
                {
                    FirstName = "Mohammed",
                    FamilyName = "Ahmed",
                    DateOfBirth = new(1985, 1, 1),
                    NhsNumber = null,
                    Address = new(["Invented Hotel, room 3"], "GU35 9AB"),
                    Contacts = []
                }));

        Assert.Equal(3, new[] { first.Id, second.Id, third.Id }.Distinct().Count());
        Assert.Equal([AlikeReason.NameAndPostcode], Assert.Single(second.Alikes).Reasons);
        Assert.Equal(2, third.Alikes.Count);
        await _here.Later();
        Assert.All(await _here.All(), j => Assert.Equal(2, j.Alikes.Count));
    }

    [Fact]
    public async Task The_same_person_with_a_mistyped_number_is_two_journeys_that_know_of_each_other()
    {
        Journey mistyped = await _here.ReferFile("mistyped"), right = await _here.ReferFile("put-right");
        Assert.Equal(mistyped.Id, Assert.Single(right.Alikes).Journey);
        Assert.Equal(AlikeReason.NameAndBirth, right.Alikes[0].Reasons[0]);
        Assert.Contains(right.Tasks, t => t.Kind is TaskKind.PossibleDuplicate && t.About == mistyped.Id.ToString("N"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_fills_in_a_page_with_somebodys_details_and_an_address_of_their_own_gets_nothing_of_theirs(bool numberAlone)
    {
        ContactDetail own = new(ContactKind.Email, "attacker@post.example", Allowed: true);
        Journey attack = await _here.Refer(numberAlone
            ? WhoIsWho.Nia(
                p => p with { FirstName = "No", FamilyName = "Body", DateOfBirth = new(1970, 7, 8), Address = null, Contacts = [own] })
            : WhoIsWho.Nia(p => p with { NhsNumber = null, Contacts = [own] }) with { Source = ReferralSource.Self, Referrer = null },
            organisation: null);
        Journey practice = await _here.Refer(WhoIsWho.Nia(reason: "Afraid of her son."));

        Assert.NotEqual(attack.Id, practice.Id);
        practice = await _here.Give(practice.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await _here.Give(practice.Id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        practice = await _here.Give(practice.Id, new Meetings.Book(TestService.Monday.AddDays(4), new Place(PlaceKind.AtHome)));
        await _here.Later();
        attack = await _here.State(attack.Id);
        Assert.Single(attack.Referrals);
        Assert.Empty(attack.Meetings);
        Assert.DoesNotContain(attack.Referrals, r => r.Details.Reason == "Afraid of her son.");
        Assert.DoesNotContain(practice.Preferences.Contacts, c => c.Value == own.Value);
        Assert.DoesNotContain(await _here.MailOf(attack.Id), key => key.StartsWith("meeting/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_page_began_takes_no_referral_in_until_staff_have_checked_who_it_is()
    {
        Journey begun = await _here.Refer(WhoIsWho.Nia(), organisation: null);
        await _here.Give(begun.Id, new Journeys.Intake.Accept(LinkWorker: "sam"));
        await _here.Give(begun.Id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached, IdentityChecked: true));
        Assert.Equal(begun.Id, (await _here.Refer(WhoIsWho.Nia())).Id);
        Assert.NotEqual(begun.Id, (await _here.Refer(WhoIsWho.Nia(), organisation: null)).Id);
    }

    [Fact]
    public async Task Who_comes_back_begins_a_new_journey_that_knows_the_earlier_one_and_asks_nobody()
    {
        Journey first = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(first.Id, new Closing.Close(ClosingReason.Withdrew));
        Journey second = await _here.Refer(WhoIsWho.Nia());
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Id, Assert.Single(second.Alikes).Journey);
        Assert.DoesNotContain(second.Tasks, t => t.Kind is TaskKind.PossibleDuplicate);
        Assert.Equal(second.Id, (await _here.Refer(WhoIsWho.Nia())).Id);

        second = await _here.Give(second.Id, new Resemblance.Compare(first.Id, AlikeAnswer.SamePerson));
        await _here.Later();
        Assert.Equal(AlikeAnswer.SamePerson, Assert.Single((await _here.State(first.Id)).Alikes).Answer);
        Assert.Equal("another-journey-open", Assert.IsType<CommandResult.Refused>(await _here.Try(first.Id, new Closing.Reopen())).Code);
    }

    [Fact]
    public async Task Two_open_journeys_are_joined_and_not_only_said_to_be_one_persons()
    {
        Journey first = await _here.Refer(WhoIsWho.Nia(), null), second = await _here.Refer(WhoIsWho.Nia());
        Assert.Equal("join-them",
            Assert.IsType<CommandResult.Refused>(
                await _here.Try(second.Id, new Resemblance.Compare(first.Id, AlikeAnswer.SamePerson))).Code);
    }

    [Theory]
    [InlineData(WhoIsWho.Number, "Nia", "GU35 9AB", true, "the same person")]
    [InlineData(null, "Nia", "GU34 1AA", true, "the same name and birth date")]
    [InlineData(WhoIsWho.Number, "Nina", "SW1A 1AA", true, "the same NHS number")]
    [InlineData(WhoIsWho.AnotherNumber, "Nia", "GU35 9AB", true, "a number may be mistyped")]
    [InlineData(null, "Nina", "GU34 1AA", false, "another name")]
    public async Task Nobody_who_may_have_died_is_written_to(string? nhsNumber, string name, string postcode, bool held, string because)
    {
        Journey died = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(died.Id, new Closing.Close(ClosingReason.Died));

        Journey next = await _here.Refer(
            WhoIsWho.Nia(
                p => p with
                {
                    NhsNumber = nhsNumber,
                    FirstName = name,
                    Address = new(["9 Other Street"], postcode),
                    Contacts = [new(ContactKind.Email, "other@post.example", true)]
                }));
        Assert.True(held == next.Tasks.Any(t => t.Kind is TaskKind.DeathOnRecord), because);
        Assert.True(held == next.MayHaveDied, because);
        await _here.Later();
        Assert.Equal(held ? 1 : 0, (await _here.State(next.Id)).Tasks.Count(t => t.Kind is TaskKind.DeathOnRecord));
    }

    [Fact]
    public async Task A_death_is_remembered_however_often_the_person_is_referred_and_declined_until_somebody_is_accepted()
    {
        Journey last = await _here.Refer(WhoIsWho.Nia());
        await _here.Give(last.Id, new Closing.Close(ClosingReason.Died));
        for (int again = 0; again < 3; again++)
        {
            last = await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = null }));
            Assert.True(last.MayHaveDied);
            if (again < 2)
                await _here.Give(last.Id, new Journeys.Intake.Decline("She has died."));
        }
        last = await _here.Give(last.Id, new Journeys.Intake.Accept(LinkWorker: "s"));
        Assert.False(last.MayHaveDied);
        await _here.Later();
        Assert.False((await _here.State(last.Id)).MayHaveDied);
    }

    [Fact]
    public async Task A_death_is_told_to_everybody_who_resembles_and_ends_nobodys_support()
    {
        Journey first = await _here.Refer(WhoIsWho.Nia());
        Journey page = await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = null }), null);
        Journey mistyped = await _here.Refer(
            WhoIsWho.Nia(
                p => p with { FirstName = "Tom", FamilyName = "Ash", DateOfBirth = new(1988, 5, 6), Contacts = [], Address = null }));
        Journey somebodyElse =
            await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = WhoIsWho.AnotherNumber, Address = null, Contacts = [] }));
        Journey nobody = await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = null, FirstName = "Nina", Contacts = [] }));
        await _here.Later();
        await _here.Give(somebodyElse.Id, new Resemblance.Compare(first.Id, AlikeAnswer.SomebodyElse));
        await _here.Later();

        await _here.Give(first.Id, new Closing.Close(ClosingReason.Died));
        await _here.Later();

        Assert.All(await _here.All(), j => Assert.Equal(j.Id == first.Id, j.HasEnded));
        Journey[] held = [await _here.State(page.Id), await _here.State(mistyped.Id)];
        Assert.All(held, j => Assert.Equal((true, 1), (j.MayHaveDied, j.Tasks.Count(t => t.Kind is TaskKind.DeathOnRecord))));
        Assert.Equal([false, false], new[] { await _here.State(somebodyElse.Id), await _here.State(nobody.Id) }.Select(j => j.MayHaveDied));
        Assert.False((await _here.Give(mistyped.Id, new Resemblance.Compare(first.Id, AlikeAnswer.SomebodyElse))).MayHaveDied);
        Assert.True((await _here.Give(page.Id, new Closing.Close(ClosingReason.Died))).HasDied);
    }

    [Fact]
    public async Task A_new_service_knows_from_its_first_referral_that_it_has_no_journeys_of_earlier_versions()
    {
        await _here.Refer(WhoIsWho.Nia());
        Assert.Equal("""{"isDone":true}""", (await _here.Store.Get("service", "alike-entries", default))?.Json);
    }

    [Fact]
    public async Task Journeys_of_earlier_versions_are_found_before_and_after_they_have_entries()
    {
        Assert.True(await _here.Store.Put(new RecordWrite("service", "alike-entries", """{"isDone":false}""", 0), default));
        Journey old = await _here.Refer(WhoIsWho.Nia());
        foreach (RegisterRecord entry in (await _here.Store.List(RecordKinds.Alike.Name, "", 100, null, default)).Items)
            Assert.True(await _here.Store.Delete(entry.Kind, entry.Key, entry.Version, default));
        Assert.Equal(old.Id, (await _here.Refer(WhoIsWho.Nia())).Id);
        Assert.Equal(old.Id, Assert.Single((await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = null }), null)).Alikes).Journey);

        await _here.Watch();
        Assert.False(await _here.Fill());
        // Without the look-up of names, they are found by every other detail.
        Journey byMail = await _here.Refer(WhoIsWho.Nia(p => p with { NhsNumber = null, FirstName = "Rose", Address = null }));
        Assert.Contains(byMail.Alikes, a => a.Journey == old.Id && a.Reasons is [AlikeReason.BirthAndEmail]);
    }

    /// <summary>A row of Table Storage has room for half a million characters, and the rest of the journey needs some of it.</summary>
    [Fact]
    public async Task A_journey_takes_referrals_until_it_is_full_and_goes_on()
    {
        int joined = 0;
        while (await _here.Send(WhoIsWho.Nia(reason: new string('x', 10_000))) is IntakeResult.Received && joined < 100)
            joined++;

        Assert.InRange(joined, 15, 30);
        Assert.IsType<IntakeResult.Full>(await _here.Send(WhoIsWho.Nia(reason: new string('x', 10_000))));
        Journey journey = Assert.Single(await _here.All());
        Assert.Equal(joined, journey.Referrals.Count);
        await _here.Give(journey.Id, new Journeys.Intake.Accept(LinkWorker: "s"));
    }
}
