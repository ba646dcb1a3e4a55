namespace SocialPrescribing.Journeys;

/// <summary>
/// What the person changes by a link: their name and how to reach them. A new email address is used only once somebody has opened a link
/// that was sent to it. So a slip, or somebody else's address, never gets the person's letters.
/// </summary>
public static class Details
{
    /// <summary>The most changes within 24 hours: enough for somebody who moves house and mistypes a number.</summary>
    public const int MostADay = 3;

    public const string TooOften = "details-too-often";

    /// <param name="Contacts">Telephone numbers, and email addresses that are known already.</param>
    /// <param name="Email">A new address. A link is sent there first.</param>
    [GivenBy(Givers.NotStaff)]
    public sealed record Change(
        IReadOnlyList<ContactDetail>? Contacts = null, string? PreferredName = null, Address? Address = null, string? Email = null)
            : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideChange(journey, this, pathway, moment);
    }

    /// <summary>Somebody has opened the link in the letter to the new address, so the address is theirs.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record ConfirmEmail(string Change) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideConfirmEmail(journey, this, pathway, moment);
    }

    /// <param name="Change">The command's id.</param>
    /// <param name="Email">The new address that waits; null if none was given.</param>
    public sealed record Given(string Change, string? Email = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            DetailsGivenAt = [.. journey.DetailsGivenAt.Append(entry.At).TakeLast(MostADay)],
            AwaitedEmail = Email is { } email ? new Awaited(Change, email) : journey.AwaitedEmail,
        };
    }

    public sealed record EmailConfirmed(string Email) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { AwaitedEmail = null };
    }

    /// <summary>A new address that nobody has confirmed yet.</summary>
    public sealed record Awaited(string Change, string Email);

    private static Decision DecideChange(Journey journey, Change command, Pathway pathway, Moment moment)
    {
        if (journey.HasDied)
            return Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.");
        if (journey.Identity is null)
            return Decision.Refuse("identity-not-confirmed", "Somebody has to check first who the person is.");
        if (journey.DetailsGivenAt.Count(at => at > moment.Instant.AddDays(-1)) >= MostADay)
            return Decision.Refuse(TooOften, $"Details can be changed {MostADay} times a day. Please call us.");
        string? email = command.Email?.Trim();
        if (email is not null && !EmailAddress.IsPlausible(email))
            return Decision.Refuse("contact-invalid", "This is not an email address.");
        if (command.Contacts?.Any(c => c is { Kind: ContactKind.Email } && !Knows(journey, c.Value)) is true)
            return Decision.Refuse("email-not-confirmed", "A new email address is used once a link that was sent to it has been opened.");
        if (command.PreferredName is { } name && TypedNames.Check(name) is { } problem)
            return Decision.Refuse("name-invalid", problem.Detail);
        Decision decision = Preferences.DecideChange(journey,
            new Preferences.Change(command.Contacts, PreferredName: command.PreferredName, Address: command.Address), pathway, moment);
        if (decision is not Decision.Accepted { Events: var events })
            return decision;
        bool isNew = email is not null && !Knows(journey, email);
        if (!isNew)
            return events.Count is 0 ? decision : Decision.Of([new Given(moment.CommandId), .. events]);
        Given given = new(moment.CommandId, email);
        string key = $"details/{moment.CommandId}";
        return Decision.Of([
            given,
            .. events,
            .. Messages.ToPerson(journey.After(given, moment.Instant), MessageKind.ConfirmAddress, $"{key}/confirm",
                new MessageAbout.Address(moment.CommandId), pathway, moment.Instant),
            .. journey.HasEnded || journey.Tasks.Any(t => t.Kind is TaskKind.CheckDetails) || events.Any(e => e is Tasks.Opened) ? []
                : (JourneyEvent[])[
                    journey.Open(key, TaskKind.CheckDetails, pathway.Calendar.Deadline(moment.Instant, pathway.TellPersonWorkingDays))],
        ]);
    }

    private static Decision DecideConfirmEmail(Journey journey, ConfirmEmail command, Pathway pathway, Moment moment)
    {
        if (journey.AwaitedEmail is not { } awaited || awaited.Change != command.Change)
            return Decision.Refuse("nothing-to-confirm", "There is no address to confirm any more.");
        Decision decision =
            Preferences.DecideChange(journey, new Preferences.Change(With(journey.Preferences.Contacts, awaited.Email)), pathway, moment);
        return decision is Decision.Accepted { Events: var events }
            ? Decision.Of([new EmailConfirmed(awaited.Email), .. events])
            : decision;
    }

    private static bool Knows(Journey journey, string email) =>
        journey.Preferences.Contacts
            .Any(c => c.Kind is ContactKind.Email && c.Value.Trim().Equals(email.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Replaces the address that was used until now, and keeps what it may be used for. One that is not to be used stays: somebody else may
    /// read there, and the next referral may name it again.
    /// </summary>
    private static List<ContactDetail> With(IReadOnlyList<ContactDetail> known, string email)
    {
        List<ContactDetail> contacts = [.. known];
        int at = contacts.FindIndex(c => c is { Kind: ContactKind.Email, Allowed: true, Preferred: true }) is >= 0 and int preferred
            ? preferred
            : contacts.FindIndex(c => c is { Kind: ContactKind.Email, Allowed: true });
        if (at < 0)
            contacts.Add(new ContactDetail(ContactKind.Email, email, Allowed: true));
        else
            contacts[at] = contacts[at] with { Value = email };
        return contacts;
    }
}
