using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>
/// Takes referrals in. Whatever is sent twice is taken once; a second referral for a person with an open journey joins it;
/// the referrer gets the same kind of answer either way, so that nobody learns from it whether a person is known here.
/// </summary>
public sealed class ReferralIntake(IJourneyStore store, IRegister register, JourneyService journeys, Pathway pathway, Clocks clocks, Secrets secrets)
{
    private const int Attempts = 20;
    private static readonly TimeSpan KeptKeys = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeptBodies = TimeSpan.FromMinutes(10);

    /// <summary>What the referrer is answered with.</summary>
    public sealed record Receipt(Guid Id, string Reference, ReferralTaskStatus Status, Stage Stage, DateTimeOffset ReceivedAt, NextStep? Next);

    /// <summary>Which ids were drawn for a request, so that a repetition, also after a crash half-way, finds the same.</summary>
    internal sealed record Admission(string BodyHash, Guid Journey, Receipt Receipt, DateTimeOffset Until);

    /// <param name="body">The bytes as they came, for telling the same request from another one.</param>
    /// <param name="idempotencyKey">The referrer's own name for this request; without one, the same body within ten minutes is the same request.</param>
    public async Task<IntakeResult> Receive(Referral referral, string? organisation, ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken cancellation)
    {
        string bodyHash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        string requestKey = $"{organisation ?? "self"}/{(idempotencyKey is null ? "body/" + bodyHash : "key/" + Hash(idempotencyKey))}";

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            RegisterRecord? known = await register.Get(RecordKinds.Admission, requestKey, cancellation);
            Admission? admitted = known is null ? null : JsonSerializer.Deserialize(known.Json, ServiceJson.Default.Admission)!;
            if (admitted is not null && admitted.Until > clocks.MachineNow)
            {
                if (admitted.BodyHash != bodyHash)
                    return new IntakeResult.KeyReused();
                if (await register.Get(RecordKinds.Referral, admitted.Receipt.Id.ToString("N"), cancellation) is not null)
                    return new IntakeResult.Received(admitted.Receipt, Repeated: true);
            }
            else
            {
                admitted = null;
            }

            if (await TryReceive(referral, organisation, requestKey, bodyHash, known, admitted, idempotencyKey is null ? KeptBodies : KeptKeys, cancellation) is { } receipt)
                return new IntakeResult.Received(receipt, Repeated: false);
        }
        return new IntakeResult.Busy();
    }

    private async Task<Receipt?> TryReceive(
        Referral referral, string? organisation, string requestKey, string bodyHash, RegisterRecord? known, Admission? resumed, TimeSpan kept, CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.Now;
        IReadOnlyList<PersonKey> keys = await FindPerson(referral.Person, cancellation);
        StoredJourney? open = await OpenJourneyOf(referral.Person, keys, cancellation);
        Guid journeyId = open?.State.Id ?? resumed?.Journey ?? await PromisedJourney(keys, cancellation) ?? Guid.CreateVersion7(now);
        HeldReferral held = new(
            resumed?.Receipt.Id ?? Guid.CreateVersion7(now),
            resumed?.Receipt.Reference ?? Reference.From(RandomNumberGenerator.GetBytes(8)),
            organisation, now, referral);

        (bool hasNamesake, RecordWrite? nameClaim) = await Namesake(referral.Person, keys, journeyId, cancellation);
        JourneyCommand command = open is null
            ? new Journeys.Intake.Receive(journeyId, held, PossibleDuplicate: hasNamesake)
            : new Journeys.Intake.Join(held);
        Moment moment = new(now, Actor.Referrer(organisation), $"referral-{held.Id:N}");
        (Decision decision, Journey? after) = Journey.Step(open?.State, command, pathway, moment);
        if (decision is not Decision.Accepted accepted)
            return null;

        HeldReferral mine = after!.Referrals.First(r => r.Id == held.Id);
        ReferralStatus status = ReferralStatus.Of(after, mine, pathway);
        Receipt receipt = resumed?.Receipt ?? new Receipt(held.Id, held.Reference, status.Status, status.Stage, now, status.Next);
        Admission admission = resumed ?? new Admission(bodyHash, journeyId, receipt, clocks.MachineNow + kept);
        string journeyText = journeyId.ToString("N");
        DateTimeOffset? due = Agenda.Next(after, pathway);
        CommitOutcome outcome = await store.Commit(new JourneyCommit
        {
            Before = open?.State,
            After = after,
            ExpectedVersion = open?.Version ?? 0,
            At = now,
            By = moment.Actor,
            Events = accepted.Events,
            NextDue = due,
            CommandId = moment.CommandId,
            Answer = JsonSerializer.Serialize(JourneySummary.Of(after, (open?.Version ?? 0) + 1, due), ServiceJson.Default.JourneySummary),
            Claims =
            [
                new RecordWrite(RecordKinds.Admission, requestKey, JsonSerializer.Serialize(admission, ServiceJson.Default.Admission), known?.Version ?? 0, admission.Until),
                .. nameClaim is null ? [] : (RecordWrite[])[nameClaim],
                .. keys.Where(k => k.Journey != journeyId).Select(k => new RecordWrite(RecordKinds.Person, k.Hash, journeyText, k.Version)),
                new RecordWrite(RecordKinds.Reference, held.Reference, $"{journeyText}/{held.Id:N}"),
                new RecordWrite(RecordKinds.Referral, held.Id.ToString("N"), journeyText),
            ],
        }, cancellation);
        if (outcome is not CommitOutcome.Committed)
            return null;
        await journeys.Nudge(journeyId, due, accepted.Events, cancellation);
        return receipt;
    }

    private sealed record PersonKey(string Hash, Guid? Journey, int Version);

    private async Task<IReadOnlyList<PersonKey>> FindPerson(Person person, CancellationToken cancellation)
    {
        List<PersonKey> keys = [];
        foreach (string key in PersonKeys.Of(person.NhsNumber, person.FirstName, person.FamilyName, person.DateOfBirth, person.Address?.Postcode))
        {
            string hash = secrets.HashOfPerson(key);
            RegisterRecord? record = await register.Get(RecordKinds.Person, hash, cancellation);
            keys.Add(new PersonKey(hash, record is null ? null : Guid.ParseExact(record.Json, "N"), record?.Version ?? 0));
        }
        return keys;
    }

    /// <summary>The open journey that any of the keys names, except one whose person has another NHS number.</summary>
    private async Task<StoredJourney?> OpenJourneyOf(Person person, IReadOnlyList<PersonKey> keys, CancellationToken cancellation)
    {
        foreach (Guid id in keys.Select(k => k.Journey).OfType<Guid>().Distinct())
        {
            if (await store.Load(id, cancellation) is { State.HasEnded: false } stored && IsSamePerson(stored.State, person))
                return stored;
        }
        return null;
    }

    private static bool IsSamePerson(Journey journey, Person person) =>
        person.NhsNumber is null || !journey.Referrals.Any(r => r.Details.Person.NhsNumber is { } other && other != person.NhsNumber);

    /// <summary>A journey that an interrupted request promised and did not get to write.</summary>
    private async Task<Guid?> PromisedJourney(IReadOnlyList<PersonKey> keys, CancellationToken cancellation)
    {
        foreach (Guid id in keys.Select(k => k.Journey).OfType<Guid>().Distinct())
            if (await store.Load(id, cancellation) is null)
                return id;
        return null;
    }

    /// <summary>The record of the first of this name and date of birth, if somebody is here already; else the record that claims the name.</summary>
    private async Task<(bool Other, RecordWrite? Claim)> Namesake(Person person, IReadOnlyList<PersonKey> keys, Guid journey, CancellationToken cancellation)
    {
        string hash = secrets.HashOfPerson(PersonKeys.NameAndBirth(person.FirstName, person.FamilyName, person.DateOfBirth));
        if (await register.Get(RecordKinds.Namesake, hash, cancellation) is not { } first)
            return (false, new RecordWrite(RecordKinds.Namesake, hash, journey.ToString("N")));
        return (first.Json != journey.ToString("N") && keys.All(k => k.Journey?.ToString("N") != first.Json), null);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

public abstract record IntakeResult
{
    private IntakeResult() { }
    public sealed record Received(ReferralIntake.Receipt Receipt, bool Repeated) : IntakeResult;
    /// <summary>The idempotency key came before with another body.</summary>
    public sealed record KeyReused : IntakeResult;
    public sealed record Busy : IntakeResult;
}

/// <summary>The kinds of records in the register.</summary>
public static class RecordKinds
{
    public const string Admission = "admission";
    public const string Person = "person";
    public const string Namesake = "namesake";
    public const string Reference = "reference";
    public const string Referral = "referral";
    public const string Staff = "staff";
    public const string StaffEmail = "staff-email";
    public const string StaffToken = "staff-token";
    public const string Session = "session";
    public const string SetUpLink = "set-up-link";
    public const string Organisation = "organisation";
    public const string ApiKey = "api-key";
    public const string Quota = "quota";
    public const string Service = "service";
}
