using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Staff.Desk;

/// <param name="Who">The words before the number, as a colleague would say them.</param>
/// <param name="How">What the number may be used for.</param>
public sealed record WhomToCall(string Who, string Number, string How);

/// <summary>How to reach somebody now, first in the way that they prefer and allow, and what must never be done.</summary>
public sealed record Reach(WhomToCall? First, IReadOnlyList<(string What, string Value)> Others, IReadOnlyList<string> Never)
{
    public static Reach Of(Journey journey)
    {
        Preferences.State wishes = journey.Preferences;
        Person person = journey.Person;
        RelatedPerson? before = person.RelatedPeople.FirstOrDefault(r => r.ContactFirst);
        // Numbers that can be dialled come before text that was kept instead of a number.
        ContactDetail? phone = wishes.Contacts.Where(c => IsPhone(c) && c.Allowed)
            .OrderByDescending(ContactRules.IsUsable).ThenByDescending(c => c.Preferred).FirstOrDefault();
        WhomToCall? first =
            journey.HasDied ? null
            : before is { Phone: { } theirs }
                ? new($"Speak first to {before.Name} ({DeskWords.Role(before)}):", Words.Telephone(theirs), "")
            : phone is not null ? new("Call", Words.Telephone(phone.Value), Sentence(phone)) : null;
        return new Reach(first, [.. OthersOf(journey, phone, before)], [.. NeverOf(journey)]);
    }

    private static IEnumerable<(string, string)> OthersOf(Journey journey, ContactDetail? phone, RelatedPerson? before)
    {
        Preferences.State wishes = journey.Preferences;
        Person person = journey.Person;
        if (wishes.Language is not "en")
            yield return ("Speaks", $"{LanguageNames.Of(wishes.Language)}{(Interpreter(person) is { } who ? $", interpreter {who}" : "")}");
        if (!string.IsNullOrWhiteSpace(person.CommunicationNeeds))
            yield return ("Communication", person.CommunicationNeeds);
        if (person.Adjustments.Count > 0)
            yield return ("Adjustments", string.Join(", ", person.Adjustments.Select(Words.Code)));
        foreach (ContactDetail other in wishes.Contacts.Where(c => (c.Allowed || c.Text) && (c != phone || before is { Phone: not null })))
            yield return (other.Preferred ? $"{DeskWords.Kind(other.Kind)}, preferred" : DeskWords.Kind(other.Kind),
                IsPhone(other) ? $"{Words.Telephone(other.Value)} ({Sentence(other)})" : other.Value);
        foreach (RelatedPerson related in person.RelatedPeople.Where(r => r.MayBeTold && r != before))
            yield return (DeskWords.Role(related),
                $"{related.Name}{(related.Phone is { } number ? $", {Words.Telephone(number)}" : "")}, may be told");
    }

    private static IEnumerable<string> NeverOf(Journey journey)
    {
        Preferences.State wishes = journey.Preferences;
        if (wishes.Discretion)
            yield return "Discretion: others must not learn what we are for. Say neither our name nor your role until you know who is on "
                + "the phone.";
        if (journey.IsAddressProtected)
            yield return "The address is protected: tell it to nobody, and write it on nothing that leaves the house.";
        foreach (ContactDetail barred in wishes.Contacts.Where(c => IsPhone(c) && !c.Allowed))
            yield return $"{Words.Telephone(barred.Value)}: {DeskWords.Uses(barred)}";
        foreach (ContactDetail barred in wishes.Contacts.Where(c => !IsPhone(c) && !c.Allowed))
            yield return $"{DeskWords.Kind(barred.Kind)} {barred.Value}: do not use";
        foreach (RelatedPerson related in journey.Person.RelatedPeople.Where(r => r is { MayBeTold: false, ContactFirst: false }))
            yield return $"{related.Name} ({DeskWords.Role(related)}) must not be told anything";
        if (wishes.OptOut is OptOut.Everything)
            yield return "No emails: the person has stopped them";
    }

    private static string? Interpreter(Person person) => person.RelatedPeople.FirstOrDefault(r => r.Role is RelatedRole.Interpreter)?.Name;

    private static bool IsPhone(ContactDetail contact) => contact.Kind is ContactKind.Mobile or ContactKind.Landline;

    private static string Sentence(ContactDetail phone) => DeskWords.Uses(phone);
}
