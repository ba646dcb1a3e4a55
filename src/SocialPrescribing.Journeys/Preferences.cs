using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// How the person wants to be reached and called, what others may see, and what they do not want. Somebody with a link can change where
/// the person is reached. So that nobody takes over the person's mail unseen, the change is reported to the previous address, and the
/// link worker checks it.
/// </summary>
public static class Preferences
{
    /// <summary>Change how the person wants to be reached.</summary>
    /// <remarks>What is left out stays as it is.</remarks>
    /// <param name="PreferredName">What the person likes to be called.</param>
    /// <param name="Address">Where they live now.</param>
    /// <param name="IdentityChecked">
    /// Name and date of birth were checked with the person. The email address that is theirs then may see what is held about them.
    /// </param>
    /// <param name="WhenToCall">In which hours they are called, in a few words; empty for any.</param>
    /// <example>{"commandId": "c-14", "kind": "changePreferences", "discretion": true, "optOut": "surveys"}</example>
    [GivenBy(Givers.Care)]
    public sealed record Change(
        IReadOnlyList<ContactDetail>? Contacts = null,
        bool? Discretion = null,
        string? Language = null,
        OptOut? OptOut = null,
        [property: StringLength(ReferralRules.MaxName, MinimumLength = 1)] string? PreferredName = null,
        Address? Address = null,
        bool IdentityChecked = false,
        [property: Length(0, Journeys.RelatedPeople.Most)] IReadOnlyList<RelatedPerson>? RelatedPeople = null,
        [property: StringLength(ReferralRules.MaxWhenToCall)] string? WhenToCall = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> OtherTexts =>
        [
            FreeText.Line(WhenToCall, ReferralRules.MaxWhenToCall),
            .. (Contacts ?? []).Select(c => FreeText.Line(c.Value, EmailAddress.MaxLength)),
            .. (RelatedPeople ?? []).Select(p => FreeText.Line(p.Email, EmailAddress.MaxLength)),
        ];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideChange(journey, this, pathway, moment);
    }

