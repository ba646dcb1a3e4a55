using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <param name="Support">The step of support that was planned, or that it has changed to since.</param>
/// <param name="SetAt">When this version was agreed.</param>
public sealed record Session(
    string Id, string Introduction, int Version, DateTimeOffset At, int Minutes, SupportStep Support, Transport Transport,
    DateTimeOffset SetAt)
{
    public bool IsCancelled { get; init; }
    /// <summary>The series of sessions that were planned together; null if it was planned alone.</summary>
    public string? Series { get; init; }
    /// <summary>Who was asked to go along; null if the step of support decides.</summary>
    public Companion? GoesAlong { get; init; }
    /// <summary>The staff id of the volunteer who goes along.</summary>
    public string? Volunteer { get; init; }
    public DateTimeOffset? VolunteerSince { get; init; }
    /// <summary>What staff wrote for the volunteer.</summary>
    public string? ToKnow { get; init; }
    /// <summary>When the activity's provider was asked who comes.</summary>
    public DateTimeOffset? RegisterAskedAt { get; init; }
    /// <summary>What the provider marked.</summary>
    public RegisterMark? Marked { get; init; }
    /// <summary>Only the provider has said whether the person came. Staff can correct it.</summary>
    public bool ByProvider { get; init; }
    /// <summary>Null until it is known.</summary>
    public bool? Came { get; init; }
    public Barrier? WhyNot { get; init; }
    public Companion? WentAlong { get; init; }
    /// <summary>0 to 10.</summary>
    public int? Confidence { get; init; }

    [JsonIgnore] public bool IsPlanned => !IsCancelled && Came is null;
    [JsonIgnore] public string VersionId => MessageAbout.VersionId(Id, Version);
    [JsonIgnore] public MessageAbout.SessionAsSet AsSet => new(Id, Version);
    [JsonIgnore] public DateTimeOffset EndsAt => At.AddMinutes(Minutes);
    /// <summary>Who should be there with the person.</summary>
    [JsonIgnore] public Companion With => Who(GoesAlong, Support);
    /// <summary>Whether the link worker goes along or waits there. If they only phone before and after, they can be
    /// somewhere else.</summary>
    [JsonIgnore] public bool NeedsLinkWorker => With is Companion.LinkWorker;

    internal static Companion Who(Companion? goesAlong, SupportStep support) =>
        goesAlong ?? (support is SupportStep.Accompanied or SupportStep.MetThere ? Companion.LinkWorker : Companion.Nobody);
}

/// <param name="With">Who gives the lift, which taxi.</param>
/// <param name="ArrangeBy">Null for the pathway's number of days before the session.</param>
public sealed record Transport(TransportKind Kind, string? With = null, bool Arranged = false, DateTimeOffset? ArrangeBy = null)
{
    [JsonIgnore] public bool NeedsArranging => Kind is TransportKind.Lift or TransportKind.Taxi or TransportKind.CommunityTransport;
}

[JsonConverter(typeof(CamelCaseEnum<TransportKind>))]
public enum TransportKind { Own, Lift, Taxi, CommunityTransport, WalkedTogether }

/// <summary>The ladder, from the most support to none.</summary>
[JsonConverter(typeof(CamelCaseEnum<SupportStep>))]
public enum SupportStep { Accompanied, MetThere, Phoned, Independent }

[JsonConverter(typeof(CamelCaseEnum<Companion>))]
public enum Companion { Nobody, LinkWorker, Volunteer, FriendOrFamily }
