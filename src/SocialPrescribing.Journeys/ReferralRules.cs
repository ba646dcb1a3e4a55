namespace SocialPrescribing.Journeys;

/// <summary>One problem in what somebody sent.</summary>
/// <param name="Pointer">Where it is: a JSON pointer (RFC 6901).</param>
/// <param name="Code">For programs; it does not change.</param>
/// <param name="Detail">What is wrong and what to do. It never repeats what was sent, because this text may be logged.</param>
public sealed record Problem(string Pointer, string Code, string Detail);

/// <summary>Something that was read differently from how it was written, or kept as written. The referral is still accepted.</summary>
/// <param name="Pointer">Where it was: a JSON pointer (RFC 6901).</param>
/// <param name="Code">For programs; it does not change.</param>
/// <param name="Detail">What was done with it. It never repeats what was sent.</param>
public sealed record ReadingNote(string Pointer, string Code, string Detail);

/// <param name="Referral">Null if it is refused.</param>
/// <param name="Notes">If it is refused, the notes that it would have had.</param>
public sealed record ReadReferral(Referral? Referral, IReadOnlyList<Problem> Problems, IReadOnlyList<ReadingNote> Notes)
{
    /// <summary>For callers that do not need the notes.</summary>
    public void Deconstruct(out Referral? referral, out IReadOnlyList<Problem> problems) => (referral, problems) = (Referral, Problems);
}

/// <summary>
/// Decides what makes a referral acceptable, and finds all problems at once. A problem that is not about safety never makes a referral
/// fail: the value is read as people mean it, or kept as written, and a note says so (docs/decisions/0043).
/// </summary>
public static class ReferralRules
{
    public const int MaxName = 200;
    public const int MaxReason = 10_000;
    public const int MaxContacts = 10;
    /// <summary>The limit of the hours in which to call. They are shown beside the number.</summary>
    public const int MaxWhenToCall = 60;
    private const int MaxText = 2_000;
    private const int MaxAdjustments = 20;
    public const string LanguageHint = "Give a language tag such as en, cy or pl.";

    /// <summary>How many characters of a longer text stay in its field. Null if none do, because half a name is another name.</summary>
    internal static int? LongestOf(string pointer) => pointer switch
    {
        "/reason" or "/whatMattersMost" or "/safeguarding/detail" => MaxReason,
        "/person/communicationNeeds" or "/person/mobility" or "/person/household" => MaxText,
        _ => pointer.StartsWith("/risks/", StringComparison.Ordinal) && pointer.EndsWith("/detail", StringComparison.Ordinal) ? MaxText
            : null,
    };

    /// <summary>How many items of a longer list stay in its field.</summary>
    internal static int MostOf(string pointer) => pointer switch
    {
        "/person/contacts" => MaxContacts,
        "/person/relatedPeople" => RelatedPeople.Most,
        "/person/adjustments" => MaxAdjustments,
        "/person/address/lines" => Preferences.MaxAddressLines,
        _ => JsonFields.MostItems,
    };

    /// <summary>
    /// The referral with its identifiers in canonical form, everything that is wrong with it, and what was read differently
    /// from how it was written.
    /// </summary>
    /// <param name="today">The date in London.</param>
    public static (Referral Referral, IReadOnlyList<Problem> Problems, IReadOnlyList<ReadingNote> Notes) Check(
        Referral referral, Pathway pathway, DateOnly today)
    {
        List<Problem> problems = [];
        List<ReadingNote> notes = [];
        Person person = CheckPerson(referral.Person, pathway, today, problems, notes);
        Referrer? referrer = CheckReferrer(referral, problems, notes);
        GpPractice? practice = CheckPractice(referral, problems, notes);
        CheckStory(referral, pathway, today, problems);
        return (referral with
        {
            Person = person,
            Referrer = referrer,
            GpPractice = practice,
            Needs = [.. referral.Needs.Where(n => !string.IsNullOrWhiteSpace(n))],
        }, problems, notes);
    }

    private static Person CheckPerson(
        Person person, Pathway pathway, DateOnly today, List<Problem> problems, List<ReadingNote> notes)
    {
        person = Named(person, problems);
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
        Items(problems, "/person/adjustments", person.Adjustments, MaxAdjustments);
        CheckBirth(person, pathway, today, problems);

        string? nhsNumber = person.NhsNumber;
        if (nhsNumber is not null && !NhsNumber.TryParse(nhsNumber, out nhsNumber))
            problems.Add(
                new("/person/nhsNumber", "nhs-number-invalid",
                    "This is not a valid NHS number: ten digits whose last one checks the others. Leave it out if you do not have it."));
        Address? address = WrittenAddress.Read(person, problems, notes);
        IReadOnlyList<ContactDetail> contacts = WrittenContacts.Read(person.Contacts, problems, notes);
        (IReadOnlyList<RelatedPerson> related, IReadOnlyList<Problem> wrong) =
            RelatedPeople.Check(person.RelatedPeople, "/person/relatedPeople", notes);
        problems.AddRange(wrong);
        return person with
        {
            NhsNumber = nhsNumber,
            Address = address,
            Contacts = contacts,
            RelatedPeople = related,
            Adjustments = [.. person.Adjustments.Where(a => !string.IsNullOrWhiteSpace(a))],
        };
    }

