using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What a referrer sends. It follows the PRSB / NHS Social Prescribing Information Standard v1.1, and adds what hands-on link work needs.
/// <see cref="ReferralRules"/> decides what is acceptable.
/// </summary>
public sealed record Referral
{
    public required ReferralSource Source { get; init; }
    /// <summary>Null for a self-referral: the person is the referrer.</summary>
    public Referrer? Referrer { get; init; }
    public required Person Person { get; init; }
    public GpPractice? GpPractice { get; init; }
    /// <summary>How soon somebody should look at it and get in touch. The pathway says how soon each word means.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Urgency Urgency { get; init; }
    /// <summary>Free text, at most 10,000 characters.</summary>
    public string? Reason { get; init; }
    /// <summary>Codes of <see cref="Needs"/>, each at most once.</summary>
    public IReadOnlyList<string> Needs { get; init => field = value ?? []; } = [];
    public string? WhatMattersMost { get; init; }
    /// <summary>At least one; <c>none</c> means that no risks are known.</summary>
    public IReadOnlyList<Risk> Risks { get; init => field = value ?? []; } = [];
    public Safeguarding? Safeguarding { get; init; }
    public required Consent Consent { get; init; }
    /// <summary>What was sent and could not be read; null if everything could.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WrittenText>? AsWritten { get; init; }
}

[JsonConverter(typeof(CamelCaseEnum<ReferralSource>))]
public enum ReferralSource { Gp, CommunityNurse, Self, HealthProfessional, SocialWorker, HousingOfficer, Other }

public sealed record Referrer
{
    public required string Name { get; init; }
    public string? Role { get; init; }
    public required string Service { get; init; }
    public required string Organisation { get; init; }
    public string? OdsCode { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }

    /// <summary>The referrer in a few words. Some of the three parts may be empty, but not all.</summary>
    [JsonIgnore]
    public string InBrief => string.Join(", ", new[] { Name, Name.Length > 0 ? "" : Service, Organisation }.Where(s => s.Length > 0));
}

public sealed record Person
{
    public required string FirstName { get; init; }
    public required string FamilyName { get; init; }
    public string? PreferredName { get; init; }
    public string? Pronouns { get; init; }
    public required DateOnly DateOfBirth { get; init; }
    /// <summary>Ten digits without spaces, which were checked.</summary>
    public string? NhsNumber { get; init; }
    /// <summary>One of <see cref="Equality.Sexes"/>, or what a referrer wrote instead. Voluntary, as are the next fields.</summary>
    public string? Sex { get; init; }
    /// <summary>One of <see cref="Equality.Ethnicities"/>, or what a referrer wrote instead.</summary>
    public string? Ethnicity { get; init; }
    /// <summary>One of <see cref="Equality.Disabilities"/>, or what a referrer wrote instead.</summary>
    public string? Disability { get; init; }
    /// <summary>A BCP 47 tag such as <c>en</c> or <c>cy</c>.</summary>
    public string? Language { get; init; }
    public Address? Address { get; init; }
    public bool NoFixedAbode { get; init; }
    public IReadOnlyList<ContactDetail> Contacts { get; init => field = value ?? []; } = [];
    /// <summary>People close to the person.</summary>
    public IReadOnlyList<RelatedPerson> RelatedPeople { get; init => field = value ?? []; } = [];
    /// <summary>Nothing that reaches the person may show others what the service is for.</summary>
    public bool Discretion { get; init; }
    /// <summary>In which hours they are called, in a few words such as <c>after 4 pm, not Fridays</c>.</summary>
    public string? WhenToCall { get; init; }
    public string? CommunicationNeeds { get; init; }
    public IReadOnlyList<string> Adjustments { get; init => field = value ?? []; } = [];
    public string? Mobility { get; init; }
    public string? Household { get; init; }
    /// <summary>Whether they look after somebody; null if it is not known, or they would rather not say.</summary>
    public bool? Carer { get; init; }
    /// <summary>They were asked whether they look after somebody, and would rather not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool CarerRatherNotSay { get; init; }
    /// <summary>For the housing association's figures. It never decides who gets support.</summary>
    public Residency Residency { get; init; } = Residency.Unknown;

    /// <summary>How people address the person.</summary>
    [JsonIgnore]
    public string KnownAs => PreferredName ?? FirstName;

    /// <summary>Works for people with one name, too.</summary>
    [JsonIgnore]
    public string FullName => $"{FirstName} {FamilyName}".TrimEnd();

