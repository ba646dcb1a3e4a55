using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SocialPrescribing.Journeys.Tests;

/// <summary>Every optional detail about the person arrives as sent, and is written the same again.</summary>
public class ReferralRoundTripTests
{
    private static readonly Gen<string?> Line =
        Gen.Elements<string?>(null, "x", "after 4 pm, not Fridays", "<b>&\"'", "ñ عربى 李", new string('x', 60));

    private static readonly Gen<RelatedPerson> Related =
        from role in Gen.Elements(Enum.GetValues<RelatedRole>())
        from relationship in Line
        from phone in Gen.Elements<string?>(null, "+441420123456")
        from email in Gen.Elements<string?>(null, "joan@post.example")
        from told in Gen.Elements(true, false)
        select new RelatedPerson("Joan Vale", role, relationship, phone, email, told);

    private static readonly Gen<Person> People =
        from sex in Gen.Elements<string?>([null, "as they say it", .. Equality.Sexes])
        from ethnicity in Gen.Elements<string?>([null, "as they say it", .. Equality.Ethnicities])
        from disability in Gen.Elements<string?>([null, "as they say it", .. Equality.Disabilities])
        from carer in Gen.Elements<bool?>(null, true, false)
        from hours in Line
        from pronouns in Line
        from adjustments in Gen.Elements<string[]>([], ["interpreter"], ["stepFree", "a quiet room"])
        from related in Related.ListOf()
        select new Person
        {
            FirstName = "Margaret",
            FamilyName = "O'Neill",
            DateOfBirth = new DateOnly(1948, 3, 28),
            NoFixedAbode = true,
            Sex = sex,
            Ethnicity = ethnicity,
            Disability = disability,
            Carer = carer,
            WhenToCall = hours,
            Pronouns = pronouns,
            Adjustments = adjustments,
            RelatedPeople = [.. related.Take(RelatedPeople.Most)],
        };

    private static readonly Gen<Referral> Referrals =
        from person in People
        from urgency in Gen.Elements(Enum.GetValues<Urgency>())
        from matters in Line
        select new Referral
        {
            Source = ReferralSource.Self,
            Person = person,
            Urgency = urgency,
            Reason = "Lonely",
            WhatMattersMost = matters,
            Risks = [new Risk(Risk.None)],
            Consent = new Consent(true, Consent.ByPerson),
        };

    [Fact]
    public void A_referral_that_was_read_says_what_was_sent() => Prop.ForAll(Referrals.ToArbitrary(), sent =>
    {
        string json = JsonSerializer.Serialize(sent, JourneyJson.Default.Referral);
        using JsonDocument document = JsonDocument.Parse(json);
        (Referral? read, IReadOnlyList<Problem> problems) =
            ReferralReader.Read(document.RootElement, new Pathway(), new DateOnly(2026, 7, 1));
        Assert.Empty(problems);
        Assert.Equal(json, JsonSerializer.Serialize(read!, JourneyJson.Default.Referral));
    }).Check(Cases.Of(500));
}
