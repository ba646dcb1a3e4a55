namespace SocialPrescribing.Journeys;

/// <content>Who is the same person without anybody asking.</content>
public static partial class Resemblance
{
    /// <summary>NHS number, date of birth and name agree, so there is no doubt that it is the same person.</summary>
    public static bool IsSurely(Journey journey, Person person) => IsSurely(journey, person, Agree);

    private static bool IsSurely(Journey journey, Person person, Func<Person, Person, bool> agree) =>
        agree(journey.Person, person)
        && journey.Referrals.Skip(1).All(r => r.DeclinedAt is not null || !HasAnotherNumber(r.Details.Person, person));

    /// <summary>
    /// Whether a referral with an organisation's key joins this journey by itself. The details must agree. And the journey's own referral
    /// must have come with such a key as well, or staff must have checked name and date of birth with the person, because anybody can fill
    /// in a page. A journey that is being joined to another takes nothing.
    /// </summary>
    public static bool MayJoin(Journey journey, HeldReferral referral) =>
        journey is { HasEnded: false, Joining: null } && IsTheSamePersons(journey, referral, Agree);

    /// <summary>Whether what the person asked for in a journey that has ended holds for a referral, too: under nearly the same conditions,
    /// because otherwise anybody could learn by a page what is known here of somebody.</summary>
    public static bool KeepsWishesOf(Journey journey, HeldReferral referral) =>
        journey is { HasEnded: true, HasDied: false } && IsTheSamePersons(journey, referral, AgreeEnoughForCare);

    private static bool IsTheSamePersons(Journey journey, HeldReferral referral, Func<Person, Person, bool> agree) =>
        referral.Organisation is not null && IsSurely(journey, referral.Details.Person, agree)
        && (journey.IdentityConfirmedAt is not null
            || journey.Referrals.Any(r => r is { Organisation: not null, DeclinedAt: null } && agree(journey.Person, r.Details.Person)));

    private static bool Agree(Person one, Person other) =>
        HaveOneNumber(one, other) && one.DateOfBirth == other.DateOfBirth && !PlaceholderBirth.Is(one.DateOfBirth)
        && NamesAgree(one, other);

    /// <summary>A date of birth that stands for one nobody knows, as of many refugees, is no reason to join two records. With the number
    /// and both names it is enough to be as careful as before.</summary>
    private static bool AgreeEnoughForCare(Person one, Person other) =>
        Agree(one, other) || (HaveOneNumber(one, other) && one.DateOfBirth == other.DateOfBirth
            && PersonKeys.Normalise(one.FirstName) == PersonKeys.Normalise(other.FirstName)
            && PersonKeys.Normalise(one.FamilyName) == PersonKeys.Normalise(other.FamilyName));

    private static bool HaveOneNumber(Person one, Person other) =>
        NhsNumber.TryParse(one.NhsNumber, out string number) && NhsNumber.TryParse(other.NhsNumber, out string theirs) && number == theirs;

    /// <summary>People change one of their names, and use short forms.</summary>
    private static bool NamesAgree(Person one, Person other)
    {
        string first = PersonKeys.Normalise(one.FirstName), otherFirst = PersonKeys.Normalise(other.FirstName);
        string family = PersonKeys.Normalise(one.FamilyName), otherFamily = PersonKeys.Normalise(other.FamilyName);
        return (family.Length > 0 && family == otherFamily)
            || (first.Length > 0 && first == otherFirst)
            || ShortForms.AreOne(first, otherFirst);
    }

    private static bool HasAnotherNumber(Person one, Person other) =>
        NhsNumber.TryParse(one.NhsNumber, out string number) && NhsNumber.TryParse(other.NhsNumber, out string theirs) && number != theirs;
}
