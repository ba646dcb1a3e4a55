using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>How the person wants to be reached, what others may see, and what they do not want.</summary>
public static class Preferences
{
    /// <summary>What is null stays as it is.</summary>
    public sealed record Change(
        IReadOnlyList<ContactDetail>? Contacts = null, bool? Discretion = null, string? Language = null, OptOut? OptOut = null) : JourneyCommand;

    public sealed record Changed(
        IReadOnlyList<ContactDetail>? Contacts = null, bool? Discretion = null, string? Language = null, OptOut? OptOut = null) : JourneyEvent;

    public sealed record State(IReadOnlyList<ContactDetail> Contacts, bool Discretion, string Language, OptOut OptOut)
    {
        /// <summary>The address for automatic mail: allowed, and the preferred one where there are several.</summary>
        [JsonIgnore]
        public string? Email => Contacts.Where(c => c.Kind is ContactKind.Email && c.Allowed).OrderByDescending(c => c.Preferred).FirstOrDefault()?.Value;
    }

    public static State Of(Person person) => new(person.Contacts, person.Discretion, person.Language ?? "en", OptOut.Nothing);

    public static Decision Decide(Journey journey, Change command)
    {
        if (journey.HasDied)
            return Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.");
        IReadOnlyList<ContactDetail>? contacts = command.Contacts;
        if (contacts?.Count > ReferralRules.MaxContacts)
            return Decision.Refuse("contact-invalid", $"Give at most {ReferralRules.MaxContacts} ways to contact the person.");
        // A list that came as JSON can hold nulls, whatever its type says.
        if (contacts?.Select(c => c is null ? "A way to contact the person is empty." : ContactRules.Check(c)).FirstOrDefault(p => p is not null) is { } problem)
            return Decision.Refuse("contact-invalid", problem);
        if (command.Language is { } language && !ReferralRules.IsLanguage(language))
            return Decision.Refuse("language-invalid", ReferralRules.LanguageHint);
        contacts = contacts is null ? null : [.. contacts.Select(ContactRules.Canonical)];
        if (contacts is not null && contacts.Where((c, i) => contacts.Take(i).Any(before => ContactRules.IsSame(before, c))).Any())
            return Decision.Refuse("contact-twice", ContactRules.TwiceHint);
        State now = journey.Preferences;
        State after = After(now, contacts, command.Discretion, command.Language, command.OptOut);
        return after.Contacts.SequenceEqual(now.Contacts) && after with { Contacts = now.Contacts } == now
            ? Decision.Of()
            : Decision.Of(new Changed(contacts, command.Discretion, command.Language, command.OptOut));
    }

    public static Journey Apply(Journey journey, Changed e) =>
        journey with { Preferences = After(journey.Preferences, e.Contacts, e.Discretion, e.Language, e.OptOut) };

    private static State After(State now, IReadOnlyList<ContactDetail>? contacts, bool? discretion, string? language, OptOut? optOut) =>
        new(contacts ?? now.Contacts, discretion ?? now.Discretion, language ?? now.Language, optOut ?? now.OptOut);
}

/// <summary>What the person does not want by automatic mail.</summary>
[JsonConverter(typeof(CamelCaseEnum<OptOut>))]
public enum OptOut { Nothing, Surveys, Everything }
