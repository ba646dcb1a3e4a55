namespace SocialPrescribing.Journeys;

/// <content>
/// Who must hear by phone that a session is off or has moved. Link workers agree sessions with the person, and no letter says when one
/// changes. But whoever was reminded of it relies on the letter, and whoever gives a lift comes to the door.
/// </content>
public static partial class Attendance
{
    /// <summary>The directory says that an activity has closed, moved or has a break where a session was planned.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record HearOfChange(string Session, int Version) : JourneyCommand
    {
        internal override string? Subject => Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            Open(journey, Session) is not { } session || session.Version != Version || session.At <= moment.Instant ? NotPlanned
            // Refused, and so not remembered: once that call is made, there may still be something to tell.
            : journey.Tasks.Any(t => IsToldOf(t, session))
                ? Decision.Refuse("already-asked", "Somebody is to ring the person about this session already.")
            : Decision.Of([.. TellOfChange(journey, session, $"session/{session.VersionId}/changed/{moment.CommandId}", pathway,
                moment.Instant)]);
    }

    /// <summary>
    /// Somebody rings the activity and the person, and then moves the session or calls it off: that tells volunteers and drivers. The call
    /// stays until it is ticked off, because a session that is off is no reason to let the person go there.
    /// </summary>
    internal static IEnumerable<JourneyEvent> TellOfChange(
        Journey journey, Session session, string key, Pathway pathway, DateTimeOffset now)
    {
        if (journey.Tasks.Any(t => IsToldOf(t, session)))
            yield break;
        yield return journey.Open(key, TaskKind.TellPerson,
            pathway.Calendar.DeadlineBefore(now, pathway.TellPersonWorkingDays, session.At), session.Id);
    }

    /// <summary>Whether somebody is to phone the person because the session is not as they know it.</summary>
    private static bool IsToldOf(OpenTask task, Session session) => task is { Kind: TaskKind.TellPerson } && task.About == session.Id;

    /// <summary>Adds the calls that a decision makes necessary.</summary>
    internal static Decision FollowTold(Journey? journey, Decision decision, Pathway pathway, Moment moment) =>
        journey is not null && decision is Decision.Accepted { Events: { Count: > 0 } events }
        && PhoneCalls(journey, events, pathway, moment.Instant, moment.CommandId).ToList() is { Count: > 0 } calls
            ? Decision.Of([.. events, .. calls]) : decision;

    /// <param name="key">The key of what has changed the sessions.</param>
    internal static IEnumerable<JourneyEvent> PhoneCalls(
        Journey before, IReadOnlyList<JourneyEvent> events, Pathway pathway, DateTimeOffset now, string key)
    {
        if (!events.Any(e => e is SessionMoved or SessionCancelled or TransportArranged or CompanionChanged or VolunteerChosen
            or Closing.SupportEnded))
            yield break;
        Journey after = events.Aggregate(before, (sofar, happened) => sofar.After(happened, now));
        (Session Was, Session Is)[] changed = [.. before.Sessions.Where(s => s.IsPlanned && s.At > now)
            .Select(s => (Was: s, Is: after.Sessions.FirstOrDefault(a => a.Id == s.Id)))
            .Where(c => c.Is is { } still && (still.IsCancelled || still.Version != c.Was.Version || IsOtherwise(c.Was, still)))
            .Select(c => (c.Was, c.Is!)).OrderBy(c => c.Was.At)];
        // Whoever pauses support knows that the person is away. Of a mistake in our records they need not hear, but that nobody comes.
        bool hears = after is { HasDied: false, IsPaused: false, Joined: null };
        foreach ((Session was, Session session) in changed.Where(c => hears && !after.Tasks.Any(t => IsToldOf(t, c.Is))
            && (WasReminded(before, c.Was, pathway) || before.Tasks.Any(t => IsToldOf(t, c.Is)))))
            yield return after.Open($"session/{was.VersionId}/told/{key}", TaskKind.TellPerson,
                pathway.Calendar.DeadlineBefore(now, pathway.TellPersonWorkingDays, was.At < session.At ? was.At : session.At), session.Id);
        // Where the session has only moved, whoever arranges the lift again speaks with the driver.
        foreach (IGrouping<string?, Session> lift in changed.Where(c => c.Is.IsCancelled)
            .Select(c => c.Was).Where(s => s.Transport is { NeedsArranging: true, Arranged: true }).GroupBy(s => s.Transport.With))
            yield return after.Open($"session/{lift.First().VersionId}/lift/{key}", TaskKind.TellProvider,
                pathway.Calendar.DeadlineBefore(now, 1, lift.First().At), lift.First().Id);

        // A step of support is agreed with the person. Otherwise they look out for the car, or for the companion, of which the letter says.
        bool IsOtherwise(Session was, Session still) =>
            !events.Any(e => e is SupportChanged) && (was.With != still.With || AsRead(was.Transport) != AsRead(still.Transport));
    }

    /// <summary>What the reminder says of how they get there.</summary>
    private static (TransportKind, bool, string?) AsRead(Transport transport) =>
        (transport.Kind, transport.Arranged || !transport.NeedsArranging, transport.Kind is TransportKind.Lift ? transport.With : null);

    /// <summary>Whether a letter told the person when this is, or somebody did who was asked to in its place.</summary>
    private static bool WasReminded(Journey journey, Session session, Pathway pathway) =>
        pathway.SessionReminders.Any(r => journey.Fired.Contains(new WillRemind(session.AsSet, r).Key))
        && !journey.Tasks.Any(t => t.Kind is TaskKind.TellPerson && t.What == session.AsSet);
}
