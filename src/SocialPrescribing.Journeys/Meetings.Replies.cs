namespace SocialPrescribing.Journeys;

/// <content>What a person says about a booked meeting: that they come, that they want another time, or that they cannot come.</content>
public static partial class Meetings
{
    /// <summary>The person confirms a meeting.</summary>
    /// <example>{"commandId": "c-6", "kind": "confirmMeeting", "meeting": "c-3"}</example>
    [GivenBy(Givers.Support)]
    public sealed record Confirm(string Meeting) : JourneyCommand
    {
        internal override string? Subject => Meeting;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideConfirm(journey, this, moment);
    }

    /// <summary>The person asks for another time.</summary>
    /// <remarks>The meeting stands until it is moved.</remarks>
    /// <example>{"commandId": "c-7", "kind": "askAnotherTime", "meeting": "c-3", "note": "Mornings are hard."}</example>
    [GivenBy(Givers.Support)]
    public sealed record AskAnotherTime(string Meeting, string? Note = null) : JourneyCommand
    {
        internal override string? Subject => Meeting;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideAskAnotherTime(journey, this, pathway, moment);
    }

    /// <summary>The person cannot come.</summary>
    /// <remarks>The meeting is off, and somebody arranges another.</remarks>
    /// <example>{"commandId": "c-8", "kind": "cannotCome", "meeting": "c-3"}</example>
    [GivenBy(Givers.Support)]
    public sealed record CannotCome(string Meeting, string? Note = null) : JourneyCommand
    {
        internal override string? Subject => Meeting;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideCannotCome(journey, this, pathway, moment);
    }

    public sealed record Confirmed(string Meeting) : JourneyEvent
    {
        internal override string? Subject => Meeting;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Meeting, m => m with { ConfirmedAt = entry.At }) with { LastTouchAt = entry.At };
    }

    public sealed record AnotherTimeAsked(string Meeting, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override string? Subject => Meeting;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { LastTouchAt = entry.At };
    }

    private static Decision DecideConfirm(Journey journey, Confirm command, Moment moment) =>
        Open(journey, command.Meeting) is not { } meeting || meeting.At <= moment.Instant ? NotBooked
        : meeting.ConfirmedAt is not null && !IsAskedToMove(journey, meeting)
            ? Decision.Refuse("already-confirmed", "This meeting is confirmed already.")
        // A person who asked for another time and can come after all needs no other time.
        : Decision.Of([new Confirmed(meeting.Id), .. journey.CloseTasks([TaskKind.Rebook], meeting.Id)]);

    private static Decision DecideAskAnotherTime(Journey journey, AskAnotherTime command, Pathway pathway, Moment moment) =>
        Open(journey, command.Meeting) is not { } meeting || meeting.At <= moment.Instant ? NotBooked
        : Decision.Of([
            new AnotherTimeAsked(meeting.Id, command.Note),
            .. ToRebook(journey, meeting, command.Note, pathway, moment),
            .. UrgentWords.FromNote(journey, command.Note, UrgentSource.Meeting, meeting.Id, pathway, moment),
        ]);

    private static Decision DecideCannotCome(Journey journey, CannotCome command, Pathway pathway, Moment moment) =>
        Open(journey, command.Meeting) is not { } meeting || meeting.At <= moment.Instant ? NotBooked
        : Decision.Of([
            .. Changing(journey, meeting, new Cancelled(meeting.Id, command.Note, ByPerson: true)),
            .. ToRebook(journey with { Tasks = [] }, meeting, command.Note, pathway, moment),
            .. UrgentWords.FromNote(journey, command.Note, UrgentSource.Meeting, meeting.Id, pathway, moment),
        ]);

    /// <summary>The person asked for another time, and nobody has answered yet. The meeting stays booked, but nobody relies
    /// on it.</summary>
    public static bool IsAskedToMove(Journey journey, Meeting meeting) =>
        meeting.IsBooked && journey.Tasks.Any(t => t.Kind is TaskKind.Rebook && t.About == meeting.Id);

    /// <summary>The task shows what the person said. If they ask again in other words, a new task with the same due date
    /// replaces it.</summary>
    private static IEnumerable<JourneyEvent> ToRebook(Journey journey, Meeting meeting, string? words, Pathway pathway, Moment moment)
    {
        OpenTask? open = journey.Tasks.FirstOrDefault(t => t.Kind is TaskKind.Rebook && t.About == meeting.Id);
        if (open is not null && (string.IsNullOrWhiteSpace(words) || words == open.Words))
            return [];
        DateTimeOffset due = open?.Due ?? pathway.Calendar.Deadline(moment.Instant, pathway.RebookWorkingDays);
        Tasks.Opened task = journey.Open($"rebook/{moment.CommandId}", TaskKind.Rebook, due, meeting.Id);
        return [.. open is null ? [] : Tasks.Close(open), task with { Words = string.IsNullOrWhiteSpace(words) ? null : words }];
    }
}
