using SocialPrescribing.Journeys;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>A person's contact details as fields of a form: each existing one, numbered, and an empty one to add another.</summary>
public static class ContactFields
{
    public static string Name(string field, int number) => $"{field}-{number}";

    /// <summary>The most likely way to reach somebody: a call if that is welcome, a text if only that is, otherwise what
    /// they prefer.</summary>
    public static ContactMethod Usual(Journey journey)
    {
        ContactDetail[] welcome = [.. journey.Preferences.Contacts.Where(c => c.Allowed || c.Text).OrderByDescending(c => c.Preferred)];
        return welcome.Any(c => c is { Allowed: true, Kind: ContactKind.Mobile or ContactKind.Landline }) ? ContactMethod.Phone
            : welcome.FirstOrDefault() switch
            {
                { Kind: ContactKind.Mobile } => ContactMethod.Text,
                { Kind: ContactKind.Email } => ContactMethod.Email,
                { Kind: ContactKind.Post } => ContactMethod.Letter,
                _ => ContactMethod.Phone,
            };
    }

    /// <summary>A contact whose field was emptied is removed.</summary>
    public static Preferences.Change Read(SentForm form, Journey journey)
    {
        List<ContactDetail> contacts = [];
        for (int number = 0; number <= journey.Preferences.Contacts.Count; number++)
        {
            if (!form.Has(Name("value", number)))
                continue;
            ContactKind kind = number < journey.Preferences.Contacts.Count ? journey.Preferences.Contacts[number].Kind
                : Enum.TryParse(form["kind"], out ContactKind chosen) && Enum.IsDefined(chosen) ? chosen : ContactKind.Email;
            ContactDetail contact = ContactRules.Canonical(new ContactDetail(kind, form[Name("value", number)],
                form.Has(Name("allowed", number)), form.Has(Name("text", number)), form.Has(Name("voicemail", number)),
                form["preferred"] == $"{number}"));
            ContactDetail? known = number < journey.Preferences.Contacts.Count ? journey.Preferences.Contacts[number] : null;
            if (known?.Value == contact.Value)
                contact = contact with { Note = known.Note };
            else if (ContactRules.Check(contact) is { } problem)
                form.Problem(Name("value", number), problem);
            contacts.Add(contact);
        }
        OptOut optOut = Enum.TryParse(form["optOut"], out OptOut chosenOptOut) && Enum.IsDefined(chosenOptOut)
            ? chosenOptOut
            : journey.Preferences.OptOut;
        string language = form.Has("otherLanguage") ? form["otherLanguage"] : form["language"];
        if (language.Length > 0 && !ReferralRules.IsLanguage(language))
            form.Problem("otherLanguage", ReferralRules.LanguageHint);
        string? knownAs = form.Text("knownAs", ReferralRules.MaxName);
        return new Preferences.Change(contacts, form.Has("discretion"),
            language.Length is 0 || language == journey.Preferences.Language ? null : language, optOut,
            knownAs == journey.Person.KnownAs ? null : knownAs, AddressIn(form, journey.Person.Address), form.Has("identityChecked"),
            Related(form, journey.Person), WhenToCall(form));
    }

    /// <summary>Empty for any time; null if the form does not ask.</summary>
    private static string? WhenToCall(SentForm form) =>
        form.Values.ContainsKey("whenToCall") ? form.Text("whenToCall", ReferralRules.MaxWhenToCall) ?? "" : null;

    /// <summary>People close to the person. Somebody whose name was emptied is removed. Null if the form does not ask.</summary>
    private static List<RelatedPerson>? Related(SentForm form, Person person)
    {
        if (!form.Values.ContainsKey(Name("relatedName", 0)))
            return null;
        List<RelatedPerson> related = [];
        for (int number = 0; number <= person.RelatedPeople.Count; number++)
        {
            string Field(string field) => form[Name(field, number)];
            if (Field("relatedName").Length is 0)
                continue;
            if (!Enum.TryParse(Field("relatedRole"), out RelatedRole role) || !Enum.IsDefined(role))
                form.Problem(Name("relatedRole", number), "Choose who they are.");
            RelatedPerson one = new(Field("relatedName"), role, Blank(Field("relatedRelationship")), Blank(Field("relatedPhone")),
                Blank(Field("relatedEmail")), Field("relatedTold").Length > 0, Field("relatedFirst").Length > 0);
            foreach (Problem problem in RelatedPeople.Check([one], "").Problems)
                form.Problem(
                    Name(
                        problem.Pointer.EndsWith("phone", StringComparison.Ordinal)
                            ? "relatedPhone"
                            : problem.Pointer.EndsWith("email", StringComparison.Ordinal) ? "relatedEmail"
                    : problem.Code is "not-to-be-told" ? "relatedTold" : problem.Code is "contact-missing" ? "relatedPhone" : "relatedName",
                    number), problem.Detail);
            related.Add(one);
        }
        return related;
    }

    private static string? Blank(string text) => text.Length is 0 ? null : text;

    /// <summary>Null if nothing was typed, or only what is known already.</summary>
    private static Address? AddressIn(SentForm form, Address? known)
    {
        string[] lines = form["address"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? postcode = form.Has("postcode") ? form["postcode"] : null;
        if (postcode is not null && !Postcode.TryParse(postcode, out postcode))
            form.Problem("postcode", "This is not a United Kingdom postcode. Leave it out if you do not know it.");
        if (lines.Length is 0 && postcode is not null && postcode != known?.Postcode)
            form.Problem("address", "Give the address as well.");
        if (lines.Length > Preferences.MaxAddressLines || lines.Any(l => l.Length > ReferralRules.MaxName))
            form.Problem("address",
                $"An address has at most {Preferences.MaxAddressLines} lines of at most {ReferralRules.MaxName} characters.");
        return lines.Length is 0 || (known is not null && postcode == known.Postcode && lines.SequenceEqual(known.Lines))
            ? null
            : new Address(lines, postcode);
    }
}
