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
    /// <summary>What each way of contact may be used for, as it was known last. One that was taken out may be used for nothing.</summary>
    public IReadOnlyList<ContactDetail> Contacts { get; init; } = [];

    /// <summary>People beside the person who must not be told anything.</summary>
    public IReadOnlyList<RelatedPerson> NotTold { get; init; } = [];

    /// <summary>The hours in which they can be called; null if any.</summary>
    public string? WhenToCall { get; init; }

    public static EarlierWishes None { get; } = new(false, OptOut.Nothing, null);

    /// <param name="ended">The same person's journeys, with the ways of contact that were taken out there.</param>
    public static EarlierWishes Of(IEnumerable<(Journey Journey, IReadOnlyList<ContactDetail> TakenOut)> ended) =>
        ended.OrderByDescending(one => one.Journey.LastTouchAt).Aggregate(None, (wishes, one) => wishes.With(one.Journey, one.TakenOut));

    /// <summary>With what was asked for in a journey before these.</summary>
    private EarlierWishes With(Journey journey, IReadOnlyList<ContactDetail> takenOut) =>
        new(Discretion || journey.Preferences.Discretion || journey.KnowsDomesticAbuse,
            OptOut > journey.Preferences.OptOut ? OptOut : journey.Preferences.OptOut,
            Protects ?? (journey.IsAddressProtected ? journey.Referrals[0].Reference : null))
        {
            // Who allows a number again in a later journey, is called under it.
            Contacts = [.. Contacts, .. ContactRules.Known(journey, takenOut)
                .Where(c => !Contacts.Any(known => ContactRules.IsSame(known, c)))],
            NotTold = [.. NotTold, .. journey.Person.RelatedPeople.Where(p => !p.MayBeTold)],
            WhenToCall = WhenToCall ?? journey.Person.WhenToCall,
        };

    internal IEnumerable<JourneyEvent> HoldIn(Journey journey)
    {
        bool discretion = Discretion && !journey.Preferences.Discretion, optOut = OptOut > journey.Preferences.OptOut;
        IReadOnlyList<ContactDetail> contacts = ContactRules.HeldTo(journey.Preferences.Contacts, Contacts);
        bool isContacted = !contacts.SequenceEqual(journey.Preferences.Contacts);
        IReadOnlyList<RelatedPerson> related = RelatedPeople.HeldTo(journey.Person.RelatedPeople, NotTold);
        bool isRelated = !related.SequenceEqual(journey.Person.RelatedPeople);
        string? hours = journey.Person.WhenToCall is null ? WhenToCall : null;
        if (discretion || optOut || isContacted || isRelated || hours is not null)
            yield return new Preferences.Changed(Discretion: discretion ? true : null, OptOut: optOut ? OptOut : null,
                Contacts: isContacted ? contacts : null, RelatedPeople: isRelated ? related : null, WhenToCall: hours);
        if (Protects is { } reference && !journey.IsAddressProtected)
            yield return new AddressProtection.ProtectionChanged(true, $"It was protected in the record {reference}.");
    }
}
