namespace SocialPrescribing.Journeys;

/// <summary>
/// The summary that a surgery files when support has ended: who, dates, what was offered and how it ended, with codes. It names the person,
/// so it goes only to a referrer who may know all of this (docs/decisions/0066).
/// </summary>
public static class ClosingSummaries
{
    /// <summary>SNOMED CT: referral to social prescribing service. Counted once, at the first acceptance.</summary>
    public const string ReferralCode = "871731000000106";

    /// <summary>
    /// Whether the referrer gets it with the letter that support has ended. The person must have agreed that we share. The referral must
    /// have come with an organisation's key, because a page is open to anybody. And there must be nothing that others may not read.
    /// </summary>
    public static bool MayBeSent(Journey journey, HeldReferral referral) =>
        Exists(journey, referral)
        && referral is { Organisation: not null, AskedForConsent: true, Details: { Consent.ToShare: true, Referrer.Email: not null } }
        && !journey.IsHidden
        && journey.Joined is null && journey.Joining is null;

    /// <summary>Whether there is a summary: support has ended, and the referral had been accepted.</summary>
    public static bool Exists(Journey journey, HeldReferral referral) =>
        journey.Ended is { } ended && !Closing.IsOfTheRecord(ended.Reason)
        && referral is { AcceptedAt: not null, DeclinedAt: null };

    /// <summary>What was offered since this referral came. A referral that joined later shows nothing from before it.</summary>
    public static IReadOnlyList<Introduction> Offered(Journey journey, HeldReferral referral) =>
        [.. journey.Introductions.Where(i => i.At >= referral.ReceivedAt).OrderBy(i => i.At)];

    /// <summary>When they first met their link worker after this referral came; null if never.</summary>
    public static DateTimeOffset? FirstMet(Journey journey, HeldReferral referral) => journey.Meetings
        .Where(m => m.Outcome is MeetingOutcome.Held && m.At >= referral.ReceivedAt)
        .Select(m => (DateTimeOffset?)m.At).Min();
}
