using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Reports;

/// <summary>Reads the facts that reports are drawn from. Nobody is behind a test referral, so none of it is in them.</summary>
public sealed class ReportReader(IJourneyStore store, IRegister register, Secrets secrets, InForce<Pathway> pathways, Clocks clocks)
{
    private readonly TestReferrals _tests = new(register, clocks);
    private Recent<IReadOnlyList<JourneyFacts>>? _facts;

    public async Task<ReportInput> Read(Period period, FactFilter filter, CancellationToken cancellation) =>
        new(await Facts.Get(cancellation), period, filter, pathways.Now, Today);

    public DateOnly Today => WorkingCalendar.LondonDate(clocks.Now);

    /// <summary>As they were at most a minute ago, for a pack is a dozen reports.</summary>
    private Recent<IReadOnlyList<JourneyFacts>> Facts => LazyInitializer.EnsureInitialized(ref _facts, () => new(clocks, All));

    private async Task<IReadOnlyList<JourneyFacts>> All(CancellationToken cancellation)
    {
        IReadOnlySet<Guid> tests = await _tests.Lately(cancellation);
        List<JourneyFacts> facts = [];
        await foreach (Guid id in store.All(null, cancellation))
        {
            if (tests.Contains(id))
                continue;
            IReadOnlyList<JournalCommit> journal = await store.Journal(id, cancellation);
            if (journal.Count > 0 && journal.All(c => c.IsWhole))
                facts.Add(JourneyFacts.Of(secrets.HashOfPerson($"facts/{id:N}"), null,
                    journal.SelectMany(c => c.Events.Select(e => new JournalEntry(c.At, c.By, e)))));
        }
        return facts;
    }
}
