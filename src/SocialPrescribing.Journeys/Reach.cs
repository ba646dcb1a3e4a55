namespace SocialPrescribing.Journeys;

/// <summary>How a person can be reached. It is kept when journeys are joined, so that it can be restored.</summary>
public sealed record Reach(
    Preferences.State Preferences, Address? Address = null, bool NoFixedAbode = false, string? WhenToCall = null)
{
    /// <summary>The people beside the person; null if a join did not change what they may be told.</summary>
    public IReadOnlyList<RelatedPerson>? RelatedPeople { get; init; }

    /// <param name="people">Whether the people beside the person are kept, too.</param>
    public static Reach Of(Journey journey, bool people) =>
        new(journey.Preferences, journey.Person.Address, journey.Person.NoFixedAbode, journey.Person.WhenToCall)
        {
            RelatedPeople = people ? journey.Person.RelatedPeople : null,
        };

    public bool IsStill(Journey journey) =>
        journey.Preferences with { Contacts = Preferences.Contacts } == Preferences
        && journey.Preferences.Contacts.SequenceEqual(Preferences.Contacts)
        && (RelatedPeople is null || journey.Person.RelatedPeople.SequenceEqual(RelatedPeople))
        && journey.Person.WhenToCall == WhenToCall && journey.Person.NoFixedAbode == NoFixedAbode
        && Journeys.Address.IsSame(journey.Person.Address, Address);

    /// <summary>
    /// Undoes what a join has changed. What was changed meanwhile stays, except contact details that came with the other journey: they
    /// would be somebody else's.
    /// </summary>
    /// <param name="joined">The state just after the join.</param>
    public Journey Restored(Journey journey, Reach joined)
    {
        Preferences.State now = journey.Preferences;
        Person person = journey.Person.WhenToCall == joined.WhenToCall
            ? journey.Person with { WhenToCall = WhenToCall } : journey.Person;
        if (RelatedPeople is { } before && joined.RelatedPeople is { } held)
            // The two lists have the same people at the same places. Whom somebody has changed since stays as they were changed.
            person = person with
            {
                RelatedPeople = [.. person.RelatedPeople.Select(p => before.Where((_, i) => held[i] == p).FirstOrDefault() ?? p)],
            };
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

    /// <summary>The details from before that were not removed since, and those that were added since.</summary>
    private IReadOnlyList<ContactDetail> Without(Reach joined, IReadOnlyList<ContactDetail> now)
    {
        ContactDetail? Find(IReadOnlyList<ContactDetail> among, ContactDetail contact) =>
            among.FirstOrDefault(c => c.Kind == contact.Kind && c.Value.Equals(contact.Value, StringComparison.OrdinalIgnoreCase));
        IReadOnlyList<ContactDetail> before = Preferences.Contacts, brought = joined.Preferences.Contacts;
        ContactDetail[] added = [.. now.Where(c => Find(before, c) is null && Find(brought, c) is null)];
        // If somebody gave another email address meanwhile, the old one does not come back beside it.
        bool ComesBack(ContactDetail c) => Find(brought, c) is null && !added.Any(a => a.Kind == c.Kind);
        return [.. before.Where(c => Find(now, c) is not null || ComesBack(c)).Select(c => Find(now, c) ?? c), .. added];
    }
}
