using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Memory;

namespace SocialPrescribing.Service.Tests;

/// <summary>Who is recognised, and what becomes of a referral for somebody who is known here.</summary>
public sealed class PersonMatchTests
{
    private readonly MemoryStore _store = new();
    private readonly ReferralIntake _intake;
    private readonly JourneyService _journeys;
    private int _sent;

    public PersonMatchTests()
    {
        Clocks clocks = new(TimeProvider.System, TimeProvider.System);
        _journeys = new JourneyService(_store, _store, new NoRuntime(), new Pathway(), clocks, new Secrets([1, 2, 3], []));
        _intake = new ReferralIntake(_store, _store, _journeys, new Pathway(), clocks, new Secrets([1, 2, 3], []));
    }

    [Theory]
    [InlineData("943 476 5919", "Nia", "O'Brien", "GU35 9AB", "943 476 5919", "Mary", "Smith", "SW1A 1AA", true, "the same NHS number, whatever else")]
    [InlineData(null, "Nia", "O'Brien", "GU35 9AB", null, "nia", "OBRIEN", "gu359ab", true, "the same name, birth date and postcode, however written")]
    [InlineData("943 476 5919", "Nia", "O'Brien", "GU35 9AB", null, "Nia", "O'Brien", "GU35 9AB", true, "one NHS number is not known")]
    [InlineData("943 476 5919", "Nia", "O'Brien", "GU35 9AB", "654 100 3238", "Nia", "O'Brien", "GU35 9AB", false, "two NHS numbers are two people")]
    [InlineData(null, "Nia", "O'Brien", "GU35 9AB", null, "Nia", "O'Brien", "GU34 1AA", false, "another postcode")]
    [InlineData(null, "Nia", "O'Brien", null, null, "Nia", "O'Brien", null, false, "no postcode says too little")]
    [InlineData(null, "Nia", "O'Brien", "ZZ99 3VZ", null, "Nia", "O'Brien", "ZZ99 3VZ", false, "no fixed abode says too little")]
    public async Task A_second_referral_joins_where_it_is_surely_the_same_person(
        string? nhs1, string first1, string family1, string? postcode1, string? nhs2, string first2, string family2, string? postcode2, bool joins, string because)
    {
        await Refer(nhs1, first1, family1, postcode1);
        await Refer(nhs2, first2, family2, postcode2);

        List<Journey> journeys = await All();
        Assert.True(joins == (journeys.Count == 1), because);
        if (joins)
            Assert.Contains(journeys[0].Tasks, t => t.Kind is TaskKind.ReviewJoinedReferral);
        else
            Assert.Contains(journeys[1].Tasks, t => t.Kind is TaskKind.PossibleDuplicate);
    }

    [Fact]
    public async Task A_key_that_names_somebody_elses_open_journey_stays_theirs()
    {
        await Refer("943 476 5919", "Nia", "O'Brien", "GU35 9AB");
        await Refer("654 100 3238", "Nia", "O'Brien", "GU35 9AB");
        await Refer(null, "Nia", "O'Brien", "GU35 9AB");

        List<Journey> journeys = await All();
        Assert.Equal([2, 1], journeys.Select(j => j.Referrals.Count));
    }

    [Fact]
    public async Task A_referral_that_fits_two_open_journeys_joins_the_one_with_its_NHS_number_and_asks_a_human()
    {
        await Refer(null, "Nia", "O'Brien", "GU35 9AB");
        await Refer("943 476 5919", "Maria", "Smith", "SW1A 1AA");
        await Refer("943 476 5919", "Nia", "O'Brien", "GU35 9AB");

        Journey joined = Assert.Single(await All(), j => j.Referrals.Count == 2);
        Assert.Equal("Maria", joined.Person.FirstName);
        Assert.Contains(joined.Tasks, t => t.Kind is TaskKind.PossibleDuplicate);
    }

    [Fact]
    public async Task Who_comes_back_after_support_ended_begins_a_new_journey_and_is_no_stranger()
    {
        await Refer("943 476 5919", "Nia", "O'Brien", "GU35 9AB");
        Journey first = Assert.Single(await All());
        Assert.IsType<CommandResult.Done>(await _journeys.Do(first.Id, new Closing.Close(ClosingReason.Withdrew), Actor.Staff("s"), "end", null, default));

        await Refer("943 476 5919", "Nia", "O'Brien", "GU35 9AB");
        await Refer(null, "Nia", "O'Brien", "GU35 9AB");

        Journey second = Assert.Single(await All(), j => j.Id != first.Id);
        Assert.Equal(2, second.Referrals.Count);
        Assert.DoesNotContain(second.Tasks, t => t.Kind is TaskKind.PossibleDuplicate);
    }

    [Theory]
    [InlineData("943 476 5919", "Nia", "GU35 9AB", true, "the same person")]
    [InlineData(null, "Nia", "GU35 9AB", true, "the same name, birth date and postcode")]
    [InlineData(null, "Nia", "GU34 1AA", true, "the same name and birth date")]
    [InlineData("943 476 5919", "Nina", "SW1A 1AA", true, "the same NHS number")]
    [InlineData("654 100 3238", "Nia", "GU35 9AB", false, "two NHS numbers are two people")]
    [InlineData(null, "Nina", "GU34 1AA", false, "another name")]
    public async Task Nobody_who_may_have_died_is_written_to(string? nhsNumber, string name, string postcode, bool held, string because)
    {
        await Refer("943 476 5919", "Nia", "O'Brien", "GU35 9AB");
        Journey died = Assert.Single(await All());
        Assert.IsType<CommandResult.Done>(await _journeys.Do(died.Id, new Closing.Close(ClosingReason.Died), Actor.Staff("s"), "end", null, default));

        await Refer(nhsNumber, name, "O'Brien", postcode);

        Journey next = Assert.Single(await All(), j => j.Id != died.Id);
        Assert.True(held == next.Tasks.Any(t => t.Kind is TaskKind.DeathOnRecord), because);
        Assert.True(held == next.MayHaveDied, because);
    }

