using System.Globalization;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.People;

/// <summary>
/// Texts by which people are found besides their names: a telephone number, a postcode, a birth date, a mail address, the practice that
/// referred them, or part of a reference. The texts are plain here. Whoever stores one must hash it first.
/// </summary>
internal static class SearchKeys
{
    private const string AtPostcode = "postcode:";
    private const int FirstOfPart = 4;
    private const int WholeReference = 8;
    private static readonly CultureInfo _british = CultureInfo.GetCultureInfo("en-GB");
    private static readonly string[] _days =
    [
        "d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d M yyyy", "yyyy-MM-dd", "d MMMM yyyy", "d MMM yyyy", "ddMMyyyy",
    ];

    /// <summary>
    /// What is known of this journey's person now, and what their referrals said. A protected address leads to nobody, not even if an
    /// earlier referral named it.
    /// </summary>
    public static IEnumerable<string> Of(Journey journey) =>
        Of(journey.Person, journey.Preferences.Contacts).Concat(journey.Referrals.SelectMany(r => Of(r)))
            .Where(key => !journey.IsAddressProtected || !key.StartsWith(AtPostcode, StringComparison.Ordinal)).Distinct();

    public static IEnumerable<string> Of(HeldReferral referral) =>
        Of(referral.Details.Person, referral.Details.Person.Contacts).Concat(referral.Reference.Split('-').Skip(1).Select(Part));

    /// <summary>Words in the names of half of all practices. Nobody is found by them.</summary>
    private static readonly HashSet<string> _common =
        ["dr", "the", "and", "of", "surgery", "practice", "medical", "centre", "center", "health", "group", "clinic", "partnership", "nhs"];

    /// <summary>The words of the referrer's name, and of their practice or organisation.</summary>
    public static IReadOnlyList<string> Referrer(HeldReferral referral) =>
    [
        .. new[] { referral.Details.Referrer?.Name, referral.Details.Referrer?.Organisation, referral.Details.GpPractice?.Name }
            .OfType<string>().SelectMany(NameWords.Typed).Distinct(),
    ];

    /// <summary>Whether referrers are found by this word.</summary>
    public static bool LeadsToReferrer(string word) => PersonSearch.CanBegin(word) && !_common.Contains(word);

    /// <summary>The word's first letters, as for people's names.</summary>
    public static string ByReferrer(string word) => $"referrer begins:{PersonSearch.FirstOf(word)}";

    private static IEnumerable<string> Of(Person person, IEnumerable<ContactDetail> contacts)
    {
        if (!PlaceholderBirth.Is(person.DateOfBirth))
            yield return Birth(person.DateOfBirth);
        if (person.Address is { Withheld: false } address && Home(address.Postcode) is { } home)
            yield return home;
        foreach (ContactDetail contact in contacts)
            if ((contact.Kind is ContactKind.Email ? Email(contact.Value) : Phone(contact.Value)) is { } key)
                yield return key;
        // A caller may be the person's daughter.
        foreach (RelatedPerson related in person.RelatedPeople)
        {
            if (Phone(related.Phone) is { } phone)
                yield return phone;
            if (Email(related.Email) is { } email)
                yield return email;
        }
    }

    /// <summary>What was typed, if it is a contact address, a birth date or a postcode, and nothing else.</summary>
    public static string? Typed(string typed) =>
        Email(typed) ?? Phone(typed)
        ?? (DateOnly.TryParseExact(typed.Trim(), _days, _british, DateTimeStyles.AllowWhiteSpaces, out DateOnly born)
            ? Birth(born) : null)
        ?? Home(typed);

    /// <summary>The first four to seven of the eight characters of a reference, or the last four.</summary>
    /// <param name="part">The characters as they are in a reference, without hyphens.</param>
    public static string? InReference(string typed, out string part)
    {
        part = string.Concat(typed.Where(c => c is not ('-' or ' '))).ToUpperInvariant();
        if (part.StartsWith("SP", StringComparison.Ordinal))
            part = part[2..];
        return part.Length is >= FirstOfPart and < WholeReference && part.All(Reference.Alphabet.Contains)
            ? Part(part[..FirstOfPart]) : null;
    }

    private static string Part(string part) => $"reference part:{part}";

    private static string Birth(DateOnly born) => string.Create(CultureInfo.InvariantCulture, $"born:{born:yyyy-MM-dd}");

    private static string? Home(string? text) =>
        Postcode.TryParse(text, out string home) && home != Postcode.NoFixedAbode ? AtPostcode + home : null;

    private static string? Phone(string? text) => PhoneNumber.TryParse(text, out string number) ? $"phone:{number}" : null;

    private static string? Email(string? text) =>
        text?.Trim() is { } email && EmailAddress.IsPlausible(email) ? $"email:{email.ToLowerInvariant()}" : null;
}
