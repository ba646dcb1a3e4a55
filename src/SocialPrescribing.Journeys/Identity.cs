namespace SocialPrescribing.Journeys;

/// <summary>
/// Whether staff have checked who the person is. Anybody can fill in a form with somebody else's name and their own email address.
/// So an address may see what is held about the person only once staff have checked name and date of birth with the person while
/// that was their address.
/// </summary>
public static class Identity
{
    /// <param name="Email">The address that mail went to at that time; null if there was none.</param>
    public sealed record Confirmed(string? Email = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Identity = new Check(entry.At, entry.By.Id, Email) };
    }

    /// <param name="By">A staff id.</param>
    /// <param name="Email">The address that mail went to when the identity was checked. It may see what is held. Null if
    /// there was none.</param>
    public sealed record Check(DateTimeOffset At, string? By = null, string? Email = null);

    /// <param name="spoke">Whether staff have spoken with the person themselves.</param>
    internal static Decision? Refuse(bool isChecked, bool spoke, Moment moment) =>
        !isChecked ? null
        : moment.Actor is not { Kind: ActorKind.Staff, Id: not null }
            ? Decision.Refuse("needs-a-human", "Name and date of birth are checked by a named member of staff.")
        : !spoke
            ? Decision.Refuse("identity-nobody-there", "Name and date of birth can be checked only when you have spoken with the person.")
        : null;

    /// <param name="after">The journey after everything that is decided together with the check.</param>
    internal static IEnumerable<JourneyEvent> IfChecked(bool isChecked, Journey after) =>
        isChecked ? [new Confirmed(after.Preferences.Email)] : [];
}
