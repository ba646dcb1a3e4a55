using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Checks a name that anybody can type into a page and that this service may send on by mail. With an address or a telephone number in it,
/// our letter would become somebody else's advertisement. Names that came earlier, or with an organisation's key, are not checked.
/// </summary>
public static partial class TypedNames
{
    /// <summary>The longest name in the NHS Data Dictionary.</summary>
    public const int Longest = 70;

    /// <summary>What is wrong, or null. Its pointer is empty.</summary>
    public static Problem? Check(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        string text = Folded(typed);
        return new StringInfo(typed.Trim()).LengthInTextElements > Longest || typed.Trim().Length > 3 * Longest
            ? new Problem("", "name-too-long", $"A name has at most {Longest} characters.")
            : Address().IsMatch(text) ? new Problem("", "name-address", "A name holds no web address and no email address.")
            : Digits().IsMatch(text) ? new Problem("", "name-digits", "A name holds no long numbers.")
            : !text.EnumerateRunes().Any(IsVisibleLetter) ? new Problem("", "name-no-letter", "A name has at least one letter.")
            : null;
    }

    /// <summary>The text as it looks: full-width and other compatibility forms become plain ones, and invisible characters
    /// are removed.</summary>
    private static string Folded(string typed)
    {
        StringBuilder seen = new();
        foreach (Rune rune in typed.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format)
                seen.Append(rune);
        return seen.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>The fillers of Hangul count as letters but are invisible.</summary>
    private static bool IsVisibleLetter(Rune rune) => Rune.IsLetter(rune) && rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0);

    /// <summary>Mail programs also turn a bare host name into a link. Dr.Smith is not one.</summary>
    [GeneratedRegex(
        @"://|www\s*\.|@|[\p{L}\d-]\.(com|net|org|info|biz|co|uk|io|ru|cn|app|dev|site|online|shop|link|xyz|top|click|live|club|example)"
            + @"(?![\p{L}\d])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();

    /// <summary>Four digits, whatever is between them.</summary>
    [GeneratedRegex(@"\d(?:[\s.,()/+\-\u2010-\u2015]*\d){3}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits();
}
