namespace SocialPrescribing.Journeys;

/// <summary>
/// Whether somebody who works here has checked who the person is. Anybody can fill in a form with somebody else's name and an email address
/// of their own: what is held about the person is shown to an address only once staff have checked name and date of birth with the person
/// while that was their address.
/// </summary>
public static class Identity
{
    /// <param name="Email">Where mail went then; null if nowhere.</param>
    public sealed record Confirmed(string? Email = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Identity = new Check(entry.At, entry.By.Id, Email) };
    }

    /// <param name="By">A staff id.</param>
    /// <param name="Email">Where mail went when the identity was checked: this address may see what is held. Null if there was
    /// none.</param>
    public sealed record Check(DateTimeOffset At, string? By = null, string? Email = null);

    /// <param name="spoke">Staff have spoken with the person, and not with somebody else or with nobody.</param>
    internal static Decision? Refuse(bool isChecked, bool spoke, Moment moment) =>
        !isChecked ? null
        : moment.Actor is not { Kind: ActorKind.Staff, Id: not null }
            ? Decision.Refuse("needs-a-human", "Name and date of birth are checked by a named member of staff.")
        : !spoke
            ? Decision.Refuse("identity-nobody-there", "Name and date of birth can be checked only when you have spoken with the person.")
        : null;

    /// <param name="after">The journey with all that is decided together with it.</param>
    internal static IEnumerable<JourneyEvent> IfChecked(bool isChecked, Journey after) =>
        isChecked ? [new Confirmed(after.Preferences.Email)] : [];
}
