using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SocialPrescribing.Journeys;

/// <summary>The NHS number: ten digits, of which the last is a check digit (modulus 11). Shown 3-3-4.</summary>
/// <remarks>Source: NHS Data Dictionary, NHS NUMBER. A number that passes has the right form. Nobody has looked up whether
/// it exists.</remarks>
public static class NhsNumber
{
    /// <param name="text">Spaces and hyphens may stand anywhere.</param>
    /// <param name="canonical">Ten digits, or empty.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out string canonical)
    {
        canonical = "";
        string digits = Typed.WithoutSeparators(text);

        // Ten equal digits have a correct check digit, but people only type them to get past the field.
        if (digits.Length != 10 || !digits.All(char.IsAsciiDigit) || digits.All(digit => digit == digits[0]))
            return false;

        // A number whose check digit would be 10 is never issued.
        int sum = digits.Take(9).Select((digit, index) => (digit - '0') * (10 - index)).Sum();
        int check = (11 - sum % 11) % 11;
        if (check != digits[9] - '0' || !MayBeIssued(digits))
            return false;

        canonical = digits;
        return true;
    }

    /// <summary>What the number is called where it was issued. One check serves all three, and their ranges tell them apart.</summary>
    /// <remarks>Source: NHS Data Dictionary; 0100000000 to 3112999999 Scotland, 3200000000 to 3999999999 Northern Ireland.</remarks>
    public static string NameOf(string? number) =>
        KindOf(number) switch { "chiNumber" => "CHI number", "hcNumber" => "H&C number", _ => "NHS number" };

    /// <summary>The same as a key, under which texts in several languages are found.</summary>
    public static string KindOf(string? number) => !TryParse(number, out string digits) ? "nhsNumber"
        : IsChi(digits) ? "chiNumber" : digits[0] is '3' ? "hcNumber" : "nhsNumber";

    private static bool IsChi(string digits) => string.CompareOrdinal(digits, "3200000000") < 0;

    /// <summary>A CHI number must begin with a birth date, of this century or the last.</summary>
    private static bool MayBeIssued(string digits) => !IsChi(digits)
        || ((string[])["19", "20"]).Any(century => DateOnly.TryParseExact(
            $"{digits[..4]}{century}{digits[4..6]}", "ddMMyyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    /// <summary>943 476 5919. Text that is no NHS number is shown as it is.</summary>
    public static string Show(string nhsNumber) =>
        TryParse(nhsNumber, out string digits) ? $"{digits[..3]} {digits[3..6]} {digits[6..]}" : nhsNumber;
}

/// <summary>A United Kingdom postcode, upper case with one space: <c>GU35 9LP</c>.</summary>
/// <remarks>
/// Only the form is checked (BS 7666), not whether it was issued: refusing a real address does more harm than accepting a wrong one. The
/// Crown Dependencies use the same form. The forces have <c>BFPO 57</c>, and one bank had <c>GIR 0AA</c>. Of the NHS's pseudo postcodes
/// only <see cref="NoFixedAbode"/> is accepted. The others mean "not known", for which the field can be left empty.
/// </remarks>
public static class Postcode
{
    /// <summary>The NHS's code for a person of no fixed abode. Many people share it, so it identifies nobody.</summary>
    public const string NoFixedAbode = "ZZ99 3VZ";

    private const string PseudoArea = "ZZ", Forces = "BFPO", Girobank = "GIR0AA";

    // The last two letters are never one of C I K M O V, which are misread in handwriting.
    private static readonly SearchValues<char> InwardLetters = SearchValues.Create("ABDEFGHJLNPQRSTUWXYZ");

    public static bool TryParse([NotNullWhen(true)] string? text, out string canonical)
    {
        string code = Code(text);
        if (code.StartsWith(Forces, StringComparison.Ordinal)
            && code.Length is > 4 and <= 8 && code[4..].All(char.IsAsciiDigit))
        {
            canonical = $"{Forces} {code[4..]}";
            return true;
        }
        canonical = code.Length is >= 5 and <= 7 ? $"{code[..^3]} {code[^3..]}" : "";
        bool isPostcode = canonical == NoFixedAbode || code == Girobank
            || (canonical != ""
                && !code.StartsWith(PseudoArea, StringComparison.Ordinal)
                && IsOutward(code.AsSpan()[..^3])
                && IsInward(code.AsSpan()[^3..]));
        if (isPostcode)
            return true;

        canonical = "";
        return false;
    }

    /// <summary>The outward code (<c>GU35</c>), the smallest place that reports may name; empty for text that is not a postcode.</summary>
    public static string Area(string? postcode) => TryParse(postcode, out string canonical) ? canonical.Split(' ')[0] : "";

    /// <summary>Whether it is one of the NHS's codes for an unknown address: <c>ZZ99 3CZ</c>, <c>ZZ99 3WZ</c>.</summary>
    public static bool SaysNotKnown([NotNullWhen(true)] string? text) =>
        Code(text) is { Length: 7 } code && code.StartsWith("ZZ99", StringComparison.Ordinal) && char.IsAsciiDigit(code[4]);

    private static string Code(string? text) =>
        Typed.WithoutSeparators(text).Replace(".", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>A9, A99, A9A, AA9, AA99 or AA9A.</summary>
    private static bool IsOutward(ReadOnlySpan<char> code)
    {
        int letters = code.Length > 1 && char.IsAsciiLetterUpper(code[1]) ? 2 : 1;
        return code.Length - letters is 1 or 2
            && char.IsAsciiLetterUpper(code[0])
            && char.IsAsciiDigit(code[letters])
            && (code.Length == letters + 1 || char.IsAsciiDigit(code[^1]) || char.IsAsciiLetterUpper(code[^1]));
    }

    private static bool IsInward(ReadOnlySpan<char> code) =>
        char.IsAsciiDigit(code[0]) && InwardLetters.Contains(code[1]) && InwardLetters.Contains(code[2]);
}

/// <summary>An organisation's code in the NHS Organisation Data Service: one to nine letters and digits, upper case.</summary>
/// <remarks>A branch surgery has nine, an integrated care board three.</remarks>
public static class OdsCode
{
    public static bool TryParse([NotNullWhen(true)] string? text, out string canonical)
    {
        string code = Typed.WithoutSeparators(text).ToUpperInvariant();
        bool isCode = code.Length is >= 1 and <= 9 && code.All(char.IsAsciiLetterOrDigit);
        canonical = isCode ? code : "";
        return isCode;
    }

    /// <summary>A letter and five digits, as GP practices have. Another form is worth a question to the referrer, never
    /// a refusal.</summary>
    public static bool LooksLikePractice(string? code) =>
        TryParse(code, out string canonical)
            && canonical.Length == 6
            && char.IsAsciiLetter(canonical[0])
            && canonical.Skip(1).All(char.IsAsciiDigit);
}

/// <summary>What people put between the characters of a code when they write it down or paste it.</summary>
internal static class Typed
{
    /// <summary>The text without spaces and hyphens of any kind.</summary>
    public static string WithoutSeparators(string? text) => string.Concat((text ?? "").Where(character => !IsSeparator(character)));

    private static bool IsSeparator(char character) =>
        char.IsWhiteSpace(character) || char.GetUnicodeCategory(character) == UnicodeCategory.DashPunctuation;
}
