using System.Collections.Concurrent;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <summary>Journeys for a list, which names those that cannot be read.</summary>
public sealed class ListedJourneys(IJourneyStore store)
{
    private readonly ConcurrentDictionary<Guid, bool> _unreadable = [];

    public IReadOnlyList<Guid> Unreadable => [.. _unreadable.Keys.Order()];

    public async Task<StoredJourney?> Find(Guid journey, CancellationToken cancellation)
    {
        LoadedJourney loaded = await store.Load(journey, cancellation);
        if (loaded is LoadedJourney.Unreadable)
            Name([journey]);
        return loaded is LoadedJourney.Found found ? found.Stored : null;
    }

    public async Task<IReadOnlyList<StoredJourney>> In(JourneyQuery query, CancellationToken cancellation)
    {
        Page<StoredJourney> page = await store.Journeys(query, cancellation);
        Name(page.Unreadable);
        return page.Items;
    }

    public void Name(IEnumerable<Guid> unreadable)
    {
        foreach (Guid journey in unreadable)
            _unreadable[journey] = true;
    }
}
