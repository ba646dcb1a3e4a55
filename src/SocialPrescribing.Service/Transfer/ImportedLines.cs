using System.Collections.Concurrent;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Transfer;

/// <summary>
/// Writes the lines of an import into the stores. A journey's journal is replayed, and the result is compared with what was exported.
/// </summary>
internal sealed class ImportedLines(
    IJourneyStore store, IRegister register, IOutbox outbox, IDocuments documents, StaffDirectory staff, InForce<Pathway> pathways,
    Secrets secrets, IPlaces? places)
{
    private readonly FactsWriter _facts = new(store, secrets, places);

    /// <summary>Many writes run at once, because each waits for the disk or the network.</summary>
    private static readonly ParallelOptions _atOnce = new() { MaxDegreeOfParallelism = 16 };
    /// <summary>As many as one transaction takes, with the rows that say when they expire.</summary>
    private const int RecordsAtOnce = 50;

    /// <param name="otherPathway">Whether journeys may be due at other times than when they were exported.</param>
    /// <returns>What is wrong with a line; null if all are in.</returns>
    public async Task<PartOutcome.Refused?> Write(IEnumerable<MovedLine> lines, bool otherPathway)
    {
        ConcurrentQueue<PartOutcome.Refused> problems = new();
        MovedLine[] all = [.. lines];
        IReadOnlySet<MovedLine> written = await KeepAll(all);
        await Parallel.ForEachAsync(all.Where(l => !written.Contains(l)).GroupBy(GroupOf), _atOnce, async (group, _) =>
        {
            // This goes on when the caller disconnects, because it is nearly done.
            if (await Write(group.Key, [.. group], otherPathway) is { } problem)
                problems.Enqueue(problem);
        });
        return problems.FirstOrDefault();
    }

    /// <summary>Writes records that do not depend on others, many at once. If that fails, each is written by itself.</summary>
    /// <returns>The lines that are in.</returns>
    private async Task<IReadOnlySet<MovedLine>> KeepAll(IEnumerable<MovedLine> lines)
    {
        ConcurrentBag<MovedLine> written = [];
        IEnumerable<(MovedLine Line, MovedLine.Record Renewed)[]> some = lines.OfType<MovedLine.Record>()
            // Accounts must be settled one by one.
            .Where(r => r.Of != RecordKinds.Staff.Name && !RecordKinds.StaysBehind(r.Of, r.Key))
            .Select(r => (Line: (MovedLine)r, Renewed: Renewed(r)!)).Where(r => r.Renewed is not null)
            .GroupBy(r => r.Renewed.Of).SelectMany(kind => kind.DistinctBy(r => r.Renewed.Key).Chunk(RecordsAtOnce));
        await Parallel.ForEachAsync(some, _atOnce, async (records, stop) =>
        {
#pragma warning disable RS0030 // They come as they were stored.
            RecordWrite[] writes =
                [.. records.Select(r => new RecordWrite(r.Renewed.Of, r.Renewed.Key, r.Renewed.Json, 0, r.Renewed.ExpiresAt))];
#pragma warning restore RS0030
            if (await register.AddAll(writes, stop))
                foreach ((MovedLine Line, MovedLine.Record) record in records)
                    written.Add(record.Line);
        });
        return written.ToHashSet<MovedLine>(ReferenceEqualityComparer.Instance);
    }

    /// <summary>The lines that make up one journey keep their order. All other lines are independent.</summary>
    private static object GroupOf(MovedLine line) =>
        line is not (MovedLine.Document or MovedLine.Unreadable) && line.OfJourney() is { } journey ? journey : line;

    private async Task<PartOutcome.Refused?> Write(object group, IReadOnlyList<MovedLine> lines, bool otherPathway)
    {
        if (group is Guid journey)
            return await Play(journey, lines, otherPathway) is { } why
                ? new("broken-journey", $"Journey {journey:N}: {why} {Import.BeginAgain}") : null;
        switch (lines[0])
        {
            case MovedLine.Record record when RecordKinds.StaysBehind(record.Of, record.Key):
                break;
            case MovedLine.Record record when Renewed(record) is { } renewed:
                await Keep(renewed);
                break;
            case MovedLine.Record record:
                return new("unreadable-line", $"A record of kind {record.Of} cannot be taken.");
            case MovedLine.Message message:
                await outbox.Queue(message.Ledger, CancellationToken.None);
                break;
            case MovedLine.Document { Bytes: { } bytes } document when HexDigest.Of(bytes.AsSpan()) != document.Hash:
                return new("broken-document", $"A document of journey {document.Journey:N} is not as it was written. {Import.BeginAgain}");
            case MovedLine.Document { Bytes: { } bytes } document:
                await documents.Write(new DocumentKey(document.Journey, document.Content), bytes, CancellationToken.None);
                break;
        }
        return null;
    }

    /// <summary>The record in this version's form; null if it cannot be accepted.</summary>
    private static MovedLine.Record? Renewed(MovedLine.Record record)
    {
        if (RecordKinds.Find(record.Of, record.Key) is not { Moves: true } kind)
            return null;
        try
        {
            return kind.Renew(record.Json) is { Length: <= RecordWrite.LongestJson } text ? record with { Json = text } : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// The exported record replaces whatever is here: the same record from a part that is sent again, or an account that was made for
    /// the import.
    /// </summary>
    private async Task Keep(MovedLine.Record record)
    {
        Retry retry = new();
        while (true)
        {
            RegisterRecord? here = await register.Get(record.Of, record.Key, CancellationToken.None);
#pragma warning disable RS0030 // It comes as it was stored.
            if (here?.Json == record.Json
                || await register.Put(new RecordWrite(record.Of, record.Key, record.Json, here?.Version ?? 0, record.ExpiresAt),
                    CancellationToken.None))
                break;
#pragma warning restore RS0030
            await retry.Pause(CancellationToken.None);
        }
        if (record.Of == RecordKinds.Staff.Name)
            await staff.Settle(record.Key, CancellationToken.None);
    }

    /// <summary>Commits a journey's journal again as it was. Returns what is wrong with it.</summary>
    private async Task<string?> Play(Guid id, IReadOnlyList<MovedLine> lines, bool otherPathway)
    {
        StoredJourney? stored = await store.Find(id, CancellationToken.None);
        List<JourneyCommit> commits = [];
        List<QueuedMessage> ledger = [];
        foreach (MovedLine line in lines)
        {
            switch (line)
            {
                case MovedLine.Message message:
                    ledger.Add(message.Ledger);
                    break;
                case MovedLine.Erased erased:
                    return await Bury(erased);
                case MovedLine.Commit commit when commit.Version <= stored?.Version:
                    break;
                case MovedLine.Commit read:
                    (JourneyCommit? next, string? broken) = Commit(stored, read);
                    if (next is null)
                        return broken;
                    commits.Add(next);
                    stored = new StoredJourney(next.After, read.Version, next.NextDue);
                    break;
                case MovedLine.Whole whole:
                    if (await Write(id, commits, ledger) is { } problem)
                        return problem;
                    if (whole.Version != stored?.Version || (whole.NextDue != stored.NextDue && !otherPathway))
                        return "It does not add up to what was exported.";
                    if (await JournalCheck.Look(store, id, pathways.Now, CancellationToken.None) is [{ } finding, ..])
                        return finding.What;
                    break;
            }
        }
        return await Write(id, commits, ledger);
    }

    /// <summary>Puts the tombstone of an erased journey, with its facts.</summary>
    private async Task<string?> Bury(MovedLine.Erased erased)
    {
        if (!await store.Erase(erased.Tombstone, erased.Version, CancellationToken.None))
            return "It was erased, and something else is here under its id.";
        return FactsRow.Read(erased.Facts) is { } facts
            && !await store.KeepFacts(erased.Tombstone.Journey, erased.Version, FactsRow.Of(facts, null), CancellationToken.None)
                ? "What was counted of it could not be written." : null;
    }

    /// <summary>Writes what has come so far, at once if the store can.</summary>
    private async Task<string?> Write(Guid id, List<JourneyCommit> commits, List<QueuedMessage> ledger)
    {
        if (commits.Count + ledger.Count is 0)
            return null;
        if (commits is [var first, ..])
            commits[^1] = commits[^1] with
            {
                Facts = await _facts.After(
                    first.Before is null ? null : await store.Find(id, CancellationToken.None), commits, CancellationToken.None),
            };
        bool isIn = await store.Replay([.. commits], [.. ledger], outbox, CancellationToken.None);
        int version = commits is [.., var last] ? last.ExpectedVersion + 1 : 0;
        commits.Clear();
        ledger.Clear();
        // The same part may have come twice at once.
        return isIn || (await store.Find(id, CancellationToken.None) is { } here && here.Version >= version) ? null
            : $"Version {version} could not be written.";
    }

    private (JourneyCommit? Commit, string? Problem) Commit(StoredJourney? before, MovedLine.Commit commit)
    {
        if (commit.Version != (before?.Version ?? 0) + 1)
            return (null, $"Version {commit.Version} of the journal has come and version {(before?.Version ?? 0) + 1} has not.");
        IReadOnlyList<JourneyEvent> events;
        Journey? after = before?.State;
        try
        {
            events = commit.Events.Deserialize(JourneyJson.Default.IReadOnlyListJourneyEvent)!;
            foreach (JourneyEvent happened in events)
                after = Journey.Apply(after, new JournalEntry(commit.At, commit.By, happened));
        }
        catch (Exception e) when (StoredTexts.IsOfTheText(e))
        {
            // The line may hold anything, so the answer does not repeat it.
            return (null, $"Version {commit.Version} of the journal does not follow from what went before.");
        }
        if (after?.Id != commit.Journey)
            return (null, $"Version {commit.Version} of the journal belongs to another journey.");
        DateTimeOffset? due = Agenda.Next(after, pathways.Now);
        return (new JourneyCommit
        {
            Before = before?.State,
            After = after,
            ExpectedVersion = commit.Version - 1,
            At = commit.At,
            By = commit.By,
            Events = events,
            NextDue = due,
            CommandId = commit.CommandId,
            Answer = commit.Answer,
            // An earlier version exported none.
            Entries = [.. AlikeLookup.Entries(before?.State, after, secrets)],
        }, null);
    }
}
