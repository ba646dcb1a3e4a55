using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What is counted of one journey, and what stays when the person's data are erased: no name, no contact details, no free text, no full
/// postcode and no id of the journey. Every value is a word of a list, a number or a day. Days are in London.
/// </summary>
/// <remarks>
/// Facts follow from the journal alone (<c>Of</c>), so they can be written again from it. docs/data-dictionary.md explains each field.
/// </remarks>
public sealed partial record JourneyFacts
{
    /// <summary>Facts in another format are first made anew from the journal.</summary>
    public const int FormatNow = 2;

    public int Format { get; init; }
    /// <summary>A keyed hash that replaces the journey's id.</summary>
    public required string Key { get; init; }

    // ---- the referral that began it ----

    public required ReferralSource Source { get; init; }
    /// <summary>One of <see cref="ReferrerRole.All"/>; null if nobody said.</summary>
    public string? Role { get; init; }
    /// <summary>The code of the practice; null if none was given that looks like a code.</summary>
    public string? Practice { get; init; }
    /// <summary>How many referrals joined it later.</summary>
    public int Joined { get; init; }

    // ---- who is reached ----

    /// <summary>On the day of the referral: one of <see cref="AgeBands"/>.</summary>
    public required string AgeBand { get; init; }
    /// <summary>One of <see cref="Equality.Sexes"/>. Here and in the next fields, null means not known.</summary>
    public string? Sex { get; init; }
    /// <summary>One of <see cref="Equality.Ethnicities"/>.</summary>
    public string? Ethnicity { get; init; }
    /// <summary>Two or three letters, such as <c>cy</c>.</summary>
    public string? Language { get; init; }
    public bool? Carer { get; init; }
    /// <summary>They were asked whether they care for somebody, and would rather not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool CarerRatherNotSay { get; init; }
    /// <summary>One of <see cref="Equality.Disabilities"/>.</summary>
    public string? Disability { get; init; }
    /// <summary>
    /// The lower layer super output area or data zone, if places are known; otherwise the outward code. Null if the address is protected.
    /// </summary>
    public string? Area { get; init; }
    /// <summary>1 is the most deprived tenth of its own nation.</summary>
    public int? Decile { get; init; }
    /// <summary>The index to which the decile belongs: <c>england2025</c>.</summary>
    public string? Index { get; init; }

    /// <summary>The most important first.</summary>
    public IReadOnlyList<string> Needs { get; init => field = value ?? []; } = [];

    // ---- milestones ----

    public required DateOnly Referred { get; init; }
    public DateOnly? Accepted { get; init; }
    public DateOnly? Declined { get; init; }
    /// <summary>The person declined, rather than the service.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool DeclinedByPerson { get; init; }
    public DateOnly? Contacted { get; init; }
    public DateOnly? Met { get; init; }
    public DateOnly? Planned { get; init; }
    /// <summary>The introduction to the first activity.</summary>
    public DateOnly? Introduced { get; init; }
    /// <summary>The first session to which the person came.</summary>
    public DateOnly? Attended { get; init; }
    /// <summary>The third session to which the person came.</summary>
    public DateOnly? AttendedThree { get; init; }
    /// <summary>When the person had gone alone often enough: the milestone that counts.</summary>
    public DateOnly? Alone { get; init; }
    /// <summary>Whole weeks from the first introduction until then.</summary>
    public int? WeeksUntilAlone { get; init; }
    /// <summary>When support ended; null while it goes on, also after it was taken up again.</summary>
    public DateOnly? Ended { get; init; }
    public ClosingReason? EndReason { get; init; }
    /// <summary>How often support ended and was taken up again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Reopened { get; init; }
    /// <summary>When that last happened.</summary>
    public DateOnly? ReopenedOn { get; init; }
    /// <summary>When a referrer was told that support ended or that the referral was declined; with several referrers,
    /// the latest.</summary>
    public DateOnly? ReferrerTold { get; init; }

    // ---- what was done ----

    public IReadOnlyList<CountedContacts> Contacts { get; init => field = value ?? []; } = [];
    /// <summary>Meetings and sessions to which the person did not come.</summary>
    public IReadOnlyList<CountedMiss> Missed { get; init => field = value ?? []; } = [];
    public IReadOnlyList<CountedIntroduction> Introductions { get; init => field = value ?? []; } = [];
    public IReadOnlyList<CountedSessions> Sessions { get; init => field = value ?? []; } = [];

    // ---- how the person is ----

