using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>Another journey that may be the same person's.</summary>
/// <param name="At">When it was noted.</param>
public sealed record Alike(Guid Journey, DateTimeOffset At)
{
    /// <summary>The strongest first.</summary>
    public IReadOnlyList<AlikeReason> Reasons { get; init => field = value ?? []; } = [];
    public bool HasDied { get; init; }
    /// <summary>Letters wait for the answer: see <see cref="Resemblance.MustNotReach"/>. Null if they do not.</summary>
    public bool? HoldsLetters { get; init; }
    /// <summary>Whether a task on this journey asks a human.</summary>
    public bool Asks { get; init; }
    public AlikeAnswer? Answer { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
    public string? AnsweredBy { get; init; }
    public string? Note { get; init; }
    public bool AnsweredElsewhere { get; init; }

    /// <summary>Nobody has said yet whether they are the same person.</summary>
    [JsonIgnore] public bool IsOpen => Answer is null or AlikeAnswer.NotSureYet;
}

/// <summary>What two journeys have in common, the strongest first.</summary>
[JsonConverter(typeof(CamelCaseEnum<AlikeReason>))]
public enum AlikeReason { SameNhsNumber, NameAndBirth, BirthAndPhone, BirthAndEmail, NameAndPostcode, NameAndPhone, NameAndEmail }

/// <summary><c>samePerson</c> is for a journey that has ended; of two that are open one is joined to the other.</summary>
[JsonConverter(typeof(CamelCaseEnum<AlikeAnswer>))]
public enum AlikeAnswer { SamePerson, SomebodyElse, NotSureYet }
