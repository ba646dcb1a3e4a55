using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Reports;

/// <summary>
/// Reads the facts that reports are drawn from: not a single journey is opened. Nobody is behind a test referral, so none of it is in them.
/// </summary>
public sealed class ReportReader(IJourneyStore store, IRegister register, Secrets secrets, InForce<Pathway> pathways, Clocks clocks)
{
    private readonly TestReferrals _tests = new(register, clocks);
    private readonly FactsWriter _writer = new(store, secrets);
    private Recent<Counted>? _facts;

    /// <param name="LinkWorkers">Staff ids, by the key of the facts.</param>
    private sealed record Counted(IReadOnlyList<JourneyFacts> Facts, IReadOnlyDictionary<string, string> LinkWorkers);

    public async Task<ReportInput> Read(Period period, FactFilter filter, CancellationToken cancellation)
    {
        Counted counted = await Facts.Get(cancellation);
        return new(counted.Facts, period, filter, pathways.Now, Today) { LinkWorkers = counted.LinkWorkers };
    }

    public DateOnly Today => WorkingCalendar.LondonDate(clocks.Now);

    /// <summary>As they were at most a minute ago, for a pack is a dozen reports.</summary>
    private Recent<Counted> Facts => LazyInitializer.EnsureInitialized(ref _facts, () => new(clocks, All));

    /// <summary>Those that can be read. To read the JSON takes longer than any report, so all processors do it.</summary>
    public static IReadOnlyList<JourneyFacts> FactsIn(IReadOnlyList<FactsRow> rows) =>
        [.. rows.AsParallel().AsOrdered().Select(r => r.Facts).OfType<JourneyFacts>()];

    private async Task<Counted> All(CancellationToken cancellation)
    {
        HashSet<string> tests = [.. (await _tests.Lately(cancellation)).Select(_writer.KeyOf)];
        List<FactsRow> rows = [];
        await foreach (FactsRow row in store.Facts(null, null, cancellation))
            if (!tests.Contains(row.Key))
                rows.Add(row);
        return new(FactsIn(rows), rows.Where(r => r.LinkWorker is not null).ToDictionary(r => r.Key, r => r.LinkWorker!));
    }
}
