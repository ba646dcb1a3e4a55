namespace SocialPrescribing.Journeys;

/// <summary>A link worker's own words in the timeline. Notes change nothing by themselves.</summary>
public static class Notes
{
    /// <summary>At most 4,000 characters.</summary>
    public const int MaxLength = 4_000;

    public sealed record Add(string Text) : JourneyCommand;
    public sealed record Added(string Text) : JourneyEvent;

    public static Decision Decide(Journey journey, Add command) =>
        string.IsNullOrWhiteSpace(command.Text) ? Decision.Refuse("note-empty", "Write something first.")
        : command.Text.Length > MaxLength ? Decision.Refuse("note-too-long", $"A note has at most {MaxLength} characters; this one has {command.Text.Length}.")
        : Decision.Of(new Added(command.Text));
}
