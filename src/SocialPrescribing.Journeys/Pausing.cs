using System.Globalization;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Hospital, a holiday, a bereavement: support pauses until a date and goes on by itself. Nothing is sent to the person meanwhile.
/// </summary>
public static class Pausing
{
    /// <summary>Pause support.</summary>
    /// <remarks>Nothing is sent to the person meanwhile, and it goes on by itself.</remarks>
    /// <param name="Until">The first day of support again.</param>
    /// <example>{"commandId": "r-1", "kind": "pause", "reason": "hospital", "until": "2026-11-02"}</example>
    [GivenBy(Givers.Care)]
    public sealed record Pause(PauseReason Reason, DateOnly Until, string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => meanwhile.Any();
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecidePause(journey, this, pathway, moment);
    }

    /// <summary>Go on before the pause is over.</summary>
    /// <example>{"commandId": "r-2", "kind": "resume", "note": "Home early."}</example>
    [GivenBy(Givers.Care)]
    public sealed record Resume(string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideResume(journey, this, pathway, moment);
    }

    public sealed record Paused(PauseReason Reason, DateOnly Until, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Pause = new Rest(Reason, Until, journey.Pause?.Since ?? entry.At), LastTouchAt = entry.At };
    }

    public sealed record Resumed(string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { Pause = null, LastTouchAt = entry.At };
    }

    public sealed record Rest(PauseReason Reason, DateOnly Until, DateTimeOffset Since);

    /// <summary>The pause is over, and support goes on.</summary>
    public sealed record WillGoOn(DateTimeOffset Since, DateOnly Until) : Coming
    {
        public override string Thing => "pause";
        protected override string What => $"{Since.UtcTicks}/{Until:yyyy-MM-dd}";
    }

    private static Decision DecidePause(Journey journey, Pause command, Pathway pathway, Moment moment)
    {
        DateOnly today = WorkingCalendar.LondonDate(moment.Instant);
        if (command.Until <= today || command.Until > today.AddDays(pathway.LongestPauseDays))
            return Decision.Refuse("pause-date",
                $"A pause ends on a day after today and within {pathway.LongestPauseDays} days. It can be made longer later.");
        if (journey.Pause is { } pause && pause.Until == command.Until && pause.Reason == command.Reason)
            return Decision.Refuse("already-paused", "Support is paused until that day already.");
        DateTimeOffset until = GoesOn(command.Until, pathway);
        return Decision.Of([
            new Paused(command.Reason, command.Until, command.Note),
            // The person gets no letter: whoever pauses support knows that they are away. So what was arranged for these
            // days is just cancelled.
            .. journey.Meetings.Where(m => m.IsBooked && m.At > moment.Instant && m.At < until)
                .SelectMany(m => Meetings.CallOff(journey, m)),
            .. journey.Sessions.Where(s => s.IsPlanned && s.At > moment.Instant && s.At < until)
                .SelectMany(s => Attendance.CallOff(journey, s)),
        ]);
    }

    private static Decision DecideResume(Journey journey, Resume command, Pathway pathway, Moment moment) =>
        journey.Pause is null
            ? Decision.Refuse("not-paused", "Support is not paused.")
            : Decision.Of(Resuming(journey, $"pause/{moment.CommandId}", command.Note, pathway, moment.Instant));

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        if (journey.Pause is not { } pause)
            yield break;
        yield return new Due(new WillGoOn(pause.Since, pause.Until), GoesOn(pause.Until, pathway),
            (key, now) => Resuming(journey, key, null, pathway, now));
    }

    /// <summary>Nothing may be planned in a pause, because nobody would be told of it or reminded.</summary>
    internal static Decision? Within(Journey journey, DateTimeOffset at, Pathway pathway) =>
        journey.Pause is { } pause && at < GoesOn(pause.Until, pathway)
            ? Decision.Refuse("support-paused",
                string.Create(CultureInfo.InvariantCulture,
                    $"Support is paused until {pause.Until:d MMMM yyyy}: choose a time from then on, or end the pause first."))
            : null;

    private static DateTimeOffset GoesOn(DateOnly until, Pathway pathway) => WorkingCalendar.London(until, pathway.Calendar.Opens);

    /// <summary>
    /// Tasks that waited get new time, so that coming back from hospital does not begin with many late tasks. But a lift must be arranged
    /// before its session. And somebody gets in touch.
    /// </summary>
    private static IEnumerable<JourneyEvent> Resuming(Journey journey, string key, string? note, Pathway pathway, DateTimeOffset now)
    {
        DateTimeOffset soonest = pathway.Calendar.Deadline(now, pathway.AfterPauseWorkingDays);
        DateTimeOffset Again(OpenTask task) => Tasks.TimesOf(journey, task).Where(begins => begins > now)
            .Select(begins => pathway.Calendar.DeadlineBefore(now, pathway.AfterPauseWorkingDays, begins)).Append(soonest).Min();
        // What somebody was to tell the person may be out of date by now.
        bool Overtaken(OpenTask task) =>
            task.Kind is TaskKind.TellPerson && task.Message is { } kind && Messages.IsOvertaken(journey, kind, task.What, pathway, now);
        return
        [
            new Resumed(note),
            .. journey.CloseTelling(Overtaken),
            .. journey.Tasks.Where(t => Tasks.Rests(t.Kind) && !Overtaken(t) && t.Due < Again(t))
                .Select(t => new Tasks.MovedByPause(t.Id, Again(t))),
            .. journey.AcceptedAt is null
                || journey.Tasks.Any(t => t.Kind is TaskKind.KeepInTouch or TaskKind.FirstContact or TaskKind.NextAttempt)
                ? [] : (JourneyEvent[])[journey.Open(key, TaskKind.KeepInTouch, soonest)],
            .. Closing.Announce(journey, key, pathway, now),
        ];
    }
}

[JsonConverter(typeof(CamelCaseEnum<PauseReason>))]
public enum PauseReason { Hospital, Illness, Holiday, Bereavement, Caring, Other }
