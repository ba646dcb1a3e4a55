using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <summary>
/// Finds the journey that is current for a looked-up one. Look-ups name the journey in which a referral began. That journey may have been
/// joined to another since, or the referral moved out of it. So whoever reads a look-up follows from there.
/// </summary>
public static class Whereabouts
{
    /// <summary>Nobody joins and parts journeys more often than this. The limit also ends a circle.</summary>
    private const int MostSteps = 8;

    /// <summary>The journey into which this one was joined; itself, if it was not joined.</summary>
    public static async Task<LoadedJourney> LoadCurrent(this IJourneyStore store, Guid journey, CancellationToken cancellation)
    {
        LoadedJourney loaded = await store.Load(journey, cancellation);
        for (int step = 0; step < MostSteps && loaded is LoadedJourney.Found { Stored.State.Joined: { } joined }; step++)
            loaded = await store.Load(joined.Into, cancellation);
        return loaded;
    }

    /// <summary>The same, for callers that treat an unreadable journey like a missing one.</summary>
    public static async Task<StoredJourney?> Current(this IJourneyStore store, Guid journey, CancellationToken cancellation) =>
        await store.LoadCurrent(journey, cancellation) is LoadedJourney.Found found ? found.Stored : null;

    /// <summary>A referral and the journey in which it is now; null if no readable journey has it.</summary>
    /// <param name="journey">The journey that the look-up names.</param>
    public static async Task<(StoredJourney Journey, HeldReferral Referral)?> Referral(
        this IJourneyStore store, Guid journey, Guid referral, CancellationToken cancellation) =>
        await store.LoadReferral(journey, referral, cancellation) is (LoadedJourney.Found found, { } held) ? (found.Stored, held) : null;

    /// <summary>The same, for callers that report unreadable journeys.</summary>
    /// <returns>No referral if its journey is missing, is unreadable, or does not have it.</returns>
    public static async Task<(LoadedJourney Journey, HeldReferral? Referral)> LoadReferral(
        this IJourneyStore store, Guid journey, Guid referral, CancellationToken cancellation)
    {
        LoadedJourney loaded = new LoadedJourney.Missing();
        for (int step = 0; step < MostSteps; step++)
        {
            loaded = await store.Load(journey, cancellation);
            if (loaded is not LoadedJourney.Found { Stored.State: var state })
                return (loaded, null);
            if (state.Joined is { } joined)
                journey = joined.Into;
            else if (state.Referrals.FirstOrDefault(r => r.Id == referral) is { } held)
                return (loaded, held);
            else if (state.LeftReferrals.FirstOrDefault(l => l.Referral == referral) is { } left)
                journey = left.Journey;
            else
                return (loaded, null);
        }
        return (loaded, null);
    }
}
