namespace SocialPrescribing.Journeys;

/// <content>
/// Who must hear by phone that a session is off or has moved. Link workers agree sessions with the person, and no letter says when one
/// changes. But whoever was reminded of it relies on the letter, and whoever gives a lift comes to the door.
/// </content>
public static partial class Attendance
{
    /// <summary>Adds the calls that a decision makes necessary.</summary>
    internal static Decision FollowTold(Journey? journey, Decision decision, Pathway pathway, Moment moment) =>
        journey is not null && decision is Decision.Accepted { Events: { Count: > 0 } events }
        && PhoneCalls(journey, events, pathway, moment.Instant, moment.CommandId).ToList() is { Count: > 0 } calls
            ? Decision.Of([.. events, .. calls]) : decision;

    /// <param name="key">The key of what has changed the sessions.</param>
    internal static IEnumerable<JourneyEvent> PhoneCalls(
        Journey before, IReadOnlyList<JourneyEvent> events, Pathway pathway, DateTimeOffset now, string key)
    {
        if (!events.Any(e => e is SessionMoved or SessionCancelled or Closing.SupportEnded))
            yield break;
        Journey after = events.Aggregate(before, (sofar, happened) => sofar.After(happened, now));
        (Session Was, Session Is)[] changed = [.. before.Sessions.Where(s => s.IsPlanned && s.At > now)
            .Select(s => (Was: s, Is: after.Sessions.FirstOrDefault(a => a.Id == s.Id)))
            .Where(c => c.Is is { } still && (still.IsCancelled || still.Version != c.Was.Version))
            .Select(c => (c.Was, c.Is!)).OrderBy(c => c.Was.At)];
        // Whoever pauses support knows that the person is away. Of a mistake in our records they need not hear, but that nobody comes.
        bool hears = after is { HasDied: false, IsPaused: false, Joined: null };
        foreach ((Session was, Session session) in changed.Where(c => hears && WasReminded(before, c.Was, pathway)))
            yield return after.Open($"session/{was.VersionId}/told/{key}", TaskKind.TellPerson,
                Before(was.At < session.At ? was.At : session.At, pathway.TellPersonWorkingDays), session.Id);
        // Where the session has only moved, whoever arranges the lift again speaks with the driver.
        foreach (IGrouping<string?, Session> lift in changed.Where(c => c.Is.IsCancelled)
            .Select(c => c.Was).Where(s => s.Transport is { NeedsArranging: true, Arranged: true }).GroupBy(s => s.Transport.With))
            yield return after.Open($"session/{lift.First().VersionId}/lift/{key}", TaskKind.TellProvider,
                Before(lift.First().At, 1), lift.First().Id);

        DateTimeOffset Before(DateTimeOffset at, int workingDays) =>
            pathway.Calendar.Deadline(now, workingDays) is var due && due < at ? due : at;
    }

    /// <summary>Whether a letter told the person when this is, or somebody did who was asked to in its place.</summary>
    private static bool WasReminded(Journey journey, Session session, Pathway pathway) =>
        pathway.SessionReminders.Any(r => journey.Fired.Contains(new WillRemind(session.AsSet, r).Key))
        && !journey.Tasks.Any(t => t.Kind is TaskKind.TellPerson && t.What == session.AsSet);
}
