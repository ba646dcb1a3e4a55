using System.ComponentModel.DataAnnotations;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Going there: each session, how the person gets there, who goes along, and how confident they are to go alone. Support steps down at the
/// person's pace (accompanied, met there, phoned before and after, independent) and up again whenever that helps.
/// </summary>
public static partial class Attendance
{
    public const int ShortestMinutes = 15, LongestMinutes = 600, MostConfidence = 10;

    /// <summary>Plan a session.</summary>
    /// <remarks>The session's id is the command's.</remarks>
    /// <example>
    /// {"commandId": "s-1", "kind": "planSession", "introduction": "i-1", "at": "2026-10-01T10:00:00+01:00", "transport": {"kind": "lift",
    /// "with": "Ray, volunteer driver", "arranged": true}, "minutes": 120}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record PlanSession(
        string Introduction, DateTimeOffset At, Transport Transport, [property: Range(ShortestMinutes, LongestMinutes)] int Minutes = 120)
        : TimedCommand
    {
        public override IEnumerable<TakenTime> Takes(Journey journey) => Taking(journey, Introduction, null, [At], Minutes);
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecidePlanSession(journey, this, pathway, moment);
    }

    /// <summary>Move a session.</summary>
    /// <remarks>What was arranged to get there has to be arranged again.</remarks>
    /// <param name="FromHereOn">The later sessions of its series move along, by as many days and hours.</param>
    /// <example>{"commandId": "s-2", "kind": "moveSession", "session": "s-1", "at": "2026-10-02T10:00:00+01:00"}</example>
    [GivenBy(Givers.Support)]
    public sealed record MoveSession(
        string Session, DateTimeOffset At, [property: Range(ShortestMinutes, LongestMinutes)] int? Minutes = null,
        bool FromHereOn = false) : TimedCommand
    {
        internal override string? Subject => FromHereOn ? null : Session;
        public override IEnumerable<TakenTime> Takes(Journey journey) => Moving(journey, this).Where(m => m.Session.NeedsLinkWorker)
            .Select(m => new TakenTime(m.At, m.Minutes, Activities.Find(journey, m.Session.Introduction)?.Activity));
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideMoveSession(journey, this, pathway, moment);
    }

    /// <summary>Call off a session.</summary>
    /// <param name="FromHereOn">The later sessions of its series are called off, too.</param>
    /// <example>{"commandId": "s-3", "kind": "cancelSession", "session": "s-1", "note": "The workshop is closed."}</example>
    [GivenBy(Givers.Support)]
    public sealed record CancelSession(string Session, string? Note = null, bool FromHereOn = false) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => FromHereOn ? null : Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideCancelSession(journey, this, pathway, moment);
    }

    /// <summary>Record whether the person came.</summary>
    /// <param name="WentAlong">Left out: what the step of support says.</param>
    /// <param name="Confidence">How confident do you feel about going on your own?</param>
    /// <param name="Minutes">How long it took whoever went along.</param>
    /// <example>
    /// {"commandId": "s-5", "kind": "recordSession", "session": "s-1", "came": true, "wentAlong": "linkWorker", "confidence": 6}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record RecordSession(
        string Session, bool Came, Barrier? WhyNot = null, Companion? WentAlong = null,
        [property: Range(0, MostConfidence)] int? Confidence = null, string? Note = null,
        [property: Range(0, Contact.LongestMinutes)] int? Minutes = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideRecordSession(journey, this, pathway, moment);
    }

    public sealed record SessionPlanned(string Session, string Introduction, DateTimeOffset At, int Minutes, Transport Transport)
        : JourneyEvent
    {
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Sessions = [.. journey.Sessions,
                new Session(Session, Introduction, 1, At, Minutes, Activities.Find(journey, Introduction)!.Support, Transport, entry.At)],
            LastTouchAt = entry.At,
        };
    }

    public sealed record SessionMoved(string Session, int Version, DateTimeOffset At, int Minutes, Transport Transport) : JourneyEvent
    {
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Session,
                s => s with
                {
                    Version = Version,
                    At = At,
                    Minutes = Minutes,
                    Transport = Transport,
                    SetAt = entry.At,
                    RegisterAskedAt = null,
                }) with
            { LastTouchAt = entry.At };
    }

    public sealed record SessionCancelled(string Session, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) => With(journey, Session, s => s with { IsCancelled = true });
    }

    /// <param name="Minutes">How long it took whoever went along; null if nobody said.</param>
    /// <param name="ByProvider">Whether it follows from what the provider marked.</param>
    public sealed record SessionRecorded(
        string Session, bool Came, int MissedInARow, Companion WentAlong, Barrier? WhyNot = null, int? Confidence = null,
        string? Note = null, int? Minutes = null, bool? ByProvider = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        public override string? NoteOfAContact() => Note;
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Session, s => s with
            {
                Came = Came,
                WhyNot = WhyNot,
                WentAlong = WentAlong,
                Confidence = Confidence,
                ByProvider = ByProvider is true,
            }) with
            { LastTouchAt = Came ? entry.At : journey.LastTouchAt };
    }

    private static Decision DecidePlanSession(Journey journey, PlanSession command, Pathway pathway, Moment moment)
    {
        if (Activities.Find(journey, command.Introduction) is not { } introduction)
            return Activities.Unknown;
        if (!introduction.CanAttend)
            return NotThere;
        if (journey.Sessions.Any(s => s.Id == moment.CommandId))
            return Decision.Refuse("session-known", "This session has been planned already.");
        Transport transport = WithDate(command.Transport, command.At, pathway, moment.Instant);
        return Misplaced(journey, null, command.At, command.Minutes, pathway, moment)
            ?? NoTransport(command.Transport, command.At, moment.Instant) ?? Decision.Of([
            new SessionPlanned(moment.CommandId, introduction.Id, command.At.ToUniversalTime(), command.Minutes, transport),
            .. journey.CloseTasks([TaskKind.PlanSession], introduction.Id),
            .. journey.CloseTasks([TaskKind.KeepInTouch]),
            // A time was agreed with the person, so they are in touch.
            .. Closing.KeepAnyway(journey),
            .. ToArrange(journey, $"session/{moment.CommandId}/1/transport", moment.CommandId, transport),
        ]);
    }

    private static Decision DecideMoveSession(Journey journey, MoveSession command, Pathway pathway, Moment moment)
    {
        if (Open(journey, command.Session) is not { } session)
            return NotPlanned;
        if (Activities.Find(journey, session.Introduction) is not { CanAttend: true })
            return NotThere;
        if (command.At <= moment.Instant)
            return Decision.Refuse("session-in-past", "Choose a time that is still to come.");
        (Session Session, DateTimeOffset At, int Minutes)[] moving = [.. Moving(journey, command)];
        HashSet<string> ids = [.. moving.Select(m => m.Session.Id)];
        List<JourneyEvent> events = [];
        DateTimeOffset free = default;
        foreach ((Session moved, DateTimeOffset at, int minutes) in moving)
        {
            if ((Misplaced(journey, ids, at, minutes, pathway, moment) ?? (at < free ? Overlap : null)) is Decision.Refused refused)
                return moving.Length is 1 ? refused : OnDay(refused, at);
            free = at.AddMinutes(minutes);
            events.AddRange(Move(journey, moved, at, minutes, pathway, moment));
        }
        return new Decision.Accepted(events);
    }

    private static IEnumerable<JourneyEvent> Move(
        Journey journey, Session session, DateTimeOffset at, int minutes, Pathway pathway, Moment moment)
    {
        // A lift that was arranged for the old time must be arranged again.
        Transport transport = WithDate(
            session.Transport with { Arranged = session.Transport.Arranged && !session.Transport.NeedsArranging, ArrangeBy = null },
            at, pathway, moment.Instant);
        return [new SessionMoved(session.Id, session.Version + 1, at, minutes, transport),
            .. Settled(journey, session), .. journey.CloseTasks([TaskKind.PhoneAfter], session.Id),
            .. session.Series is null
                ? ToArrange(journey, $"session/{session.Id}/{session.Version + 1}/transport", session.Id, transport) : []];
    }

    /// <summary>If the person has never been there and nothing is planned any more, somebody is asked to plan another session.</summary>
    private static Decision DecideCancelSession(Journey journey, CancelSession command, Pathway pathway, Moment moment)
    {
        if (Open(journey, command.Session) is not { } session)
            return NotPlanned;
        IReadOnlyList<Session> off = FromHere(journey, session, command.FromHereOn);
        return Decision.Of([
            .. off.SelectMany(s => CallOff(journey, s, command.Note)),
            .. Activities.Find(journey, session.Introduction) is { CanAttend: true }
                && !journey.Sessions
                    .Any(s => s.Introduction == session.Introduction && !off.Contains(s) && (s.IsPlanned || s.Came is true))
                ? [journey.Open($"session/{moment.CommandId}/again", TaskKind.PlanSession,
                    pathway.Calendar.Deadline(moment.Instant, pathway.PlanSessionWorkingDays), session.Introduction)]
                : Array.Empty<JourneyEvent>(),
        ]);
    }

    private static Decision DecideRecordSession(Journey journey, RecordSession command, Pathway pathway, Moment moment)
    {
        if (journey.Sessions.FirstOrDefault(s => s.Id == command.Session && CanBeRecorded(s)) is not { } session
            || Activities.Find(journey, session.Introduction) is not { } introduction)
            return NotPlanned;
        if (session.At > moment.Instant)
            return Decision.Refuse("session-to-come", "This session is still to come. Move or cancel it instead.");
        if (command.Confidence is < 0 or > MostConfidence)
            return Decision.Refuse("confidence-range", "Confidence goes from 0 to 10.");
        if (Contact.RefuseMinutes(command.Minutes) is { } odd)
            return odd;
        if (command is { Came: true, WhyNot: not null } or { Came: false, Confidence: not null })
            return Decision.Refuse("came-or-not", "Give a reason for somebody who did not come, and a confidence for somebody who did.");

        return new Decision.Accepted([.. Recording(journey, introduction, session, command, byProvider: false, pathway, moment)]);
    }

    /// <summary>What follows from how a session went, whoever records it.</summary>
    private static List<JourneyEvent> Recording(
        Journey journey, Introduction introduction, Session session, RecordSession command, bool byProvider, Pathway pathway, Moment moment)
    {
        // A correction opens tasks with keys of their own.
        string key = session.Came is null ? $"session/{session.Id}" : $"session/{session.Id}/{moment.CommandId}";
        Companion wentAlong = !command.Came
            ? Companion.Nobody
            : command.WentAlong ?? session.GoesAlong
                ?? (session.Support is SupportStep.Accompanied ? Companion.LinkWorker : Companion.Nobody);
        Journey after =
            With(journey, session.Id, s => s with { Came = command.Came, Confidence = command.Confidence, WentAlong = wentAlong });
        // Sessions before an earlier end of support do not count against somebody who has come back.
        Session[] soFar = [.. after.Sessions
            .Where(s => s.Introduction == introduction.Id && s.Came is not null && s.At >= (journey.ReopenedAt ?? default))
            .OrderByDescending(s => s.At)];
        int missed = soFar.TakeWhile(s => s.Came is false).Count();
        List<JourneyEvent> events = [
            new SessionRecorded(session.Id, command.Came, missed, wentAlong, command.WhyNot, command.Confidence, command.Note,
                command.Minutes, byProvider ? true : null),
            .. Settled(journey, session), .. journey.CloseTasks([TaskKind.FindCompanion], session.Id)];
        if (!command.Came)
            events.AddRange(journey.CloseTasks([TaskKind.CheckIn], session.Id));
        // If we know how confident the person feels, somebody has talked to them. That they came may come from others.
        if (!command.Came || command.Confidence is not null)
            events.AddRange(journey.CloseTasks([TaskKind.PhoneAfter], session.Id));
        events.AddRange(command.Came
            ? [.. journey.CloseTasks([TaskKind.PhoneAfterMissed, TaskKind.WelfareCall, TaskKind.KeepInTouch]),
                .. Closing.KeepAnyway(journey), .. Progress(journey, introduction, soFar, pathway, moment.Instant, key)]
            : [.. Plan.OfBarriers(journey, command.WhyNot is { } whyNot ? [whyNot] : []),
                .. AfterMissed(journey, introduction, missed, command.WhyNot, pathway, moment.Instant, key)]);
        return events;
    }

    internal static IEnumerable<JourneyEvent> CallOff(Journey journey, Session session, string? note = null) =>
        [new SessionCancelled(session.Id, note), .. Settled(journey, session),
            .. journey.CloseTasks([TaskKind.PhoneAfter, TaskKind.FindCompanion], session.Id)];

    /// <summary>Closes what was to be done or said about the session as it was planned.</summary>
    private static IEnumerable<JourneyEvent> Settled(Journey journey, Session session) =>
    [
        .. journey.CloseTasks([TaskKind.ArrangeTransport, TaskKind.PhoneBefore, TaskKind.RecordSession], session.Id),
        .. journey.CloseTelling(t => t.What == session.AsSet),
    ];

    /// <param name="moving">The sessions that are moved at the same time.</param>
    private static Decision? Misplaced(
        Journey journey, HashSet<string>? moving, DateTimeOffset at, int minutes, Pathway pathway, Moment moment) =>
        at <= moment.Instant ? Decision.Refuse("session-in-past", "Choose a time that is still to come.")
        : Pausing.Within(journey, at, pathway) is { } paused ? paused
        : at > moment.Instant.AddDays(pathway.BookAheadDays)
            ? Decision.Refuse("session-too-far", $"Choose a time within the next {pathway.BookAheadDays} days.")
        : minutes is < ShortestMinutes or > LongestMinutes
            ? Decision.Refuse("session-length", "A session lasts from 15 minutes to 10 hours.")
        : journey.Sessions.Any(s => moving?.Contains(s.Id) is not true && s.IsPlanned && at < s.EndsAt && s.At < at.AddMinutes(minutes))
            ? Decision.Refuse("session-overlaps", "There is already a session at that time.")
        : journey.Meetings.Any(m => m.IsBooked && m.Overlaps(at, minutes))
            ? Decision.Refuse("session-overlaps", "There is a meeting at that time.")
        : null;

    private static Session? Open(Journey journey, string id) => journey.Sessions.FirstOrDefault(s => s.Id == id && s.IsPlanned);

    private static Journey With(Journey journey, string id, Func<Session, Session> change) =>
        journey with { Sessions = [.. journey.Sessions.Select(s => s.Id == id ? change(s) : s)] };

    private static Decision NotThere =>
        Decision.Refuse("not-accepted-there", "The provider has not said yes, or the person no longer goes there.");

    private static Decision NotPlanned => Decision.Refuse("session-not-planned", "That session is over or was called off.");
}
