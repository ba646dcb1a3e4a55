using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <content>Many sessions at once: somebody who goes every Tuesday has eight Tuesdays planned, and each can be changed by itself.</content>
public static partial class Attendance
{
    public const int MostInSeries = 26;

    /// <summary>Nobody is asked to arrange a lift earlier than this.</summary>
    private const int AskForTransportDays = 7;

    /// <summary>Plan several sessions at once.</summary>
    /// <remarks>All of them are planned, or none. A session's id is the command's with its number: <c>s-1-1</c>, <c>s-1-2</c>.</remarks>
    /// <param name="At">When, the first one first, at most 26.</param>
    /// <param name="GoesAlong">Left out: what the step of support says.</param>
    /// <example>
    /// {"commandId": "s-1", "kind": "planSeries", "introduction": "i-1", "at": ["2026-10-06T10:00:00+01:00", "2026-10-13T10:00:00+01:00"],
    /// "transport": {"kind": "own"}, "minutes": 120}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record PlanSeries(
        string Introduction, [property: Length(1, MostInSeries)] IReadOnlyList<DateTimeOffset> At, Transport Transport,
        [property: Range(ShortestMinutes, LongestMinutes)] int Minutes = 120, Companion? GoesAlong = null) : TimedCommand
    {
        public override IEnumerable<TakenTime> Takes(Journey journey) => Taking(journey, Introduction, GoesAlong, At, Minutes);
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecidePlanSeries(journey, this, pathway, moment);
    }

    /// <summary>Say who goes along to a session.</summary>
    /// <param name="GoesAlong">Left out: what the step of support says.</param>
    /// <param name="FromHereOn">For the later sessions of its series, too.</param>
    /// <example>{"commandId": "s-7", "kind": "changeCompanion", "session": "s-1-2", "goesAlong": "friendOrFamily"}</example>
    [GivenBy(Givers.Support)]
    public sealed record ChangeCompanion(string Session, Companion? GoesAlong = null, bool FromHereOn = false) : JourneyCommand
    {
        internal override string? Subject => FromHereOn ? null : Session;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideChangeCompanion(journey, this);
    }

    /// <param name="ArrangeBy">By when a lift must be arranged, if one must.</param>
    public sealed record PlannedDate(DateTimeOffset At, DateTimeOffset? ArrangeBy = null);

    public sealed record SeriesPlanned(
        string Series, string Introduction, IReadOnlyList<PlannedDate> Dates, int Minutes, Transport Transport,
        Companion? GoesAlong = null) : JourneyEvent
    {
        [JsonIgnore] public int Count => Dates.Count;
        [JsonIgnore] public DateTimeOffset First => Dates[0].At;
        [JsonIgnore] public DateTimeOffset Last => Dates[^1].At;

        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            SupportStep support = Activities.Find(journey, Introduction)!.Support;
            return journey with
            {
                Sessions = [.. journey.Sessions, .. Dates.Select((date, index) =>
                    new Session(IdOf(Series, index), Introduction, 1, date.At, Minutes, support,
                        Transport with { ArrangeBy = date.ArrangeBy }, entry.At)
                    {
                        Series = Series,
                        GoesAlong = GoesAlong,
                    })],
                LastTouchAt = entry.At,
            };
        }
    }

    public sealed record CompanionChanged(string Session, Companion? GoesAlong = null) : JourneyEvent
    {
        internal override string? Subject => Session;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Session, s => (GoesAlong is Companion.Volunteer ? s : WithoutVolunteer(s)) with { GoesAlong = GoesAlong });
    }

    /// <summary>Somebody is asked to arrange a lift to a session of a series when the session is near.</summary>
    public sealed record WillAskForTransport(string Session) : Coming
    {
        public override string Thing => $"session/{Session}";
        protected override string What => "transport-due";
    }

    private static string IdOf(string series, int index) => string.Create(CultureInfo.InvariantCulture, $"{series}-{index + 1}");

    private static Decision DecidePlanSeries(Journey journey, PlanSeries command, Pathway pathway, Moment moment)
    {
        if (Activities.Find(journey, command.Introduction) is not { } introduction)
            return Activities.Unknown;
        if (!introduction.CanAttend)
            return NotThere;
        if (command.At.Count is 0)
            return Decision.Refuse("series-empty", "Choose at least one day.");
        if (command.At.Count > MostInSeries)
            return Decision.Refuse("series-too-long", $"Plan at most {MostInSeries} sessions at once.");
        if (command.Transport.ArrangeBy is not null)
            return Decision.Refuse("arrange-by", "Leave out by when it has to be arranged: that follows from each day.");
        DateTimeOffset[] at = [.. command.At.Select(a => a.ToUniversalTime()).Order()];
        HashSet<string> ids = [.. at.Select((_, index) => IdOf(moment.CommandId, index))];
        if (journey.Sessions.Any(s => ids.Contains(s.Id)))
            return Decision.Refuse("session-known", "This session has been planned already.");
        for (int i = 0; i < at.Length; i++)
        {
            if (Misplaced(journey, null, at[i], command.Minutes, pathway, moment) is Decision.Refused refused)
                return OnDay(refused, at[i]);
            if (i > 0 && at[i] < at[i - 1].AddMinutes(command.Minutes))
                return OnDay(Overlap, at[i]);
        }
        return NoTransport(command.Transport, at[0], moment.Instant) ?? Decision.Of([
            new SeriesPlanned(moment.CommandId, introduction.Id,
                [.. at.Select(a => new PlannedDate(a, WithDate(command.Transport, a, pathway, moment.Instant).ArrangeBy))],
                command.Minutes, command.Transport, command.GoesAlong),
            .. journey.CloseTasks([TaskKind.PlanSession], introduction.Id),
            .. journey.CloseTasks([TaskKind.KeepInTouch]),
            .. Closing.KeepAnyway(journey),
        ]);
    }

    private static Decision DecideChangeCompanion(Journey journey, ChangeCompanion command) =>
        Open(journey, command.Session) is not { } session ? NotPlanned
        : Decision.Of([.. FromHere(journey, session, command.FromHereOn).Where(s => s.GoesAlong != command.GoesAlong)
            .SelectMany(s => (IEnumerable<JourneyEvent>)[
                new CompanionChanged(s.Id, command.GoesAlong), .. journey.CloseTasks([TaskKind.FindCompanion], s.Id)])]);

    /// <summary>The session and, if asked for, the later ones of its series.</summary>
    private static IReadOnlyList<Session> FromHere(Journey journey, Session session, bool fromHereOn) => !fromHereOn ? [session]
        : [session, .. Later(journey, session)];

    /// <summary>The later sessions of its series that are still planned, the earliest first.</summary>
    public static IEnumerable<Session> Later(Journey journey, Session session) => session.Series is null ? []
        : journey.Sessions.Where(s => s.Series == session.Series && s.Id != session.Id && s.IsPlanned && s.At > session.At)
            .OrderBy(s => s.At);

    /// <summary>Sessions that are planned now take the link worker's time if the link worker is the one who goes along.</summary>
    private static IEnumerable<TakenTime> Taking(
        Journey journey, string introduction, Companion? goesAlong, IEnumerable<DateTimeOffset> at, int minutes) =>
        Activities.Find(journey, introduction) is { } there && Session.Who(goesAlong, there.Support) is Companion.LinkWorker
            ? at.Select(a => new TakenTime(a, minutes, there.Activity)) : [];

    /// <summary>The new times of the session and, if asked for, of the later ones of its series.</summary>
    private static IEnumerable<(Session Session, DateTimeOffset At, int Minutes)> Moving(Journey journey, MoveSession command)
    {
        if (Open(journey, command.Session) is not { } session)
            return [];
        TimeSpan by = WorkingCalendar.LondonTime(command.At) - WorkingCalendar.LondonTime(session.At);
        return FromHere(journey, session, command.FromHereOn).Select(s =>
            (s, s.Id == session.Id ? command.At.ToUniversalTime() : MovedAlong(s.At, by), command.Minutes ?? s.Minutes));
    }

    /// <summary>Moves a time by as much on London's clock: ten in the morning stays ten when the clocks change.</summary>
    private static DateTimeOffset MovedAlong(DateTimeOffset at, TimeSpan by)
    {
        DateTime local = WorkingCalendar.LondonTime(at) + by;
        return WorkingCalendar.London(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }

    /// <summary>Adds to a refusal which of several days it is about.</summary>
    private static Decision OnDay(Decision.Refused refused, DateTimeOffset at) => Decision.Refuse(refused.Code,
        $"{WorkingCalendar.LondonTime(at).ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture)}: {refused.Sentence}");

    private static Decision.Refused Overlap =>
        (Decision.Refused)Decision.Refuse("session-overlaps", "There is already a session at that time.");
}
