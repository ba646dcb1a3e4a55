using SocialPrescribing.Journeys;

namespace SocialPrescribing.Web.Phrases;

/// <summary>
/// What people said about themselves, in the words of the question and the language of the page. What a referrer wrote in other
/// words is shown as written.
/// </summary>
public static class EqualityWords
{
    public static IEnumerable<(string Value, string Label)> Sexes => Choices(Equality.Sexes, "Sex");
    public static IEnumerable<(string Value, string Label)> Ethnicities => Choices(Equality.Ethnicities, "Ethnicity");
    public static IEnumerable<(string Value, string Label)> Disabilities => Choices(Equality.Disabilities, "Disability");

    /// <summary>The question about caring can only be answered with yes, no or rather not say: nobody has to say more.</summary>
    public static IEnumerable<(string Value, string Label)> Carer =>
        [("yes", Texts.Say("Answer.Yes")), ("no", Texts.Say("Answer.No")), (Equality.RatherNotSay, Texts.Say("Equality.ratherNotSay"))];

    public static string? Sex(string? said) => Of(Equality.Sexes, "Sex", said);
    public static string? Ethnicity(string? said) => Of(Equality.Ethnicities, "Ethnicity", said);
    public static string? Disability(string? said) => Of(Equality.Disabilities, "Disability", said);

    /// <summary>The value of the choice: <c>yes</c>, <c>no</c>, <c>ratherNotSay</c>; null if it is not known.</summary>
    public static string? CarerChoice(bool? carer, bool? ratherNotSay) =>
        carer switch { true => "yes", false => "no", null => ratherNotSay is true ? Equality.RatherNotSay : null };

    public static string? CarerOf(Person person) =>
        CarerChoice(person.Carer, person.CarerRatherNotSay) is { } said ? Carer.First(c => c.Value == said).Label : null;

    private static IEnumerable<(string, string)> Choices(IReadOnlyList<string> words, string kind) =>
        words.Select(word => (word, Of(words, kind, word)!));

    private static string? Of(IReadOnlyList<string> words, string kind, string? said) =>
        said is null || !words.Contains(said) ? said
        : said is Equality.RatherNotSay ? Texts.Say("Equality.ratherNotSay")
        : Texts.Say($"{kind}.{said}");
}
