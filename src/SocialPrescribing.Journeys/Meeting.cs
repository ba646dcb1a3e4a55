using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <param name="Version">Rises each time the meeting moves. What was said about an earlier version no longer counts.</param>
/// <param name="SetAt">When this version was agreed.</param>
public sealed record Meeting(string Id, int Version, DateTimeOffset At, Place Place, int Minutes, DateTimeOffset SetAt)
{
    public DateTimeOffset? ConfirmedAt { get; init; }
    public bool IsCancelled { get; init; }
    public MeetingOutcome? Outcome { get; init; }

    [JsonIgnore] public bool IsBooked => !IsCancelled && Outcome is null;
    [JsonIgnore] public string VersionId => MessageAbout.VersionId(Id, Version);
    [JsonIgnore] public MessageAbout.MeetingAsSet AsSet => new(Id, Version);
    [JsonIgnore] public DateTimeOffset EndsAt => At.AddMinutes(Minutes);

    public bool Overlaps(DateTimeOffset at, int minutes) => at < EndsAt && At < at.AddMinutes(minutes);
}

/// <param name="Where">An address, a phone number or a link, as the person should read it.</param>
public sealed record Place(PlaceKind Kind, string? Where = null);

[JsonConverter(typeof(CamelCaseEnum<PlaceKind>))]
public enum PlaceKind { AtHome, Surgery, CommunityPlace, Phone, Video, Outdoors, Other }

[JsonConverter(typeof(CamelCaseEnum<MeetingOutcome>))]
public enum MeetingOutcome { Held, DidNotAttend }
