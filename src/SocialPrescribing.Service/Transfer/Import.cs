using System.Collections.Concurrent;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Transfer;

/// <summary>
/// Fills an empty service from the lines of another, part after part. Meanwhile the service rests, and it stays at rest until the last line
/// is in, the counts agree, and every journey has been checked: played back, compared with what is stored, and due when it was due before.
/// A part that is sent again changes nothing.
/// </summary>
public sealed class Import(
    IJourneyStore store, IRegister register, IOutbox outbox, IJourneyRuntime runtime, StaffDirectory staff, Pathway pathway,
    Secrets secrets, Clocks clocks)
{
    /// <summary>Many at once, because every write waits for the disk or the network.</summary>
    private static readonly ParallelOptions _atOnce = new() { MaxDegreeOfParallelism = 16 };
    /// <summary>With when they expire, so many as one transaction takes.</summary>
    private const int RecordsAtOnce = 50;

    /// <param name="after">How many lines were sent before these.</param>
    /// <param name="leavesOut">Journeys that could not be read when they were exported are left out; otherwise such a file is
    /// refused.</param>
    public async Task<PartOutcome> Take(long after, IReadOnlyList<string> lines, bool leavesOut, CancellationToken cancellation)
    {
        List<MovedLine> read = [];
        foreach (string line in lines)
        {
            try
            {
                read.Add(MovedLine.Parse(line));
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                return new PartOutcome.Refused("unreadable-line", $"Line {after + read.Count + 1} is not a line of an export.");
            }
        }
        if (read.Count is 0)
            return new PartOutcome.Refused("unreadable-line", "There is no line here.");

        if (!leavesOut && read.OfType<MovedLine.Unreadable>().FirstOrDefault() is { } unreadable)
            return new PartOutcome.Refused(LoadedJourney.Unreadable.Code,
                $"Journey {unreadable.Journey:N} could not be read when it was exported. Mend it there and export again, or say that such "
                    + $"journeys are to be left out.");
        (RestState? state, int version) = await Standstill.ReadVersion(register, cancellation);
        if (read[0] is MovedLine.Header header && WhyNot(header) is { } unsuitable)
            return unsuitable;
        if (state is { Why: RestReason.Broken })
            return new PartOutcome.Refused("import-broken", BeginAgain);
        // The answer may have been lost, also the last one.
        if (state?.Import is { } was && after + read.Count == was.Lines)
            return new PartOutcome.Taken(state);
        if (state is not { Why: RestReason.Import })
        {
            if (after is not 0)
                return new PartOutcome.Refused("no-import", "No import is under way here. Begin with the first line.");
            if (read[0] is not MovedLine.Header)
                return new PartOutcome.Refused("no-header", "The first line of an export is its header.");
            // First nothing happens here any more, then it is looked whether anything has.
            RestState begun = new(RestReason.Import, clocks.MachineNow, new MovedCounts().After(lines[0], read[0]));
            if (!await Standstill.Write(register, begun, version, cancellation))
                return Elsewhere;
            if (await WhatIsHere(cancellation) is { } here)
            {
                await Standstill.Kind.In(register).Delete(version + 1, cancellation);
                return new PartOutcome.Refused("not-empty",
                    $"There are {here} here already. An import needs a service with nothing in it but the accounts of those who set it "
                        + $"up.");
            }
            // The header is in whatever comes of the rest, so that no other file is gone on with.
            (state, version, after) = (begun, version + 1, 1);
            lines = [.. lines.Skip(1)];
            read.RemoveAt(0);
        }
        if (state.Import!.Lines != after)
            return new PartOutcome.Refused("other-line", $"The import here has taken {state.Import.Lines} lines; go on after those.");

        MovedCounts counts = state.Import;
        foreach ((string line, MovedLine one) in lines.Zip(read))
        {
            if (one is MovedLine.Header)
                return new PartOutcome.Refused("no-header", "An export has one header, on its first line.");
            if (one is MovedLine.Footer footer && (footer != counts.Footer || !ReferenceEquals(one, read[^1])))
                return await Break(state, version,
                    new("counts-differ", $"What has come is not what was exported: a line is missing, doubled or changed. {BeginAgain}"));
            counts = counts.After(line, one);
        }
        if (await Write(read) is { } problem)
            return await Break(state, version, problem);
        bool isLast = read is [.., MovedLine.Footer];
        RestState now = state with { Why = isLast ? RestReason.Imported : RestReason.Import, Import = counts };
        if (!await Standstill.Write(register, now, version, cancellation))
            return Elsewhere;
        if (isLast)
        {
            await staff.RemoveReplaced(CancellationToken.None);
            await Standstill.Wake(store, runtime, CancellationToken.None);
        }
        return new PartOutcome.Taken(now);
    }

    private const string BeginAgain = "The service stays at rest: throw its data away and begin again on an empty one.";

    /// <summary>What is here may be wrong, and nothing that comes later could mend it.</summary>
    private async Task<PartOutcome.Refused> Break(RestState state, int version, PartOutcome.Refused why)
    {
        await Standstill.Write(register, state with { Why = RestReason.Broken }, version, CancellationToken.None);
        return why;
    }

    private static PartOutcome.Refused Elsewhere => new("other-line", "Somebody else is importing here at the same time.");

    private PartOutcome.Refused? WhyNot(MovedLine.Header header)
    {
        if (header.Format != MovedLine.CurrentFormat)
            return new("unknown-format",
                $"This export has format {header.Format}, and this program reads format {MovedLine.CurrentFormat}. Use the version of the "
                    + $"program that wrote it, or a newer one.");
        if (header.PersonKey != MovedLine.Fingerprint(secrets.Person))
            return new("other-keys",
                "This service has another person key than the one that was exported, and would recognise nobody. Give it the same key and "
                    + "start it again.");
        string[] unknown = [.. header.LinkKeys
            .Where(k => !secrets.Links.Any(own => own.Id == k.Key && MovedLine.Fingerprint(own.Key) == k.Value)).Select(k => k.Key)];
        return unknown.Length > 0
            ? new("other-keys",
                $"This service does not have the keys that signed the links in people's mail ({string.Join(", ", unknown)}). Give it the "
                    + $"same keys and start it again.")
            : header.Pathway != PathwayFile.Fingerprint(pathway)
                ? new("other-pathway",
                    "This service has another pathway than the one that was exported: other things would fall due. Give it the same "
                        + "pathway, and change it after the import.")
            : null;
    }

    /// <summary>Accounts may be here, because somebody has to send the import; and what a visitor began to type.</summary>
    private async Task<string?> WhatIsHere(CancellationToken cancellation)
    {
        await foreach (Guid _ in store.All(cancellation))
            return "journeys";
        foreach (RecordKind kind in RecordKinds.All.Where(k => k is { Moves: true, Key: null })
            .Except([RecordKinds.Staff, RecordKinds.StaffToken, RecordKinds.Draft]))
            if ((await register.List(kind.Name, "", 1, null, cancellation)).Items.Count > 0)
                return $"records of kind {kind.Name}";
        return (await outbox.Of(Guid.Empty, cancellation)).Count > 0 ? "messages" : null;
    }

    private async Task<PartOutcome.Refused?> Write(IEnumerable<MovedLine> lines)
    {
        ConcurrentQueue<PartOutcome.Refused> problems = new();
        MovedLine[] all = [.. lines];
        IReadOnlySet<MovedLine> written = await KeepAll(all);
        await Parallel.ForEachAsync(all.Where(l => !written.Contains(l)).GroupBy(GroupOf), _atOnce, async (group, _) =>
        {
            // Not stopped half-way when the caller goes: what is under way may as well be finished.
            if (await Write(group.Key, [.. group]) is { } problem)
                problems.Enqueue(problem);
        });
        return problems.FirstOrDefault();
    }

    /// <summary>
    /// Records of a kind that stand for nothing but themselves, many at once; where that cannot be, each comes by itself.
    /// </summary>
    /// <returns>Those that are in.</returns>
    private async Task<IReadOnlySet<MovedLine>> KeepAll(IEnumerable<MovedLine> lines)
    {
        ConcurrentBag<MovedLine> written = [];
        IEnumerable<(MovedLine Line, MovedLine.Record Renewed)[]> some = lines.OfType<MovedLine.Record>()
            // Accounts have to be settled, one by one.
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

    /// <summary>A journey's lines keep their order; everything else stands for itself.</summary>
    private static object GroupOf(MovedLine line) => line switch
    {
        MovedLine.Commit l => l.Journey,
        MovedLine.Whole l => l.Journey,
        MovedLine.Message { Ledger.Owner: var owner } when owner != Guid.Empty => owner,
        _ => line,
    };

    private async Task<PartOutcome.Refused?> Write(object group, IReadOnlyList<MovedLine> lines)
    {
        if (group is Guid journey)
            return await Play(journey, lines) is { } why ? new("broken-journey", $"Journey {journey:N}: {why} {BeginAgain}") : null;
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
        }
        return null;
    }

    /// <summary>As this version writes it; null for what cannot be taken.</summary>
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
    /// The exported record stands, whatever is here: a part that is sent again, or an account that was made for the import.
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

    /// <summary>Commits a journey's journal again, as it was; says what is wrong with it.</summary>
    private async Task<string?> Play(Guid id, IReadOnlyList<MovedLine> lines)
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
                    if (whole.Version != stored?.Version || whole.NextDue != stored.NextDue)
                        return "It does not add up to what was exported.";
                    if (await JournalCheck.Look(store, id, pathway, CancellationToken.None) is [{ } finding, ..])
                        return finding.What;
                    break;
            }
        }
        return await Write(id, commits, ledger);
    }

    /// <summary>What has come so far, all at once where the store can.</summary>
    private async Task<string?> Write(Guid id, List<JourneyCommit> commits, List<QueuedMessage> ledger)
    {
        if (commits.Count + ledger.Count is 0)
            return null;
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
            // Whatever somebody wrote into the file; their words are not repeated.
            return (null, $"Version {commit.Version} of the journal does not follow from what went before.");
        }
        if (after?.Id != commit.Journey)
            return (null, $"Version {commit.Version} of the journal belongs to another journey.");
        DateTimeOffset? due = Agenda.Next(after, pathway);
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
            // An earlier version has exported none.
            Entries = [.. AlikeLookup.Entries(before?.State, after, secrets)],
        }, null);
    }
}
