using System.ComponentModel.DataAnnotations;

namespace SocialPrescribing.Journeys;

/// <summary>A link worker's own words in the timeline. Notes change nothing by themselves.</summary>
public static class Notes
{
    /// <summary>At most 4,000 characters.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Write a note.</summary>
    /// <example>{"commandId": "c-15", "kind": "addNote", "text": "Her daughter drives her on Thursdays."}</example>
    [GivenBy(Givers.Care)]
    public sealed record Add([property: StringLength(MaxLength, MinimumLength = 1)] string Text) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => false;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => Notes.Decide(journey, this);
    }

    public sealed record Added(string Text) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey;
    }

    private static Decision Decide(Journey journey, Add command) =>
        string.IsNullOrWhiteSpace(command.Text) ? Decision.Refuse("note-empty", "Write something first.")
        : command.Text.Length > MaxLength
            ? Decision.Refuse("note-too-long", $"A note has at most {MaxLength} characters; this one has {command.Text.Length}.")
        : Decision.Of(new Added(command.Text));
}
