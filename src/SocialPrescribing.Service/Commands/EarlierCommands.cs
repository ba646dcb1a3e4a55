using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Commands;

/// <summary>
/// Recognises repetitions of commands that were accepted before fingerprints were kept, by the events that each leaves in the journal and
/// by who gave it. The list is closed: a command that was added later always has a fingerprint.
/// </summary>
internal static class EarlierCommands
{
    /// <param name="given">What the journal has under the command's id.</param>
    public static bool MayBe(JourneyCommand command, Actor actor, JournalCommit given) =>
        given.By == actor && (given.Events.Count is 0 || given.Events.Any(e => Leaves(command, e)));

    private static bool Leaves(JourneyCommand command, JourneyEvent left) => (command, left) switch
    {
        (Journeys.Intake.Receive, Journeys.Intake.Received) or (Journeys.Intake.AddReferral, Journeys.Intake.Joined)
            or (Journeys.Intake.Accept, Journeys.Intake.Accepted) or (Journeys.Intake.Decline, Journeys.Intake.Declined) => true,
        (Allocation.Allocate or Allocation.HandOver, Allocation.Allocated) => true,
        (Contact.RecordAttempt, Contact.Attempted) => true,
        (Meetings.Book, Meetings.Booked) or (Meetings.Move, Meetings.Moved) or (Meetings.Confirm, Meetings.Confirmed) => true,
        (Meetings.AskAnotherTime, Meetings.AnotherTimeAsked) or (Meetings.RecordOutcome, Meetings.OutcomeRecorded) => true,
        (Meetings.Cancel, Meetings.Cancelled e) => !e.ByPerson,
        (Meetings.CannotCome, Meetings.Cancelled e) => e.ByPerson,
        (Surveys.Answer, Surveys.Answered) => true,
        (Concerns.Raise, Concerns.Raised { Source: ConcernSource.Staff }) or (Concerns.Acknowledge, Concerns.Acknowledged) => true,
        // Acknowledging may settle as well.
        (Concerns.Settle, Concerns.Settled) => true,
        (Preferences.Change, Preferences.Changed) => true,
        (Notes.Add, Notes.Added) or (Tasks.Complete, Tasks.Closed) => true,
        (Closing.Close, Closing.SupportEnded or Closing.DiedLater) or (Closing.KeepOpen, Closing.KeptOpen)
            or (Closing.Reopen, Closing.Reopened) => true,
        (Plan.Agree, Plan.Agreed) or (Plan.RaiseNeed, Plan.NeedRaised) or (Reviews.Record, Reviews.Held) => true,
        (Activities.Introduce, Activities.Introduced) or (Activities.RecordAnswer, Activities.ProviderAnswered) => true,
        (Activities.EndActivity, Activities.ActivityEnded) or (Activities.RegisterUnmetNeed, Activities.UnmetNeed) => true,
        (Attendance.PlanSession, Attendance.SessionPlanned) or (Attendance.MoveSession, Attendance.SessionMoved)
            or (Attendance.CancelSession, Attendance.SessionCancelled) => true,
        (Attendance.ArrangeTransport, Attendance.TransportArranged) or (Attendance.RecordSession, Attendance.SessionRecorded)
            or (Attendance.ChangeSupport, Attendance.SupportChanged) => true,
        (Pausing.Pause, Pausing.Paused) or (Pausing.Resume, Pausing.Resumed) => true,
        (Messages.ReportUndelivered, Messages.Withheld) => true,
        _ => false,
    };
}
