using System.Globalization;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// A date as people and spreadsheets write it: <c>2027-03-12</c>, <c>1/4/2025</c>, <c>01-Apr-25</c>, <c>1st April 2025</c>.
/// </summary>
/// <remarks>The day stands first, as in Britain. 12/25/2027, which only works with the month first, is not read.</remarks>
public static partial class DateWords
{
    /// <summary>Where one stands in a longer text, in small letters.</summary>
    public const string Pattern =
        @"\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}[/.]\d{1,2}[/.](\d{4}|\d{2})(?!\d)"
            + @"|\d{1,2}(st|nd|rd|th)?[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,?[ -](\d{4}|\d{2})(?![\d:.])";

    private static readonly string[] _formats =
        ["yyyy-MM-dd", "d/M/yyyy", "d/M/yy", "d.M.yyyy", "d.M.yy", "d-M-yyyy", "d-MMM-yyyy", "d-MMM-yy", "d-MMMM-yyyy", "d-MMMM-yy"];
    private const int FirstSerial = 36_526, LastSerial = 73_050;

    /// <summary>Null for what is no date.</summary>
    public static DateOnly? Read(string text)
    {
        string plain = Instant().Replace(text.Trim(), "");
        // A spreadsheet that lost the format of a cell counts days: from 2000 to 2099.
        if (plain.Length is 5 && int.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out int serial))
            return serial is >= FirstSerial and <= LastSerial ? new DateOnly(1899, 12, 30).AddDays(serial) : null;
        if (char.IsAsciiLetter(plain.FirstOrDefault()))
            plain = Weekday().Replace(plain, "");
        plain = Ordinal().Replace(plain, "$1");
        if (plain.Any(char.IsAsciiLetter))
            plain = Long().Replace(plain.Replace(",", "", StringComparison.Ordinal).Replace(' ', '-'), "Sep");
        return DateOnly.TryParseExact(plain, _formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            && date.Year is >= 1900 and < 2200 ? date : null;
    }

    [GeneratedRegex(@"(?<=^\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*$|(?<=\d)\s00:00(:00)?$")]
    private static partial Regex Instant();

    [GeneratedRegex(@"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,?\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Weekday();

    [GeneratedRegex(@"(?<=^|\D)(\d{1,2})(st|nd|rd|th)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"(?<=-)sept(?=-)", RegexOptions.IgnoreCase)]
    private static partial Regex Long();
}
