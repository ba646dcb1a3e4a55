using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Refer;

/// <summary>Needs as a professional looks for them: what most people come with first, and the rest by what it is about.</summary>
public static class NeedGroups
{
    /// <summary>What most referrals name.</summary>
    public static readonly IReadOnlyList<string> Usual =
        ["loneliness", "socialIsolation", "lowMood", Needs.Anxiety, "bereavement", "physicalInactivity", "carerSupport", "moneyAndDebt"];

    public static readonly IReadOnlyList<(string Title, IReadOnlyList<string> Codes)> Others =
    [
        ("Health", ["longTermCondition", "stress", "weight", "memoryAndDementia", "alcoholAndDrugs"]),
        ("Home, work and money", ["housing", "food", "employmentAndSkills", "legalAndBenefits"]),
        ("Getting out and about", [Needs.Transport, "digitalAccess", "volunteeringAndPurpose", "friendshipInOlderAge"]),
        ("Family and safety", ["parenting", Needs.DomesticAbuse]),
    ];

    /// <summary>The groups of this service; what its operator has added stands together at the end.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<string> Codes)> OthersOf(Pathway pathway) =>
        pathway.ExtraNeeds.Count is 0 ? Others : Others.Append(("More", pathway.ExtraNeeds));
}
