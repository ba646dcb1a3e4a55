using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web;

/// <summary>How those who run an activity say whether somebody can come, behind their link and to a link worker.</summary>
public static class ProviderAnswers
{
    /// <summary>What a provider can say.</summary>
    public static IReadOnlyList<ProviderAnswer> All { get; } =
        [ProviderAnswer.Accepted, ProviderAnswer.WaitingList, ProviderAnswer.Full, ProviderAnswer.NotSuitable];

    public static string InWords(ProviderAnswer answer) =>
        StaffTexts.Form("recordProviderAnswer", $"says.{answer}") ?? throw new NotSupportedException($"{answer}");
}
