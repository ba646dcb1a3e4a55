namespace SocialPrescribing.Journeys;

/// <summary>Reads the phone numbers of a referral. What cannot be read is kept as it was written.</summary>
internal static class Phones
{
    /// <summary>Makes one contact detail for each number in the field. The words next to a number become its note.</summary>
    /// <param name="at">The pointer to the value.</param>
    /// <param name="more">How many more contact details there may be.</param>
    public static IReadOnlyList<ContactDetail> In(ContactDetail contact, string at, int more, ICollection<ReadingNote> notes)
    {
        IReadOnlyList<WrittenNumber> numbers = PhoneNumber.Find(contact.Value);
        if (numbers.Count is 0 || numbers.Count - 1 > more)
        {
            notes.Add(NotRead(at));
            return [contact];
        }
        if (numbers.Count > 1)
            notes.Add(new(at, "phone-several", "More than one number stands here. Each is taken, and may be used as you said."));
        if (numbers.Any(n => n.Words is not null))
            notes.Add(new(at, "phone-words", "The words beside the number are kept as a note to it."));
        SayZero(numbers, at, notes);
        return [.. numbers.Select((n, i) => One(contact, n, i, numbers.Count))];
    }

    /// <summary>A single number in its international form, and anything else as it was written.</summary>
    public static string? In(string? phone, string at, ICollection<ReadingNote> notes)
    {
        if (string.IsNullOrWhiteSpace(phone))
            return null;
        IReadOnlyList<WrittenNumber> numbers = PhoneNumber.Find(phone);
        if (numbers.Count is 0)
            notes.Add(NotRead(at));
        if (numbers is not [{ Words: null } only])
            return phone;
        SayZero(numbers, at, notes);
        return only.Telephone.Canonical;
    }

    private static ContactDetail One(ContactDetail contact, WrittenNumber number, int i, int count)
    {
        // With several numbers, each number shows its kind. With one, the sender's word counts.
        ContactKind kind = (count > 1 ? PhoneNumber.KindOf(number.Telephone) : null) ?? contact.Kind;
        string note = string.Join("; ", ((string?[])[number.Words, contact.Note]).Where(w => w is not null));
        return contact with
        {
            Kind = kind,
            Value = number.Telephone.Canonical,
            Text = contact.Text && kind is ContactKind.Mobile,
            Preferred = contact.Preferred && i is 0,
            Note = note.Length is 0 ? null : note[..PlainText.Length(note, ReferralRules.MaxName)],
        };
    }

    private static void SayZero(IReadOnlyList<WrittenNumber> numbers, string at, ICollection<ReadingNote> notes)
    {
        if (numbers.Any(n => n.Telephone.LostItsZero))
            notes.Add(new(at, "phone-zero", "The zero at the front is missing. The number is read with it."));
    }

    private static ReadingNote NotRead(string at) => new(
        at, "phone-not-read", "This is not a phone number that we know. It is kept as you wrote it, for a human to read.");
}
