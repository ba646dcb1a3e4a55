using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// A link worker's own words in the timeline. Notes change nothing by themselves. Important ones are shown at the top of the page.
/// </summary>
public static class Notes
{
    /// <summary>At most 4,000 characters.</summary>
    public const int MaxLength = 4_000;
    /// <summary>If everything is important, nothing is.</summary>
    public const int MostPinned = 5;

    /// <summary>Write a note.</summary>
    /// <param name="Important">It stands at the top of the page, until somebody takes it down.</param>
    /// <example>{"commandId": "c-15", "kind": "addNote", "text": "Her daughter drives her on Thursdays."}</example>
    [GivenBy(Givers.Care)]
    public sealed record Add(
        [property: StringLength(MaxLength, MinimumLength = 1)] string Text, bool Important = false) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> OtherTexts => [FreeText.Words(Text)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => false;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideAdd(journey, this, moment);
    }

    /// <summary>Mark a note as important.</summary>
    /// <param name="Note">The <c>commandId</c> under which it was written.</param>
    /// <example>{"commandId": "c-34", "kind": "pinNote", "note": "c-15"}</example>
    [GivenBy(Givers.Care)]
    public sealed record Pin(string Note) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override string? Subject => Note;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecidePin(journey, this);

        /// <summary>The note with that id in the journal; null if there is none.</summary>
        [JsonIgnore] public Written? Found { get; init; }
    }

    /// <param name="By">A staff id.</param>
    public sealed record Written(string Text, DateTimeOffset At, string? By);

    /// <summary>Take an important note down from the top of the page.</summary>
    /// <remarks>It stays in the story.</remarks>
    /// <param name="Note">The <c>commandId</c> under which it was written.</param>
    /// <example>{"commandId": "c-35", "kind": "unpinNote", "note": "c-15"}</example>
    [GivenBy(Givers.Care)]
    public sealed record Unpin(string Note) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override string? Subject => Note;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideUnpin(journey, this);
    }

    /// <param name="Note">The id of the command that wrote it.</param>
    /// <param name="WrittenBy">A staff id.</param>
    public sealed record Pinned(string Note, string Text, DateTimeOffset WrittenAt, string? WrittenBy = null) : JourneyEvent
    {
        internal override string? Subject => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { PinnedNotes = [.. journey.PinnedNotes, new PinnedNote(Note, Text, WrittenAt, WrittenBy)] };
    }

    public sealed record Unpinned(string Note) : JourneyEvent
    {
        internal override string? Subject => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { PinnedNotes = [.. journey.PinnedNotes.Where(n => n.Id != Note)] };
    }

    public sealed record Added(string Text) : JourneyEvent
    {
        public override string? WordsForThePerson() => Text;
        public override string? NoteOfAContact() => Text;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey;
    }

    private static Decision DecideAdd(Journey journey, Add command, Moment moment) =>
        string.IsNullOrWhiteSpace(command.Text) ? Decision.Refuse("note-empty", "Write something first.")
        : command.Text.Length > MaxLength
            ? Decision.Refuse("note-too-long", $"A note has at most {MaxLength} characters; this one has {command.Text.Length}.")
        : !command.Important ? Decision.Of(new Added(command.Text))
        : journey.PinnedNotes.Count >= MostPinned ? Full
        : Decision.Of(
            new Added(command.Text), new Pinned(moment.CommandId, command.Text, moment.Instant, moment.Actor.Id));

    private static Decision DecidePin(Journey journey, Pin command) =>
        command.Found is not { } found ? Decision.Refuse("note-unknown", "There is no such note here.")
        : journey.PinnedNotes.Any(n => n.Id == command.Note) ? Decision.Refuse("already-pinned", "It is marked as important already.")
        : journey.PinnedNotes.Count >= MostPinned ? Full
        : Decision.Of(new Pinned(command.Note, found.Text, found.At, found.By));

    private static Decision DecideUnpin(Journey journey, Unpin command) =>
        journey.PinnedNotes.Any(n => n.Id == command.Note) ? Decision.Of(new Unpinned(command.Note))
        : Decision.Refuse("not-pinned", "It is not marked as important. Somebody may have taken it down.");

    private static Decision Full { get; } = Decision.Refuse("too-many-pinned",
        $"{MostPinned} notes are marked as important already. Take one of them down first.");
}

/// <summary>A note at the top of the page.</summary>
/// <param name="Id">The id of the command that wrote it.</param>
/// <param name="By">A staff id.</param>
public sealed record PinnedNote(string Id, string Text, DateTimeOffset At, string? By = null);

/// <summary>Words with which a note begins, so that whoever writes it forgets nothing.</summary>
public sealed record NoteTemplate(string Name, string Text)
{
    public static IReadOnlyList<NoteTemplate> Usual { get; } =
    [
        new("First call", "How they are today:\nWhat they would like from us:\nWhat matters to them:\nHow and when to reach them:\n"
            + "Safe to talk? Anybody else to know about:\nAgreed next:"),
        new("Meeting", "Who was there:\nHow they are:\nWhat we talked about:\nWhat they want to try:\nWorries or risks:\nAgreed next, "
            + "and who does it:"),
        new("Review", "What has changed since last time:\nGoals, one by one:\nWhat helps, what gets in the way:\nDoes the plan still "
            + "fit?:\nAgreed next:"),
        new("Supervision", "What was discussed:\nWhat was decided, and why:\nWho does what by when:"),
    ];
}
