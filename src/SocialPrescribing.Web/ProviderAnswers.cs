using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web;

/// <summary>The answers of providers, on the page behind their link and in the link worker's form.</summary>
public static class ProviderAnswers
{
    /// <summary>The answers that a provider can give.</summary>
    public static IReadOnlyList<ProviderAnswer> All { get; } =
        [ProviderAnswer.Accepted, ProviderAnswer.WaitingList, ProviderAnswer.Full, ProviderAnswer.NotSuitable];

    public static string InWords(ProviderAnswer answer) =>
        StaffTexts.Form("recordProviderAnswer", $"says.{answer}") ?? throw new NotSupportedException($"{answer}");
}
