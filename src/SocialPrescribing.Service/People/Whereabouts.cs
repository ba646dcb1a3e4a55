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
    public static Task<StoredJourney?> Current(this IJourneyStore store, Guid journey, CancellationToken cancellation) =>
        new ListedJourneys(store).Current(journey, cancellation);

    /// <inheritdoc cref="Current(IJourneyStore, Guid, CancellationToken)"/>
    public static async Task<StoredJourney?> Current(this ListedJourneys journeys, Guid journey, CancellationToken cancellation)
    {
        StoredJourney? stored = await journeys.Find(journey, cancellation);
        for (int step = 0; step < MostSteps && stored?.State.Joined is { } joined; step++)
            stored = await journeys.Find(joined.Into, cancellation);
        return stored;
    }

    /// <summary>A referral and the journey in which it is now.</summary>
    /// <param name="journey">Where it was looked up.</param>
    public static Task<(StoredJourney Journey, HeldReferral Referral)?> Referral(
        this IJourneyStore store, Guid journey, Guid referral, CancellationToken cancellation) =>
        new ListedJourneys(store).Referral(journey, referral, cancellation);

    /// <inheritdoc cref="Referral(IJourneyStore, Guid, Guid, CancellationToken)"/>
    public static async Task<(StoredJourney Journey, HeldReferral Referral)?> Referral(
        this ListedJourneys journeys, Guid journey, Guid referral, CancellationToken cancellation)
    {
        for (int step = 0; step < MostSteps; step++)
        {
            if (await journeys.Find(journey, cancellation) is not { } stored)
                return null;
            if (stored.State.Joined is { } joined)
                journey = joined.Into;
            else if (stored.State.Referrals.FirstOrDefault(r => r.Id == referral) is { } held)
                return (stored, held);
            else if (stored.State.LeftReferrals.FirstOrDefault(l => l.Referral == referral) is { } left)
                journey = left.Journey;
            else
                return null;
        }
        return null;
    }
}
