using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A part of the story that people may want to read by itself.</summary>
/// <param name="Name">The name in the address; empty for the usual part.</param>
public sealed record StoryPart(string Name, string Title, Func<TimelineEntry, bool> Holds)
{
    /// <summary>Leaves out what the programme does by itself: among all that nobody would find what a colleague wrote.</summary>
    public static StoryPart Usual { get; } = new("", "What people said and did", e => !e.IsByItself);

    public static IReadOnlyList<StoryPart> All { get; } =
    [
        Usual,
        new("notes", "Notes", e => e.Happened is Notes.Added || (e.Note is not null && !e.IsByItself)),
        new("contacts", "Contacts", e => e.Happened is Contact.Attempted or Contact.ConversationHeld),
        new("meetings", "Meetings and sessions", e => e.Happened?.GetType().DeclaringType is { } concept
            && (concept == typeof(Meetings) || concept == typeof(Attendance))),
        new("letters", "Letters", e => e.Happened is Messages.Queued or Messages.Withheld),
        new("everything", "Everything", _ => true),
    ];

    public static StoryPart Find(string? name) => All.FirstOrDefault(p => p.Name == name) ?? Usual;
}
