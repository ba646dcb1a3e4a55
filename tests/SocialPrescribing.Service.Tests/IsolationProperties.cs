using FsCheck;
using FsCheck.Fluent;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

/// <summary>
/// Two people whose details each have one slip, which may be the other's value. Referrals come in any order, by page or with a key. Before
/// staff have joined the two, nothing of the one reaches the other.
/// </summary>
public sealed class IsolationProperties
{
    private static readonly Person Ada = WhoIsWho.Nia(p => p with { FirstName = "Ada", FamilyName = "Marlowe" }).Person;
    private static readonly Person Ben = WhoIsWho.Nia(p => p with
    {
        FirstName = "Ben",
        FamilyName = "Okafor",
        DateOfBirth = new(1988, 5, 6),
        NhsNumber = WhoIsWho.AnotherNumber,
        Address = new(["2 Invented Row"], "GU34 1AA"),
        Contacts = [new ContactDetail(ContactKind.Email, "ben@post.example", Allowed: true)],
    }).Person;

    /// <param name="Slip">Which value is wrong. 0 for none.</param>
    /// <param name="With">What it is replaced with: the other's value, another one, or one that means “not known”.</param>
    private sealed record Sent(bool IsAda, int Slip, int With, bool ByPage, int Then);

    private static readonly Arbitrary<List<Sent>> Histories = (
        from one in Gen.Choose(0, 1)
        from slip in Gen.Choose(0, 6)
        from with in Gen.Choose(0, 2)
        from page in Gen.Choose(0, 2)
        from then in Gen.Choose(0, 5)
        select new Sent(one is 0, slip, with, page is 0, then)).ListOf().Select(l => l.Take(12).ToList()).ToArbitrary();

    [Fact]
    public void Nothing_of_one_person_reaches_another_before_a_human_joined_them() => Prop.ForAll(Histories, history =>
    {
        WhoIsWho here = new();
        List<(Guid Referral, bool IsAda)> sent = [];
        foreach (Sent each in history)
        {
            string reason = each.IsAda ? "of Ada" : "of Ben";
            Journey journey = here.Refer(WhoIsWho.Nia(_ => Written(each), $"{reason} {sent.Count}"), each.ByPage ? null : "surgery")
                .GetAwaiter().GetResult();
            sent.Add((journey.Referrals[^1].Id, each.IsAda));
            Live(here, journey, each.Then).GetAwaiter().GetResult();
        }
        here.Later().GetAwaiter().GetResult();
        foreach (Journey journey in here.All().GetAwaiter().GetResult())
        {
            bool isAda = journey.Details.Reason!.StartsWith("of Ada", StringComparison.Ordinal);
            Assert.All(journey.Referrals, r => Assert.Equal(isAda, r.Details.Reason!.StartsWith("of Ada", StringComparison.Ordinal)));
            // A link shows the journey's details, and a letter goes to its address. All of them must come from its own referrals.
            Assert.All(journey.Preferences.Contacts, c => Assert.Contains(journey.Referrals, r => r.Details.Person.Contacts.Contains(c)));
            // A referral by page never joins another journey, so it is alone or the first.
            Assert.All(journey.Referrals.Skip(1), r => Assert.NotNull(r.Organisation));
            foreach (QueuedMessage message in here.Store.Of(journey.Id, default).GetAwaiter().GetResult()
                .Where(m => Messages.RecipientOf(m.Kind) is Recipient.Referrer))
                Assert.Contains(journey.Referrals, r => r.Id.ToString("N") == message.About);
        }
        // A referrer sees the status of a journey of the same person.
        foreach ((Guid referral, bool isAda) in sent)
            Assert.Equal(isAda, here.All().GetAwaiter().GetResult()
                .Single(j => j.Referrals.Any(r => r.Id == referral)).Details.Reason!.StartsWith("of Ada", StringComparison.Ordinal));
    }).Check(Cases.Of(150));

    /// <summary>Joining and parting two journeys restores both, whatever was in them.</summary>
    [Fact]
    public void To_join_and_to_take_apart_are_each_others_inverse() =>
        Prop.ForAll(Histories, Gen.Choose(0, 1).ToArbitrary(), (history, contacts) =>
    {
        WhoIsWho here = new();
        foreach (Sent each in history)
            Live(here,
                here.Refer(WhoIsWho.Nia(_ => Written(each)) with { Safeguarding = new Safeguarding(each.Then is 5) },
                    each.ByPage ? null : "surgery").GetAwaiter().GetResult(), each.Then).GetAwaiter().GetResult();
        here.Later().GetAwaiter().GetResult();
        List<Journey> before = here.All().GetAwaiter().GetResult();
        foreach (Journey one in before.Skip(1))
        {
            if (here.Try(one.Id, new Joining.Join(before[0].Id, (ContactsOf)contacts)).GetAwaiter().GetResult() is not CommandResult.Done)
                continue;
            here.Later(0).GetAwaiter().GetResult();
            Assert.True(here.State(one.Id).GetAwaiter().GetResult().HasEnded);
            Assert.IsType<CommandResult.Done>(here.Try(before[0].Id, new Parting.TakeApart(one.Referrals[0].Id)).GetAwaiter().GetResult());
            here.Later(0).GetAwaiter().GetResult();
        }
        foreach ((Journey was, Journey now) in before.Zip(here.All().GetAwaiter().GetResult()))
            Assert.Equal(JoiningTests.Essence(was), JoiningTests.Essence(now));
    }).Check(Cases.Of(100));

    private static Person Written(Sent each)
    {
        (Person own, Person other) = each.IsAda ? (Ada, Ben) : (Ben, Ada);
        return each.Slip switch
        {
            1 => own with { FirstName = each.With is 0 ? other.FirstName : "Slip" },
            2 => own with { FamilyName = each.With is 0 ? other.FamilyName : "Slip" },
            3 => own with { DateOfBirth = each.With switch { 0 => other.DateOfBirth, 1 => new(1955, 5, 5), _ => new(1950, 1, 1) } },
            4 => own with { NhsNumber = each.With switch { 0 => other.NhsNumber, 1 => "9990004048", _ => null } },
            5 => own with
            { Address = each.With switch { 0 => other.Address, 1 => new Address(["3 Invented Row"], "GU33 7AA"), _ => null } },
            6 => own with
            {
                Contacts = each.With switch
                {
                    0 => other.Contacts,
                    1 => [new ContactDetail(ContactKind.Mobile, "+447700900123", true)],
                    _ => [],
                }
            },
            _ => own,
        };
    }

    private static async Task Live(WhoIsWho here, Journey journey, int then)
    {
        if (then is 1 or 2)
            await here.Try(journey.Id, new Journeys.Intake.Accept(journey.Referrals[^1].Id, "sam"));
        if (then is 2)
            await here.Try(journey.Id, new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached));
        if (then is 3)
            await here.Later(2);
        if (then is 4)
            await here.Try(journey.Id, new Journeys.Intake.Decline("Not ours.", Referral: journey.Referrals[^1].Id));
    }
}
