using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.People;

/// <summary>
/// Finds what was looked up under a journey that may have been joined to another since, or whose referral was taken out of it. Look-ups
/// keep the journey in which a referral began; who reads them follows.
/// </summary>
public static class Whereabouts
{
    /// <summary>More often nobody joins and takes apart; and no circle is walked for ever.</summary>
    private const int MostSteps = 8;

    /// <summary>The journey that goes on for this one; itself, if it was joined to none.</summary>
    public static async Task<LoadedJourney> LoadCurrent(this IJourneyStore store, Guid journey, CancellationToken cancellation)
    {
        LoadedJourney loaded = await store.Load(journey, cancellation);
        for (int step = 0; step < MostSteps && loaded is LoadedJourney.Found { Stored.State.Joined: { } joined }; step++)
            loaded = await store.Load(joined.Into, cancellation);
        return loaded;
    }

    /// <summary>The same, for whoever can do no more for one that cannot be read than for one that is not there.</summary>
    public static async Task<StoredJourney?> Current(this IJourneyStore store, Guid journey, CancellationToken cancellation) =>
        await store.LoadCurrent(journey, cancellation) is LoadedJourney.Found found ? found.Stored : null;

    /// <summary>A referral and the journey in which it is now; null where it is in none that can be read.</summary>
    /// <param name="journey">Where it was looked up.</param>
    public static async Task<(StoredJourney Journey, HeldReferral Referral)?> Referral(
        this IJourneyStore store, Guid journey, Guid referral, CancellationToken cancellation) =>
        await store.LoadReferral(journey, referral, cancellation) is (LoadedJourney.Found found, { } held) ? (found.Stored, held) : null;

    /// <summary>The same, for whoever names those that cannot be read.</summary>
    /// <returns>No referral where the journey in which it should be is missing or unreadable, or has none of this id.</returns>
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
