namespace SocialPrescribing.Journeys;

/// <summary>Reads the contact details in a referral. What cannot be read is kept as it was written.</summary>
internal static class WrittenContacts
{
    public static IReadOnlyList<ContactDetail> Read(
        IReadOnlyList<ContactDetail> contacts, List<Problem> problems, List<ReadingNote> notes)
    {
        List<ContactDetail> read = [];
        if (contacts.Count > ReferralRules.MaxContacts)
            problems.Add(new("/person/contacts", "too-many", $"Give at most {ReferralRules.MaxContacts} ways to contact the person."));
        int more = ReferralRules.MaxContacts - contacts.Count;
        for (int i = 0; i < contacts.Count; i++)
        {
            // This one could not be read, and is kept as it was written.
            if (contacts[i] is null)
                continue;
            string at = $"/person/contacts/{i}/value";
            // An email address may be longer than a line.
            if (!EmailAddress.IsPlausible(contacts[i].Value))
                ReferralRules.Name(problems, at, contacts[i].Value);
            ReferralRules.Name(problems, $"/person/contacts/{i}/note", contacts[i].Note);
            if (string.IsNullOrWhiteSpace(contacts[i].Value))
            {
                notes.Add(new(at, "contact-empty", "Nothing stands here. It is left out."));
                continue;
            }
            IReadOnlyList<ContactDetail> found = contacts[i].Kind switch
            {
                ContactKind.Email => [Email(contacts[i], at, notes)],
                ContactKind.Post => [contacts[i]],
                ContactKind.Mobile or ContactKind.Landline => Phones.In(contacts[i], at, more, notes),
            };
            more -= found.Count - 1;
            foreach (ContactDetail contact in found)
                Add(read, contact, i, notes);
        }
        return read;
    }

    private static void Add(List<ContactDetail> read, ContactDetail contact, int i, List<ReadingNote> notes)
    {
        int known = read.FindIndex(c => ContactRules.IsSame(c, contact));
        if (known < 0)
        {
            read.Add(contact);
            return;
        }
        read[known] = ContactRules.Stricter(read[known], contact);
        notes.Add(new($"/person/contacts/{i}", "contact-twice", "This is given twice. It is taken once, and used only as both allow."));
    }

    private static ContactDetail Email(ContactDetail contact, string at, List<ReadingNote> notes)
    {
        if (EmailAddress.Read(contact.Value) is { } address)
            return contact with { Value = address };
        notes.Add(new(at, "email-not-read", "This is not an email address. It is kept as you wrote it, and nothing is sent to it."));
        return contact;
    }
}
