using System.Globalization;
using System.Text;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What tells that two referrals are about the same person. The keys are plain text here; whoever stores one hashes it
/// with a secret first.
/// </summary>
/// <remarks>
/// A key of <see cref="Of"/> in common joins two referrals, unless they carry two different valid NHS numbers.
/// <see cref="NameAndBirth"/> in common is only a reason for a human to look.
/// </remarks>
public static class PersonKeys
{
    /// <summary>
    /// The strong keys that these details can form, none to two: <c>nhs:9434765919</c> and
    /// <c>npd:{name}|{yyyy-MM-dd}|{postcode}</c>.
    /// </summary>
    /// <remarks>
    /// No <c>npd</c> key without both names (siblings born on one day share the rest) nor without a postcode of one's own
    /// (everyone of no fixed abode shares <see cref="Postcode.NoFixedAbode"/>).
    /// </remarks>
    public static IReadOnlyList<string> Of(string? nhsNumber, string firstName, string familyName, DateOnly dateOfBirth, string? postcode)
    {
        List<string> keys = [];
        if (NhsNumber.TryParse(nhsNumber, out string number))
            keys.Add($"nhs:{number}");

        bool hasBothNames = Normalise(firstName) != "" && Normalise(familyName) != "";
        if (hasBothNames && Postcode.TryParse(postcode, out string home) && home != Postcode.NoFixedAbode)
            keys.Add($"npd:{NameAndDate(firstName, familyName, dateOfBirth)}|{home}");

        return keys;
    }

    /// <summary>The weak key <c>nb:{name}|{yyyy-MM-dd}</c>: a possible duplicate.</summary>
    public static string NameAndBirth(string firstName, string familyName, DateOnly dateOfBirth) =>
        $"nb:{NameAndDate(firstName, familyName, dateOfBirth)}";

    /// <summary>First and family name run together: referrers do not agree on where "Mary Ann Lee" is to be cut.</summary>
    private static string NameAndDate(string firstName, string familyName, DateOnly dateOfBirth) =>
        string.Create(CultureInfo.InvariantCulture, $"{Normalise(firstName)}{Normalise(familyName)}|{dateOfBirth:yyyy-MM-dd}");

    /// <summary>
    /// A name without what people write differently: case, accents, spaces and punctuation, and forms that only look different (Ａ, ﬁ). Accents come off Latin letters
    /// only; in other scripts a mark can be half of the letter (й, कि), so names in them are kept as they are.
    /// </summary>
    internal static string Normalise(string name)
    {
        StringBuilder result = new();
        bool afterLatin = false;
        foreach (Rune rune in LettersOf(LettersOf(name).Normalize(NormalizationForm.FormKC)).Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (!IsMark(rune))
            {
                afterLatin = IsLatin(rune);
                result.Append(Fold(Rune.ToLowerInvariant(rune)));
            }
            else if (!afterLatin)
            {
                result.Append(rune);
            }
        }

        return result.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>
    /// Letters, digits and their marks. Invisible direction marks and broken surrogates go as well (the latter are read as
    /// U+FFFD, a symbol), and so do letters that stand in for an apostrophe (ʼ ʻ).
    /// </summary>
    private static string LettersOf(string name)
    {
        StringBuilder letters = new();
        foreach (Rune rune in name.EnumerateRunes())
        {
            if ((Rune.IsLetterOrDigit(rune) || IsMark(rune)) && rune.Value is not (>= 0x02B0 and <= 0x02FF))
                letters.Append(rune);
        }

        return letters.ToString();
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Up to the end of Latin Extended-B, and Latin Extended Additional.</summary>
    private static bool IsLatin(Rune rune) => rune.Value is < 0x0250 or (>= 0x1E00 and <= 0x1EFF);

    /// <summary>Letters that are written with plain ones where the keyboard has no better; Unicode does not decompose them.</summary>
    private static string Fold(Rune lower) => lower.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        _ => lower.ToString(),
    };
}
