using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Pages.Desk;

/// <summary>
/// Whether what others did while somebody was writing can have changed what they meant. Two people who write about different things are not in each
/// other's way; two who change the same thing are, and the second looks before it counts.
/// </summary>
public static class Overtaking
{
    public static bool Overtakes(IReadOnlyList<JournalCommit> meanwhile, JourneyCommand command) => meanwhile.Count > 0 && command switch
    {
        // They add something, and take nothing away from anybody.
        Notes.Add or Concerns.Raise or Plan.RaiseNeed or Surveys.Answer or Activities.RegisterUnmetNeed => false,
        // They end or interrupt everything, whatever it is about.
        Closing.Close or Intake.Decline or Pausing.Pause => true,
        _ => meanwhile.SelectMany(c => c.Events).Any(e => Concept(e.GetType()) == Concept(command.GetType()) && IsAboutTheSame(e, command)),
    };

    /// <summary>A concept's commands and events stand in one class.</summary>
    private static Type? Concept(Type type) => type.DeclaringType;

    /// <summary>Two activities, two sessions or two concerns are two things; a new one may be the same as somebody else's new one.</summary>
    private static bool IsAboutTheSame(JourneyEvent happened, JourneyCommand command) => About(command) is not { } about || About(happened) is not { } other || about == other;

    private static string? About(JourneyCommand command) => command switch
    {
        Activities.RecordAnswer c => c.Introduction,
        Activities.EndActivity c => c.Introduction,
        Attendance.ChangeSupport c => c.Introduction,
        Attendance.RecordSession c => c.Session,
        Attendance.MoveSession c => c.Session,
        Attendance.CancelSession c => c.Session,
        Attendance.ArrangeTransport c => c.Session,
        Tasks.Complete c => c.Task,
        UrgentWords.Read c => c.Words,
        Resemblance.Compare c => c.Other.ToString("N"),
        _ => null,
    };

    private static string? About(JourneyEvent happened) => happened switch
    {
        Activities.Introduced e => e.Introduction,
        Activities.ProviderAnswered e => e.Introduction,
        Activities.ActivityEnded e => e.Introduction,
        Attendance.SessionPlanned e => e.Session,
        Attendance.SessionMoved e => e.Session,
        Attendance.SessionCancelled e => e.Session,
        Attendance.TransportArranged e => e.Session,
        Attendance.SessionRecorded e => e.Session,
        Attendance.SupportChanged e => e.Introduction,
        Resemblance.Noted e => e.Other.ToString("N"),
        Resemblance.Compared e => e.Other.ToString("N"),
        Tasks.Opened e => e.Task,
        Tasks.Closed e => e.Task,
        Tasks.Assigned e => e.Task,
        UrgentWords.Noticed e => e.Words,
        UrgentWords.ToldAgain e => e.Words,
        UrgentWords.WereRead e => e.Words,
        _ => null,
    };
}
