namespace SocialPrescribing.Journeys;

/// <summary>One thing that is wrong with what somebody sent.</summary>
/// <param name="Pointer">Where: a JSON pointer (RFC 6901).</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Detail">What is wrong and what to do. Never repeats what was sent: this text may be logged.</param>
public sealed record Problem(string Pointer, string Code, string Detail);

/// <summary>What makes a referral acceptable. All problems are found at once.</summary>
public static class ReferralRules
{
    public const int MaxName = 200;
    public const int MaxReason = 10_000;
    public const int MaxContacts = 10;
    /// <summary>Of the hours in which to call: it stands beside the number.</summary>
    public const int MaxWhenToCall = 60;
    private const int MaxText = 2_000;
    public const string LanguageHint = "Give a language tag such as en, cy or pl.";

    /// <summary>The referral with its identifiers in canonical form, and everything that is wrong with it.</summary>
    /// <param name="today">The date in London.</param>
    public static (Referral Referral, IReadOnlyList<Problem> Problems) Check(Referral referral, Pathway pathway, DateOnly today)
    {
        List<Problem> problems = [];
        Person person = CheckPerson(referral.Person, pathway, today, problems);
        Referrer? referrer = CheckReferrer(referral, problems);
        GpPractice? practice = CheckPractice(referral, problems);
        CheckStory(referral, pathway, today, problems);
        return (referral with { Person = person, Referrer = referrer, GpPractice = practice }, problems);
    }

    private static Person CheckPerson(Person person, Pathway pathway, DateOnly today, List<Problem> problems)
    {
        Name(problems, "/person/firstName", person.FirstName, required: true);
        Name(problems, "/person/familyName", person.FamilyName, required: true);
        Name(problems, "/person/preferredName", person.PreferredName);
        foreach ((string field, string? value) in (ReadOnlySpan<(string, string?)>)[("pronouns", person.Pronouns), ("sex", person.Sex),
            ("ethnicity", person.Ethnicity), ("disability", person.Disability)])
            Name(problems, $"/person/{field}", value);
        foreach ((string field, string? value) in (ReadOnlySpan<(string, string?)>)[("communicationNeeds", person.CommunicationNeeds),
            ("mobility", person.Mobility), ("household", person.Household)])
            FreeText(problems, $"/person/{field}", value, MaxText);
        if (WhenToCall(person.WhenToCall) is var (code, detail))
            problems.Add(new("/person/whenToCall", code, detail));
        if (person.Language is { } language && !IsLanguage(language))
            problems.Add(new("/person/language", "language-invalid", LanguageHint));
        Items(problems, "/person/adjustments", person.Adjustments, 20);
        CheckBirth(person, pathway, today, problems);

        string? nhsNumber = person.NhsNumber;
        if (nhsNumber is not null && !NhsNumber.TryParse(nhsNumber, out nhsNumber))
            problems.Add(
                new("/person/nhsNumber", "nhs-number-invalid",
                    "This is not a valid NHS number: ten digits whose last one checks the others. Leave it out if you do not have it."));
        Address? address = CheckAddress(person, problems);
        IReadOnlyList<ContactDetail> contacts = CheckContacts(person.Contacts, problems);
        (IReadOnlyList<RelatedPerson> related, IReadOnlyList<Problem> wrong) =
            RelatedPeople.Check(person.RelatedPeople, "/person/relatedPeople");
        problems.AddRange(wrong);
        return person with { NhsNumber = nhsNumber, Address = address, Contacts = contacts, RelatedPeople = related };
    }

    /// <summary>What is wrong with the hours in which to call; null if nothing is.</summary>
    internal static (string Code, string Detail)? WhenToCall(string? hours) =>
        hours is null ? null : TextRules.Line(hours, MaxWhenToCall);

    /// <summary>Whether it has the form of a language tag.</summary>
    public static bool IsLanguage(string language) =>
        language.Length is >= 2 and <= 35 && language.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    private static void CheckBirth(Person person, Pathway pathway, DateOnly today, List<Problem> problems)
    {
        DateOnly born = person.DateOfBirth;
        if (born > today)
            problems.Add(new("/person/dateOfBirth", "in-the-future", "The date of birth is in the future."));
        else if (born.Year < 1900)
            problems.Add(new("/person/dateOfBirth", "before-1900", "The date of birth is before 1900."));
        else if (born.AddYears(pathway.MinimumAgeOf(person)) > today)
            problems.Add(new("/person/dateOfBirth", "too-young", $"This service is for people aged {pathway.MinimumAge} and over."));
    }

