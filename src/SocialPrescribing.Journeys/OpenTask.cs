using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>Something that somebody has to do.</summary>
/// <param name="Id">The key of the due that opened it, or the id of the command.</param>
/// <param name="Assignee">A staff id, or one of <see cref="Queues"/>.</param>
public sealed record OpenTask(
    string Id, TaskKind Kind, string Assignee, DateTimeOffset OpenedAt, DateTimeOffset Due, Urgency Urgency, string? About = null)
{
    public DateTimeOffset? EscalatedAt { get; init; }
    public int Escalations { get; init; }
    public MessageKind? Message { get; init; }
    [JsonIgnore] public MessageAbout? What => Message is { } kind ? MessageAbout.Of(kind, About) : null;
    /// <summary>What the person said about it, in their own words.</summary>
    public string? Words { get; init; }
    /// <summary>The staff id of whoever gave it to a colleague; null if the system did.</summary>
    public string? GivenBy { get; init; }
    public DateTimeOffset? GivenAt { get; init; }
    /// <summary>If it was put off: when the limit counts from.</summary>
    public DateTimeOffset? LimitFrom { get; init; }
    /// <summary>Why it was put off last.</summary>
    public string? PutOffBecause { get; init; }
}

[JsonConverter(typeof(CamelCaseEnum<Urgency>))]
public enum Urgency { Routine, Soon, Urgent }
