using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Retention;

/// <summary>
/// Erases a person's record: one person asks, another agrees, and the watch does it. First it stores what has to be deleted. Then
/// tombstones replace the journeys. Then everything that leads to them is deleted. Each step may be repeated, so the next round finishes
/// what a crash interrupted.
/// </summary>
public sealed partial class Erasing(
    IJourneyStore store, IRegister register, IOutbox outbox, IDocuments documents, Secrets secrets, Clocks clocks, ILogger<Erasing> log,
    IStoredMail? mail = null, IErasedList? list = null)
{
    /// <summary>Longer than anybody takes who was about to write when the tombstone came.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    /// <summary>The most names of letters that one record holds. Letters beyond that are so old that none can still be on
    /// its way.</summary>
    private const int MostLetters = 1_500;
    private const int NameOfLetter = 12;

    private readonly Records<Erasure> _erasures = RecordKinds.Erasure.Of(RetentionJson.Default.Erasure).In(register);
    private readonly Records<RetentionState> _states = RecordKinds.Retention.Of(RetentionJson.Default.RetentionState).In(register);
    private readonly Records<ErasedRecord> _erased = RecordKinds.Erased.Of(RetentionJson.Default.ErasedRecord).In(register, clocks);
    private readonly Records<SweepReached> _reached = RecordKinds.ErasingReached.Of(RetentionJson.Default.SweepReached).In(register);

    /// <summary>Why nobody can ask for it now; null if somebody can.</summary>
    public static Refusal? WhyNot(Journey journey) =>
        journey.Joined is not null ? new("joined", "This record goes on as another one. Ask there: both are erased together.")
        : journey.Joining is not null || journey.Parting is not null
            ? new("being-joined", "This record is being joined or taken apart at this moment. Try again in a few minutes.")
        : journey.HasOpenConcern
            ? new("concern-open", "A concern is open. Nothing can be erased until it is settled.")
        : journey.UrgentTexts.Any(t => t.ReadAt is null)
            ? new("text-unread", "Somebody wrote something that nobody has read yet. Read it first.")
        : !journey.HasEnded
            ? new("not-ended", "Support has not ended. End it first: then everybody who expects the person hears of it.")
        : null;

    /// <summary>The same, and also whether somebody decided that the record must be kept.</summary>
    private async Task<Refusal?> WhyNotNow(Journey journey, CancellationToken cancellation) =>
        (await _states.Get(Key(journey.Id), cancellation)) is { Value.Keep: not null }
            ? new("kept", "This record is to be kept. Take that back first.") : WhyNot(journey);

    public async Task<Erasure?> Of(Guid journey, CancellationToken cancellation) =>
        (await _erasures.Get(Key(journey), cancellation))?.Value;

    /// <summary>Other records that are or may be the same person's. Each is erased on its own, so whoever tells the person that everything
    /// is gone has to know them.</summary>
    public async Task<IReadOnlyList<Journey>> Others(Journey journey, CancellationToken cancellation)
    {
        AlikeLookup lookup = new(store, register, secrets, notes: false);
        List<Journey> others = [.. (await lookup.Find(journey, cancellation)).Select(s => s.State)];
        foreach (Alike alike in journey.Alikes.Where(a => a.Answer is AlikeAnswer.SamePerson && !others.Any(o => o.Id == a.Journey)))
            if (await store.Find(alike.Journey, cancellation) is { State: { Joined: null } known })
                others.Add(known);
        return [.. others.Where(o => !journey.Alikes.Any(a => a.Journey == o.Id && a.Answer is AlikeAnswer.SomebodyElse))];
    }

    /// <summary>How many requests wait for somebody: to agree, or to look why they were stopped.</summary>
    public async Task<int> HowManyWait(CancellationToken cancellation) =>
        (await _erasures.All(cancellation)).Count(r => r.Value is { AgreedAt: null } or { StoppedFor: not null });

    /// <summary>All that were asked for and are not finished.</summary>
    public async Task<IReadOnlyList<(Guid Journey, Erasure Erasure)>> Open(CancellationToken cancellation) =>
        [.. (await _erasures.All(cancellation)).Select(r => (Guid.ParseExact(r.Key, "N"), r.Value))];

    /// <summary>The latest erasures, the newest first.</summary>
    public async Task<IReadOnlyList<ErasedRecord>> Latest(int most, CancellationToken cancellation) =>
        [.. (await _erased.List("", most, null, cancellation)).Items.Select(r => r.Value)];

    /// <summary>Asks for an erasure. Asking again changes nothing, unless the erasure had been stopped.</summary>
    public async Task<Refusal?> Ask(Journey journey, ErasureReason reason, string staff, CancellationToken cancellation)
    {
        if (await WhyNotNow(journey, cancellation) is { } why)
            return why;
        await _erasures.Change(Key(journey.Id),
            r => r is { Value.StoppedFor: null } ? r.Value : new Erasure(reason, staff, clocks.Now), cancellation);
        return null;
    }

    /// <summary>The retention period has ended, so nobody has to ask or agree.</summary>
    /// <returns>False if the erasure has begun already.</returns>
    internal async Task<bool> TimeIsOver(Journey journey, CancellationToken cancellation)
    {
        bool isNew = false;
        await _erasures.Change(Key(journey.Id), r =>
        {
            isNew = r is not { Value: { AgreedAt: not null, StoppedFor: null } };
            return isNew ? new Erasure(ErasureReason.RetentionOver, null, clocks.Now) { AgreedAt = clocks.Now } : r!.Value;
        }, cancellation);
        return isNew;
    }

    /// <summary>Somebody else agrees. From then on nothing brings the record back.</summary>
    public async Task<Refusal?> Agree(Journey journey, string staff, CancellationToken cancellation)
    {
        if (await WhyNotNow(journey, cancellation) is { } why)
            return why;
        Refusal? refused = null;
        await _erasures.Change(Key(journey.Id), r =>
        {
            refused = r is null or { Value.StoppedFor: not null }
                    ? new("not-asked", "Nobody asks for this any more. Somebody may have withdrawn it.")
                : r.Value.AgreedAt is null && r.Value.AskedBy == staff
                    ? new("same-person", "You asked for this yourself. Somebody else has to agree.")
                : null;
            return refused is not null || r!.Value.AgreedAt is not null ? r?.Value
                : r.Value with { AgreedBy = staff, AgreedAt = clocks.Now };
        }, cancellation);
        return refused;
    }

    /// <summary>Takes a request back, as long as nobody has agreed. A stopped erasure is removed from the list in the same way.</summary>
    public async Task<Refusal?> Withdraw(Guid journey, CancellationToken cancellation)
    {
        if (await _erasures.Get(Key(journey), cancellation) is not { } record)
            return null;
        bool isAgreed = record.Value is { AgreedAt: not null, StoppedFor: null };
        return isAgreed || !await _erasures.Delete(Key(journey), record.Version, cancellation)
            ? new("agreed", "Somebody has agreed to this already. It cannot be withdrawn any more.") : null;
    }

    /// <summary>A round of the watch: does what was agreed.</summary>
    /// <returns>How many journeys were erased.</returns>
    public async Task<int> GoOn(CancellationToken cancellation)
    {
        int erased = 0;
        IReadOnlyList<Record<Erasure>> all = await _erasures.All(cancellation);
        if (!all.Any(r => r.Value is { AgreedAt: not null, StoppedFor: null }))
            return 0;
        foreach (Record<Erasure> record in all)
        {
            if (record.Value is not { AgreedAt: not null, StoppedFor: null, ErasedAt: null })
                continue;
            try
            {
                erased += await Carry(Guid.ParseExact(record.Key, "N"), record.Value.IsAgain, cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // One failed erasure must not stop the others.
                LogFailed(log, record.Key, Failure.Of(e));
            }
        }
        await Sweep(cancellation);
        if (erased > 0)
            LogErased(log, erased);
        return erased;
    }

    /// <summary>Puts tombstones, and the journey's own last: as long as the journey is there, it says which others belong to it.</summary>
    /// <param name="isAgain">Nothing may prevent it now, because nothing did the first time.</param>
    private async Task<int> Carry(Guid journey, bool isAgain, CancellationToken cancellation)
    {
        int erased = 0;
        Retry retry = new(pauses: clocks.Pauses);
        while (await store.Load(journey, cancellation) is LoadedJourney.Found { Stored: var stored })
        {
            if (!isAgain && await WhyNotNow(stored.State, cancellation) is { } why)
            {
                await _erasures.Change(Key(journey), r => r is null ? null : r.Value with { StoppedFor = why.Code }, cancellation);
                return erased;
            }
            IReadOnlyList<StoredJourney> joined = await JoinedTo(stored.State, cancellation);
            StoredJourney[] all = [.. joined, stored];
            // The names of files are stored before the records are deleted that lead to them.
            string[] letters = [.. (await Task.WhenAll(all.Select(j => outbox.Of(j.State.Id, cancellation)))).SelectMany(of => of)
                .Select(m => HexDigest.Of($"{m.Owner:N}/{m.Key}")[..NameOfLetter])];
            string[] contents = [.. all.SelectMany(j => j.State.Documents.Select(d => new DocumentKey(j.State.Id, d.Content).ToString()))];
            mail?.Remove(letters.ToHashSet());
            Erasure agreed = (await _erasures.Change(Key(journey), r => r?.Value is not { } e ? null : e with
            {
                With = [.. e.With.Union(joined.Select(j => j.State.Id))],
                Letters = [.. e.Letters.Union(letters).TakeLast(MostLetters)],
                Documents = [.. e.Documents.Union(contents)],
            }, cancellation))!.Value;
            bool isOvertaken = false;
            foreach (StoredJourney one in all)
            {
                bool isDone = await store.Erase(await TombstoneOf(one, agreed, cancellation), one.Version + 1, cancellation);
                isOvertaken |= !isDone;
                erased += isDone ? 1 : 0;
                if (isOvertaken)
                    break;
            }
            if (isOvertaken)
                await retry.Pause(cancellation);
        }
        // A journey that cannot be read waits, because nobody can tell what belongs to it.
        if (await store.Load(journey, cancellation) is LoadedJourney.Unreadable)
            return erased;
        if (await _erasures.Get(Key(journey), cancellation) is { } agreedTo)
            await List(journey, agreedTo.Value, cancellation);
        Record<Erasure>? left = await _erasures.Change(Key(journey),
            r => r is null ? null : r.Value with { ErasedAt = r.Value.ErasedAt ?? clocks.MachineNow }, cancellation);
        if (left is not null)
            await Forget(left.Value, cancellation);
        return erased;
    }

    /// <summary>The journeys that were joined to this one, and those that were joined to them.</summary>
    private async Task<IReadOnlyList<StoredJourney>> JoinedTo(Journey journey, CancellationToken cancellation)
    {
        List<StoredJourney> joined = [];
        foreach (Guid from in journey.Takings.Select(t => t.From).Distinct())
        {
            LoadedJourney loaded = await store.Load(from, cancellation);
            if (loaded is LoadedJourney.Unreadable)
                throw new InvalidOperationException("A record that was joined to it cannot be read.");
            if (loaded is LoadedJourney.Found { Stored: var one } && one.State.Joined?.Into == journey.Id)
                joined.AddRange([.. await JoinedTo(one.State, cancellation), one]);
        }
        return joined;
    }

    private async Task<Tombstone> TombstoneOf(StoredJourney stored, Erasure erasure, CancellationToken cancellation)
    {
        StringBuilder whole = new(JsonSerializer.Serialize(stored.State, JourneyJson.Default.Journey));
        foreach (JournalCommit commit in await store.Journal(stored.State.Id, cancellation))
            whole.Append(JsonSerializer.Serialize(commit.Events, JourneyJson.Default.IReadOnlyListJourneyEvent));
        Journey journey = stored.State;
        return new Tombstone(journey.Id, WorkingCalendar.LondonDate(journey.ReceivedAt),
            (journey.Ended?.At ?? journey.ClosedAt ?? journey.DeclinedAt) is { } end ? WorkingCalendar.LondonDate(end) : null, clocks.Now,
            erasure.Reason, erasure.AskedBy, erasure.AgreedBy, secrets.HashOfPerson($"erased/{HexDigest.Of(whole.ToString())}"));
    }

    /// <summary>Deletes files: letters in the folder, and the contents of documents.</summary>
    private async Task Forget(Erasure erasure, CancellationToken cancellation)
    {
        mail?.Remove(erasure.Letters.ToHashSet());
        foreach (string name in erasure.Documents)
            if (DocumentKey.Parse(name) is { } key)
                await documents.Delete(key, cancellation);
    }

    private static string Key(Guid journey) => journey.ToString("N");

    [LoggerMessage(EventId = 3201, Level = LogLevel.Information, Message = "{Count} records were erased")]
    private static partial void LogErased(ILogger log, int count);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Error,
        Message = "Record {Journey} could not be erased; the watch tries again: {Failure}")]
    private static partial void LogFailed(ILogger log, string journey, string failure);
}

/// <param name="Code">For programs.</param>
/// <param name="Sentence">For whoever asked.</param>
public sealed record Refusal(string Code, string Sentence);