    /// <summary>The surveys that were sent, and their outcomes.</summary>
    public IReadOnlyList<CountedSurvey> Surveys { get; init => field = value ?? []; } = [];
    public IReadOnlyList<MeasuredScale> Measures { get; init => field = value ?? []; } = [];
    public IReadOnlyList<CountedGoal> Goals { get; init => field = value ?? []; } = [];
    public IReadOnlyList<CountedUnmetNeed> Unmet { get; init => field = value ?? []; } = [];

    /// <summary>The first day of the month in which the referral came.</summary>
    [JsonIgnore] public DateOnly Month => new(Referred.Year, Referred.Month, 1);

    /// <summary>Whether it counts as a person's support: not a duplicate, a mistake, or a journey that goes on in another one.</summary>
    [JsonIgnore]
    public bool Counts => EndReason is not (ClosingReason.Joined or ClosingReason.Duplicate or ClosingReason.EnteredInError);

    /// <summary>The category that the NHS Data Dictionary has for the group.</summary>
    [JsonIgnore] public string EthnicCategory => Equality.NhsEthnicCategory(Ethnicity);

    public static IReadOnlyList<string> AgeBands { get; } =
        ["under18", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85plus"];

    public static string AgeBandOf(DateOnly born, DateOnly on)
    {
        int age = on.Year - born.Year - (on < born.AddYears(on.Year - born.Year) ? 1 : 0);
        return AgeBands[age < 18 ? 0 : age < 25 ? 1 : Math.Min(8, (age - 5) / 10)];
    }
}

/// <param name="Month">The first day of the month.</param>
/// <param name="Kind">
/// A way of contact (<c>phone</c>, <c>visit</c>), <c>meeting</c>, <c>session</c> if one of us was there, or <c>conversation</c> for a talk
/// with somebody else about the person.
/// </param>
/// <param name="Reached">How many of them reached the person.</param>
/// <param name="Minutes">The total: what was recorded, or else how long it was planned to last.</param>
public sealed record CountedContacts(DateOnly Month, string Kind, int Count, int Reached, int Minutes);

/// <param name="What"><c>meeting</c> or <c>session</c>.</param>
/// <param name="Why">What got in the way, if it is known.</param>
public sealed record CountedMiss(DateOnly On, string What, IReadOnlyList<Barrier>? Why = null);

/// <param name="Activity">The directory's id; null if the activity is not in the directory.</param>
/// <param name="Attended">How many sessions the person came to.</param>
public sealed record CountedIntroduction(
    Guid? Activity, IntroductionKind As, string? Need, DateOnly On, ProviderAnswer Answer, DateOnly? Answered, SupportStep Support,
    int Attended, DateOnly? Alone, DateOnly? Ended, EndReason? Why);

/// <param name="Month">The first day of the month.</param>
/// <param name="Support">The step of support that was planned.</param>
/// <param name="With">Who went along.</param>
public sealed record CountedSessions(DateOnly Month, SupportStep Support, Companion With, int Came, int Missed);

/// <param name="Survey">Its name in the pathway: <c>baseline</c>.</param>
/// <param name="Answered">Null if nobody answered.</param>
/// <param name="Lapsed">Whether it closed without an answer.</param>
public sealed record CountedSurvey(string Survey, DateOnly Asked, DateOnly? Answered, bool Lapsed);

/// <param name="Scale">The scale's id: <c>ons4.satisfied</c>.</param>
/// <param name="Latest">Null if there is only one answer.</param>
/// <param name="Between">The answers between the two; null if there are none.</param>
public sealed record MeasuredScale(
    string Scale, decimal First, DateOnly FirstOn, decimal? Latest, DateOnly? LatestOn, IReadOnlyList<MeasuredAnswer>? Between = null)
{
    /// <summary>The last answer in these days, unless it is the first of all.</summary>
    public decimal? LastIn(DateOnly from, DateOnly until) =>
        LatestOn >= from && LatestOn < until ? Latest : Between?.LastOrDefault(b => b.On >= from && b.On < until)?.Value;
}

public sealed record MeasuredAnswer(DateOnly On, decimal Value);

/// <param name="Importance">How important it is to the person, 1 to 10.</param>
/// <param name="First">The person's first score, 0 to 10; null if nobody asked.</param>
/// <param name="Latest">Null if there is only one score.</param>
public sealed record CountedGoal(int Importance, int? First, DateOnly? FirstOn, int? Latest, DateOnly? LatestOn, GoalMark Mark);

public sealed record CountedUnmetNeed(string Need, UnmetReason Reason, DateOnly On);

/// <summary>Where somebody lives, as roughly as facts say it.</summary>
public sealed record HomeArea(string? Area, int? Decile = null, string? Index = null);

/// <summary>How facts are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JourneyFacts))]
public sealed partial class FactsJson : JsonSerializerContext;
