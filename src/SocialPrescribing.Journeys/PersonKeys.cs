using System.Globalization;
using System.Text;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What tells that two referrals may be about the same person. A key in common says that somebody should look, and never more:
/// numbers are mistyped, names and postcodes are shared, and anybody can fill in a page. The keys are plain text here; whoever
/// stores one hashes it with a secret first.
/// </summary>
public static class PersonKeys
{
    /// <summary>Every key that these details form.</summary>
    /// <param name="contacts">Every way of contact that is known, allowed or not.</param>
    public static IEnumerable<PersonKey> Of(Person person, IEnumerable<ContactDetail> contacts)
    {
        string name = Normalise(person.FirstName) + Normalise(person.FamilyName);
        string? birth = PlaceholderBirth.Is(person.DateOfBirth) ? null
            : person.DateOfBirth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        bool isNamed = name.Length > 1;

        if (NhsNumber.TryParse(person.NhsNumber, out string number))
            yield return new(AlikeReason.SameNhsNumber, $"nhs:{number}");
        // First and family name run together: referrers do not agree on where "Mary Ann Lee" is to be cut.
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

    /// <summary>Null for what is neither an address for mail nor a number.</summary>
    private static string? Canonical(ContactDetail contact) => contact.Kind switch
    {
        ContactKind.Email => contact.Value.Trim().ToLowerInvariant() is { Length: > 0 } email ? email : null,
        ContactKind.Mobile or ContactKind.Landline => PhoneNumber.Read(contact.Value) is { } telephone ? telephone.Number
            : string.Concat(contact.Value.Where(char.IsAsciiDigit)) is { Length: > 5 } digits ? digits : null,
        _ => null,
    };

    /// <summary>
    /// A name without what people write differently: case, accents, spaces and punctuation, and forms that only look different (Ａ, ﬁ).
    /// Accents come off Latin letters only; in other scripts a mark can be half of the letter (й, कि), so names in them are kept as they
    /// are.
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
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

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

/// <param name="Text">Plain: whoever stores it hashes it first.</param>
public readonly record struct PersonKey(AlikeReason Reason, string Text);

/// <summary>
/// Birth dates that are written down where nobody knows the right one. Many share them, so they do not say who somebody is.
/// </summary>
public static class PlaceholderBirth
{
    /// <summary>
    /// 1 January of any year is what registries of refugees and many practice systems enter for "the year alone is known", and 1900 and
    /// 1901 for "not known at all". The others are what people type to get past a field; whoever was really born then is over 110.
    /// </summary>
    public static bool Is(DateOnly birth) => birth is { Month: 1, Day: 1 } or { Year: <= 1901 }
        or { Year: 1910, Month: 10, Day: 10 } or { Year: 1911, Month: 11, Day: 11 } or { Year: 1912, Month: 12, Day: 12 };
}
