using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Refer;

/// <summary>Needs grouped for professionals: the most common ones first, the others by subject.</summary>
public static class NeedGroups
{
    /// <summary>The needs that most referrals name.</summary>
    public static readonly IReadOnlyList<string> Usual =
        ["loneliness", "socialIsolation", "lowMood", Needs.Anxiety, "bereavement", "physicalInactivity", "carerSupport", "moneyAndDebt"];

    public static readonly IReadOnlyList<(string Title, IReadOnlyList<string> Codes)> Others =
    [
        ("Health", ["longTermCondition", "stress", "weight", "memoryAndDementia", "alcoholAndDrugs"]),
        ("Home, work and money", ["housing", "food", "employmentAndSkills", "legalAndBenefits"]),
        ("Getting out and about", [Needs.Transport, "digitalAccess", "volunteeringAndPurpose", "friendshipInOlderAge"]),
        ("Family and safety", ["parenting", Needs.DomesticAbuse]),
    ];

    /// <summary>The other groups of this service. Needs that its operator has added are a group at the end.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<string> Codes)> OthersOf(Pathway pathway) =>
        pathway.ExtraNeeds.Count is 0 ? Others : Others.Append(("More", pathway.ExtraNeeds));
}
