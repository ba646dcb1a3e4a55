using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>Meetings between a person and their link worker: booked, moved, held, missed.</summary>
public static partial class Meetings
{
    public const int ShortestMinutes = 5, LongestMinutes = 480;

    /// <summary>Book a meeting.</summary>
    /// <remarks>The meeting's id is the command's.</remarks>
    /// <example>
    /// {"commandId": "c-3", "kind": "bookMeeting", "at": "2026-09-24T10:00:00+01:00", "place": {"kind": "communityPlace", "where": "The
    /// Phoenix, High Street"}, "minutes": 60}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record Book(DateTimeOffset At, Place Place, [property: Range(ShortestMinutes, LongestMinutes)] int Minutes = 60)
        : TimedCommand
    {
        public override IEnumerable<TakenTime> Takes(Journey journey) => [new(At, Minutes)];
        internal override IEnumerable<FreeText> Texts => [FreeText.Line(Place.Where)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideBook(journey, this, pathway, moment);
    }

    /// <summary>Move a meeting.</summary>
    /// <example>{"commandId": "c-4", "kind": "moveMeeting", "meeting": "c-3", "at": "2026-09-25T10:00:00+01:00"}</example>
    [GivenBy(Givers.Support)]
    public sealed record Move(
        string Meeting, DateTimeOffset At, Place? Place = null, [property: Range(ShortestMinutes, LongestMinutes)] int? Minutes = null)
        : TimedCommand
    {
        internal override string? Subject => Meeting;
        public override IEnumerable<TakenTime> Takes(Journey journey) =>
            [new(At, Minutes ?? journey.Meetings.FirstOrDefault(m => m.Id == Meeting)?.Minutes ?? 60)];
        internal override IEnumerable<FreeText> Texts => [FreeText.Line(Place?.Where)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideMove(journey, this, pathway, moment);
    }

    /// <summary>Cancel a meeting.</summary>
    /// <example>{"commandId": "c-5", "kind": "cancelMeeting", "meeting": "c-3", "note": "The room is closed."}</example>
    [GivenBy(Givers.Support)]
    public sealed record Cancel(string Meeting, string? Note = null) : JourneyCommand
    {
        internal override string? Subject => Meeting;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideCancel(journey, this, pathway, moment);
    }

    public sealed record Booked(string Meeting, DateTimeOffset At, Place Place, int Minutes) : JourneyEvent
    {
        internal override string? Subject => Meeting;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Meetings = [.. journey.Meetings, new Meeting(Meeting, 1, At, Place, Minutes, entry.At)],
            LastTouchAt = entry.At,
            // Somebody who has agreed a time has been reached.
            ContactedAt = journey.ContactedAt ?? entry.At,
            LastLetterAt = null,
        };
    }

    public sealed record Moved(string Meeting, int Version, DateTimeOffset At, Place Place, int Minutes) : JourneyEvent
    {
        internal override string? Subject => Meeting;
        internal override Journey Apply(Journey journey, JournalEntry entry) => With(journey, Meeting, m =>
            m with { Version = Version, At = At, Place = Place, Minutes = Minutes, SetAt = entry.At, ConfirmedAt = null }) with
        { LastTouchAt = entry.At };
    }

    public sealed record Cancelled(
        string Meeting, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Note, bool ByPerson) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override string? Subject => Meeting;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Meeting, m => m with { IsCancelled = true }) with { LastTouchAt = ByPerson ? entry.At : journey.LastTouchAt };
    }

    /// <summary>The person is reminded of the meeting.</summary>
    public sealed record WillRemind(MessageAbout.MeetingAsSet Meeting, Reminder Reminder) : Coming.LetterToPerson
    {
        public override MessageKind Kind => Reminder.IsSameDay ? MessageKind.MeetingReminderToday : MessageKind.MeetingReminder;
        public override MessageAbout About => Meeting;
        public override string Thing => $"meeting/{Meeting}";
        protected override string What => $"reminder/{Reminder}";
    }

    /// <summary>Somebody is asked how the meeting went.</summary>
    public sealed record WillAskHowItWent(string Meeting) : Coming
    {
        public override string Thing => $"meeting/{Meeting}";
        protected override string What => "outcome";
    }

    private static Decision DecideBook(Journey journey, Book command, Pathway pathway, Moment moment) =>
        journey.Meetings.Any(m => m.Id == moment.CommandId) ? Decision.Refuse("meeting-known", "This meeting has been booked already.")
        : Misplaced(journey, null, command.At, command.Minutes, pathway, moment)
            ?? Decision.Of(
                Booking(journey, new Booked(moment.CommandId, command.At.ToUniversalTime(), command.Place, command.Minutes), pathway,
                    moment));

    private static Decision DecideMove(Journey journey, Move command, Pathway pathway, Moment moment)
    {
        if (Open(journey, command.Meeting) is not { } meeting)
            return NotBooked;
        int minutes = command.Minutes ?? meeting.Minutes;
        int version = meeting.Version + 1;
        return Misplaced(journey, meeting.Id, command.At, minutes, pathway, moment) ?? Decision.Of([
            .. Changing(journey, meeting,
                new Moved(meeting.Id, version, command.At.ToUniversalTime(), command.Place ?? meeting.Place, minutes)),
            .. Messages.ToPerson(
                journey.After(new Moved(meeting.Id, version, command.At, command.Place ?? meeting.Place, minutes), moment.Instant),
                MessageKind.MeetingMoved, $"meeting/{meeting.Id}/{version}/moved",
                new MessageAbout.MeetingAsSet(meeting.Id, version), pathway, moment.Instant),
        ]);
    }

    private static Decision DecideCancel(Journey journey, Cancel command, Pathway pathway, Moment moment) =>
        Open(journey, command.Meeting) is not { } meeting ? NotBooked
        : Decision.Of([
            .. Changing(journey, meeting, new Cancelled(meeting.Id, command.Note, ByPerson: false)),
            .. ArrangeNext(journey, meeting, pathway, moment),
            .. meeting.At > moment.Instant
                ? Messages.ToPerson(journey, MessageKind.MeetingCancelled, $"meeting/{meeting.Id}/{meeting.Version}/cancelled",
                    meeting.AsSet, pathway, moment.Instant)
                : [],
        ]);

    /// <summary>Reminders follow the meeting: nothing needs cancelling when it moves.</summary>
    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        foreach (Meeting meeting in journey.Meetings.Where(m => m.IsBooked))
        {
            MessageAbout.MeetingAsSet set = meeting.AsSet;
            foreach (Due reminder in Reminders(journey, r => new WillRemind(set, r), meeting.At, meeting.SetAt, pathway.MeetingReminders,
                pathway))
                yield return reminder;
        }
    }

    /// <summary>A meeting that is over has to be recorded, even while support is paused. The task then waits like any other.</summary>
    public static IEnumerable<Due> ToRecord(Journey journey, Pathway pathway)
    {
        foreach (Meeting meeting in journey.Meetings.Where(m => m.IsBooked))
        {
            yield return new Due(new WillAskHowItWent(meeting.VersionId), meeting.EndsAt, (key, _) =>
                [journey.Open(key, TaskKind.RecordMeetingOutcome,
                    pathway.Calendar.Deadline(meeting.EndsAt, pathway.MeetingOutcomeWorkingDays), meeting.Id)]);
        }
    }

    /// <param name="what">The due, which contains the version and the letter.</param>
    /// <param name="at">When the thing begins that the person is reminded of.</param>
    /// <param name="setAt">When they were told of it.</param>
    internal static IEnumerable<Due> Reminders(
        Journey journey, Func<Reminder, Coming.LetterToPerson> what, DateTimeOffset at, DateTimeOffset setAt,
        IReadOnlyList<Reminder> reminders, Pathway pathway)
    {
        foreach (Reminder reminder in reminders)
        {
            DateTimeOffset due = reminder.Before(at);
            // A person who has just been told needs no reminder whose time was before that. And if a reminder is so late that the next one
            // is due, only the next one is sent.
            if (due > setAt && due < at)
            {
                Coming.LetterToPerson letter = what(reminder);
                yield return new Due(letter, due, (key, now) => Messages.ToPerson(journey, letter.Kind, key, letter.About, pathway, now),
                    SkipAfter: NextAfter(due, at, reminders));
            }
        }
    }

    /// <summary>When the next reminder is due, or else the beginning.</summary>
    private static DateTimeOffset NextAfter(DateTimeOffset due, DateTimeOffset at, IReadOnlyList<Reminder> reminders)
    {
        DateTimeOffset next = at;
        foreach (Reminder reminder in reminders)
            if (reminder.Before(at) is var other && other > due && other < next)
                next = other;
        return next;
    }

    /// <summary>Cancels without telling the person, because nothing is sent to them now.</summary>
    internal static IEnumerable<JourneyEvent> CallOff(Journey journey, Meeting meeting) =>
        Changing(journey, meeting, new Cancelled(meeting.Id, null, ByPerson: false));

    /// <summary>Tasks that are done once the person is in touch.</summary>
    internal static ReadOnlySpan<TaskKind> InTouch =>
        (TaskKind[])[TaskKind.FirstContact, TaskKind.NextAttempt, TaskKind.ArrangeMeeting, TaskKind.PhoneAfterMissed, TaskKind.WelfareCall,
            TaskKind.KeepInTouch];

    private static IEnumerable<JourneyEvent> Booking(Journey journey, Booked booked, Pathway pathway, Moment moment) =>
    [
        booked,
        .. journey.CloseTasks(InTouch),
        // Booking another meeting does not answer a request to move this one.
        .. journey.Tasks.Where(t => t.Kind is TaskKind.Rebook && !journey.Meetings.Any(m => m.Id == t.About && m.IsBooked))
            .SelectMany(t => Tasks.Close(t)),
        .. journey.CloseTelling(Contact.IsAboutNotReached),
        .. Closing.KeepAnyway(journey),
        .. Messages.ToPerson(journey.After(booked, moment.Instant), MessageKind.MeetingBooked, $"meeting/{booked.Meeting}/1/booked",
            new MessageAbout.MeetingAsSet(booked.Meeting, 1), pathway, moment.Instant),
    ];

    /// <summary>Closes what was to be done or said about the meeting as it was.</summary>
    private static IEnumerable<JourneyEvent> Changing(Journey journey, Meeting meeting, JourneyEvent change) =>
    [
        change,
        .. journey.CloseTasks([TaskKind.Rebook, TaskKind.RecordMeetingOutcome], meeting.Id),
        .. journey.CloseTelling(t => t.What == meeting.AsSet),
    ];

    private static Decision? Misplaced(Journey journey, string? itself, DateTimeOffset at, int minutes, Pathway pathway, Moment moment) =>
        at <= moment.Instant ? Decision.Refuse("meeting-in-past", "Choose a time that is still to come.")
        : Pausing.Within(journey, at, pathway) is { } paused ? paused
        : at > moment.Instant.AddDays(pathway.BookAheadDays)
            ? Decision.Refuse("meeting-too-far", $"Choose a time within the next {pathway.BookAheadDays} days.")
        : minutes is < ShortestMinutes or > LongestMinutes ? Decision.Refuse("meeting-length", "A meeting lasts from 5 minutes to 8 hours.")
        : journey.Meetings.Any(m => m.Id != itself && m.IsBooked && m.Overlaps(at, minutes))
            ? Decision.Refuse("meeting-overlaps", "There is already a meeting at that time.")
        : journey.Sessions.Any(s => s.IsPlanned && at < s.EndsAt && s.At < at.AddMinutes(minutes))
            ? Decision.Refuse("meeting-overlaps", "There is a session at that time.")
        : null;

    private static IEnumerable<JourneyEvent> ArrangeNext(Journey journey, Meeting cancelled, Pathway pathway, Moment moment) =>
        journey.FirstMetAt is null && !journey.Meetings.Any(m => m.IsBooked && m.Id != cancelled.Id)
            ? [journey.Open($"arrange/{moment.CommandId}", TaskKind.ArrangeMeeting,
                pathway.Calendar.Deadline(moment.Instant, pathway.ArrangeAtLeastWorkingDays), cancelled.Id)]
            : [];

    private static int MissedInARow(Journey journey) =>
        journey.Meetings.Where(m => m.Outcome is not null && m.At >= (journey.ReopenedAt ?? default)).OrderByDescending(m => m.At)
            .TakeWhile(m => m.Outcome is MeetingOutcome.DidNotAttend).Count();

    /// <summary>Link workers write in free text what got in the way. Words of the list are recognised.</summary>
    internal static Barrier[] BarriersIn(string? text)
    {
        string[] words = new string([.. (text ?? "").Select(c => char.IsLetter(c) ? c : ' ')]).Split(' ');
        return [.. Enum.GetValues<Barrier>().Where(barrier => words.Contains(barrier.ToString(), StringComparer.OrdinalIgnoreCase))];
    }

    private static Meeting? Open(Journey journey, string id) => journey.Meetings.FirstOrDefault(m => m.Id == id && m.IsBooked);

    private static Journey With(Journey journey, string id, Func<Meeting, Meeting> change) =>
        journey with { Meetings = [.. journey.Meetings.Select(m => m.Id == id ? change(m) : m)] };

    private static Decision NotBooked => Decision.Refuse("meeting-not-booked", "That meeting is over or was called off.");
}