    /// <summary>Many people have only one name. That is what they are called by, whichever field it is in.</summary>
    private static Person Named(Person person, List<Problem> problems)
    {
        Name(problems, "/person/firstName", person.FirstName);
        Name(problems, "/person/familyName", person.FamilyName);
        bool hasFirst = !string.IsNullOrWhiteSpace(person.FirstName), hasFamily = !string.IsNullOrWhiteSpace(person.FamilyName);
        if (!hasFirst && !hasFamily)
            problems.Add(new("/person/firstName", "required", "Give the person's name. One name is enough."));
        return hasFirst && hasFamily ? person
            : person with { FirstName = hasFirst ? person.FirstName : person.FamilyName, FamilyName = "" };
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

    private static Referrer? CheckReferrer(Referral referral, List<Problem> problems, List<ReadingNote> notes)
    {
        if (referral.Referrer is not { } referrer)
        {
            if (referral.Source is not ReferralSource.Self)
                problems.Add(new("/referrer", "required", "Say who refers: name, service, organisation, and an email or phone."));
            return null;
        }
        bool required = referral.Source is not ReferralSource.Self;
        if (required && string.IsNullOrWhiteSpace(referrer.Name + referrer.Service + referrer.Organisation))
            problems.Add(new("/referrer", "required", "Say who refers: name, service or organisation."));
        Name(problems, "/referrer/name", referrer.Name, required);
        Name(problems, "/referrer/role", referrer.Role);
        Name(problems, "/referrer/service", referrer.Service, required);
        Name(problems, "/referrer/organisation", referrer.Organisation, required);
        if (required && referrer.Email is null && referrer.Phone is null)
            problems.Add(new("/referrer", "contact-missing", "Give the referrer's email or phone, so that you hear what came of it."));
        string? email = referrer.Email is null ? null : EmailAddress.Read(referrer.Email);
        if (referrer.Email is not null && email is null)
            problems.Add(new("/referrer/email", "email-not-read", "This is not an email address, and nothing is sent to it."));
        Name(problems, "/referrer/phone", referrer.Phone);
        string? phone = Phones.In(referrer.Phone, "/referrer/phone", notes);
        string? code = Ods("/referrer/odsCode", referrer.OdsCode, notes);
        return referrer with
        {
            Email = email,
            Phone = phone,
            OdsCode = code,
            Organisation = code is null ? With(referrer.Organisation, referrer.OdsCode) : referrer.Organisation,
        };
    }

    private static GpPractice? CheckPractice(Referral referral, List<Problem> problems, List<ReadingNote> notes)
    {
        if (referral.GpPractice is not ({ OdsCode: not null } or { Name: not null }) && referral.Source is not ReferralSource.Self)
            problems.Add(
                new("/gpPractice/odsCode", "required", "Give the ODS code of the person's GP practice, such as A12345, or its name."));
        if (referral.GpPractice is not { } practice)
            return null;
        Name(problems, "/gpPractice/name", practice.Name);
        string? code = Ods("/gpPractice/odsCode", practice.OdsCode, notes);
        string? name = code is null && practice.OdsCode is not null ? With(practice.Name, practice.OdsCode) : practice.Name;
        return code is null && name is null ? null : new(code, name);
    }

    private static void CheckStory(Referral referral, Pathway pathway, DateOnly today, List<Problem> problems)
    {
        FreeText(problems, "/reason", referral.Reason, MaxReason);
        FreeText(problems, "/whatMattersMost", referral.WhatMattersMost, MaxReason);
        if (string.IsNullOrWhiteSpace(referral.Reason) && referral.Needs.All(string.IsNullOrWhiteSpace))
            problems.Add(new("/reason", "required", "Say why you refer this person, in reason or in needs."));
        for (int i = 0; i < referral.Needs.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(referral.Needs[i]))
                continue;
            if (!pathway.KnowsNeed(referral.Needs[i]))
                problems.Add(
                    new($"/needs/{i}", "unknown-need",
                        "This service does not know that need. Known are: " + string.Join(", ", pathway.KnownNeeds()) + "."));
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

    private static string? Ods(string pointer, string? code, List<ReadingNote> notes)
    {
        if (code is null)
            return null;
        if (OdsCode.TryParse(code, out string canonical))
            return canonical;
        notes.Add(new(pointer, "ods-code-not-read", "An ODS code has one to nine letters and digits. This is kept beside the name."));
        return null;
    }

    /// <summary>Adds an invalid code to the name, where a human reads it.</summary>
    private static string With(string? name, string? code)
    {
        string text = name is null ? code ?? "" : code is null ? name : $"{name} ({code})";
        return text[..PlainText.Length(text, MaxName)];
    }

    internal static void Items(List<Problem> problems, string pointer, IReadOnlyList<string> items, int most)
    {
        if (items.Count(i => !string.IsNullOrWhiteSpace(i)) > most)
            problems.Add(new(pointer, "too-many", $"Give at most {most}."));
        for (int i = 0; i < items.Count; i++)
            Name(problems, $"{pointer}/{i}", items[i]);
    }

    internal static void Name(List<Problem> problems, string pointer, string? text, bool required = false)
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
