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

    /// <summary>Words that go along with another command are bounded like notes; where a meeting is has to fit into a letter.</summary>
    internal static Decision? TooLong(JourneyCommand command)
    {
        (string? text, int most) = command switch
        {
            Intake.Decline c => (c.Reason, MaxLength),
            Contact.RecordAttempt c => (c.Note, MaxLength),
            Meetings.Cancel c => (c.Note, MaxLength),
            Meetings.AskAnotherTime c => (c.Note, MaxLength),
            Meetings.CannotCome c => (c.Note, MaxLength),
            Meetings.RecordOutcome c => (c.Note + c.Barrier, MaxLength),
            Meetings.Book c => (c.Place.Where, ReferralRules.MaxName),
            Meetings.Move c => (c.Place?.Where, ReferralRules.MaxName),
            Concerns.Raise c => (c.Detail, MaxLength),
            Concerns.Acknowledge c => (c.Note, MaxLength),
            Concerns.Settle c => (c.Note, MaxLength),
            Tasks.Complete c => (c.Note, MaxLength),
            Closing.Close c => (c.Note, MaxLength),
            Closing.KeepOpen c => (c.Note, MaxLength),
            Closing.Reopen c => (c.Note, MaxLength),
            Plan.RaiseNeed c => (c.Note, MaxLength),
            Reviews.Record c => (c.Note, MaxLength),
            Activities.Introduce c => (c.Share + c.Activity.Name + c.Activity.Provider + c.Activity.Where + c.Activity.Phone, MaxLength),
            Activities.RecordAnswer c => (c.Reason, MaxLength),
            Activities.EndActivity c => (c.Note, MaxLength),
            Activities.RegisterUnmetNeed c => (c.Note, MaxLength),
            Attendance.CancelSession c => (c.Note, MaxLength),
            Attendance.RecordSession c => (c.Note, MaxLength),
            Attendance.ChangeSupport c => (c.Reason, MaxLength),
            Pausing.Pause c => (c.Note, MaxLength),
            Pausing.Resume c => (c.Note, MaxLength),
            _ => (null, 0),
        };
        return text?.Length > most ? Decision.Refuse("text-too-long", $"At most {most} characters; this has {text.Length}.") : null;
    }
}
