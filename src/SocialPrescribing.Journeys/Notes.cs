namespace SocialPrescribing.Journeys;

/// <summary>A link worker's own words in the timeline. Notes change nothing by themselves.</summary>
public static class Notes
{
    /// <summary>At most 4,000 characters.</summary>
    public const int MaxLength = 4_000;

    public sealed record Add(string Text) : JourneyCommand;
    public sealed record Added(string Text) : JourneyEvent;

    public static Decision Decide(Journey journey, Add command) =>
        string.IsNullOrWhiteSpace(command.Text) ? Decision.Refuse("note-empty", "Write something first.")
        : command.Text.Length > MaxLength ? Decision.Refuse("note-too-long", $"A note has at most {MaxLength} characters; this one has {command.Text.Length}.")
        : Decision.Of(new Added(command.Text));

    /// <summary>Words that go along with another command are bounded like notes; a line has to fit into a letter.</summary>
    internal static Decision? TooLong(JourneyCommand command) => TooLong(TextOf(command), MaxLength) ?? LinesOf(command).Select(line => TooLong(line, ReferralRules.MaxName)).FirstOrDefault(refused => refused is not null);

    private static Decision? TooLong(string? text, int most) => text?.Length > most ? Decision.Refuse("text-too-long", $"At most {most} characters; this has {text.Length}.") : null;

    private static string? TextOf(JourneyCommand command) => command switch
    {
        Intake.Decline c => c.Reason,
        Resemblance.Compare c => c.Note,
        Joining.Join c => c.Note,
        Parting.TakeApart c => c.Note,
        Contact.RecordAttempt c => c.Note,
        Meetings.Cancel c => c.Note,
        Meetings.AskAnotherTime c => c.Note,
        Meetings.CannotCome c => c.Note,
        Meetings.RecordOutcome c => c.Note,
        Concerns.Raise c => c.Detail,
        Concerns.Acknowledge c => c.Note,
        Concerns.Settle c => c.Note,
        Corrections.Correct c => c.Reason,
        UrgentWords.Read c => c.Note,
        Tasks.Complete c => c.Note,
        Closing.Close c => c.Note,
        Closing.KeepOpen c => c.Note,
        Closing.Reopen c => c.Note,
        Plan.RaiseNeed c => c.Note,
        Reviews.Record c => c.Note,
        Activities.Introduce c => c.Share,
        Activities.RecordAnswer c => c.Reason,
        Activities.EndActivity c => c.Note,
        Activities.RegisterUnmetNeed c => c.Note,
        Attendance.CancelSession c => c.Note,
        Attendance.RecordSession c => c.Note,
        Attendance.ChangeSupport c => c.Reason,
        Pausing.Pause c => c.Note,
        Pausing.Resume c => c.Note,
        _ => null,
    };

    private static string?[] LinesOf(JourneyCommand command) => command switch
    {
        Meetings.RecordOutcome c => [c.Barrier],
        Meetings.Book c => [c.Place.Where],
        Meetings.Move c => [c.Place?.Where],
        Activities.Introduce c => [c.Activity.Name, c.Activity.Provider, c.Activity.Where, c.Activity.Phone],
        _ => [],
    };
}