    public sealed record Changed(
        IReadOnlyList<ContactDetail>? Contacts = null, bool? Discretion = null, string? Language = null, OptOut? OptOut = null,
        string? PreferredName = null, Address? Address = null,
        IReadOnlyList<RelatedPerson>? RelatedPeople = null, string? WhenToCall = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            State now = journey.Preferences, after = After(now, this);
            return journey with
            {
                Preferences = after,
                EarlierEmail = after.Email == now.Email ? journey.EarlierEmail : now.Email ?? journey.EarlierEmail,
                Person = this is { PreferredName: null, Address: null, RelatedPeople: null, WhenToCall: null }
                    ? journey.Person : journey.Person with
                    {
                        WhenToCall = WhenToCall is "" ? null : WhenToCall ?? journey.Person.WhenToCall,
                        PreferredName = PreferredName ?? journey.Person.PreferredName,
                        Address = Address ?? journey.Person.Address,
                        RelatedPeople = RelatedPeople ?? journey.Person.RelatedPeople,
                        NoFixedAbode = Address is null && journey.Person.NoFixedAbode,
                    },
            };
        }
    }

    public sealed record State(IReadOnlyList<ContactDetail> Contacts, bool Discretion, string Language, OptOut OptOut)
    {
        /// <summary>The address for automatic mail: an allowed one, and the preferred one if there are several.</summary>
        [JsonIgnore]
        public string? Email =>
            Contacts.Where(c => c.Kind is ContactKind.Email && c.Allowed && EmailAddress.IsPlausible(c.Value))
                .OrderByDescending(c => c.Preferred).FirstOrDefault()?.Value;
    }

    public static State Of(Person person) => new(person.Contacts, person.Discretion, person.Language ?? "en", OptOut.Nothing);

    internal static Decision DecideChange(Journey journey, Change command, Pathway pathway, Moment moment)
    {
        if (Identity.Refuse(command.IdentityChecked, spoke: true, moment) is { } refused)
            return refused;
        Decision decision = WhatChanges(journey, command);
        if (decision is not Decision.Accepted accepted)
            return decision;
        if (command.IdentityChecked)
            return Decision.Of(
                [.. accepted.Events,
                    .. Identity.IfChecked(true, accepted.Events is [Changed after] ? journey.After(after, moment.Instant) : journey)]);
        if (accepted.Events is not [Changed changed])
            return decision;
        State now = journey.Preferences;
        bool isElsewhere = changed.Address is not null
            || (changed.Contacts ?? now.Contacts).Any(c => !now.Contacts.Any(before => ContactRules.IsSame(before, c)));
        if (moment.Actor.Kind is not ActorKind.Person || !isElsewhere)
            return decision;
        string key = $"details/{moment.CommandId}";
        bool mailMoves = now.Email is not null && After(now, changed).Email != now.Email;
        return Decision.Of([
            changed,
            .. mailMoves
                ? Messages.ToPerson(journey.After(changed, moment.Instant), MessageKind.DetailsChanged, key, null, pathway, moment.Instant)
                : [],
            // One task is enough: whoever checks looks at the present details.
            .. journey.HasEnded || journey.Tasks.Any(t => t.Kind is TaskKind.CheckDetails)
                ? []
                : (JourneyEvent[])[
                    journey.Open(key, TaskKind.CheckDetails, pathway.Calendar.Deadline(moment.Instant, pathway.TellPersonWorkingDays))],
        ]);
    }

    /// <summary>Only the change, without the letters and tasks that follow from it.</summary>
    public static Decision WhatChanges(Journey journey, Change command)
    {
        if (journey.HasDied)
            return Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.");
        IReadOnlyList<ContactDetail>? contacts = command.Contacts;
        if (contacts?.Count > ReferralRules.MaxContacts)
            return Decision.Refuse("contact-invalid", $"Give at most {ReferralRules.MaxContacts} ways to contact the person.");
        // A list from JSON can hold nulls, whatever its type says.
        if (contacts?.Select(c => c is null ? "A way to contact the person is empty." : Wrong(c, journey.Preferences))
            .FirstOrDefault(p => p is not null) is { } problem)
            return Decision.Refuse("contact-invalid", problem);
        if (command.Language is { } language && !ReferralRules.IsLanguage(language))
            return Decision.Refuse("language-invalid", ReferralRules.LanguageHint);
        string? name = command.PreferredName?.Trim();
        if (name is not null && !IsLine(name))
            return Decision.Refuse("name-invalid", $"A name has 1 to {ReferralRules.MaxName} characters on one line.");
        Address? address = command.Address;
        string? postcode = address?.Postcode;
        if (address is not null && (address.Lines is not { Count: >= 1 and <= MaxAddressLines } || !address.Lines.All(IsLine)))
            return Decision.Refuse("address-invalid", $"An address has 1 to {MaxAddressLines} lines.");
        if (postcode is not null && !Postcode.TryParse(postcode, out postcode))
            return Decision.Refuse("postcode-invalid", "This is not a United Kingdom postcode. Leave it out if you do not know it.");
        // A protected address stays protected: somebody who moves may still be looked for.
        address = address is null ? null
            : address with { Postcode = postcode, Withheld = address.Withheld || journey.IsAddressProtected };
        contacts = contacts is null ? null : [.. contacts.Select(ContactRules.Canonical)];
        if (contacts is not null && contacts.Where((c, i) => contacts.Take(i).Any(before => ContactRules.IsSame(before, c))).Any())
            return Decision.Refuse("contact-twice", ContactRules.TwiceHint);
        IReadOnlyList<RelatedPerson>? related = null;
        if (command.RelatedPeople is { } people)
        {
            (related, IReadOnlyList<Problem> wrong) = Journeys.RelatedPeople.Check(people, "");
            if (wrong.Count > 0)
                return Decision.Refuse("related-invalid", wrong[0].Detail);
            related = related.SequenceEqual(journey.Person.RelatedPeople) ? null : related;
        }
        string? hours = command.WhenToCall?.Trim();
        if (ReferralRules.WhenToCall(hours) is not null)
            return Decision.Refuse("when-to-call-invalid",
                $"Say when to call in at most {ReferralRules.MaxWhenToCall} characters, on one line.");
        State now = journey.Preferences;
        Changed changed = new(contacts, command.Discretion, command.Language, command.OptOut,
            name == journey.Person.PreferredName ? null : name,
            address is null || Journeys.Address.IsSame(address, journey.Person.Address) ? null : address,
            related,
            hours == (journey.Person.WhenToCall ?? "") ? null : hours);
        State after = After(now, changed);
        return after.Contacts.SequenceEqual(now.Contacts)
            && after with { Contacts = now.Contacts } == now
            && changed is { PreferredName: null, Address: null, RelatedPeople: null, WhenToCall: null }
            ? Decision.Of() : Decision.Of(changed);
    }

    /// <summary>What is wrong with it; null if nothing is. What a referral wrote illegibly may stay until somebody knows better.</summary>
    private static string? Wrong(ContactDetail contact, State now) =>
        now.Contacts.Any(c => c.Kind == contact.Kind && c.Value == contact.Value) ? null
        : contact.Note is { } note && !IsLine(note) ? $"A note has 1 to {ReferralRules.MaxName} characters on one line."
        : ContactRules.Check(contact);

    private static State After(State now, Changed e) =>
        new(e.Contacts ?? now.Contacts, e.Discretion ?? now.Discretion, e.Language ?? now.Language, e.OptOut ?? now.OptOut);

    /// <summary>The most lines of an address.</summary>
    public const int MaxAddressLines = 8;

    private static bool IsLine(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= ReferralRules.MaxName && PlainText.IsLine(text);
}

/// <summary>What the person does not want by automatic mail.</summary>
[JsonConverter(typeof(CamelCaseEnum<OptOut>))]
public enum OptOut { Nothing, Surveys, Everything }