    /// <summary>The name that colleagues use, with the family name.</summary>
    [JsonIgnore]
    public string CalledInFull => $"{KnownAs} {FamilyName}".TrimEnd();
}

/// <param name="Lines">May be empty: the postcode may be all that is known, or <paramref name="Withheld"/>.</param>
/// <param name="Withheld">
/// Protected: somebody must not learn where the person lives. It stands on the pages of staff alone, in no letter, on no paper that leaves
/// the house, and behind no link.
/// </param>
public sealed record Address(
    IReadOnlyList<string> Lines, string? Postcode = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Withheld = false)
{
    public static bool IsSame(Address? one, Address? other) =>
        one is null || other is null ? one is null && other is null
        : one.Postcode == other.Postcode && one.Withheld == other.Withheld && one.Lines.SequenceEqual(other.Lines);
}

[JsonConverter(typeof(CamelCaseEnum<Residency>))]
public enum Residency { Unknown, Resident, NonResident }

/// <summary>One way to reach the person and what it may be used for.</summary>
/// <param name="Allowed">May be used at all; for a phone: to call.</param>
/// <param name="Value">A phone number that could not be read stands here as it was written.</param>
public sealed record ContactDetail(
    ContactKind Kind, string Value, bool Allowed, bool Text = false, bool Voicemail = false, bool Preferred = false)
{
    /// <summary>What to know before one uses it: <c>after six, ask for Jean</c>.</summary>
    public string? Note { get; init; }
}

[JsonConverter(typeof(CamelCaseEnum<ContactKind>))]
public enum ContactKind { Email, Mobile, Landline, Post }

public sealed record GpPractice(string? OdsCode = null, string? Name = null);

/// <param name="Kind"><c>none</c> for no known risks, else a word of the referrer's choice such as <c>falls</c>
/// or <c>dogAtHome</c>.</param>
public sealed record Risk(string Kind, string? Detail = null)
{
    public const string None = "none";
}

public sealed record Safeguarding(bool Concern, string? Detail = null);

/// <summary>Recorded because people should know; it is not the lawful basis for the care itself.</summary>
/// <param name="GivenBy">Who said so: <see cref="ByPerson"/>, or somebody who speaks for them.</param>
public sealed record Consent(bool ToShare, string? GivenBy = null, DateOnly? On = null)
{
    public const string ByPerson = "the person";
}

/// <summary>The needs a referral can name. A pathway may add its own.</summary>
public static class Needs
{
    /// <summary>Loneliness (felt) and social isolation (circumstances) are two separate needs.</summary>
    public static IReadOnlyList<string> Standard { get; } =
    [
        "loneliness", "socialIsolation", Anxiety, "lowMood", "stress", "bereavement", "physicalInactivity", "longTermCondition", "weight",
        "carerSupport", "moneyAndDebt", "housing", "food", "employmentAndSkills", "volunteeringAndPurpose", "digitalAccess", Transport,
        "legalAndBenefits", DomesticAbuse, "alcoholAndDrugs", "parenting", "memoryAndDementia", "friendshipInOlderAge",
    ];

    /// <summary>If a referral names it, it is handled as a concern from the first minute.</summary>
    public const string DomesticAbuse = "domesticAbuse";

    public const string Anxiety = "anxiety";
    public const string Transport = "transport";
    /// <summary>For the register of unmet needs, if nobody has coded the person's needs.</summary>
    public const string NotStated = "notStated";
}

/// <summary>A referral in this service, with its own id, reference and story, even if several joined one journey.</summary>
/// <param name="Organisation">The organisation whose key sent it. Only that organisation may ask about it. Null for
/// a self-referral.</param>
public sealed record HeldReferral(
    Guid Id, string Reference, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Organisation,
    DateTimeOffset ReceivedAt, Referral Details)
{
    public DateTimeOffset? AcceptedAt { get; init; }
    public DateTimeOffset? DeclinedAt { get; init; }
    public string? DeclineReason { get; init; }
    /// <summary>
    /// Earlier versions took a self-referral by page for consent without asking. People who were not asked must not appear to have agreed.
    /// </summary>
    [JsonIgnore]
    public bool AskedForConsent =>
        Details.Source is not ReferralSource.Self || Organisation is not null || Details.Consent.GivenBy is not null;
    /// <summary>
    /// When it came, somebody with these details was recorded as having died. A human says whether it is the same person.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DeathOnRecord { get; init; }
}
