namespace SocialPrescribing.Journeys;

/// <summary>Something that has happened to a journey. Each event states how it changes the journey.</summary>
public abstract partial record JourneyEvent
{
    internal abstract Journey Apply(Journey journey, JournalEntry entry);

    /// <summary>The id of the activity, session or task that it is about.</summary>
    internal virtual string? Subject => null;

    /// <summary>Whether it follows by itself from what somebody did. Then the service did it, not that person.</summary>
    /// <remarks>A method, because a public property would be written into the journal.</remarks>
    public virtual bool FollowsByItself() => false;

    /// <summary>
    /// What somebody on the staff wrote in it in their own words, as the person may read it among what is held about them (UK GDPR, article
    /// 15); null if nothing. Concerns and words of harm are never among it, nor what is mostly about somebody else.
    /// </summary>
    /// <remarks>A method, because a public property would be written into the journal.</remarks>
    public virtual string? WordsForThePerson() => null;

    /// <summary>
    /// What somebody on the staff noted of a contact, for whoever sees the person next and carries it on paper; null if nothing. Notes on
    /// a concern are none.
    /// </summary>
    /// <remarks>A method, because a public property would be written into the journal.</remarks>
    public virtual string? NoteOfAContact() => null;

    internal Type? Concept => GetType().DeclaringType;
}

/// <summary>An event with which a journal begins.</summary>
public abstract record FirstEvent : JourneyEvent
{
    internal abstract Journey Begin(DateTimeOffset at);

    internal sealed override Journey Apply(Journey journey, JournalEntry entry) =>
        throw new InvalidOperationException($"Only a new journal begins with {GetType().Name}.");
}
