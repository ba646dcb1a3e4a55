using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>What a store has under a journey's id.</summary>
public abstract record LoadedJourney
{
    private LoadedJourney() { }

    public sealed record Found(StoredJourney Stored) : LoadedJourney;

    public sealed record Missing : LoadedJourney;

    /// <summary>It was here and has been erased. Whoever looks for a person finds nobody.</summary>
    /// <param name="Facts">What was counted of it, as it is stored beside it.</param>
    public sealed record Erased(Tombstone Tombstone, int Version, string? Facts) : LoadedJourney;

    /// <summary>
    /// This version cannot read what is stored, and cannot work it out from the journal. Other journeys are not affected. Work on this
    /// one waits, and nothing is written over it.
    /// </summary>
    /// <param name="UnknownWords">What a newer version wrote and this one does not know; none where what is stored is damaged.</param>
    /// <param name="Glimpse">What can be read nevertheless.</param>
    public sealed record Unreadable(Guid Id, IReadOnlyList<string> UnknownWords, JourneyGlimpse Glimpse) : LoadedJourney
    {
        public const string Code = "journey-unreadable";

        /// <summary>Why nothing can be done with it, for whoever tried.</summary>
        public string Sentence => UnknownWords.Count > 0
            ? "A newer version of this program has written about this person, and this one does not understand all of it. Nothing was "
                + "changed, and nothing is sent; "
                + "everything goes on once the newer version runs again."
            : "What is stored about this person cannot be read. Nothing was changed, and nothing is sent. Please tell whoever runs this "
                + "service at once.";
    }
}

public static class LoadedJourneys
{
    /// <summary>Those that can be read.</summary>
    public static IEnumerable<StoredJourney> Found(this IEnumerable<LoadedJourney> loaded) =>
        loaded.OfType<LoadedJourney.Found>().Select(j => j.Stored);

    /// <summary>The ids of those that cannot be read, each once. A list shows them, so that nobody takes it for complete.</summary>
    public static IReadOnlyList<Guid> Unreadable(this IEnumerable<LoadedJourney> loaded) =>
        [.. loaded.OfType<LoadedJourney.Unreadable>().Select(j => j.Id).Distinct().Order()];

    /// <summary>There is none, or none any more.</summary>
    public static bool IsNothing(this LoadedJourney loaded) => loaded is LoadedJourney.Missing or LoadedJourney.Erased;

    /// <summary>The journey; null if it is missing, erased or unreadable. For callers to whom these three are the same.</summary>
    public static async Task<StoredJourney?> Find(this IJourneyStore store, Guid journey, CancellationToken cancellation) =>
        await store.Load(journey, cancellation) is LoadedJourney.Found found ? found.Stored : null;
}
