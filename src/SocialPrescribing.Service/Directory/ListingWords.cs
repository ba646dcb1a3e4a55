using System.Globalization;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>What was read in a field's words.</summary>
/// <param name="Value">The default for nothing.</param>
/// <param name="IsAll">False where the words say more, or something else, so that they are kept beside it.</param>
public readonly record struct Heard<T>(T? Value, bool IsAll);

/// <summary>Reads single fields of an entry as people mean them. What may be two things is not read.</summary>
public static partial class ListingWords
{
    private static readonly string[] _nothing =
        ["", "-", "--", "n/a", "na", "none", "null", "nil", "?", "unknown", "not known", "tbc", "tba", "not applicable", "see website"];

    /// <summary>What people write into a field to say that there is nothing to say.</summary>
    public static bool IsNothing(string text) => _nothing.Contains(text.Trim().TrimEnd('.').ToLowerInvariant());

    public static Heard<string> Email(string text) => Pick(text, EmailBreaks(), t =>
    {
        string address = t.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? t[7..] : t;
        return EmailAddress.IsPlausible(address.Trim('<', '>', '.')) ? address.Trim('<', '>', '.') : null;
    });

    public static Heard<string> Postal(string text) =>
        Pick(text, PostcodeBreaks(), t => Postcode.TryParse(t, out string postcode) ? postcode : null);

    public static Heard<string> Web(string text) => Pick(text, EmailBreaks(), t => ActivityRules.IsWebAddress(t) ? t
        : Host().IsMatch(t) && ActivityRules.IsWebAddress("https://" + t) ? "https://" + t : null);

    public static Heard<string> Phone(string text) => PhoneNumber.Find(text) switch
    {
        [{ Words: null, Telephone: var only }] => new(only.Canonical, true),
        [{ Telephone: var first }, ..] => new(first.Canonical, false),
        _ => Pick(text, PhoneBreaks(), t => PhoneNumber.TryParse(t, out string number) ? number : null),
    };

    private static Heard<string> Pick(string text, Regex breaks, Func<string, string?> read)
    {
        if (IsNothing(text))
            return new(null, true);
        if (read(text.Trim()) is { } whole)
            return new(whole, true);
        string?[] found = [.. breaks.Split(text).Select(t => t.Trim()).Where(t => t.Length > 0).Select(read)];
        string[] known = [.. found.OfType<string>().Distinct()];
        return new(known.FirstOrDefault(), known.Length is 1 && found.All(f => f is not null));
    }

    /// <summary>
    /// The ages of <c>18+</c>, <c>all ages</c>, <c>16 to 25</c>, <c>over 50s</c>, <c>up to 11</c>. A number alone is what its field says.
    /// </summary>
    public static Heard<(int? From, int? To)> Ages(string text, bool isHighest = false)
    {
        string plain = Spaces().Replace(text.Trim().TrimEnd('.').ToLowerInvariant(), " ");
        if (IsNothing(plain) || plain is "all" or "any" or "all ages" or "any age" or "everyone" or "everybody" or "no limit" or "no")
            return new((null, null), true);
        if (plain is "adult" or "adults")
            return new((18, null), true);
        if (AgeWritten().Match(plain) is not { Success: true, Groups: var g })
            return new((null, null), false);
        int? Number(string name) => g[name].Success ? int.Parse(g[name].Value, CultureInfo.InvariantCulture) : null;
        return (Number("one"), Number("from"), Number("to"), Number("up")) switch
        {
            ({ } one, _, _, _) => new(isHighest ? (null, Limit(one)) : (Least(one), null), true),
            (_, { } from, null, _) => new((Least(from), null), true),
            (_, { } from, { } to, _) when from <= to => new((Least(from), Limit(to)), true),
            (_, _, _, { } up) => new((null, Limit(up)), true),
            _ => new((null, null), false),
        };
    }

    /// <summary>0 is no lower limit.</summary>
    public static int? Least(int age) => age is 0 ? null : age;

    /// <summary>Programs write 999 or 150 where there is no upper limit, and 0.</summary>
    public static int? Limit(int age) => age is 0 or > 120 ? null : age;

    /// <summary><c>0</c> is free, <c>2.50</c> pounds; all else stays as it is.</summary>
    public static string? Cost(string? text) => text is null ? null
        : Free().IsMatch(text) ? "Free" : IsNothing(text) ? null : Amount().IsMatch(text) ? "£" + text : text;

    /// <summary>The tag of a language by its tag or its English name; null for what is none.</summary>
    public static string? Language(string text) =>
        text.Length is 2 or 3 && text.All(char.IsAsciiLetter) ? text.ToLowerInvariant()
        : text.Length is 5 && text[2] is '-' or '_' && text.Remove(2, 1).All(char.IsAsciiLetter) ? text[..2].ToLowerInvariant()
        : CultureInfo.GetCultures(CultureTypes.NeutralCultures)
            .FirstOrDefault(c => c.Name.Length is 2 or 3 && c.EnglishName.Equals(text, StringComparison.OrdinalIgnoreCase))?.Name;

    /// <summary>Degrees with a point or a comma, with a sign or the letter of the compass.</summary>
    public static double? Degrees(string text)
    {
        if (DegreesWritten().Match(text.Trim()) is not { Success: true, Groups: var g })
            return null;
        double degrees = double.Parse(g["n"].Value.Replace(',', '.').Replace('−', '-'), CultureInfo.InvariantCulture);
        return g["side"].Success && g["side"].Value.ToUpperInvariant() is "S" or "W" ? -Math.Abs(degrees) : degrees;
    }

    [GeneratedRegex(@"[;,/|\s<>()]+|\bor\b|\band\b", RegexOptions.IgnoreCase)]
    private static partial Regex EmailBreaks();

    [GeneratedRegex(@"[;,/|&\n()]+|\bor\b|\band\b", RegexOptions.IgnoreCase)]
    private static partial Regex PostcodeBreaks();

    [GeneratedRegex(@"[;,/|&\n]+|\bor\b|\band\b", RegexOptions.IgnoreCase)]
    private static partial Regex PhoneBreaks();

    [GeneratedRegex(@"^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:\d+)?([/?#]\S*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    [GeneratedRegex(@"^((aged? |ages )?(?<one>\d{1,3})( ?(years|yrs)( old)?)?"
        + @"|(aged? |ages )?((?<from>\d{1,3}) ?s?( ?(years|yrs))?( ?\+| ?(and|or) (over|above|older|up|upwards)| ?plus| onwards)"
        + @"|(from|over) (?<from>\d{1,3}) ?s?)"
        + @"|(aged? |ages )?(from |between )?(?<from>\d{1,3}) ?(-|–|to|and) ?(?<to>\d{1,3})( ?(years|yrs)( old)?)?"
        + @"|(up to|to|max|maximum) (age )?(?<up>\d{1,3})( ?(years|yrs)( old)?)?)$", RegexOptions.ExplicitCapture)]
    private static partial Regex AgeWritten();

    [GeneratedRegex(@"^£?\s?0+([.,]0+)?$|^(free|free of charge|no charge|nil|none|no cost)\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex Free();

    [GeneratedRegex(@"^\d{1,4}(\.\d{2})?$")]
    private static partial Regex Amount();

    [GeneratedRegex(@"^(?<n>[-+−]?\d{1,7}([.,]\d+)?)\s*°?\s*(?<side>[nsew])?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex DegreesWritten();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
