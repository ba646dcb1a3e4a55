using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SocialPrescribing.Journeys;

/// <summary>Email addresses, as far as one can tell without sending anything.</summary>
public static class EmailAddress
{
    /// <summary>RFC 5321, section 4.5.3.1, erratum 1690.</summary>
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;

    private static readonly SearchValues<char> LocalCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.");

    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>
    /// Whether this can be one address that mail can be sent to. What is let through holds no space, control character,
    /// comma, semicolon, quote or angle bracket, so it can neither break out of a mail header nor name a second recipient.
    /// </summary>
    /// <remarks>Only ASCII: not every mail transport carries the rest, and a typographic apostrophe is a slip more often than a
    /// name.</remarks>
    public static bool IsPlausible([NotNullWhen(true)] string? text)
    {
        if (text is null || text.Length > MaxLength)
            return false;

        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && IsLocalPart(text.AsSpan(0, at)) && IsDomain(text.AsSpan(at + 1));
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local) =>
        local.Length <= MaxLocalLength
        && !local.ContainsAnyExcept(LocalCharacters)
        && local[0] != '.'
        && local[^1] != '.'
        && local.IndexOf("..") < 0;

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        int labels = 0;
        ReadOnlySpan<char> last = default;
        foreach (Range range in domain.Split('.'))
        {
            last = domain[range];
            labels++;
            if (last.Length is 0 or > MaxLabelLength || last.ContainsAnyExcept(LabelCharacters) || last[0] == '-' || last[^1] == '-')
                return false;
        }

        // A top-level name is never numeric, which also keeps out IP addresses.
        return labels >= 2 && last.Length >= 2 && !char.IsAsciiDigit(last[0]);
    }
}

/// <summary>United Kingdom telephone numbers, in the international form: <c>+441420123456</c>.</summary>
/// <remarks>Source: Ofcom, National Telephone Numbering Plan. Only the shape is checked.</remarks>
public static class PhoneNumber
{
    /// <param name="text">
    /// <c>01420 123456</c>, <c>+44 1420 123456</c>, <c>+44 (0)1420 123456</c> or <c>0044 …</c>, with spaces, hyphens, dots and
    /// brackets as people write them.
    /// </param>
    /// <param name="canonical">In the international form, or empty.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out string canonical)
    {
        string? national =
            NationalDigits(string.Concat(Typed.WithoutSeparators(text).Where(character => character is not ('(' or ')' or '.'))));
        bool isNumber = national is not null && national.All(char.IsAsciiDigit) && IsNational(national);
        canonical = isNumber ? $"+44{national}" : "";
        return isNumber;
    }

    /// <summary>The digits after the trunk prefix 0 or the country code, or null when there is neither.</summary>
    private static string? NationalDigits(string number)
    {
        foreach (string prefix in (ReadOnlySpan<string>)["+440", "+44", "00440", "0044", "0"])
        {
            if (number.StartsWith(prefix, StringComparison.Ordinal))
                return number[prefix.Length..];
        }

        return null;
    }

    /// <summary>
    /// Ten digits after the 0. Nine are left only in a few old exchanges (01) and freephone numbers (08); anywhere else a
    /// digit went missing, which is the commonest slip in a mobile number. No number begins with 00, 04 or 06.
    /// </summary>
    private static bool IsNational(string national) =>
        national is ['1' or '8', ..] && national.Length is 9 or 10
        || national is ['2' or '3' or '5' or '7' or '9', ..] && national.Length == 10;
}
