using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Reports;

/// <summary>
/// Reads the facts for reports without opening a journey. It leaves out test referrals, because there is no person behind them.
/// </summary>
public sealed class ReportReader(IJourneyStore store, IRegister register, Secrets secrets, InForce<Pathway> pathways, Clocks clocks)
{
    private const int TasksAtOnce = 500;
    private readonly TestReferrals _tests = new(register, clocks);
    private readonly FactsWriter _writer = new(store, secrets);
    private readonly Records<ReportPopulation> _population =
        RecordKinds.Population.Of(PortsJson.Default.ReportPopulation).In(register);
    private Recent<Counted>? _facts;

    /// <param name="LinkWorkers">Staff ids, by the key of the facts.</param>
    private sealed record Counted(
        IReadOnlyList<JourneyFacts> Facts, IReadOnlyDictionary<string, string> LinkWorkers, IReadOnlyDictionary<string, int> Overdue);

    public async Task<ReportInput> Read(Period period, FactFilter filter, CancellationToken cancellation)
    {
        Counted counted = await Facts.Get(cancellation);
        return new(counted.Facts, period, filter, pathways.Now, Today)
        {
            LinkWorkers = counted.LinkWorkers,
            Overdue = counted.Overdue,
            Population = (await _population.Get(cancellation))?.Value.Groups ?? ReportPopulation.None,
        };
    }

    public DateOnly Today => WorkingCalendar.LondonDate(clocks.Now);

    /// <summary>At most a minute old, because a pack is a dozen reports.</summary>
    private Recent<Counted> Facts => LazyInitializer.EnsureInitialized(ref _facts, () => new(clocks, All));

    /// <summary>
    /// The latest row of each journey, if it can be read. Reading takes longer than any report, so all processors share the work.
    /// </summary>
    public static IReadOnlyList<CountedRow> RowsIn(FactsForReports read)
    {
        CountedRow[][] packed = [.. read.Packed.AsParallel().AsOrdered().Select(PackedFacts.Unpack)];
        Dictionary<string, CountedRow> since = [];
        foreach (CountedRow? row in read.Since.AsParallel().AsOrdered()
            .Select(r => r.Row.Facts is { } facts ? new CountedRow(facts, r.Row.LinkWorker, r.Version) : null))
            if (row is not null && !(since.GetValueOrDefault(row.Facts.Key)?.Version > row.Version))
                since[row.Facts.Key] = row;
        List<CountedRow> rows = new(packed.Sum(b => b.Length) + since.Count);
        foreach (CountedRow row in packed.SelectMany(b => b))
            if (!since.TryGetValue(row.Facts.Key, out CountedRow? later))
                rows.Add(row);
            else if (later.Version < row.Version)
                since[row.Facts.Key] = row;
        rows.AddRange(since.Values);
        return rows;
    }

    private async Task<Counted> All(CancellationToken cancellation)
    {
        HashSet<string> tests = [.. (await _tests.AllCached(cancellation)).Select(_writer.KeyOf)];
        CountedRow[] rows = [.. RowsIn(await store.FactsForReports(cancellation)).Where(r => !tests.Contains(r.Facts.Key))];
        return new(
            [.. rows.Select(r => r.Facts)], rows.Where(r => r.LinkWorker is not null).ToDictionary(r => r.Facts.Key, r => r.LinkWorker!),
            await Overdue(cancellation));
    }

    private async Task<IReadOnlyDictionary<string, int>> Overdue(CancellationToken cancellation)
    {
        Dictionary<string, int> overdue = [];
        string? after = null;
        do
        {
            Page<TaskRow> page = await store.Tasks(new TaskQuery(DueBefore: clocks.Now, Most: TasksAtOnce, Continue: after), cancellation);
            foreach (TaskRow task in page.Items)
                overdue[task.Assignee] = overdue.GetValueOrDefault(task.Assignee) + 1;
            after = page.Continue;
        }
        while (after is not null);
        return overdue;
    }
}
