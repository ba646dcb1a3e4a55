using System.ComponentModel.DataAnnotations;

namespace SocialPrescribing.Journeys;

/// <content>
/// Volunteers who go along. What they are told follows from what has changed, in one place for all commands. So nobody waits at a door
/// because somebody forgot to write to the volunteer.
/// </content>
public static partial class Attendance
{
    private const int FindCompanionWorkingDays = 1, RemindVolunteerDays = 2;
    /// <summary>Whoever has to leave within this time may not read a letter before.</summary>
    private static readonly TimeSpan TooSoonForALetter = TimeSpan.FromHours(24);

    /// <summary>Choose a volunteer who goes along to a session.</summary>
    /// <remarks>They get a mail with a link. Whoever has no DBS check in date, is away then or goes along elsewhere at that time
    /// is refused.</remarks>
    /// <param name="Volunteer">A staff id.</param>
    /// <param name="ToKnow">What the volunteer reads: where to meet, what helps. Never the person's story.</param>
    /// <param name="FromHereOn">To the later sessions of its series, too.</param>
    /// <example>
    /// {"commandId": "s-9", "kind": "chooseVolunteer", "session": "s-1", "volunteer": "5f0c2b7a91de", "toKnow": "Meet her at the bus stop.
    /// She walks with a stick."}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record ChooseVolunteer(string Session, string Volunteer, string? ToKnow = null, bool FromHereOn = false) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(ToKnow)];
        internal override string? Subject => FromHereOn ? null : Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideChooseVolunteer(journey, this, moment);
    }

    /// <summary>The volunteer says that they cannot go along.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record SayCannotGo(string Session, string Volunteer, string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideSayCannotGo(journey, this, pathway, moment);
    }

    /// <summary>
    /// The volunteer is away then, their DBS check has run out by then, or they go along elsewhere. A human decides who goes.
    /// </summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record SeekCompanion(string Session, string Volunteer) : JourneyCommand
    {
        internal override string? Subject => Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            Open(journey, Session) is not { } session || session.At <= moment.Instant || session.Volunteer != Volunteer ? NotPlanned
            : IsSought(journey, session) ? Decision.Of()
            : Decision.Of([Seek(journey, session, null, pathway, moment)]);
    }

    public sealed record VolunteerChosen(string Session, string Volunteer, string? ToKnow = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => ToKnow;
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) => With(journey, Session, s => s with
        {
            GoesAlong = Companion.Volunteer,
            Volunteer = Volunteer,
            VolunteerSince = s.Volunteer == Volunteer ? s.VolunteerSince : entry.At,
            ToKnow = ToKnow,
        });
    }

    public sealed record VolunteerCannotGo(string Session, string Volunteer, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) => With(journey, Session, WithoutVolunteer);
    }

    /// <summary>The volunteer is reminded of the session.</summary>
    public sealed record WillRemindVolunteer(string Session, string Volunteer) : Coming
    {
        public override string Thing => $"session/{Session}";
        protected override string What => $"volunteer/{Volunteer}";
    }

    private static Decision DecideChooseVolunteer(Journey journey, ChooseVolunteer command, Moment moment)
    {
        if (Open(journey, command.Session) is not { } session)
            return NotPlanned;
        if (session.At <= moment.Instant)
            return Decision.Refuse("session-in-past", "This session has begun. Say who went along when you record it.");
        if (string.IsNullOrWhiteSpace(command.Volunteer))
            return Decision.Refuse("volunteer-missing", "Choose who goes along.");
        string? toKnow = string.IsNullOrWhiteSpace(command.ToKnow) ? null : command.ToKnow.Trim();
        return Decision.Of([.. FromHere(journey, session, command.FromHereOn)
            .Where(s => s.Volunteer != command.Volunteer || s.ToKnow != toKnow || IsSought(journey, s))
            .SelectMany(s => (IEnumerable<JourneyEvent>)[
                new VolunteerChosen(s.Id, command.Volunteer, toKnow), .. journey.CloseTasks([TaskKind.FindCompanion], s.Id)])]);
    }

    private static Decision DecideSayCannotGo(Journey journey, SayCannotGo command, Pathway pathway, Moment moment)
    {
        if (Open(journey, command.Session) is not { } session || session.At <= moment.Instant || session.Volunteer != command.Volunteer)
            return NotPlanned;
        string? note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim();
        return Decision.Of([
            new VolunteerCannotGo(session.Id, command.Volunteer, note),
            .. journey.CloseTasks([TaskKind.FindCompanion], session.Id),
            Seek(journey, session, note, pathway, moment),
            .. UrgentWords.FromVolunteer(journey, note, session.Id, pathway, moment),
        ]);
    }

    private static bool IsSought(Journey journey, Session session) =>
        journey.Tasks.Any(t => t.Kind is TaskKind.FindCompanion && t.About == session.Id);

    private static Tasks.Opened Seek(Journey journey, Session session, string? note, Pathway pathway, Moment moment)
    {
        Tasks.Opened opened = journey.Open($"session/{session.Id}/{session.Version}/companion/{moment.CommandId}", TaskKind.FindCompanion,
            pathway.Calendar.DeadlineBefore(moment.Instant, FindCompanionWorkingDays, session.At), session.Id);
        return opened with { Words = note };
    }

    private static Session WithoutVolunteer(Session session) =>
        session with { Volunteer = null, VolunteerSince = null, ToKnow = null };

    /// <summary>Adds the letters to volunteers for whom something has changed.</summary>
    internal static Decision FollowVolunteers(Journey? journey, Decision decision, Pathway pathway, Moment moment) =>
        journey is not null && decision is Decision.Accepted { Events: { Count: > 0 } events }
        && TellVolunteers(journey, events, pathway, moment.Instant, moment.CommandId).ToList() is { Count: > 0 } told
            ? Decision.Of([.. events, .. told]) : decision;

    /// <summary>
    /// One letter to each volunteer for whom something has changed: where they go along now, or no longer do. If several sessions have
    /// changed, it names the first. Whoever would set out before they read it is phoned as well.
    /// </summary>
    /// <param name="key">The key of what has changed it.</param>
    internal static IEnumerable<JourneyEvent> TellVolunteers(
        Journey before, IReadOnlyList<JourneyEvent> events, Pathway pathway, DateTimeOffset now, string key)
    {
        if (!before.Sessions.Any(s => s.Volunteer is not null) && !events.Any(e => e is VolunteerChosen)
            && !before.Tasks.Any(t => t.Kind is TaskKind.TellVolunteer))
            return [];
        Journey after = events.Aggregate(before, (sofar, happened) => sofar.After(happened, now));
        Session? Before(Session session) => before.Sessions.FirstOrDefault(s => s.Id == session.Id);
        Session? After(Session session) => after.Sessions.FirstOrDefault(s => s.Id == session.Id);
        HashSet<string> own = [.. events.OfType<VolunteerCannotGo>().Select(e => e.Session)];
        Session[] goes = [.. after.Sessions.Where(s => s is { IsPlanned: true, Volunteer: not null } && s.At > now
            && (Before(s) is not { } was || was.Volunteer != s.Volunteer || was.Version != s.Version))];
        Session[] off = [.. before.Sessions.Where(s => s is { IsPlanned: true, Volunteer: not null } && s.At > now
            && !own.Contains(s.Id) && (After(s) is not { IsCancelled: false } still || still.Volunteer != s.Volunteer))];
        return [
            .. Letters(goes, MessageKind.VolunteerGoes), .. Letters(off, MessageKind.VolunteerOff), .. Calls(after, goes, now, key),
            .. Phoned(goes.Where(s => Before(s)?.Volunteer == s.Volunteer), MessageKind.VolunteerGoes),
            .. Phoned(off, MessageKind.VolunteerOff),
        ];

        IEnumerable<JourneyEvent> Phoned(IEnumerable<Session> sessions, MessageKind kind) =>
            from session in sessions
            let first = Before(session) is { } was && was.At < session.At ? was.At : session.At
            where first - now < TooSoonForALetter
            select after.Open($"volunteer/{session.VersionId}/{session.Volunteer}/soon/{key}", TaskKind.TellVolunteer,
                pathway.Calendar.DeadlineBefore(now, pathway.TellPersonWorkingDays, first), AboutOf(session).Text, kind);

        IEnumerable<JourneyEvent> Letters(IEnumerable<Session> sessions, MessageKind kind) =>
            sessions.GroupBy(s => s.Volunteer!).Select(theirs => (First: theirs.MinBy(s => s.At)!, Count: theirs.Count()))
                .Select(t => Messages.Queue(kind, $"volunteer/{t.First.VersionId}/{t.First.Volunteer}/{key}", AboutOf(t.First, t.Count)));
    }

    /// <summary>
    /// Closes tasks to phone a volunteer about something that is no longer true. If the same call was about other sessions, too, a new
    /// task is opened for those.
    /// </summary>
    /// <param name="written">Sessions about which a letter goes now.</param>
    private static IEnumerable<JourneyEvent> Calls(Journey after, IReadOnlyCollection<Session> written, DateTimeOffset now, string key)
    {
        foreach (OpenTask task in after.Tasks.Where(t => t.Kind is TaskKind.TellVolunteer))
        {
            if (task.What is not MessageAbout.GoingAlong { Volunteer: var volunteer, More: var more } told)
                continue;
            bool goes = task.Message is MessageKind.VolunteerGoes;
            // If the call was about several sessions that were called off, nobody can tell any more which the others were. So it stays.
            if (goes ? GoesAsTold(after, told, now) : more > 0 || IsOffAsTold(after, told, now))
                continue;
            foreach (JourneyEvent closed in Tasks.Close(task))
                yield return closed;
            List<Session> others = goes && more > 0 ? [.. after.Sessions.Where(s => s.IsPlanned && s.At > now && s.Volunteer == volunteer)
                .Except(written).OrderBy(s => s.At)] : [];
            if (others is [var first, ..])
                yield return after.Open($"tell/volunteer/{first.VersionId}/{volunteer}/{key}", task.Kind, task.Due,
                    AboutOf(first, others.Count).Text, task.Message);
        }
    }

    /// <summary>What a letter to a volunteer is about: the session with its version, the volunteer, and how many more.</summary>
    private static MessageAbout.GoingAlong AboutOf(Session session, int count = 1) =>
        new(session.Id, session.Version, session.Volunteer!, count - 1);

    /// <summary>Whether somebody still goes along as the letter says.</summary>
    internal static bool GoesAsTold(Journey journey, MessageAbout.GoingAlong told, DateTimeOffset now) => journey.Sessions.Any(
        s => s.Id == told.Session && s.Version == told.Version && s.IsPlanned && s.At > now && s.Volunteer == told.Volunteer);

    /// <summary>Whether somebody must still be told that they need not go.</summary>
    internal static bool IsOffAsTold(Journey journey, MessageAbout.GoingAlong told, DateTimeOffset now) =>
        journey.Sessions.Any(s => s.Id == told.Session && s.At > now && !(s.IsPlanned && s.Volunteer == told.Volunteer));

    private static IEnumerable<Due> Reminding(Session session)
    {
        if (session is not { Volunteer: { } volunteer, VolunteerSince: { } since })
            yield break;
        DateTimeOffset at = WorkingCalendar.AddDays(session.At, -RemindVolunteerDays);
        // A volunteer who has only just been told need not be reminded.
        if (at > since && at > session.SetAt)
            yield return new Due(new WillRemindVolunteer(session.VersionId, volunteer), at,
                (key, _) => [Messages.Queue(MessageKind.VolunteerGoes, key, AboutOf(session))], SkipAfter: session.At);
    }
}
