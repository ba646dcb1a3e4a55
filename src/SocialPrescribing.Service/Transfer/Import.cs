using System.Text;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Transfer;

/// <summary>
/// Fills an empty service with another one's lines, one part after another. The service rests meanwhile. It goes on only after the last
/// line is in, the counts agree, and every journey was checked: its journal was replayed, the result agrees with what was exported, and it
/// is due when it was due before. Sending a part again changes nothing.
/// </summary>
/// <param name="settings">Takes over what was set on pages; null if nothing can be set.</param>
public sealed class Import(
    IJourneyStore store, IRegister register, IOutbox outbox, IDocuments documents, IJourneyRuntime runtime, StaffDirectory staff,
    InForce<Pathway> pathways, Secrets secrets, Clocks clocks, ServiceSettings? settings = null,
    IPlaces? places = null)
{
    /// <summary>At most this much is in memory at a time, or one line if that is longer.</summary>
    private const int LinesAtOnce = 1_000, BytesAtOnce = 1_000_000;

    private readonly ImportedLines _lines = new(store, register, outbox, documents, staff, pathways, secrets, places);
    private int _isTaking;

    /// <summary>
    /// Takes the lines of a part as they come, so that a whole part is never in memory. If a line is refused, the lines before it may be
    /// in. When the part is sent again, lines that are in are skipped.
    /// </summary>
    /// <param name="after">How many lines were sent before these.</param>
    public async Task<PartOutcome> Take(
        long after, IAsyncEnumerable<ReadOnlyMemory<byte>> lines, Tolerated tolerated, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _isTaking, 1) is 1)
            return new PartOutcome.Busy();
        try
        {
            RestState? state = await Standstill.Read(register, cancellation);
            MovedCounts here = state is { Why: RestReason.Import or RestReason.Imported, Import: { } some } ? some : new();
            PartOutcome? outcome = null;
            List<ReadOnlyMemory<byte>> next = [];
            int bytes = 0;
            // The chain of a part that begins later is not known. Then the footer shows whether the lines are right.
            string? chain = after is 0 ? "" : null;
            await foreach (ReadOnlyMemory<byte> line in lines.WithCancellation(cancellation))
            {
                if (after < here.Lines)
                {
                    chain = chain is null ? null : MovedCounts.ChainAfter(chain, line.Span);
                    if (++after == here.Lines)
                        outcome = chain is not null && chain != here.Chain ? OtherLine(here) : new PartOutcome.Taken(state!);
                }
                else
                {
                    if (next.Count is LinesAtOnce || (next.Count > 0 && bytes + line.Length > BytesAtOnce))
                    {
                        outcome = await Take(after, next, tolerated, cancellation);
                        (after, next, bytes) = (after + next.Count, [], 0);
                    }
                    next.Add(line);
                    bytes += line.Length;
                }
                if (outcome is PartOutcome.Refused)
                    return outcome;
            }
            return next.Count > 0 || (outcome is null && after >= here.Lines) ? await Take(after, next, tolerated, cancellation)
                : outcome ?? OtherLine(here);
        }
        finally
        {
            Volatile.Write(ref _isTaking, 0);
        }
    }

    /// <param name="after">How many lines were sent before these.</param>
    /// <param name="leavesOut">
    /// Whether journeys that could not be read when they were exported are left out. Otherwise a file with such journeys is refused.
    /// </param>
    public Task<PartOutcome> Take(long after, IEnumerable<string> lines, bool leavesOut, CancellationToken cancellation) =>
        Take(after, [.. lines.Select(l => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(l))],
            leavesOut ? Tolerated.Unreadable : Tolerated.Nothing, cancellation);

    private async Task<PartOutcome> Take(
        long after, IReadOnlyList<ReadOnlyMemory<byte>> lines, Tolerated tolerated, CancellationToken cancellation)
    {
        List<MovedLine> read = [];
        foreach (ReadOnlyMemory<byte> line in lines)
        {
            try
            {
                read.Add(MovedLine.Parse(line.Span));
            }
            catch (JsonException)
            {
                return new PartOutcome.Refused("unreadable-line", $"Line {after + read.Count + 1} is not a line of an export.");
            }
        }
        if (read.Count is 0)
            return new PartOutcome.Refused("unreadable-line", "There is no line here.");

        if (!tolerated.HasFlag(Tolerated.Unreadable) && read.OfType<MovedLine.Unreadable>().FirstOrDefault() is { } unreadable)
            return new PartOutcome.Refused(LoadedJourney.Unreadable.Code,
                $"Journey {unreadable.Journey:N} could not be read when it was exported. Mend it there and export again, or say that such "
                    + $"journeys are to be left out.");
        (RestState? state, int version) = await Standstill.ReadVersion(register, cancellation);
        if (read[0] is MovedLine.Header header && WhyNot(header, tolerated) is { } unsuitable)
            return unsuitable;
        if (state is { Why: RestReason.Broken })
            return new PartOutcome.Refused("import-broken", BeginAgain);
        // The sender may have missed an earlier answer, even the last one.
        if (state?.Import is { } was && after + read.Count == was.Lines)
            return new PartOutcome.Taken(state);
        if (state is not { Why: RestReason.Import })
        {
            if (after is not 0)
                return new PartOutcome.Refused("no-import", "No import is under way here. Begin with the first line.");
            if (read[0] is not MovedLine.Header)
                return new PartOutcome.Refused("no-header", "The first line of an export is its header.");
            // The service must rest before it is checked that it is empty.
            RestState begun = new(RestReason.Import, clocks.MachineNow, new MovedCounts().After(lines[0].Span, read[0]));
            if (!await Standstill.Write(register, begun, version, cancellation))
                return Elsewhere;
            if (await WhatIsHere(cancellation) is { } here)
            {
                await Standstill.Kind.In(register).Delete(version + 1, cancellation);
                return new PartOutcome.Refused("not-empty",
                    $"There are {here} here already. An import needs a service with nothing in it but the accounts of those who set it "
                        + $"up.");
            }
            // Imported journeys bring their entries with them.
            await AlikeEntries.AreFilled(store, register, CancellationToken.None, isImport: true);
            // The header counts as taken even if the rest fails, so that no other file can continue this import.
            (state, version, after) = (begun, version + 1, 1);
            lines = [.. lines.Skip(1)];
            read.RemoveAt(0);
        }
        if (state.Import!.Lines != after)
            return OtherLine(state.Import);

        // Settings from pages came before the journeys, perhaps into another process. The journeys are checked under these settings.
        if (settings is not null)
            await settings.Refresh(cancellation);
        MovedCounts counts = state.Import;
        foreach ((ReadOnlyMemory<byte> line, MovedLine one) in lines.Zip(read))
        {
            if (one is MovedLine.Header)
                return new PartOutcome.Refused("no-header", "An export has one header, on its first line.");
            if (one is MovedLine.Footer footer && (footer != counts.Footer || !ReferenceEquals(one, read[^1])))
                return await Break(state, version,
                    new("counts-differ", $"What has come is not what was exported: a line is missing, doubled or changed. {BeginAgain}"));
            counts = counts.After(line.Span, one);
        }
        if (await _lines.Write(read, tolerated.HasFlag(Tolerated.OtherPathway)) is { } problem)
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

    internal const string BeginAgain = "The service stays at rest: throw its data away and begin again on an empty one.";

    /// <summary>What was imported may be wrong, and no later part could correct it.</summary>
    private async Task<PartOutcome.Refused> Break(RestState state, int version, PartOutcome.Refused why)
    {
        await Standstill.Write(register, state with { Why = RestReason.Broken }, version, CancellationToken.None);
        return why;
    }

    private static PartOutcome.Refused OtherLine(MovedCounts here) =>
        new("other-line", $"The import here has taken {here.Lines} lines; go on after those.");

    private static PartOutcome.Refused Elsewhere => new("other-line", "Somebody else is importing here at the same time.");

    private PartOutcome.Refused? WhyNot(MovedLine.Header header, Tolerated tolerated)
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
            : !tolerated.HasFlag(Tolerated.OtherPathway) && header.Pathway != PathwayFile.Fingerprint(Coming(header))
                ? new("other-pathway",
                    "This service has another pathway than the one that was exported: other things would fall due. Give it the same "
                        + "pathway file and start it again. What was set by page comes along where no file says otherwise"
                        + (header.Settings is null ? ", if this version or a newer one wrote the export: otherwise write it into the file"
                            : "") + ". Change the pathway after the import. An earlier version had other settings: what it exported is "
                        + "taken with --other-pathway (pathway=other), and what falls due is then worked out by the pathway here.")
            : null;
    }

    /// <summary>The pathway as it will be here once the settings from pages are in.</summary>
    private Pathway Coming(MovedLine.Header header) =>
        settings is not null && header.Settings is { } set ? settings.PathwayOf(set) : pathways.Now;

    /// <summary>What is here already. Accounts are allowed, because somebody has to send the import, and so are drafts
    /// of visitors.</summary>
    private async Task<string?> WhatIsHere(CancellationToken cancellation)
    {
        await foreach (Guid _ in store.All(cancellation))
            return "journeys";
        foreach (RecordKind kind in RecordKinds.All.Where(k => k is { Moves: true, Key: null })
            .Except([RecordKinds.Staff, RecordKinds.StaffToken, RecordKinds.Draft]))
            if ((await register.List(kind.Name, "", 1, null, cancellation)).Items.Count > 0)
                return kind == RecordKinds.Settings ? "settings that were made by page"
                    : kind == RecordKinds.Letter ? "letters that were changed by page" : $"records of kind {kind.Name}";
        // An account that was set up here has had its invitation mailed.
        return (await outbox.Of(Guid.Empty, cancellation)).Any(m => !MessageType.Of(m.Kind).IsOfAnAccount) ? "messages" : null;
    }
}

/// <summary>What an import accepts that it would otherwise refuse.</summary>
[Flags]
public enum Tolerated
{
    Nothing = 0,
    /// <summary>Journeys that could not be read when they were exported. They are left out.</summary>
    Unreadable = 1,
    /// <summary>Another pathway in the file. Everything falls due by the pathway that is here.</summary>
    OtherPathway = 2,
}
