namespace SocialPrescribing.Journeys;

/// <summary>
/// What somebody whose support has ended asked for, so that they are safe and left in peace. If they are referred again, it holds from the
/// first letter on, until staff have asked them anew: a letter under the service's own name to a mailbox that others read cannot be taken
/// back.
/// </summary>
/// <param name="Discretion">They asked for it, or domestic abuse is known.</param>
/// <param name="Protects">The reference of the referral whose address is protected; null if none is.</param>
public sealed record EarlierWishes(bool Discretion, OptOut OptOut, string? Protects)
{
    public static EarlierWishes None { get; } = new(false, OptOut.Nothing, null);

    /// <param name="ended">The same person's journeys.</param>
    public static EarlierWishes Of(IEnumerable<Journey> ended) => ended.Aggregate(None, (wishes, journey) => new(
        wishes.Discretion || journey.Preferences.Discretion || journey.KnowsDomesticAbuse,
        wishes.OptOut > journey.Preferences.OptOut ? wishes.OptOut : journey.Preferences.OptOut,
        wishes.Protects ?? (journey.IsAddressProtected ? journey.Referrals[0].Reference : null)));

    internal IEnumerable<JourneyEvent> HoldIn(Journey journey)
    {
        bool discretion = Discretion && !journey.Preferences.Discretion, optOut = OptOut > journey.Preferences.OptOut;
        if (discretion || optOut)
            yield return new Preferences.Changed(Discretion: discretion ? true : null, OptOut: optOut ? OptOut : null);
        if (Protects is { } reference && !journey.IsAddressProtected)
            yield return new AddressProtection.ProtectionChanged(true, $"It was protected in the record {reference}.");
    }
}