    private static Address? CheckAddress(Person person, List<Problem> problems)
    {
        if (person.Address is not { } address)
        {
            if (!person.NoFixedAbode)
                problems.Add(new("/person/address", "required", "Give an address, or say noFixedAbode."));
            return null;
        }
        if (address.Lines.Count is 0)
            problems.Add(new("/person/address/lines", "required", "Give at least one line of the address."));
        Items(problems, "/person/address/lines", address.Lines, 8);
        string? postcode = address.Postcode;
        if (postcode is not null && !Postcode.TryParse(postcode, out postcode))
            problems.Add(
                new("/person/address/postcode", "postcode-invalid",
                    "This is not a United Kingdom postcode. Leave it out if you do not know it."));
        return address with { Postcode = postcode };
    }

    private static List<ContactDetail> CheckContacts(IReadOnlyList<ContactDetail> contacts, List<Problem> problems)
    {
        List<ContactDetail> canonical = [];
        if (contacts.Count > MaxContacts)
            problems.Add(new("/person/contacts", "too-many", $"Give at most {MaxContacts} ways to contact the person."));
        for (int i = 0; i < contacts.Count; i++)
        {
            if (ContactRules.Check(contacts[i]) is { } problem)
                problems.Add(new($"/person/contacts/{i}/value", $"{ContactRules.Word(contacts[i].Kind)}-invalid", problem));
            ContactDetail contact = ContactRules.Canonical(contacts[i]);
            if (canonical.Any(c => ContactRules.IsSame(c, contact)))
                problems.Add(new($"/person/contacts/{i}", "twice", ContactRules.TwiceHint));
            canonical.Add(contact);
        }
        return canonical;
    }

    private static Referrer? CheckReferrer(Referral referral, List<Problem> problems)
    {
        if (referral.Referrer is not { } referrer)
        {
            if (referral.Source is not ReferralSource.Self)
                problems.Add(new("/referrer", "required", "Say who refers: name, service, organisation, and an email or phone."));
            return null;
        }
        bool required = referral.Source is not ReferralSource.Self;
        Name(problems, "/referrer/name", referrer.Name, required);
        Name(problems, "/referrer/role", referrer.Role);
        Name(problems, "/referrer/service", referrer.Service, required);
        Name(problems, "/referrer/organisation", referrer.Organisation, required);
        if (required && referrer.Email is null && referrer.Phone is null)
            problems.Add(new("/referrer", "contact-missing", "Give the referrer's email or phone, so that you hear what came of it."));
        if (referrer.Email is not null && !EmailAddress.IsPlausible(referrer.Email))
            problems.Add(new("/referrer/email", "email-invalid", "This is not an email address."));
        string? phone = referrer.Phone;
        if (phone is not null && !PhoneNumber.TryParse(phone, out phone))
            problems.Add(new("/referrer/phone", "phone-invalid", "This is not a United Kingdom phone number."));
        return referrer with { Phone = phone, OdsCode = Ods(problems, "/referrer/odsCode", referrer.OdsCode) };
    }

    private static GpPractice? CheckPractice(Referral referral, List<Problem> problems)
    {
        if (referral.GpPractice?.OdsCode is null && referral.Source is not ReferralSource.Self)
            problems.Add(new("/gpPractice/odsCode", "required", "Give the ODS code of the person's GP practice, such as A12345."));
        if (referral.GpPractice is not { } practice)
            return null;
        Name(problems, "/gpPractice/name", practice.Name);
        return practice with { OdsCode = Ods(problems, "/gpPractice/odsCode", practice.OdsCode) };
    }

