using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Phrases;

/// <summary>How staff read corrections of a person's details.</summary>
public static class CorrectionWords
{
    /// <summary>What was corrected, before and after: <c>family name O'Neil, now O'Neill</c>.</summary>
    public static string Corrected(Corrections.Corrected corrected) => string.Join("; ", new (string Name, string? Before, string? After)[]
    {
        ("first name", corrected.Before.FirstName, corrected.After.FirstName),
        ("family name", corrected.Before.FamilyName, corrected.After.FamilyName),
        ("date of birth", Of(corrected.Before.DateOfBirth), Of(corrected.After.DateOfBirth)),
        ("NHS number", corrected.Before.NhsNumber, corrected.After.NhsNumber),
        ("GP practice", Of(corrected.Before.GpPractice), Of(corrected.After.GpPractice)),
        ("sex", EqualityWords.Sex(corrected.Before.Sex), EqualityWords.Sex(corrected.After.Sex)),
        ("ethnicity", EqualityWords.Ethnicity(corrected.Before.Ethnicity), EqualityWords.Ethnicity(corrected.After.Ethnicity)),
        ("looks after somebody", Carer(corrected.Before), Carer(corrected.After)),
        ("disability", EqualityWords.Disability(corrected.Before.Disability), EqualityWords.Disability(corrected.After.Disability)),
        ("language", corrected.Before.Language, corrected.After.Language),
    }.Where(d => d.After is not null)
    .Select(
        d => $"{d.Name} {(d.Before is { Length: > 0 } before ? before : "not known")}, now "
            + $"{(d.After is { Length: > 0 } after ? after : "not known")}"));

    private static string? Carer(Corrections.Details said) =>
        said is { Carer: null, CarerRatherNotSay: true } ? "would rather not say" : EqualityWords.CarerChoice(said.Carer, null);

    private static string? Of(DateOnly? on) => on is { } date ? Words.Date(date) : null;

    public static string? Of(GpPractice? practice) =>
        practice is null ? null : string.Join(" ", new[] { practice.Name, practice.OdsCode }.Where(p => !string.IsNullOrEmpty(p)));
}
