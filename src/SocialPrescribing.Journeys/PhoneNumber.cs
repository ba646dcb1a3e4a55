using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using PhoneNumbers;

namespace SocialPrescribing.Journeys;

/// <summary>A telephone number as it is meant.</summary>
/// <param name="Number">In the international form: <c>+441420123456</c>.</param>
/// <param name="Extension">The number that a switchboard asks for.</param>
/// <param name="Relay">
/// The prefix for a text relay service (Relay UK): 18001 or 18002. Without it a deaf person hears nothing.
/// </param>
public sealed record Telephone(string Number, string? Extension = null, string? Relay = null)
{
    /// <summary>The stored form. Reading it gives the same number again.</summary>
    public string Canonical => $"{Before}{Number}{Behind}";

    /// <summary>In the form that people in the United Kingdom use: <c>01420 123456 ext. 214</c>.</summary>
    public string Shown => $"{Before}{PhoneNumber.Grouped(Number)}{Behind}";

    /// <summary>The part after <c>tel:</c> in a link (RFC 3966).</summary>
    public string Dialled => Relay is not null && Number.StartsWith("+44", StringComparison.Ordinal) ? $"{Relay}0{Number[3..]}"
        : $"{Relay}{Number}{(Extension is null ? "" : ";ext=" + Extension)}";

    /// <summary>Whether the first zero was missing, because a spreadsheet removed it.</summary>
    public bool LostItsZero { get; init; }

    private string Before => Relay is null ? "" : Relay + " ";
    private string Behind => Extension is null ? "" : " ext. " + Extension;
}

/// <summary>A number in a text, and the words next to it.</summary>
public sealed record WrittenNumber(Telephone Telephone, string? Words);

/// <summary>Telephone numbers as people write them.</summary>
/// <remarks>
/// libphonenumber decides what a number is and how it is shown. A number that it does not know is still accepted if it has the ten digits
/// of the numbering plan (Ofcom), because new ranges are used before every library knows them.
/// </remarks>
public static partial class PhoneNumber
{
    private const string Kingdom = "+44";
    private static readonly PhoneNumberUtil _plan = PhoneNumberUtil.GetInstance();

    /// <summary>Whether this is one number and nothing else.</summary>
    /// <param name="text">
    /// <c>01420 123456</c>, <c>+44 (0)1420 123456 ext 7</c>, <c>18001 01420 123456</c>, <c>+353 86 555 0123</c>, with spaces, hyphens,
    /// dots and brackets as people write them.
    /// </param>
    /// <param name="canonical">The stored form, or empty.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out string canonical)
    {
        canonical = Read(text)?.Canonical ?? "";
        return canonical.Length > 0;
    }

    /// <summary>The number, if the text is exactly one; otherwise null.</summary>
    public static Telephone? Read(string? text) => Find(text) is [{ Words: null } only] ? only.Telephone : null;

    /// <summary>
    /// The numbers in a text, in order, each with the words next to it. None if any part of the text may be a number that cannot be read:
    /// then people should see the whole text.
    /// </summary>
    public static IReadOnlyList<WrittenNumber> Find(string? text)
    {
        if (text is not { Length: > 0 and <= ReferralRules.MaxName })
            return [];
        string typed = Plain(text);
        List<(Telephone Telephone, Match Match)> found = [];
        foreach (Match match in Written().Matches(typed))
        {
            string number = string.Concat(match.Groups["number"].Value.Where(c => char.IsAsciiDigit(c) || c is '+'));
            bool stands = !Touches(typed[..match.Index].TrimEnd(), last: true)
                && !Touches(typed[(match.Index + match.Length)..].TrimStart(), last: false);
            if (stands && International(number, out bool lost) is { } international)
                found.Add((new Telephone(international, Value(match, "extension"), Value(match, "relay")) { LostItsZero = lost }, match));
            else if (number.Length >= ShortestNumber)
                return [];
        }
        return [.. found.Select((f, i) => new WrittenNumber(f.Telephone, Beside(typed, [.. found.Select(o => o.Match)], i)))];
    }

