using System.ComponentModel.DataAnnotations;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Corrects what a referrer wrote wrongly about who somebody is. The referral keeps what was sent. Everything else shows the correction,
/// and the journal says who changed what, when and why.
/// </summary>
public static class Corrections
{
    /// <summary>Correct who somebody is.</summary>
    /// <remarks>
    /// What is left out stays as it is. The referral keeps what was sent; an empty <c>nhsNumber</c>, <c>sex</c>, <c>ethnicity</c> or
    /// <c>disability</c> takes it out.
    /// </remarks>
    /// <param name="Reason">How it is known.</param>
    /// <param name="NhsNumber">Ten digits whose last one checks the others, or empty.</param>
    /// <param name="Sex">female, male, other or ratherNotSay; other words are kept as they are written.</param>
    /// <param name="Ethnicity">A group of the 2021 census, such as whiteBritish, or ratherNotSay; other words are kept as they
    /// are written.</param>
    /// <param name="Carer">Whether they look after somebody.</param>
    /// <param name="CarerRatherNotSay">They were asked, and would rather not say; what was known of it is taken out.</param>
    /// <param name="Disability">limitedALot, limitedALittle, notLimited or ratherNotSay; other words are kept as they are written.</param>
    /// <example>
    /// {"commandId": "c-42", "kind": "correctDetails", "reason": "She showed me her passport.", "familyName": "O'Neill", "dateOfBirth":
    /// "1952-03-28", "nhsNumber": "9434765919"}
    /// </example>
    [GivenBy(Givers.Care)]
    public sealed record Correct(
        string Reason,
        [property: StringLength(ReferralRules.MaxName, MinimumLength = 1)] string? FirstName = null,
        [property: StringLength(ReferralRules.MaxName)] string? FamilyName = null,
        DateOnly? DateOfBirth = null,
        string? NhsNumber = null,
        GpPractice? GpPractice = null,
        [property: StringLength(ReferralRules.MaxName)] string? Sex = null,
        [property: StringLength(ReferralRules.MaxName)] string? Ethnicity = null,
        string? Language = null,
        bool? Carer = null,
        [property: StringLength(ReferralRules.MaxName)] string? Disability = null,
        bool? CarerRatherNotSay = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Reason)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideCorrect(journey, this, pathway, moment);
    }

    /// <summary>Only the fields that have changed, before and after.</summary>
    public sealed record Corrected(string Reason, Details Before, Details After) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry)
        {
            Details after = After;
            return journey with
            {
                Person = journey.Person with
                {
                    FirstName = after.FirstName ?? journey.Person.FirstName,
                    FamilyName = after.FamilyName ?? journey.Person.FamilyName,
                    DateOfBirth = after.DateOfBirth ?? journey.Person.DateOfBirth,
                    NhsNumber = after.NhsNumber is null ? journey.Person.NhsNumber : Blank(after.NhsNumber),
                    Sex = after.Sex is null ? journey.Person.Sex : Blank(after.Sex),
                    Ethnicity = after.Ethnicity is null ? journey.Person.Ethnicity : Blank(after.Ethnicity),
                    Carer = after.CarerRatherNotSay is true ? null : after.Carer ?? journey.Person.Carer,
                    CarerRatherNotSay = after.Carer is null && (after.CarerRatherNotSay ?? journey.Person.CarerRatherNotSay),
                    Disability = after.Disability is null ? journey.Person.Disability : Blank(after.Disability),
                    Language = after.Language ?? journey.Person.Language,
                },
                Preferences = after.Language is null ? journey.Preferences : journey.Preferences with { Language = after.Language },
                CorrectedPractice = after.GpPractice ?? journey.CorrectedPractice,
            };
        }
    }

    /// <summary>Who somebody is, as far as that can be corrected. Null means not changed, and an empty text means taken out.</summary>
    public sealed record Details
    {
        public string? FirstName { get; init; }
        public string? FamilyName { get; init; }
        public DateOnly? DateOfBirth { get; init; }
        public string? NhsNumber { get; init; }
        public GpPractice? GpPractice { get; init; }
        public string? Sex { get; init; }
        public string? Ethnicity { get; init; }
        public bool? Carer { get; init; }
        public bool? CarerRatherNotSay { get; init; }
        public string? Disability { get; init; }
        public string? Language { get; init; }
    }

    private static Decision DecideCorrect(Journey journey, Correct command, Pathway pathway, Moment moment)
    {
        if (moment.Actor is not { Kind: ActorKind.Staff, Id: not null })
            return Decision.Refuse("needs-a-human", "Details are corrected by a named member of staff.");
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Decision.Refuse("reason-missing", "Say how you know what is right.");
        // A referral with these faults is accepted, and a correction can put them right at once.
        if (command.FirstName is { } first && string.IsNullOrWhiteSpace(first))
            return Decision.Refuse("name-invalid", "Give the person's name. Who has one name has it as the first.");
        if (command.GpPractice?.OdsCode is { } code && !OdsCode.TryParse(code, out _))
            return Decision.Refuse("ods-code-invalid", "An ODS code has up to nine letters and digits; a practice's looks like A12345.");
        Person now = journey.Person;
        Referral sent = journey.Details;
        (Referral wanted, IReadOnlyList<Problem> problems, _) = ReferralRules.Check(sent with
        {
            Person = now with
            {
                FirstName = command.FirstName?.Trim() ?? now.FirstName,
                FamilyName = command.FamilyName?.Trim() ?? now.FamilyName,
                DateOfBirth = command.DateOfBirth ?? now.DateOfBirth,
                NhsNumber = command.NhsNumber is null ? now.NhsNumber : Blank(command.NhsNumber),
                Sex = command.Sex is null ? now.Sex : Blank(command.Sex),
                Ethnicity = command.Ethnicity is null ? now.Ethnicity : Blank(command.Ethnicity),
                Carer = command.CarerRatherNotSay is true ? null : command.Carer ?? now.Carer,
                CarerRatherNotSay = command.CarerRatherNotSay ?? (command.Carer is null && now.CarerRatherNotSay),
                Disability = command.Disability is null ? now.Disability : Blank(command.Disability),
                Language = command.Language ?? journey.Preferences.Language,
            },
            GpPractice = command.GpPractice ?? journey.GpPractice,
        }, pathway, WorkingCalendar.LondonDate(moment.Instant));
        // Only corrected fields are checked. A birth date below the minimum age is still accepted, because it tells the
        // person apart from others.
        if (problems.FirstOrDefault(p => p.Code is not "too-young" && IsTouched(command, p.Pointer)) is { } problem)
            return Decision.Refuse(problem.Code is "required" ? "name-invalid" : problem.Code, problem.Detail);
        Person after = wanted.Person;
        Details was = Of(now, journey.Preferences.Language, journey.GpPractice), will = Of(after, after.Language!, wanted.GpPractice);
        return was == will ? Decision.Of() : Decision.Of(new Corrected(command.Reason, Only(was, will), Only(will, was)));
    }

    private static bool IsTouched(Correct command, string pointer) =>
        (pointer.StartsWith("/person/firstName", StringComparison.Ordinal) && command.FirstName is not null)
        || (pointer.StartsWith("/person/familyName", StringComparison.Ordinal) && command.FamilyName is not null)
        || (pointer.StartsWith("/person/dateOfBirth", StringComparison.Ordinal) && command.DateOfBirth is not null)
        || (pointer.StartsWith("/person/nhsNumber", StringComparison.Ordinal) && command.NhsNumber is not null)
        || (pointer.StartsWith("/person/sex", StringComparison.Ordinal) && command.Sex is not null)
        || (pointer.StartsWith("/person/ethnicity", StringComparison.Ordinal) && command.Ethnicity is not null)
        || (pointer.StartsWith("/person/disability", StringComparison.Ordinal) && command.Disability is not null)
        || (pointer.StartsWith("/person/language", StringComparison.Ordinal) && command.Language is not null)
        || (pointer.StartsWith("/gpPractice", StringComparison.Ordinal) && command.GpPractice is not null);

    private static Details Of(Person person, string language, GpPractice? practice) => new()
    {
        FirstName = person.FirstName,
        FamilyName = person.FamilyName,
        DateOfBirth = person.DateOfBirth,
        NhsNumber = person.NhsNumber ?? "",
        GpPractice = practice ?? new GpPractice(),
        Sex = person.Sex ?? "",
        Ethnicity = person.Ethnicity ?? "",
        Carer = person.Carer,
        CarerRatherNotSay = person.CarerRatherNotSay,
        Disability = person.Disability ?? "",
        Language = language,
    };

    /// <summary>The fields in which it differs from the other.</summary>
    private static Details Only(Details one, Details other) => new()
    {
        FirstName = one.FirstName == other.FirstName ? null : one.FirstName,
        FamilyName = one.FamilyName == other.FamilyName ? null : one.FamilyName,
        DateOfBirth = one.DateOfBirth == other.DateOfBirth ? null : one.DateOfBirth,
        NhsNumber = one.NhsNumber == other.NhsNumber ? null : one.NhsNumber,
        GpPractice = one.GpPractice == other.GpPractice ? null : one.GpPractice,
        Sex = one.Sex == other.Sex ? null : one.Sex,
        Ethnicity = one.Ethnicity == other.Ethnicity ? null : one.Ethnicity,
        Carer = one.Carer == other.Carer ? null : one.Carer,
        CarerRatherNotSay = one.CarerRatherNotSay == other.CarerRatherNotSay ? null : one.CarerRatherNotSay,
        Disability = one.Disability == other.Disability ? null : one.Disability,
        Language = one.Language == other.Language ? null : one.Language,
    };

    /// <summary>What people say about themselves when they are asked at a meeting, in words of the lists. What is left out
    /// stays as it was.</summary>
    internal static IEnumerable<JourneyEvent> Asked(Journey journey, Meetings.RecordOutcome said)
    {
        Details was = Of(journey.Person, journey.Preferences.Language, journey.GpPractice), will = was with
        {
            Sex = Equality.Known(Equality.Sexes, said.Sex) ?? was.Sex,
            Ethnicity = Equality.Known(Equality.Ethnicities, said.Ethnicity) ?? was.Ethnicity,
            Disability = Equality.Known(Equality.Disabilities, said.Disability) ?? was.Disability,
            Carer = said.CarerRatherNotSay is true ? null : said.Carer ?? was.Carer,
            CarerRatherNotSay = said.CarerRatherNotSay is true || (said.Carer is null && was.CarerRatherNotSay is true),
        };
        return was == will ? [] : [new Corrected("Asked at the meeting.", Only(was, will), Only(will, was))];
    }

    private static string? Blank(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
