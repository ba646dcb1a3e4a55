using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>An activity as it was when the person was introduced: what the directory says later does not change the story.</summary>
/// <param name="Id">The directory's; null for one that is not in it.</param>
/// <param name="Email">Where its provider is asked; null: by phone.</param>
/// <param name="Where">An address, as the person should read it.</param>
public sealed record ActivityDetails(
    string? Name = null, string? Provider = null, Guid? Id = null, string? Email = null, string? Phone = null, string? Where = null)
{
    public bool IsSame(ActivityDetails other) =>
        Id is not null && other.Id is not null ? Id == other.Id : (Name, Provider) == (other.Name, other.Provider);
}

/// <summary>A person's way into one activity, and the support they have for it.</summary>
public sealed record Introduction(string Id, ActivityDetails Activity, IntroductionKind As, DateTimeOffset At)
{
    public string? Need { get; init; }
    public string? Share { get; init; }
    public ProviderAnswer Answer { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
    public string? AnswerReason { get; init; }
    public SupportStep Support { get; init; } = SupportStep.Accompanied;
    /// <summary>When the present step of support began.</summary>
    public DateTimeOffset SupportSince { get; init; }
    /// <summary>When the person had gone alone often enough.</summary>
    public DateTimeOffset? IndependentAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public EndReason? EndReason { get; init; }

    [JsonIgnore]
    public bool IsOpen => EndedAt is null && Answer is (ProviderAnswer.None or ProviderAnswer.Accepted or ProviderAnswer.WaitingList);
    [JsonIgnore] public bool CanAttend => EndedAt is null && (As is IntroductionKind.Signposting || Answer is ProviderAnswer.Accepted);
}

[JsonConverter(typeof(CamelCaseEnum<IntroductionKind>))]
public enum IntroductionKind { Referral, Signposting }

[JsonConverter(typeof(CamelCaseEnum<ProviderAnswer>))]
public enum ProviderAnswer
{
    None, Accepted, WaitingList, Full, NotSuitable,
    /// <summary>Counted as declined because nobody answered.</summary>
    NoAnswer,
}

[JsonConverter(typeof(CamelCaseEnum<EndReason>))]
public enum EndReason { Finished, DidNotLikeIt, TooFar, Health, Cost, NotWanted, Other }

[JsonConverter(typeof(CamelCaseEnum<UnmetReason>))]
public enum UnmetReason { Full, NothingSuitable, TooFar }
