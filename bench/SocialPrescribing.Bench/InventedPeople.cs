using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Bench;

/// <summary>Referrals of people who do not exist. Each number gives another name, date of birth and NHS number.</summary>
internal static class InventedPeople
{
    /// <summary>As a surgery's system would send it: about 1.6 KB.</summary>
    public static string Body(int number)
    {
        string name = Letters(number);
        DateOnly born = new DateOnly(1931, 1, 1).AddDays(number % 25_000);
        return $$"""
            {
              "source": "gp",
              "referrer": { "name": "Dr Amara Okafor", "role": "General practitioner", "service": "Forest Surgery", "organisation": "Whitehill Primary Care Network", "odsCode": "J82123", "email": "amara.okafor@forest-surgery.example", "phone": "01420 555 010" },
              "person": {
                "firstName": "Peg{{name}}", "familyName": "O'Marr-{{name}}", "preferredName": "Peggy", "pronouns": "she/her",
                "dateOfBirth": "{{born:yyyy-MM-dd}}", "nhsNumber": "{{NhsNumberOf(number)}}", "sex": "female", "ethnicity": "White: Irish", "language": "en",
                "address": { "lines": ["{{(number % 200) + 1}} Heather Close", "Bordon"], "postcode": "GU35 9LP" },
                "contacts": [
                  { "kind": "mobile", "value": "07700 900123", "allowed": true, "text": true, "voicemail": false, "preferred": true },
                  { "kind": "email", "value": "peg.{{name}}@mail.example", "allowed": true }
                ],
                "discretion": false, "adjustments": ["quiet room", "large print"],
                "communicationNeeds": "Hard of hearing on the left side: please speak slowly on the phone.",
                "mobility": "Walks with a stick; no long stairs.", "household": "Lives alone since January.", "carer": false, "residency": "resident"
              },
              "gpPractice": { "odsCode": "J82123", "name": "Forest Surgery" },
              "reason": "Low mood and hardly any company since her husband died. No wish for medication. Used to sew and to garden; would like something regular with others, but is anxious about going to a new place on her own.",
              "needs": ["loneliness", "bereavement", "lowMood"],
              "whatMattersMost": "To be of use to somebody again, and to get out of the house twice a week.",
              "risks": [{ "kind": "falls", "detail": "Two falls last winter, none since." }],
              "safeguarding": { "concern": false },
              "consent": { "toShare": true, "givenBy": "the person", "on": "2026-01-05" }
            }
            """;
    }

    public static Referral Referral(int number, Pathway pathway, DateOnly today)
    {
        using JsonDocument document = JsonDocument.Parse(Body(number));
        (Referral? referral, IReadOnlyList<Problem> problems) = ReferralReader.Read(document.RootElement, pathway, today);
        return referral ?? throw new InvalidOperationException(string.Join(", ", problems));
    }

    /// <summary>
    /// A valid NHS number for each number, from those that begin with 9, where few real ones are. The last digit but one is the first
    /// that allows a check digit.
    /// </summary>
    private static string NhsNumberOf(int number)
    {
        for (int last = 0; ; last++)
        {
            string digits = string.Create(CultureInfo.InvariantCulture, $"{90_000_000 + number}{last}");
            int sum = digits.Select((digit, place) => (digit - '0') * (10 - place)).Sum();
            int check = (11 - (sum % 11)) % 11;
            if (check is not 10)
                return digits + check;
        }
    }

    /// <summary>What tells the names of these people apart.</summary>
    public static string Letters(int number)
    {
        Span<char> letters = stackalloc char[5];
        for (int place = 0; place < letters.Length; place++)
        {
            letters[place] = (char)('a' + (number % 26));
            number /= 26;
        }
        return letters.ToString();
    }
}
