using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What is counted of one journey, and what stays of it when the person's data go: no name, no contact, no free text, no full postcode
/// and no id of the journey. Everything here is a word of a list, a number or a day. Days are London's.
/// </summary>
/// <remarks>
/// It follows from the journal alone (<c>Of</c>), and can be written anew from it; see docs/data-dictionary.md for each field.
/// </remarks>
public sealed partial record JourneyFacts
{
    /// <summary>Facts of another format are made anew from the journal before anything is counted on from them.</summary>
    public const int FormatNow = 2;

    public int Format { get; init; }
    /// <summary>A keyed hash in place of the journey's id.</summary>
    public required string Key { get; init; }

    // ---- the referral that began it ----

    public required ReferralSource Source { get; init; }
    /// <summary>One of <see cref="ReferrerRole.All"/>; null where nobody said.</summary>
    public string? Role { get; init; }
    /// <summary>The code of the practice; null where there is none that looks like one.</summary>
    public string? Practice { get; init; }
    /// <summary>How many referrals joined it later.</summary>
    public int Joined { get; init; }

    // ---- who is reached ----

    /// <summary>On the day of the referral: one of <see cref="AgeBands"/>.</summary>
    public required string AgeBand { get; init; }
    /// <summary>One of <see cref="Equality.Sexes"/>; null where it is not known, as with the next.</summary>
    public string? Sex { get; init; }
    /// <summary>One of <see cref="Equality.Ethnicities"/>.</summary>
    public string? Ethnicity { get; init; }
    /// <summary>Two or three letters, such as <c>cy</c>.</summary>
    public string? Language { get; init; }
    public bool? Carer { get; init; }
    /// <summary>Asked whether they care for somebody, and not told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool CarerRatherNotSay { get; init; }
    /// <summary>One of <see cref="Equality.Disabilities"/>.</summary>
    public string? Disability { get; init; }
    /// <summary>
    /// Lower layer super output area or data zone where places are known, else the outward code; null where the address is protected.
    /// </summary>
    public string? Area { get; init; }
    /// <summary>1 is the most deprived tenth of its own nation.</summary>
    public int? Decile { get; init; }
    /// <summary>The index to which the decile belongs: <c>england2025</c>.</summary>
    public string? Index { get; init; }

    /// <summary>The most important first: their rank is their place.</summary>
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
    /// <summary>To the first activity.</summary>
    public DateOnly? Introduced { get; init; }
    /// <summary>The first session to which the person came.</summary>
    public DateOnly? Attended { get; init; }
    /// <summary>The third.</summary>
    public DateOnly? AttendedThree { get; init; }
    /// <summary>Went alone often enough: the milestone that counts.</summary>
    public DateOnly? Alone { get; init; }
    /// <summary>Whole weeks from the first introduction until then.</summary>
    public int? WeeksUntilAlone { get; init; }
    /// <summary>When support ended; null while it goes on, also after it was taken up again.</summary>
    public DateOnly? Ended { get; init; }
    public ClosingReason? EndReason { get; init; }
    /// <summary>How often support ended and was taken up again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Reopened { get; init; }
    /// <summary>The latest time.</summary>
    public DateOnly? ReopenedOn { get; init; }
    /// <summary>When a referrer was told of the end or that the referral was declined; the latest, where several are told.</summary>
    public DateOnly? ReferrerTold { get; init; }

    // ---- what was done ----

    public IReadOnlyList<CountedContacts> Contacts { get; init => field = value ?? []; } = [];
    /// <summary>Meetings and sessions to which the person did not come.</summary>
    public IReadOnlyList<CountedMiss> Missed { get; init => field = value ?? []; } = [];
    public IReadOnlyList<CountedIntroduction> Introductions { get; init => field = value ?? []; } = [];
    public IReadOnlyList<CountedSessions> Sessions { get; init => field = value ?? []; } = [];

    // ---- how the person is ----

