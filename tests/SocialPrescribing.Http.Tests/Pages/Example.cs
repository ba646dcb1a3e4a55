using SocialPrescribing.Journeys;

namespace SocialPrescribing.Http.Tests.Pages;

/// <summary>An invented referral with every field filled in.</summary>
internal static class Example
{
    public static Person Person => new()
    {
        FirstName = "Ana",
        FamilyName = "O'Connor",
        DateOfBirth = new DateOnly(1950, 3, 9),
        NhsNumber = "9434765919",
        Language = "en",
        Address = new Address(["4 Mill Lane", "Bordon"], "GU35 9LP"),
        Contacts =
        [
            new ContactDetail(ContactKind.Email, "ana@example.org", Allowed: true, Preferred: true),
            new ContactDetail(ContactKind.Mobile, "+447700900123", Allowed: true, Text: true),
            new ContactDetail(ContactKind.Landline, "+441420555099", Allowed: false),
        ],
        CommunicationNeeds = "Speaks softly",
        Adjustments = ["stepFree", "largePrint", "BSL interpreter"],
        Mobility = "Walks with a stick",
        Household = "Lives alone",
    };

    public static Referral Referral => new()
    {
        Source = ReferralSource.Gp,
        Referrer = new Referrer { Name = "Dr Hill", Service = "Forest Surgery", Organisation = "Forest PCN", Email = "hill@example.org" },
        Person = Person,
        GpPractice = new GpPractice("J82001", "Forest Surgery"),
        Reason = "Lives alone since her husband died.",
        Needs = ["loneliness"],
        WhatMattersMost = "To be out of the house again",
        Risks = [new Risk(Risk.None, null)],
        Consent = new Consent(true, "Ana O'Connor", new DateOnly(2027, 1, 12)),
    };

    public static Plan.Agree Plan =>
        new(["socialIsolation", "loneliness"], "To be out of the house again", [new Goal("Sing with others", 9, "Listen in once")],
            ["Sings well"]);

    /// <summary>The same answer to each question on well-being.</summary>
    public static Surveys.Answer Answers(string survey, int each) =>
        new(survey, Measures.PersonalWellBeing.Questions.ToDictionary(q => q.Id, _ => each));

    public static Referral WithDiscretion(Referral referral) => referral with { Person = referral.Person with { Discretion = true } };
}
