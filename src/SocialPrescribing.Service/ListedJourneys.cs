using System.Collections.Concurrent;

namespace SocialPrescribing.Service;

/// <summary>Journeys for a list. One that cannot be read does not take the list from everybody: it is named there.</summary>
public sealed class ListedJourneys(IJourneyStore store)
{
    private readonly ConcurrentDictionary<Guid, bool> _unreadable = [];

    public IReadOnlyList<Guid> Unreadable => [.. _unreadable.Keys.Order()];

    public async Task<StoredJourney?> Load(Guid journey, CancellationToken cancellation)
    {
        try
        {
            return await store.Load(journey, cancellation);
        }
        catch (Exception e) when (FoundJourney.IsUnreadable(e))
        {
            _unreadable[journey] = true;
            return null;
        }
    }

    public async Task<IReadOnlyList<StoredJourney>> In(JourneyQuery query, CancellationToken cancellation)
    {
        Page<StoredJourney> page = await store.Journeys(query with { NamesUnreadable = true }, cancellation);
        foreach (Guid journey in page.Unreadable)
            _unreadable[journey] = true;
        return page.Items;
    }
}