    private static void CheckStory(Referral referral, Pathway pathway, DateOnly today, List<Problem> problems)
    {
        FreeText(problems, "/reason", referral.Reason, MaxReason);
        FreeText(problems, "/whatMattersMost", referral.WhatMattersMost, MaxReason);
        if (string.IsNullOrWhiteSpace(referral.Reason) && referral.Needs.Count is 0)
            problems.Add(new("/reason", "required", "Say why you refer this person, in reason or in needs."));
        for (int i = 0; i < referral.Needs.Count; i++)
        {
            if (!pathway.KnowsNeed(referral.Needs[i]))
                problems.Add(
                    new($"/needs/{i}", "unknown-need",
                        "This service does not know that need. Known are: " + string.Join(", ", Needs.Standard.Concat(pathway.ExtraNeeds))
                            + "."));
            else if (referral.Needs.Take(i).Contains(referral.Needs[i]))
                problems.Add(new($"/needs/{i}", "twice", "Name each need once."));
        }
        if (referral.Risks.Count is 0)
            problems.Add(new("/risks", "required", "Name the risks a link worker should know, or one entry of kind none."));
        for (int i = 0; i < referral.Risks.Count; i++)
        {
            Name(problems, $"/risks/{i}/kind", referral.Risks[i].Kind, required: true);
            FreeText(problems, $"/risks/{i}/detail", referral.Risks[i].Detail, MaxText);
        }
        for (int i = 0; i < referral.Risks.Count; i++)
            if (referral.Risks[i] is { Kind: Risk.None, Detail: { } detail } && !string.IsNullOrWhiteSpace(detail))
                problems.Add(
                    new($"/risks/{i}/detail", "none-and-detail",
                        "The kind none says that no risks are known. Name the risk as a kind, or leave the detail out."));
        if (referral.Risks.Count > 1 && referral.Risks.Any(r => r.Kind == Risk.None))
            problems.Add(new("/risks", "none-and-others", "The kind none stands alone: no known risks."));
        if (referral.Risks.Count > 20)
            problems.Add(new("/risks", "too-many", "Give at most 20 risks."));
        FreeText(problems, "/safeguarding/detail", referral.Safeguarding?.Detail, MaxReason);
        Name(problems, "/consent/givenBy", referral.Consent.GivenBy);
        if (referral.Consent.On > today)
            problems.Add(new("/consent/on", "in-the-future", "The consent is dated in the future."));
    }

    private static string? Ods(List<Problem> problems, string pointer, string? code)
    {
        if (code is not null && !OdsCode.TryParse(code, out code))
            problems.Add(new(pointer, "ods-code-invalid", "An ODS code has up to six letters and digits; a practice's looks like A12345."));
        return code;
    }

    private static void Items(List<Problem> problems, string pointer, IReadOnlyList<string> items, int most)
    {
        if (items.Count > most)
            problems.Add(new(pointer, "too-many", $"Give at most {most}."));
        for (int i = 0; i < items.Count; i++)
            Name(problems, $"{pointer}/{i}", items[i], required: true);
    }

    private static void Name(List<Problem> problems, string pointer, string? text, bool required = false)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (required)
                problems.Add(new(pointer, "required", "This is required."));
            return;
        }
        problems.AddRange(TextRules.InLine(text).Select(p => new Problem(pointer, p.Code, p.Detail)));
    }

    private static void FreeText(List<Problem> problems, string pointer, string? text, int most)
    {
        if (text is not null)
            problems.AddRange(TextRules.InLines(text, most).Select(p => new Problem(pointer, p.Code, p.Detail)));
    }
}

/// <summary>What makes a way of contact usable.</summary>
public static class ContactRules
{
    /// <summary>What is wrong with it, or null.</summary>
    public static string? Check(ContactDetail contact) => contact.Kind switch
    {
        ContactKind.Email => EmailAddress.IsPlausible(contact.Value) ? null : "This is not an email address.",
        ContactKind.Mobile or ContactKind.Landline =>
            PhoneNumber.TryParse(contact.Value, out _) ? null : "This is not a United Kingdom phone number.",
        _ => string.IsNullOrWhiteSpace(contact.Value) ? "Say where post goes."
            : contact.Value.Length > ReferralRules.MaxName ? $"At most {ReferralRules.MaxName} characters."
            : !PlainText.IsLine(contact.Value) ? "Take out the control characters."
            : null,
    };

    public const string TwiceHint = "Give each way of contact once, so that it is clear what it may be used for.";

    /// <summary>The same number or address, however it is written, and whatever it may be used for.</summary>
    public static bool IsSame(ContactDetail one, ContactDetail other) =>
        one.Kind is ContactKind.Post == other.Kind is ContactKind.Post
            && one.Value.Trim().Equals(other.Value.Trim(), StringComparison.OrdinalIgnoreCase);

    public static ContactDetail Canonical(ContactDetail contact) =>
        contact.Kind is ContactKind.Mobile or ContactKind.Landline && PhoneNumber.TryParse(contact.Value, out string phone)
            ? contact with { Value = phone } : contact;

    internal static string Word(ContactKind kind) => kind switch
    {
        ContactKind.Email => "email",
        ContactKind.Post => "post",
        _ => "phone",
    };
}
