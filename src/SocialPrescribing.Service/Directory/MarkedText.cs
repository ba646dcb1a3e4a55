using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>Makes text of what was written for a web page.</summary>
internal static partial class MarkedText
{
    /// <summary>A longer text is cut here: no field of an entry could keep it.</summary>
    private const int LongestRead = 50_000;

    public static string? Plain(string? text)
    {
        if (text is null || (!text.Contains('<', StringComparison.Ordinal) && !text.Contains('&', StringComparison.Ordinal)))
            return text;
        string plain = Unseen().Replace(text[..PlainText.Length(text, LongestRead)], "");
        plain = Item().Replace(plain, "\n- ");
        plain = Break().Replace(plain, "\n");
        plain = Paragraph().Replace(plain, "\n\n");
        plain = WebUtility.HtmlDecode(Tag().Replace(plain, "")).Replace('\u00A0', ' ');
        return Gap().Replace(Spaces().Replace(plain.ReplaceLineEndings("\n"), "\n"), "\n\n").Trim() is { Length: > 0 } read ? read : null;
    }

    [GeneratedRegex(@"<(script|style|head)\b[^>]*>.*?(</\1\s*>|$)|<!--.*?(-->|$)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Unseen();

    [GeneratedRegex(@"\s*<li\b[^>]*>\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Item();

    [GeneratedRegex(@"\s*<br\b[^>]*>\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Break();

    [GeneratedRegex(@"\s*</?(p|div|h[1-6]|ul|ol|table|tr|section|blockquote)\b[^>]*>\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Paragraph();

    // "a < b" and "<3" are no tags.
    [GeneratedRegex(@"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[ \t]*\n[ \t]*")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex Gap();
}
