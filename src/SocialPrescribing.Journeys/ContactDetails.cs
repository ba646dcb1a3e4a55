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
    /// Whether this can be one address that mail can be sent to. An accepted text has no space, control character, comma, semicolon, quote
    /// or angle bracket. So it can neither break out of a mail header nor name a second recipient.
    /// </summary>
    /// <remarks>
    /// Only ASCII: not every mail system carries other characters, and a typographic apostrophe is more often a slip than a name.
    /// </remarks>
    public static bool IsPlausible([NotNullWhen(true)] string? text)
    {
        if (text is null || text.Length > MaxLength)
            return false;

        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && IsLocalPart(text.AsSpan(0, at)) && IsDomain(text.AsSpan(at + 1));
    }

    /// <summary>Finds the address in what mail programs and forms make of one: <c>mailto:</c>, a name before it, a full stop
    /// after it.</summary>
    /// <returns>Null if there is none, or more than one.</returns>
    public static string? Read(string text)
    {
        string address = PlainText.Seen(text);
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            address = address[7..];
        if (address.EndsWith('>') && address.LastIndexOf('<') is >= 0 and int begin)
            address = address[(begin + 1)..^1];
        address = address.Trim().TrimEnd('.', ',', ';');
        return IsPlausible(address) ? address : null;
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
