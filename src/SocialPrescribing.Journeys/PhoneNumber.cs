using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using PhoneNumbers;

namespace SocialPrescribing.Journeys;

/// <summary>A telephone number as it was meant.</summary>
/// <param name="Number">In the international form: <c>+441420123456</c>.</param>
/// <param name="Extension">What a switchboard asks for.</param>
/// <param name="Relay">
/// What is dialled before the number so that a text relay comes in: 18001, or 18002. Relay UK; without it a deaf person hears nothing.
/// </param>
public sealed record Telephone(string Number, string? Extension = null, string? Relay = null)
{
    /// <summary>As it is stored. It is read again as the same number.</summary>
    public string Canonical => $"{Before}{Number}{Behind}";

    /// <summary>As people in the United Kingdom write it: <c>01420 123456 ext. 214</c>.</summary>
    public string Shown => $"{Before}{PhoneNumber.Grouped(Number)}{Behind}";

    /// <summary>What stands behind <c>tel:</c> in a link (RFC 3966).</summary>
    public string Dialled => Relay is not null && Number.StartsWith("+44", StringComparison.Ordinal) ? $"{Relay}0{Number[3..]}"
        : $"{Relay}{Number}{(Extension is null ? "" : ";ext=" + Extension)}";

    /// <summary>The first zero was missing, as spreadsheets take it.</summary>
    public bool LostItsZero { get; init; }

    private string Before => Relay is null ? "" : Relay + " ";
    private string Behind => Extension is null ? "" : " ext. " + Extension;
}

/// <summary>A number in a text, and the words that stand beside it.</summary>
public sealed record WrittenNumber(Telephone Telephone, string? Words);

/// <summary>Telephone numbers as people write them.</summary>
/// <remarks>
/// libphonenumber says what a number is and how it is shown. Numbers that it does not know to be in use are taken all the same if they have
/// the ten digits of the numbering plan (Ofcom): new ranges are in use before everybody has heard of them.
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
    /// <param name="canonical">As it is stored, or empty.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out string canonical)
    {
        canonical = Read(text)?.Canonical ?? "";
        return canonical.Length > 0;
    }

    /// <summary>The one number that this is; null for anything else.</summary>
    public static Telephone? Read(string? text) => Find(text) is [{ Words: null } only] ? only.Telephone : null;

    /// <summary>
    /// The numbers in a text, in order, each with the words beside it. None where anything in it may be a number that cannot be read:
    /// whoever reads what was written then sees all of it.
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

    /// <summary>A number in the international form, in the groups that it is usually written in.</summary>
    internal static string Grouped(string number)
    {
        if (!IsNumber(number) || Parsed(number) is not { } parsed)
            return number;
        return _plan.Format(parsed, parsed.CountryCode is 44 ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
    }

    /// <summary>Null where the number does not tell.</summary>
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

    /// <summary>Fewer digits are a time of the day, a house, or part of a sentence.</summary>
    private const int ShortestNumber = 5;

    /// <summary>Digits alone, or with a plus before them; null for what is no number.</summary>
    private static string? International(string typed, out bool lostItsZero)
    {
        lostItsZero = false;
        string? number = typed switch
        {
            ['+', ..] => typed,
            ['0', '0', ..] => "+" + typed[2..],
            ['0', ..] => Kingdom + typed[1..],
            ['4', '4', ..] when typed.Length >= 12 => "+" + typed,
            // Nobody's number begins with 00, 04 or 06, and few people's with 05 or 09.
            ['1' or '2' or '3' or '7' or '8', ..] when typed.Length is 10 => Kingdom + typed,
            _ => null,
        };
        if (number?.StartsWith(Kingdom + "0", StringComparison.Ordinal) is true)
            number = Kingdom + number[4..];
        // Of what earlier versions took, this form stands in journals.
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

    /// <summary>Digits of other scripts are ours, and every kind of space a space.</summary>
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

    /// <summary>A number stands between words, and no letter touches it: <c>01420 12345x</c> is somebody's question.</summary>
    [GeneratedRegex(
        """
        (?<![\w+]) (?: (?<relay>1800[0-2]) [ \p{Pd}]* (?=[(+0]) )?
        (?<number> [(+]* \d [\d\ ().\p{Pd}]* \d )
        (?: [ ,;]* \(? \ * (?: ext(?:ension|n)?\.? | x | \# ) [ :.]* (?<extension>\d{1,7}) \ * \)? )?
        (?!\w)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    /// <summary>What stands between two numbers, or names what follows, and says nothing.</summary>
    [GeneratedRegex(@"^[\s/,;:.&|()\p{Pd}]*(?:or|and|tel(?:ephone)?|phone|mob(?:ile)?)?[\s/,;:.&|()\p{Pd}]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"^\+44[1235789]\d{9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TenDigits();

    /// <summary>Earlier versions took every number of ten digits that begins with 01 or 08.</summary>
    [GeneratedRegex(@"^\+44[18]\d{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Earlier();
}
