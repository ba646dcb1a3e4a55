using System.Runtime.CompilerServices;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Evidence;

/// <summary>Reads facts without opening a journey. It leaves out test referrals, because there is no person behind them.</summary>
public sealed class FactsReading(IJourneyStore store, IRegister register, Secrets secrets, Clocks clocks)
{
    private readonly TestReferrals _tests = new(register, clocks);
    private readonly FactsWriter _writer = new(store, secrets);

    /// <param name="from">The month of the first referrals; null for no limit.</param>
    /// <param name="before">The month after the last; null for no limit.</param>
    public async IAsyncEnumerable<(FactsRow Row, JourneyFacts Facts)> Read(
        DateOnly? from, DateOnly? before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        HashSet<string> tests = [.. (await _tests.AllCached(cancellation)).Select(_writer.KeyOf)];
        await foreach (FactsRow row in store.Facts(from, before, cancellation))
            if (!tests.Contains(row.Key) && row.Facts is { } facts)
                yield return (row, facts);
    }
}
