using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

public sealed partial class ActivityDirectory
{
    private const int AtOnce = 64;
    private const int RowsAtOnce = 512;
    private readonly SemaphoreSlim _importing = new(1);

    /// <summary>
    /// Takes rows that are new or have changed, and reports on every row. A bad row does not stop the others. Only some rows are in memory
    /// at a time, and only one import runs at a time.
    /// </summary>
    /// <param name="told">Writes an entry out for whoever reads the report.</param>
    public async Task<ImportReport> Import(
        IEnumerable<ImportRow> rows, bool dryRun, CancellationToken cancellation, Func<ListingDetails, string>? told = null)
    {
        List<ImportLine> lines = [];
        Dictionary<Guid, string> taken = [];
        await _importing.WaitAsync(cancellation);
        try
        {
            foreach (ImportRow[] some in rows.Chunk(RowsAtOnce))
                lines.AddRange(await Import(some, taken, dryRun, told, cancellation));
        }
        finally
        {
            _importing.Release();
        }
        ImportReport report = ImportReport.Of(dryRun, lines);
        if (!dryRun && report.Taken + report.Changed > 0)
            await Changed(cancellation);
        return report;
    }

    /// <param name="taken">For each entry that this import has taken, where it stands in the file.</param>
    private async Task<ImportLine[]> Import(
        ImportRow[] rows, Dictionary<Guid, string> taken, bool dryRun, Func<ListingDetails, string>? told, CancellationToken cancellation)
    {
        ImportLine[] lines = new ImportLine[rows.Length];
        string?[] firsts = [.. rows.Select(r => taken.GetValueOrDefault(r.Id))];
        // Rows are written side by side, so that one fsync serves many of them. Rows of the same entry come one after the other: the first
        // acceptable one is taken.
        await Parallel.ForEachAsync(Enumerable.Range(0, rows.Length)
            .GroupBy(i => rows[i].Id), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (same, stop) =>
        {
            string? first = firsts[same.First()];
            foreach (int i in same)
            {
                lines[i] = first is null || rows[i].Details is null ? await Take(rows[i], dryRun, told, stop)
                    : Refused(rows[i],
                        [new Problem("", "twice",
                            $"This is the same entry as {first}. Give each an id of its own, or write all its times in one row.")]);
                if (lines[i].Outcome is not ImportOutcome.Refused)
                    first = rows[i].At;
            }
        });
        foreach ((ImportLine line, ImportRow row) in lines.Zip(rows))
            if (line.Outcome is not (ImportOutcome.Refused or ImportOutcome.Noted))
                taken.TryAdd(row.Id, row.At);
        return lines;
    }

    private async ValueTask<ImportLine> Take(
        ImportRow row, bool dryRun, Func<ListingDetails, string>? told, CancellationToken cancellation)
    {
        if (row.IsNote)
            return new ImportLine(row.At, ImportOutcome.Noted, null, null, [], row.Problems);
        if (row.Details is null)
            return Refused(row, row.Problems);
        (ListingDetails said, IReadOnlyList<Problem> notes, IReadOnlyList<Problem> problems) =
            ActivityMending.Mend(row.Details, pathways.Now, Today);
        if (problems.Count > 0)
            return Refused(row, problems);
        Retry retry = new();
        while (true)
        {
            Record<ListedActivity>? record = await _activities.Get(Key(row.Id), cancellation);
            ListedActivity? kept = record?.Value;
            ListedActivity merged = ActivityMerge.Merge(kept, row with { Details = said }, clocks.Now);
            // The merged entry may break a rule that the row kept: for example the lowest age comes from the file, the highest was set
            // here.
            problems = [.. ActivityRules.Check(merged.Details, pathways.Now, Today).Problems,
                .. new[] { TooLarge(merged) }.OfType<Problem>()];
            if (problems.Count > 0)
                return Refused(row, problems);
            IReadOnlyList<string> changes = kept is null ? [] : ActivityMerge.Changes(kept, merged);
            if (dryRun || (kept is not null && _kind.IsSame(merged, kept))
                || await _activities.Replace(Key(row.Id), record, merged, cancellation))
                return new ImportLine(row.At,
                    kept is null ? ImportOutcome.Taken : changes.Count > 0 ? ImportOutcome.Changed : ImportOutcome.Unchanged, row.Id,
                    row.Name, changes, [.. row.Problems, .. notes], told?.Invoke(merged.Details));
            await retry.Pause(cancellation);
        }
    }

    private static ImportLine Refused(ImportRow row, IReadOnlyList<Problem> problems) =>
        new(row.At, ImportOutcome.Refused, row.Id == Guid.Empty ? null : row.Id, Shown(row.Name), [], problems);

    /// <summary>A name that was refused may hold anything, and the report may be read on a terminal.</summary>
    private static string? Shown(string? name) => name is null ? null : string.Concat(name.Where(c => !char.IsControl(c)).Take(100));
}
