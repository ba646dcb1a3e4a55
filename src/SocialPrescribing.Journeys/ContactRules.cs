namespace SocialPrescribing.Journeys;

/// <summary>What makes a way of contact usable.</summary>
public static class ContactRules
{
    /// <summary>What is wrong with it, or null.</summary>
    public static string? Check(ContactDetail contact) => contact.Kind switch
    {
        ContactKind.Email => EmailAddress.IsPlausible(contact.Value) ? null : "This is not an email address.",
        ContactKind.Mobile or ContactKind.Landline =>
            PhoneNumber.TryParse(contact.Value, out _) ? null : "This is not a phone number that we know.",
        ContactKind.Post => string.IsNullOrWhiteSpace(contact.Value) ? "Say where post goes."
            : contact.Value.Length > ReferralRules.MaxName ? $"At most {ReferralRules.MaxName} characters."
            : !PlainText.IsLine(contact.Value) ? "Take out the control characters."
            : null,
    };

    public const string TwiceHint = "Give each way of contact once, so that it is clear what it may be used for.";

    /// <summary>Whether it can be dialled or written to. What a referral wrote may be stored here even if it cannot.</summary>
    public static bool IsUsable(ContactDetail contact) => contact.Kind switch
    {
        ContactKind.Email => EmailAddress.IsPlausible(contact.Value),
        ContactKind.Post => contact.Value.Length > 0,
        ContactKind.Mobile or ContactKind.Landline => PhoneNumber.Read(contact.Value) is not null,
    };

    /// <summary>Whether somebody could call or write to this person at all.</summary>
    public static bool CanReach(Person person) =>
        person.Contacts.Any(c => (c.Allowed || c.Text) && IsUsable(c))
        || person.Address is { Lines.Count: > 0 }
        || person.RelatedPeople.Any(r => r is { MayBeTold: true } && (r.Phone ?? r.Email) is not null);

    /// <summary>The same, with the contact details that are known now.</summary>
    public static bool CanReach(Journey journey) => CanReach(journey.Person with { Contacts = journey.Preferences.Contacts });

    /// <summary>Merges two that are the same. The result may be used only as both allow.</summary>
    public static ContactDetail Stricter(ContactDetail one, ContactDetail other) => one with
    {
        Kind = one.Kind is ContactKind.Landline ? other.Kind : one.Kind,
        Allowed = one.Allowed && other.Allowed,
        Text = one.Text && other.Text,
        Voicemail = one.Voicemail && other.Voicemail,
        Preferred = one.Preferred || other.Preferred,
        Note = one.Note ?? other.Note,
    };

    /// <summary>The ways of contact of a journey, and those that its referral named or somebody added, and that were taken out since:
    /// nobody uses them, and a referral that names them again must not bring them back.</summary>
    /// <param name="takenOut">See <see cref="TakenOut"/>.</param>
    internal static IEnumerable<ContactDetail> Known(Journey journey, IReadOnlyList<ContactDetail> takenOut)
    {
        ContactDetail[] now = [.. journey.Preferences.Contacts.Select(Canonical)];
        return now.Concat(journey.Person.Contacts.Concat(takenOut).Select(Canonical).Where(c => !now.Any(n => IsSame(n, c)))
            .Select(c => c with { Allowed = false, Text = false, Voicemail = false }));
    }

    /// <summary>The ways of contact that somebody took out of the list and that have not come back. The state knows only those of the
    /// referral; the journal knows all. What came with somebody else's record and left with it again is not among them.</summary>
    public static IReadOnlyList<ContactDetail> TakenOut(IEnumerable<JournalEntry> journal)
    {
        List<ContactDetail> gone = [], brought = [];
        Journey? journey = null;
        foreach (JournalEntry entry in journal)
        {
            IReadOnlyList<ContactDetail> before = journey?.Preferences.Contacts ?? [];
            journey = Journey.Apply(journey, entry);
            IReadOnlyList<ContactDetail> after = journey.Preferences.Contacts;
            if (entry.Event is Preferences.Changed { Contacts: not null })
                gone.AddRange(before.Where(c => !gone.Any(g => IsSame(Canonical(g), Canonical(c)))));
            if (entry.Event is Joining.Taken)
                brought.AddRange(after.Where(c => !before.Any(b => IsSame(b, c))));
            IReadOnlyList<ContactDetail> notGone = entry.Event is Parting.WentApart ? [.. after, .. brought] : after;
            gone.RemoveAll(g => notGone.Any(c => IsSame(Canonical(g), Canonical(c))));
        }
        return gone;
    }

    /// <summary>None may be used for what another record of the same person does not allow; and what may be used for nothing there
    /// stands here as well, so that nobody adds it.</summary>
    internal static IReadOnlyList<ContactDetail> HeldTo(IReadOnlyList<ContactDetail> contacts, IEnumerable<ContactDetail> others)
    {
        ContactDetail[] known = [.. others.Select(Canonical)];
        ContactDetail[] held =
        [
            .. contacts.Select(c => known.FirstOrDefault(k => IsSame(k, Canonical(c))) is not { } other || !IsNarrower(other, c) ? c
                : Stricter(other, c) with { Preferred = c.Preferred && c.Allowed && other.Allowed }),
        ];
        return
        [
            .. held,
            .. known.Where(k => k is { Allowed: false, Text: false } && !held.Any(c => IsSame(k, Canonical(c))))
                .Take(Math.Max(0, ReferralRules.MaxContacts - held.Length)),
        ];
    }

    private static bool IsNarrower(ContactDetail one, ContactDetail other) =>
        (other.Allowed && !one.Allowed) || (other.Text && !one.Text) || (other.Voicemail && !one.Voicemail);

    /// <summary>Whether it is the same number or address, however it is written and whatever it may be used for.</summary>
    public static bool IsSame(ContactDetail one, ContactDetail other) =>
        one.Kind is ContactKind.Post == other.Kind is ContactKind.Post
            && one.Value.Trim().Equals(other.Value.Trim(), StringComparison.OrdinalIgnoreCase);

    public static bool IsPhone(ContactDetail contact) => contact.Kind is ContactKind.Mobile or ContactKind.Landline;

    public static ContactDetail Canonical(ContactDetail contact) =>
        IsPhone(contact) && PhoneNumber.TryParse(contact.Value, out string phone)
            ? contact with { Value = phone } : contact;
}