    /// <summary>Puts spaces into a number of the international form as people usually do.</summary>
    internal static string Grouped(string number)
    {
        if (!IsNumber(number) || Parsed(number) is not { } parsed)
            return number;
        return _plan.Format(parsed, parsed.CountryCode is 44 ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
    }

    /// <summary>Null if the number does not show it.</summary>
    internal static ContactKind? KindOf(Telephone telephone) =>
        telephone.Number.StartsWith(Kingdom, StringComparison.Ordinal)
            ? telephone.Number.StartsWith("+447", StringComparison.Ordinal) ? ContactKind.Mobile : ContactKind.Landline
        : Parsed(telephone.Number) is not { } parsed ? null
        : _plan.GetNumberType(parsed) switch
        {
            PhoneNumberType.MOBILE => ContactKind.Mobile,
            PhoneNumberType.FIXED_LINE => ContactKind.Landline,
            _ => null,
        };

    /// <summary>Fewer digits may be a time of day, a house number, or part of a sentence.</summary>
    private const int ShortestNumber = 5;

    /// <summary>The text must be digits, with or without a plus before them. Null if it is not a number.</summary>
    private static string? International(string typed, out bool lostItsZero)
    {
        lostItsZero = false;
        string? number = typed switch
        {
            ['+', ..] => typed,
            ['0', '0', ..] => "+" + typed[2..],
            ['0', ..] => Kingdom + typed[1..],
            ['4', '4', ..] when typed.Length >= 12 => "+" + typed,
            // No numbers begin with 00, 04 or 06, and few people's with 05 or 09.
            ['1' or '2' or '3' or '7' or '8', ..] when typed.Length is 10 => Kingdom + typed,
            _ => null,
        };
        if (number?.StartsWith(Kingdom + "0", StringComparison.Ordinal) is true)
            number = Kingdom + number[4..];
        // Earlier versions accepted this form, so it is in journals.
        if (number is null || !(IsNumber(number) || (number == typed && Earlier().IsMatch(number))))
            return null;
        lostItsZero = typed is ['1' or '2' or '3' or '7' or '8', ..];
        return Parsed(number) is { } parsed && parsed.CountryCode is not 44 ? _plan.Format(parsed, PhoneNumberFormat.E164) : number;
    }

    private static bool IsNumber(string number) =>
        Parsed(number) is { } parsed
        && (_plan.IsValidNumber(parsed) || (TenDigits().IsMatch(number) && _plan.IsPossibleNumber(parsed)));

    private static PhoneNumbers.PhoneNumber? Parsed(string number)
    {
        try
        {
            return _plan.Parse(number, "GB");
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>Turns digits of other scripts into ours, and every kind of space into a space.</summary>
    private static string Plain(string text) => string.Concat(text.Select(c =>
        char.IsDigit(c) && !char.IsAsciiDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : char.IsWhiteSpace(c) ? ' ' : c));

    private static string? Value(Match match, string group) => match.Groups[group] is { Success: true, Value: var value } ? value : null;

    private static bool Touches(string rest, bool last) =>
        rest.Length > 0 && (last ? rest[^1] : rest[0]) is '+' or '*' or (>= '0' and <= '9');

    private static string? Beside(string text, Match[] numbers, int i)
    {
        int end = numbers[i].Index + numbers[i].Length;
        string before = i is 0 ? text[..numbers[0].Index] : "";
        string behind = text[end..(i + 1 < numbers.Length ? numbers[i + 1].Index : text.Length)];
        string words = string.Join(" ", ((string[])[before.Trim(), behind.Trim()]).Where(w => !Nothing().IsMatch(w)));
        return words.Length is 0 ? null : words;
    }

    /// <summary>A number must not touch a letter: <c>01420 12345x</c> needs a human.</summary>
    [GeneratedRegex(
        """
        (?<![\w+]) (?: (?<relay>1800[0-2]) [ \p{Pd}]* (?=[(+0]) )?
        (?<number> [(+]* \d [\d\ ().\p{Pd}]* \d )
        (?: [ ,;]* \(? \ * (?: ext(?:ension|n)?\.? | x | \# ) [ :.]* (?<extension>\d{1,7}) \ * \)? )?
        (?!\w)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    /// <summary>Characters and words between two numbers, or before one, that mean nothing.</summary>
    [GeneratedRegex(@"^[\s/,;:.&|()\p{Pd}]*(?:or|and|tel(?:ephone)?|phone|mob(?:ile)?)?[\s/,;:.&|()\p{Pd}]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"^\+44[1235789]\d{9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TenDigits();

    /// <summary>Earlier versions accepted every number of ten digits that begins with 01 or 08.</summary>
    [GeneratedRegex(@"^\+44[18]\d{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Earlier();
}
