using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;

namespace SocialPrescribing.Invented;

/// <summary>
/// Referrals of people who do not exist. Addresses are in example domains and phone numbers in the ranges that Ofcom keeps for drama.
/// </summary>
public static class InventedReferrals
{
    private static readonly string[] FirstNames = ["Ada", "Bilal", "Carys", "Dermot", "Eluned", "Farah", "Gethin", "Hana", "Idris", "Josie",
        "Kofi", "Lowri", "Mabel", "Niamh", "Olu", "Pearl", "Rhys", "Sunita", "Tomasz", "Una", "Vera", "Wilf", "Yusuf", "Zofia"];
    /// <summary>The men's names among the first names. The others are women's.</summary>
    private static readonly string[] MensNames = ["Bilal", "Dermot", "Gethin", "Idris", "Kofi", "Olu", "Rhys", "Tomasz", "Wilf", "Yusuf"];

    /// <summary>In about the proportions of the census of 2021, with most groups merged. Invented, as everything here.</summary>
    private static readonly string?[] Ethnicities =
    [
        .. Enumerable.Repeat("whiteBritish", 60), .. Enumerable.Repeat("whiteOther", 7), .. Enumerable.Repeat("asianIndian", 4),
        .. Enumerable.Repeat("asianPakistani", 4), .. Enumerable.Repeat("blackAfrican", 4), "blackCaribbean", "whiteIrish", "asianOther",
        "mixedOther", "arab", .. Enumerable.Repeat(Equality.RatherNotSay, 4), .. Enumerable.Repeat((string?)null, 12),
    ];
    private static readonly string?[] Disabilities =
        ["limitedALot", "limitedALittle", "limitedALittle", "notLimited", "notLimited", "notLimited", Equality.RatherNotSay, null];
    private static readonly string?[] Languages = ["en", "en", "en", "en", "en", "en", "en", "en", "cy", null];

    private static readonly string[] FamilyNames = ["Abernathy", "Bright", "Castell", "Dunmore", "Eastwick", "Fenwright", "Greenhalgh",
        "Hollins", "Inskip", "Jessop", "Kettley", "Lamb", "Morrow", "Nettle", "O'Marr", "Penhale", "Quill", "Rowntree-Shaw", "Sedge",
        "Thackray", "Underhay", "Vickery", "Wren", "Yarrow"];
    private static readonly (string[] Needs, string Reason, string Matters)[] Stories =
    [
        (["loneliness"], "Widowed last year and rarely leaves the flat. Used to run a stall at the market.",
            "Being useful to somebody again"),
        (["anxiety", "socialIsolation"], "Anxious in crowds and on buses. Would like to be outdoors more.",
            "A quiet place to go to every week"),
        (["lowMood", "employmentAndSkills"], "Lost work after an operation. Good with tools.", "Making things with my hands"),
        (["friendshipInOlderAge", "transport"], "Friends have moved away. Cannot drive any longer.", "Cards on a Thursday, like before"),
        (["carerSupport", "stress"], "Cares for her husband and has no time for herself.", "Two hours a week that are mine"),
        (["moneyAndDebt", "anxiety"], "Behind with the rent and not sleeping.", "Opening the post without fear"),
        (["physicalInactivity", "longTermCondition"], "Newly diagnosed with diabetes, would walk in company.",
            "Walking with others at my pace"),
        (["bereavement", "volunteeringAndPurpose"], "Lost his brother. Has kept bees all his life.", "Passing on what I know"),
    ];

    public static Referral Next(Random random, DateOnly today)
    {
        string first = Pick(random, FirstNames), family = Pick(random, FamilyNames);
        (string[] needs, string reason, string matters) = Pick(random, Stories);
        bool hasMail = random.Next(5) is not 0;
        List<ContactDetail> contacts = [new(ContactKind.Mobile, $"+447700900{random.Next(1000):000}", Allowed: true, Text: true)];
        if (hasMail)
            contacts.Add(
                new ContactDetail(ContactKind.Email, $"{first}.{family}{random.Next(100)}@mail.example"
                    .Replace("'", "", StringComparison.Ordinal).ToLowerInvariant(), Allowed: true, Preferred: true));
        ReferralSource source = Pick(random,
            [ReferralSource.Gp, ReferralSource.Gp, ReferralSource.CommunityNurse, ReferralSource.HousingOfficer, ReferralSource.Self]);
        string phone = contacts[0].Value;
        DateOnly born = today.AddDays(-random.Next(20 * 365, 92 * 365));
        // What people say about themselves has random numbers of its own, so that the rest of an invented year stays as it was.
        Random said = new((born.DayNumber * 31) + int.Parse(phone[^3..], CultureInfo.InvariantCulture));
        return new Referral
        {
            Source = source,
            Referrer = source is ReferralSource.Self ? null : new Referrer
            {
                Name = "Dr Example",
                Role = "GP",
                Service = "Whitehill Surgery (invented)",
                Organisation = "Whitehill Surgery (invented)",
                Email = "referrals@surgery.example",
            },
            Person = new Person
            {
                FirstName = first,
                FamilyName = family,
                DateOfBirth = born,
                Sex = said.Next(10) is 0 ? null : MensNames.Contains(first) ? "male" : "female",
                Ethnicity = Pick(said, Ethnicities),
                Disability = Pick(said, Disabilities),
                Language = Pick(said, Languages),
                Carer = needs.Contains("carerSupport") ? true : said.Next(4) is 0 ? null : said.Next(6) is 0,
                Address = new Address([$"{random.Next(1, 200)} Invented Road"], null),
                Contacts = contacts,
                Discretion = random.Next(12) is 0,
                Residency = random.Next(3) is 0 ? Residency.NonResident : Residency.Resident,
                Adjustments = random.Next(6) is 0 ? ["Step-free access"] : [],
            },
            GpPractice = new GpPractice("A12345", null),
            Reason = reason,
            Needs = needs,
            WhatMattersMost = matters,
            Risks = [random.Next(12) is 0 ? new Risk("falls", "Has fallen twice this year") : new Risk(Risk.None, null)],
            Safeguarding = random.Next(25) is 0 ? new Safeguarding(true, "Invented: a neighbour takes money") : null,
            Consent = new Consent(true, "self", today),
        };
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
