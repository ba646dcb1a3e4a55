using System.Globalization;
using System.Text;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Keys by which two referrals are recognised as possibly about the same person. A shared key only means that somebody should look: numbers
/// are mistyped, names and postcodes are shared, and anybody can fill in a page. The keys are plain text here. Whoever stores one must hash
/// it with a secret first.
/// </summary>
public static class PersonKeys
{
    /// <summary>Every key that these details give.</summary>
    /// <param name="contacts">Every known contact detail, allowed or not.</param>
    public static IEnumerable<PersonKey> Of(Person person, IEnumerable<ContactDetail> contacts)
    {
        string name = Normalise(person.FirstName) + Normalise(person.FamilyName);
        string? birth = PlaceholderBirth.Is(person.DateOfBirth) ? null
            : person.DateOfBirth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        bool isNamed = name.Length > 1;

        if (NhsNumber.TryParse(person.NhsNumber, out string number))
            yield return new(AlikeReason.SameNhsNumber, $"nhs:{number}");
        // First and family name are joined, because referrers do not agree where "Mary Ann Lee" is divided.
        if (isNamed && birth is not null)
            yield return new(AlikeReason.NameAndBirth, $"name and birth:{name}|{birth}");
        if (isNamed && Postcode.TryParse(person.Address?.Postcode, out string home) && home != Postcode.NoFixedAbode)
            yield return new(AlikeReason.NameAndPostcode, $"name and postcode:{name}|{home}");
        foreach (ContactDetail contact in contacts)
        {
            if (Canonical(contact) is not { } value)
                continue;
            bool isEmail = contact.Kind is ContactKind.Email;
            if (birth is not null)
                yield return new(isEmail ? AlikeReason.BirthAndEmail : AlikeReason.BirthAndPhone, $"birth and contact:{birth}|{value}");
            if (isNamed)
                yield return new(isEmail ? AlikeReason.NameAndEmail : AlikeReason.NameAndPhone, $"name and contact:{name}|{value}");
        }
    }

    /// <summary>Null if it is neither a mail address nor a telephone number.</summary>
    private static string? Canonical(ContactDetail contact) => contact.Kind switch
    {
        ContactKind.Email => contact.Value.Trim().ToLowerInvariant() is { Length: > 0 } email ? email : null,
        ContactKind.Mobile or ContactKind.Landline => PhoneNumber.Read(contact.Value) is { } telephone ? telephone.Number
            : string.Concat(contact.Value.Where(char.IsAsciiDigit)) is { Length: > 5 } digits ? digits : null,
        ContactKind.Post => null,
    };

    /// <summary>
    /// A name without what people write differently: case, accents, spaces, punctuation, and characters that only look different
    /// (Ａ, ﬁ). Accents are removed from Latin letters only. In other scripts a mark can be part of the letter (й, कि), so those
    /// names keep their marks.
    /// </summary>
    internal static string Normalise(string name)
    {
        StringBuilder result = new();
        bool afterLatin = false;
        foreach (Rune rune in LettersOf(LettersOf(name).Normalize(NormalizationForm.FormKC)).Normalize(NormalizationForm.FormD)
            .EnumerateRunes())
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
    /// Keeps letters, digits and their marks. Invisible direction marks are removed, and so are broken surrogates (which are read as
    /// U+FFFD, a symbol) and letters that people use as an apostrophe (ʼ ʻ).
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
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Latin up to the end of Extended-B, and Latin Extended Additional.</summary>
    private static bool IsLatin(Rune rune) => rune.Value is < 0x0250 or (>= 0x1E00 and <= 0x1EFF);

    /// <summary>Letters for which people type plain ones if the keyboard does not have them. Unicode does not decompose these.</summary>
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

/// <param name="Text">Plain text. Whoever stores it must hash it first.</param>
public readonly record struct PersonKey(AlikeReason Reason, string Text);

/// <summary>Birth dates that people enter if nobody knows the right one. Many people share them, so they do not identify anybody.</summary>
public static class PlaceholderBirth
{
    /// <summary>
    /// Registries of refugees and many practice systems enter 1 January if only the year is known, and 1900 or 1901 if nothing is. The
    /// others are what people type to get past a field. Anybody who was really born on them is over 110.
    /// </summary>
    public static bool Is(DateOnly birth) => birth is { Month: 1, Day: 1 } or { Year: <= 1901 }
        or { Year: 1910, Month: 10, Day: 10 } or { Year: 1911, Month: 11, Day: 11 } or { Year: 1912, Month: 12, Day: 12 };
}