    /// <summary>Which surveys were asked, and what became of them.</summary>
    public IReadOnlyList<CountedSurvey> Surveys { get; init => field = value ?? []; } = [];
    public IReadOnlyList<MeasuredScale> Measures { get; init => field = value ?? []; } = [];
    public IReadOnlyList<CountedGoal> Goals { get; init => field = value ?? []; } = [];
    public IReadOnlyList<CountedUnmetNeed> Unmet { get; init => field = value ?? []; } = [];

    /// <summary>The first of the month in which the referral came.</summary>
    [JsonIgnore] public DateOnly Month => new(Referred.Year, Referred.Month, 1);

    /// <summary>
    /// Whether it is one person's own way: not a duplicate, a mistake, or a journey that goes on in another.
    /// </summary>
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

/// <param name="Month">The first of the month.</param>
/// <param name="Kind">
/// A way of contact (<c>phone</c>, <c>visit</c>), <c>meeting</c>, <c>session</c> for one at which somebody of ours was, or
/// <c>conversation</c> for a talk with somebody else about the person.
/// </param>
/// <param name="Reached">How many of them reached the person.</param>
/// <param name="Minutes">Of all of them together: what was recorded, or how long it was planned to last.</param>
public sealed record CountedContacts(DateOnly Month, string Kind, int Count, int Reached, int Minutes);

/// <param name="What"><c>meeting</c> or <c>session</c>.</param>
/// <param name="Why">What got in the way, where it is known.</param>
public sealed record CountedMiss(DateOnly On, string What, IReadOnlyList<Barrier>? Why = null);

/// <param name="Activity">The directory's id; null for one that is not in it.</param>
/// <param name="Attended">To how many sessions the person came.</param>
public sealed record CountedIntroduction(
    Guid? Activity, IntroductionKind As, string? Need, DateOnly On, ProviderAnswer Answer, DateOnly? Answered, SupportStep Support,
    int Attended, DateOnly? Alone, DateOnly? Ended, EndReason? Why);

/// <param name="Month">The first of the month.</param>
/// <param name="Support">The step of support that was meant.</param>
/// <param name="With">Who went along.</param>
public sealed record CountedSessions(DateOnly Month, SupportStep Support, Companion With, int Came, int Missed);

/// <param name="Survey">The pathway's name for it: <c>baseline</c>.</param>
/// <param name="Answered">Null where nobody answered.</param>
/// <param name="Lapsed">It closed without an answer.</param>
public sealed record CountedSurvey(string Survey, DateOnly Asked, DateOnly? Answered, bool Lapsed);

/// <param name="Scale">The scale's id: <c>ons4.satisfied</c>.</param>
/// <param name="Latest">Null where there is one answer alone.</param>
/// <param name="Between">What was answered between the two; null for nothing.</param>
public sealed record MeasuredScale(
    string Scale, decimal First, DateOnly FirstOn, decimal? Latest, DateOnly? LatestOn, IReadOnlyList<MeasuredAnswer>? Between = null)
{
    /// <summary>The last answer of those days that is not the first of all.</summary>
    public decimal? LastIn(DateOnly from, DateOnly until) =>
        LatestOn >= from && LatestOn < until ? Latest : Between?.LastOrDefault(b => b.On >= from && b.On < until)?.Value;
}

public sealed record MeasuredAnswer(DateOnly On, decimal Value);

/// <param name="Importance">To the person, 1 to 10.</param>
/// <param name="First">0 to 10, as the person scored it first; null where nobody asked.</param>
/// <param name="Latest">Null where there is one score alone.</param>
public sealed record CountedGoal(int Importance, int? First, DateOnly? FirstOn, int? Latest, DateOnly? LatestOn, GoalMark Mark);

public sealed record CountedUnmetNeed(string Need, UnmetReason Reason, DateOnly On);

/// <summary>Where somebody lives, as coarsely as facts say it.</summary>
public sealed record HomeArea(string? Area, int? Decile = null, string? Index = null);

/// <summary>The written form of facts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JourneyFacts))]
public sealed partial class FactsJson : JsonSerializerContext;
