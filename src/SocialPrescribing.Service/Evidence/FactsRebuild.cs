using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Evidence;

/// <summary>
/// Works out the facts of journeys again from their journals: after an upgrade that counts more, or once postcodes have places. It may run
/// while the service works, and as often as you like.
/// </summary>
public sealed class FactsRebuild(IJourneyStore store, Secrets secrets, IPlaces places)
{
    /// <summary>How many journeys one request does: some seconds on either host.</summary>
    public const int AtOnce = 200;
    private const int Tries = 10;

    private readonly FactsWriter _writer = new(store, secrets, places);

    /// <param name="Journeys">How many were read.</param>
    /// <param name="Changed">How many have other facts than before.</param>
    /// <param name="Unreadable">How many cannot be read. Their facts stay as they are.</param>
    /// <param name="Continue">The journey after which to go on; null at the end.</param>
    public sealed record Part(int Journeys, int Changed, int Unreadable, Guid? Continue);

    public async Task<Part> Run(Guid? after, CancellationToken cancellation)
    {
        int looked = 0, changed = 0, unreadable = 0;
        Guid? last = null;
        await foreach (Guid id in store.All(after, cancellation))
        {
            if (looked == AtOnce)
                return new Part(looked, changed, unreadable, last);
            looked++;
            last = id;
            switch (await Rebuild(id, cancellation))
            {
                case null:
                    unreadable++;
                    break;
                case true:
                    changed++;
                    break;
            }
        }
        return new Part(looked, changed, unreadable, null);
    }

    /// <returns>Whether its facts have changed; null if the journey cannot be read.</returns>
    private async Task<bool?> Rebuild(Guid id, CancellationToken cancellation)
    {
        // Somebody who changes the journey meanwhile builds on the earlier facts. So we begin again.
        Retry retry = new(Tries);
        while (await retry.Again(cancellation))
        {
            LoadedJourney loaded = await store.Load(id, cancellation);
            // An erased journey has no journal, so its facts stay as they are.
            if (loaded is LoadedJourney.Erased)
                return false;
            if (loaded is not LoadedJourney.Found { Stored: var stored }
                || await _writer.FromJournal(stored, cancellation) is not { } row)
                return null;
            if (await store.KeepFacts(id, stored.Version, row, cancellation))
                return row.Json != stored.Facts;
        }
        return null;
    }
}
