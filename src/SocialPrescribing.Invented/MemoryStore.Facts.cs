using System.Runtime.CompilerServices;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Invented;

/// <content>Facts of journeys.</content>
public sealed partial class MemoryStore
{
    private readonly SortedDictionary<(DateOnly Month, string Key), FactsRow> _facts = [];

    private void Keep(FactsRow facts) => _facts[(facts.Month, facts.Key)] = facts with { IsNew = true };

    public async IAsyncEnumerable<FactsRow> Facts(
        DateOnly? from, DateOnly? before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (FactsRow row in await Locked<FactsRow[]>(
            () => [.. _facts.Values.Where(f => (from is null || f.Month >= from) && (before is null || f.Month < before))], cancellation))
            yield return row;
    }

    public Task<bool> KeepFacts(Guid journey, int version, FactsRow facts, CancellationToken cancellation) => Locked(() =>
    {
        if (_erased.GetValueOrDefault(journey) is { } erased && erased.Version == version)
        {
            _erased[journey] = erased with { Facts = facts.Json };
            Keep(facts);
            return true;
        }
        if (_journeys.GetValueOrDefault(journey) is not { } kept || kept.Now.Version != version)
            return false;
        kept.Now = kept.Now with { Facts = facts.Json };
        Keep(facts);
        return true;
    }, cancellation);
}
