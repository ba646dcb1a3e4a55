using System.Text.Json;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Intake;

/// <summary>
/// Receives referrals. What is sent twice is received once. A second referral for a person with an open journey joins it if there is no
/// doubt that it is the same person. Otherwise it begins a journey of its own, which notes whom it resembles. The referrer gets the same
/// kind of answer either way, so nobody learns from it whether a person is known here.
/// </summary>
public sealed class ReferralIntake(
    IJourneyStore store, IRegister register, JourneyService journeys, InForce<Pathway> pathways, Clocks clocks, Secrets secrets,
    IPlaces? places = null, Practices? practices = null)
{
    /// <summary>Enough for many referrals of one person at once: each round of a conflict lets one of them through.</summary>
    private const int Attempts = 200;
    private readonly Records<Admission> _admissions = Admissions.In(register);
    private readonly AlikeLookup _alikes = new(store, register, secrets);
    private readonly FactsWriter _facts = new(store, secrets, places);
    private static readonly TimeSpan KeptKeys = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeptBodies = TimeSpan.FromMinutes(10);

    /// <summary>The answer to the referrer.</summary>
    /// <param name="Notes">What was read differently from how it was written; null if nothing was.</param>
    /// <param name="Practice">The person's GP practice with its address, from the list of practices; null if it is not in the list.</param>
    public sealed record Receipt(
        Guid Id, string Reference, ReferralTaskStatus Status, Stage Stage, DateTimeOffset ReceivedAt, NextStep? Next,
        IReadOnlyList<ReadingNote>? Notes = null, string? Practice = null);

    /// <summary>The ids drawn for a request. A repetition uses the same ones, also after a crash half-way.</summary>
    internal sealed record Admission(string BodyHash, Guid Journey, Receipt Receipt, DateTimeOffset Until);

    private static RecordKind<Admission> Admissions { get; } = RecordKinds.Admission.Of(IntakeJson.Default.Admission);

    /// <summary>The journey in which a referral began, by the referral's id. The record exists only once the referral is in
    /// that journey.</summary>
    public static RecordKind<Guid> LookUps { get; } = RecordKinds.Referral.Of(PortsJson.Default.Guid);

    /// <summary>A referral that was read exactly as written.</summary>
    /// <inheritdoc cref="Receive(Referral, IReadOnlyList{ReadingNote}, string?, ReadOnlyMemory{byte}, string?, CancellationToken)"/>
    public Task<IntakeResult> Receive(
        Referral referral, string? organisation, ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken cancellation) =>
        Receive(referral, [], organisation, body, idempotencyKey, cancellation);

    /// <param name="notes">What was read differently from how it was written. A repeated request gets them again.</param>
    /// <param name="body">The bytes as they came. They tell whether two requests are the same.</param>
    /// <param name="idempotencyKey">
    /// The referrer's own name for this request. Without one, the same body within ten minutes is the same request.
    /// </param>
    public async Task<IntakeResult> Receive(
        Referral referral, IReadOnlyList<ReadingNote> notes, string? organisation, ReadOnlyMemory<byte> body, string? idempotencyKey,
        CancellationToken cancellation)
    {
        IntakeResult result = await Tracing.Within(
            Tracing.Intake, null, null, () => TakeIn(referral, notes, organisation, body, idempotencyKey, cancellation),
            came => came.Outcome);
        Tracing.CountReferral(result.Outcome);
        return result;
    }

    private async Task<IntakeResult> TakeIn(
        Referral referral, IReadOnlyList<ReadingNote> notes, string? organisation, ReadOnlyMemory<byte> body, string? idempotencyKey,
        CancellationToken cancellation)
    {
        (string requestKey, string bodyHash) = NamesOf(organisation, body, idempotencyKey);
        Practice? practice = null;
        if (practices is not null)
            (referral, notes, practice) = await practices.Named(referral, notes, cancellation);
        Retry retry = new(Attempts, clocks.Pauses);
        while (await retry.Again(cancellation))
        {
            Record<Admission>? known = await _admissions.Get(requestKey, cancellation);
            Admission? admitted = InForce(known);
            if (admitted is not null)
                Tracing.IsAbout(admitted.Journey);
            if (await AnswerTo(admitted, bodyHash, cancellation) is { } answer)
                return answer;
            if (await Standstill.IsOn(register, cancellation))
                return new IntakeResult.Resting();
            if (await TryReceive(referral, notes, practice, organisation, requestKey, bodyHash, known, admitted,
                idempotencyKey is null ? KeptBodies : KeptKeys, cancellation) is { } result)
                return result;
        }
        return new IntakeResult.Busy();
    }

    /// <summary>
    /// The stored answer, if this request or its key was seen before, even if it would be refused today; null for a new request.
    /// </summary>
    public async Task<IntakeResult?> AnswerAgain(
        string? organisation, ReadOnlyMemory<byte> body, string? idempotencyKey, CancellationToken cancellation)
    {
        (string requestKey, string bodyHash) = NamesOf(organisation, body, idempotencyKey);
        return await AnswerTo(InForce(await _admissions.Get(requestKey, cancellation)), bodyHash, cancellation);
    }

    private static (string RequestKey, string BodyHash) NamesOf(string? organisation, ReadOnlyMemory<byte> body, string? idempotencyKey)
    {
        string bodyHash = HexDigest.Of(body.Span);
        return ($"{organisation ?? "self"}/{(idempotencyKey is null ? "body/" + bodyHash : "key/" + HexDigest.Of(idempotencyKey))}",
            bodyHash);
    }

    private Admission? InForce(Record<Admission>? known) =>
        known?.Value is { } admitted && admitted.Until > clocks.MachineNow ? admitted : null;

    private async Task<IntakeResult?> AnswerTo(Admission? admitted, string bodyHash, CancellationToken cancellation) =>
        admitted is null ? null
        : admitted.BodyHash != bodyHash ? new IntakeResult.KeyReused()
        : await LookUps.In(register).Get(admitted.Receipt.Id.ToString("N"), cancellation) is not null
            ? new IntakeResult.Received(admitted.Receipt, Repeated: true)
        : null;

    private async Task<IntakeResult?> TryReceive(
        Referral referral, IReadOnlyList<ReadingNote> notes, Practice? practice, string? organisation, string requestKey, string bodyHash,
        Record<Admission>? known, Admission? resumed, TimeSpan kept, CancellationToken cancellation)
    {
        (LoadedJourney promised, HeldReferral? inIt) = resumed is null ? (new LoadedJourney.Missing(), null)
            : await store.LoadReferral(resumed.Journey, resumed.Receipt.Id, cancellation);
        if (promised is LoadedJourney.Found { Stored: var begun } && inIt is not null)
            // The request that began this has died, or is still at work and will give the same answer.
            return new IntakeResult.Received(await Finish(resumed!, begun, inIt, cancellation), Repeated: true);

        DateTimeOffset now = clocks.Now;
        IReadOnlyCollection<PersonKey> keys = [.. PersonKeys.Of(referral.Person, referral.Person.Contacts).Distinct()];
        IReadOnlyList<StoredJourney> found = await _alikes.Find(keys, [referral.Person], except: null, cancellation);
        HeldReferral held = new(
            resumed?.Receipt.Id ?? Chance.NewId(now),
            resumed?.Receipt.Reference ?? Reference.From(Chance.Bytes(8)),
            organisation, now, referral);
        // If several journeys fit, the referral joins none and a human decides.
        StoredJourney? open = found.Where(s => Resemblance.MayJoin(s.State, held)).ToArray() is [var only] ? only : null;
        // If an earlier try was to join a journey that no longer fits, this try begins a journey of its own.
        Guid journey = open?.State.Id
            ?? (promised is LoadedJourney.Missing ? resumed?.Journey : null) ?? Chance.NewId(now);
        Preferences.State asked = Preferences.Of(referral.Person);
        // Whose wishes hold anyway is written to as they asked.
        Resemblance.Likeness[] alikes = await Task.WhenAll(found.Where(s => s.State.Id != journey).Select(async s =>
            asked.Email is null || Resemblance.KeepsWishesOf(s.State, held)
                ? Resemblance.Of(keys, s.State, here: null, isProtected: false)
                : Resemblance.Of(keys, s.State, asked, referral.Person.Address is { Withheld: true },
                    await store.TakenOut(s.State.Id, cancellation))));
        held = held with
        {
            DeathOnRecord = found.Any(
                s => s.State.Id != journey
                    && (s.State.HasDied || s.State.MayHaveDied)
                    && Resemblance.IsStrong(Resemblance.Between(keys, s.State)))
        };
        JourneyCommand command = open is null
            ? new Journeys.Intake.Receive(journey, held)
            {
                Alikes = alikes,
                Earlier = await store.WishesIn(found.Select(s => s.State).Where(s => Resemblance.KeepsWishesOf(s, held)), cancellation),
            }
            : new Journeys.Intake.AddReferral(held) { Alikes = alikes };
        Moment moment = new(now, Actor.Referrer(organisation), CommandIdOf(held.Id));
        (Decision decision, Journey? after) = Journey.Step(open?.State, command, pathways.Now, moment);
        if (decision is not Decision.Accepted accepted)
            return null;
        if (open is not null
            && JsonSerializer.SerializeToUtf8Bytes(after!, JourneyJson.Default.Journey).Length > JourneyService.MostStateBytes)
            return new IntakeResult.Full();

        ReferralStatus status = ReferralStatus.Of(after!, after!.Referrals.First(r => r.Id == held.Id), pathways.Now);
        Receipt receipt = resumed?.Receipt ?? new Receipt(
            held.Id, held.Reference, status.Status, status.Stage, now, status.Next, notes is [] ? null : notes,
            practice?.InBrief);
        // Since the earlier try somebody has begun a journey that this referral now joins. So the earlier try's records are changed to it.
        Admission admission =
            resumed is null ? new Admission(bodyHash, journey, receipt, clocks.MachineNow + kept) : resumed with { Journey = journey };
        int claimed = resumed is not null && await PersonSearch.Places.In(register).Get(receipt.Reference, cancellation) is { } own
            && own.Value.Referral == receipt.Id ? own.Version : 0;
        DateTimeOffset? due = Agenda.Next(after, pathways.Now);
        JourneyCommit commit = new()
        {
            Before = open?.State,
            After = after,
            ExpectedVersion = open?.Version ?? 0,
            At = now,
            By = moment.Actor,
            Events = accepted.Events,
            NextDue = due,
            CommandId = moment.CommandId,
            Answer = CommandAnswers.Write(JourneySummary.Of(after, (open?.Version ?? 0) + 1, due),
                CommandAnswers.Fingerprint(CommandAnswers.BodyOf(command), moment.Actor)),
            Claims =
            [
                // The reference is claimed before the admission is written, because the admission promises it to the referrer.
                ReferenceOf(journey, receipt, claimed),
                Admissions.Write(requestKey, admission, known?.Version ?? 0, admission.Until),
            ],
            Entries = Entries(journey, held, AlikeLookup.Entries(open?.State, after, secrets), receipt),
        };
        CommitOutcome outcome =
            await store.Commit(commit with { Facts = await _facts.After(open, commit, cancellation) }, cancellation);
        if (outcome is not CommitOutcome.Committed)
            return null;
        Tracing.IsAbout(journey);
        await journeys.Nudge(journey, due, accepted.Events, cancellation);
        return new IntakeResult.Received(receipt, Repeated: false);
    }

    /// <summary>
    /// The journey has the referral, but a crash came before all records were written by which it is found (on the boards, by name and
    /// reference, by its referrer). They are written, and the journey's clock is started, before the answer is given.
    /// </summary>
    private async Task<Receipt> Finish(Admission admission, StoredJourney now, HeldReferral held, CancellationToken cancellation)
    {
        await store.AnswerTo(admission.Journey, CommandIdOf(admission.Receipt.Id), cancellation);
        foreach (RecordWrite entry in Entries(admission.Journey, held, AlikeLookup.Entries(null, now.State, secrets), admission.Receipt))
            await register.Put(entry, cancellation);
        await journeys.Wake(now, cancellation);
        return admission.Receipt;
    }

    private static string CommandIdOf(Guid referral) => $"referral-{referral:N}";

    /// <summary>The look-up is last: once it exists, a repeated request is answered from it and nothing more is written.</summary>
    private IReadOnlyList<RecordWrite> Entries(Guid journey, HeldReferral held, IEnumerable<RecordWrite> alike, Receipt receipt) =>
        [.. PersonSearch.Entries(journey, held, secrets), .. alike, .. ReferrerLists.Entries(journey, held, secrets),
            LookUp(journey, receipt)];

    /// <summary>The reference is claimed, so that no two referrals have the same one.</summary>
    private static RecordWrite ReferenceOf(Guid journey, Receipt receipt, int version) =>
        PersonSearch.Places.Write(receipt.Reference, new ReferralPlace(journey, receipt.Id), version);

    /// <summary>Says that the referral is in its journey. Repeated requests are answered from it, so it must not exist earlier.</summary>
    private static RecordWrite LookUp(Guid journey, Receipt receipt) => LookUps.Write(receipt.Id.ToString("N"), journey);

}

/// <summary>How the records of received referrals are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReferralIntake.Admission))]
[JsonSerializable(typeof(ReferrerLists.Link))]
[JsonSerializable(typeof(Organisation))]
[JsonSerializable(typeof(ApiKey))]
internal sealed partial class IntakeJson : JsonSerializerContext;
