namespace SocialPrescribing.Journeys;

/// <summary>How a person can be reached: kept when journeys are joined, so that it can be given back.</summary>
public sealed record Reach(
    Preferences.State Preferences, Address? Address = null, bool NoFixedAbode = false, string? WhenToCall = null)
{
    public static Reach Of(Journey journey) =>
        new(journey.Preferences, journey.Person.Address, journey.Person.NoFixedAbode, journey.Person.WhenToCall);

    public bool IsStill(Journey journey) =>
        journey.Preferences with { Contacts = Preferences.Contacts } == Preferences
        && journey.Preferences.Contacts.SequenceEqual(Preferences.Contacts)
        && journey.Person.WhenToCall == WhenToCall && journey.Person.NoFixedAbode == NoFixedAbode
        && Journeys.Address.IsSame(journey.Person.Address, Address);

    /// <summary>
    /// Takes back what a join has brought. What was changed meanwhile stays, but no way of contact does that came with the other: it
    /// would be somebody else's.
    /// </summary>
    /// <param name="joined">As it was after the join.</param>
    public Journey Restored(Journey journey, Reach joined)
    {
        Preferences.State now = journey.Preferences;
        Person person = journey.Person.WhenToCall == joined.WhenToCall
            ? journey.Person with { WhenToCall = WhenToCall } : journey.Person;
        bool livesThere = journey.Person.NoFixedAbode == joined.NoFixedAbode
            && Journeys.Address.IsSame(journey.Person.Address, joined.Address);
        return journey with
        {
            Preferences = now with
            {
                Contacts = now.Contacts.SequenceEqual(joined.Preferences.Contacts) ? Preferences.Contacts : Without(joined, now.Contacts),
                Discretion = now.Discretion == joined.Preferences.Discretion ? Preferences.Discretion : now.Discretion,
                OptOut = now.OptOut == joined.Preferences.OptOut ? Preferences.OptOut : now.OptOut,
            },
            Person = !livesThere ? person : person with { Address = Address, NoFixedAbode = NoFixedAbode },
        };
    }

    /// <summary>What was there before and was not taken away since, and what was added since.</summary>
    private IReadOnlyList<ContactDetail> Without(Reach joined, IReadOnlyList<ContactDetail> now)
    {
        ContactDetail? Find(IReadOnlyList<ContactDetail> among, ContactDetail contact) =>
            among.FirstOrDefault(c => c.Kind == contact.Kind && c.Value.Equals(contact.Value, StringComparison.OrdinalIgnoreCase));
        IReadOnlyList<ContactDetail> before = Preferences.Contacts, brought = joined.Preferences.Contacts;
        ContactDetail[] added = [.. now.Where(c => Find(before, c) is null && Find(brought, c) is null)];
        // Whoever gave another email address meanwhile does not get the old one back beside it.
        bool ComesBack(ContactDetail c) => Find(brought, c) is null && !added.Any(a => a.Kind == c.Kind);
        return [.. before.Where(c => Find(now, c) is not null || ComesBack(c)).Select(c => Find(now, c) ?? c), .. added];
    }
}
