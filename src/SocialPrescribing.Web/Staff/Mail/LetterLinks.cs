using System.Text.RegularExpressions;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Staff.Mail;

/// <summary>The links of a letter, so that they can be clicked without searching for them.</summary>
public static partial class LetterLinks
{
    public static IReadOnlyList<string> In(StoredLetter letter) =>
        [.. Address().Matches(letter.Text).Select(m => m.Value).Append(letter.Unsubscribe?.AbsoluteUri).OfType<string>().Distinct()];

    [GeneratedRegex(@"https?://[^\s<>""]+")]
    private static partial Regex Address();
}