    [Fact]
    public async Task A_death_is_remembered_however_often_the_person_is_referred_and_declined_until_somebody_is_accepted()
    {
        await Refer("943 476 5919", "Nia", "O'Brien", "GU35 9AB");
        Journey last = Assert.Single(await All());
        Assert.IsType<CommandResult.Done>(await _journeys.Do(last.Id, new Closing.Close(ClosingReason.Died), Actor.Staff("s"), "end", null, default));
        for (int again = 0; again < 3; again++)
        {
            // The third time only name and birth date are known.
            await Refer(null, "Nia", "O'Brien", again < 2 ? "GU35 9AB" : "GU34 1AA");
            last = (await All())[^1];
            Assert.True(last.MayHaveDied);
            if (again < 2)
                Assert.IsType<CommandResult.Done>(await _journeys.Do(last.Id, new Intake.Decline("She has died."), Actor.Staff("s"), "d", null, default));
        }
        Assert.Equal(4, (await All()).Count);
        Assert.IsType<CommandResult.Done>(await _journeys.Do(last.Id, new Intake.Accept(LinkWorker: "s"), Actor.Staff("s"), "a", null, default));
        Assert.IsType<CommandResult.Done>(await _journeys.Do(last.Id, new Closing.Close(ClosingReason.Withdrew), Actor.Staff("s"), "c", null, default));
        await Refer(null, "Nia", "O'Brien", "GU34 1AA");
        Assert.False((await All())[^1].MayHaveDied);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_death_is_heard_on_every_journey_of_the_person_and_on_nobody_elses(bool onTheFirst)
    {
        await Refer("943 476 5919", "Nia", "O'Brien", "GU35 9AB");
        Journey first = Assert.Single(await All());
        Assert.IsType<CommandResult.Done>(await _journeys.Do(first.Id, new Intake.Accept(LinkWorker: "s"), Actor.Staff("s"), "a", null, default));
        Assert.IsType<CommandResult.Done>(await _journeys.Do(first.Id, new Closing.Close(ClosingReason.Withdrew), Actor.Staff("s"), "c", null, default));
        await Refer(null, "Nia", "O'Brien", "GU35 9AB");
        Journey second = (await All())[^1];
        await Refer("654 100 3238", "Nia", "O'Brien", "GU34 1AA");
        await Refer(null, "Nina", "O'Brien", "GU35 9AB");

        Assert.IsType<CommandResult.Done>(await _journeys.Do((onTheFirst ? first : second).Id, new Closing.Close(ClosingReason.Died), Actor.Staff("s"), "d", null, default));

        Assert.Equal([true, true, false, false], (await All()).Select(j => j.HasDied));
        Assert.NotEqual(first.Id, second.Id);
    }

    /// <summary>A row of Table Storage has room for half a million letters; what is done in the journey needs some of it.</summary>
    [Fact]
    public async Task A_journey_takes_referrals_until_it_is_full_and_goes_on()
    {
        int joined = 0;
        while (await Send("943 476 5919", "Nia", "O'Brien", "GU35 9AB", new string('x', 10_000)) is IntakeResult.Received && joined < 100)
            joined++;

        Assert.InRange(joined, 15, 30);
        Assert.IsType<IntakeResult.Full>(await Send("943 476 5919", "Nia", "O'Brien", "GU35 9AB", new string('x', 10_000)));
        Journey journey = Assert.Single(await All());
        Assert.Equal(joined, journey.Referrals.Count);
        Assert.InRange(System.Text.Json.JsonSerializer.Serialize(journey, JourneyJson.Default.Journey).Length, 200_000, 250_000);
        Assert.IsType<CommandResult.Done>(await _journeys.Do(journey.Id, new Intake.Accept(LinkWorker: "s"), Actor.Staff("s"), "a", null, default));
    }

    private async Task Refer(string? nhsNumber, string firstName, string familyName, string? postcode) =>
        Assert.IsType<IntakeResult.Received>(await Send(nhsNumber, firstName, familyName, postcode, "Invented"));

    private Task<IntakeResult> Send(string? nhsNumber, string firstName, string familyName, string? postcode, string reason)
    {
        Referral referral = new()
        {
            Source = ReferralSource.Self,
            Person = new Person
            {
                FirstName = firstName,
                FamilyName = familyName,
                DateOfBirth = new DateOnly(1950, 2, 28),
                NhsNumber = nhsNumber,
                Address = new Address(["1 Invented Row"], postcode),
            },
            Reason = reason,
            Risks = [new Risk(Risk.None, null)],
            Consent = new Consent(true, "self", null),
        };
        (referral, IReadOnlyList<Problem> problems) = ReferralRules.Check(referral, new Pathway(), new DateOnly(2027, 1, 1));
        Assert.Empty(problems);
        return _intake.Receive(referral, null, Encoding.UTF8.GetBytes($"request {_sent++}"), null, default);
    }

    private async Task<List<Journey>> All()
    {
        List<Journey> journeys = [];
        await foreach (Guid id in _store.All(default))
            journeys.Add((await _store.Find(id, default))!.State);
        return [.. journeys.OrderBy(j => j.ReceivedAt)];
    }

    private sealed class NoRuntime : IJourneyRuntime
    {
        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => ValueTask.CompletedTask;
        public ValueTask NudgePostman(CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
