using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Somebody who stands beside the person: looks after them, speaks or decides with them, or is called when something has happened.
/// </summary>
/// <param name="MayBeTold">The person agrees that they hear what it is about. Nobody else is told anything, not even that the person is
/// known here.</param>
/// <param name="ContactFirst">They are spoken to before the person, and instead of a letter to the person.</param>
public sealed record RelatedPerson(
    string Name, RelatedRole Role, string? Relationship = null, string? Phone = null, string? Email = null, bool MayBeTold = false,
    bool ContactFirst = false);

[JsonConverter(typeof(CamelCaseEnum<RelatedRole>))]
public enum RelatedRole { Carer, Parent, Interpreter, Advocate, Emergency }

/// <summary>Checks the people close to a person.</summary>
public static class RelatedPeople
{
    public const int Most = 10;

    /// <summary>
    /// What is wrong with them, by their place in the list; and the same list with telephone numbers in the international form.
    /// </summary>
    /// <param name="notes">
    /// Given for a referral, in which an unreadable number is kept as written. Null if whoever typed it can correct it.
    /// </param>
    public static (IReadOnlyList<RelatedPerson> People, IReadOnlyList<Problem> Problems) Check(
        IReadOnlyList<RelatedPerson> people, string pointer, ICollection<ReadingNote>? notes = null)
    {
        List<Problem> problems = [];
        List<RelatedPerson> canonical = [];
        if (people.Count > Most)
            problems.Add(new(pointer, "too-many", $"Give at most {Most} people."));
        for (int i = 0; i < people.Count; i++)
        {
            string at = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pointer}/{i}");
            if (people[i] is not { } one)
            {
                if (notes is null)
                    problems.Add(new(at, "required", "This is empty."));
                continue;
            }
            foreach ((string field, string? text) in (ReadOnlySpan<(string, string?)>)[("name", one.Name),
                ("relationship", one.Relationship)])
                if (text is not null && (text.Length > ReferralRules.MaxName || !PlainText.IsLine(text)))
                    problems.Add(
                        new($"{at}/{field}", text.Length > ReferralRules.MaxName ? "too-long" : "control-characters",
                            $"At most {ReferralRules.MaxName} characters on one line."));
            if (string.IsNullOrWhiteSpace(one.Name))
                problems.Add(new($"{at}/name", "required", "Say who this is."));
            string? phone = string.IsNullOrWhiteSpace(one.Phone) ? null : one.Phone;
            if (phone is not null && notes is not null)
            {
                problems.AddRange(TextRules.InLine(phone).Select(p => new Problem($"{at}/phone", p.Code, p.Detail)));
                // In a referral an unreadable number is not refused.
                phone = Phones.In(phone, $"{at}/phone", notes);
            }
            else if (phone is not null && !PhoneNumber.TryParse(phone, out phone))
                problems.Add(new($"{at}/phone", "phone-invalid", "This is not a phone number that we know."));
            string? email = string.IsNullOrWhiteSpace(one.Email) ? null : notes is null ? one.Email : EmailAddress.Read(one.Email);
            if (!string.IsNullOrWhiteSpace(one.Email) && !EmailAddress.IsPlausible(email))
                problems.Add(notes is null ? new($"{at}/email", "email-invalid", "This is not an email address.")
                    : new($"{at}/email", "email-not-read", "This is not an email address, and nothing is sent to it."));
            if (one is { ContactFirst: true, MayBeTold: false })
                problems.Add(
                    new($"{at}/contactFirst", "not-to-be-told",
                        "Whoever is spoken to first must be told what it is about. Ask the person whether they may."));
            if (one.ContactFirst && phone is null && string.IsNullOrWhiteSpace(one.Email))
                problems.Add(new($"{at}/contactFirst", "contact-missing", "Say how they are reached."));
            if (one.ContactFirst && people.Take(i).Any(p => p?.ContactFirst is true))
                problems.Add(new($"{at}/contactFirst", "twice", "One person is spoken to first."));
            canonical.Add(
                one with { Phone = phone is "" ? one.Phone : phone, Email = email });
        }
        return (canonical, problems);
    }

    /// <summary>
    /// Who gets a letter in the person's place, if the pathway allows that: only what they must know to come, never a questionnaire.
    /// </summary>
    /// <remarks>
    /// Nobody does if a risk, a concern or a wish for discretion is known. The person may have to fear the very one who is close to
    /// them, so a human decides.
    /// </remarks>
    public static RelatedPerson? InPlaceOf(Journey journey, MessageKind kind, Pathway pathway) =>
        pathway.ContactFirstBy is ContactFirstBy.Mail && !journey.IsGuarded && First(journey.Person) is { Email: not null } first
        && MessageType.Of(kind).MayGoToWhoIsFirst ? first : null;

    /// <summary>Whether two records mean the same one: the same name, number or address.</summary>
    internal static bool IsSame(RelatedPerson one, RelatedPerson other) =>
        PersonKeys.Normalise(one.Name) == PersonKeys.Normalise(other.Name)
        || (one.Phone is { Length: > 0 } phone && phone == other.Phone)
        || (one.Email is { Length: > 0 } email && email.Equals(other.Email, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same people, where nobody is told anything who must not be told as the person said elsewhere.</summary>
    internal static IReadOnlyList<RelatedPerson> HeldTo(IReadOnlyList<RelatedPerson> people, IEnumerable<RelatedPerson> elsewhere)
    {
        RelatedPerson[] notTold = [.. elsewhere.Where(p => !p.MayBeTold)];
        return [.. people.Select(p =>
            p.MayBeTold && notTold.Any(n => IsSame(n, p)) ? p with { MayBeTold = false, ContactFirst = false } : p)];
    }

    /// <summary>Who is contacted before the person; null if nobody is.</summary>
    public static RelatedPerson? First(Person person) =>
        person.RelatedPeople.FirstOrDefault(p => p is { ContactFirst: true, MayBeTold: true });
}

/// <summary>How somebody who is contacted before the person hears what a letter to the person would say.</summary>
public enum ContactFirstBy
{
    /// <summary>Staff phone them: the letter becomes a task.</summary>
    Phone,
    /// <summary>The letter goes to them, if they have an email address.</summary>
    Mail,
}
