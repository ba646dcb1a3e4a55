using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web;

/// <summary>Who may give which command: the one table that the API and the pages ask.</summary>
public static class Permissions
{
    private static readonly StaffRole[] _support = [StaffRole.LinkWorker, StaffRole.Lead];
    /// <summary>Who looks into a concern also speaks to the person, and sees to it that no mail puts them at risk.</summary>
    private static readonly StaffRole[] _care = [StaffRole.LinkWorker, StaffRole.Lead, StaffRole.SafeguardingLead];
    private static readonly StaffRole[] _safeguarding = [StaffRole.SafeguardingLead, StaffRole.Lead];
    private static readonly StaffRole[] _running = [StaffRole.Lead, StaffRole.Admin];

    private static readonly Dictionary<Type, StaffRole[]> _roles = new()
    {
        [typeof(Intake.Accept)] = _support,
        [typeof(Intake.Decline)] = _support,
        [typeof(Resemblance.Compare)] = _support,
        [typeof(Joining.Join)] = _support,
        [typeof(Parting.TakeApart)] = _support,
        [typeof(Allocation.Allocate)] = _running,
        [typeof(Contact.RecordAttempt)] = _care,
        [typeof(Meetings.Book)] = _support,
        [typeof(Meetings.Move)] = _support,
        [typeof(Meetings.Cancel)] = _support,
        [typeof(Meetings.Confirm)] = _support,
        [typeof(Meetings.AskAnotherTime)] = _support,
        [typeof(Meetings.CannotCome)] = _support,
        [typeof(Meetings.RecordOutcome)] = _support,
        [typeof(Surveys.Answer)] = _support,
        [typeof(Concerns.Raise)] = _care,
        [typeof(Concerns.Acknowledge)] = _safeguarding,
        [typeof(Concerns.Settle)] = _safeguarding,
        [typeof(Corrections.Correct)] = _care,
        [typeof(UrgentWords.Read)] = _care,
        [typeof(Preferences.Change)] = _care,
        [typeof(PersonLinks.Renew)] = _care,
        [typeof(Notes.Add)] = _care,
        [typeof(Tasks.Complete)] = _care,
        [typeof(Closing.Close)] = _support,
        [typeof(Closing.KeepOpen)] = _running,
        [typeof(Closing.Reopen)] = _support,
        [typeof(Plan.Agree)] = _support,
        [typeof(Plan.RaiseNeed)] = _care,
        [typeof(Reviews.Record)] = _support,
        [typeof(Activities.Introduce)] = _support,
        [typeof(Activities.RecordAnswer)] = _support,
        [typeof(Activities.EndActivity)] = _support,
        [typeof(Activities.RegisterUnmetNeed)] = _support,
        [typeof(Attendance.PlanSession)] = _support,
        [typeof(Attendance.MoveSession)] = _support,
        [typeof(Attendance.CancelSession)] = _support,
        [typeof(Attendance.ArrangeTransport)] = _support,
        [typeof(Attendance.RecordSession)] = _support,
        [typeof(Attendance.ChangeSupport)] = _support,
        [typeof(Pausing.Pause)] = _care,
        [typeof(Pausing.Resume)] = _care,
    };

    /// <summary>Nobody, for a command that is the system's own.</summary>
    public static IReadOnlyList<StaffRole> RolesFor(Type command) => _roles.GetValueOrDefault(command, []);

    /// <summary>Whether somebody can be a person's link worker: whoever is must be able to do what link workers do.</summary>
    public static bool MaySupport(StaffMember? member) => member is { SupportsPeople: true };

    public static bool May(StaffRole role, Type command) => RolesFor(command).Contains(role);
}
