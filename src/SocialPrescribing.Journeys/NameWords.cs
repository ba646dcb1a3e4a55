using System.Text.RegularExpressions;

namespace SocialPrescribing.Journeys;

/// <summary>
/// The words of people's names without case, accents and punctuation, so that typing one of them, or its beginning, finds the person.
/// </summary>
public static partial class NameWords
{
    /// <summary>
    /// Every word that a name is known by: <c>O'Connor</c> is <c>oconnor</c>, <c>o</c> and <c>connor</c>; <c>Mary-Ann</c> is
    /// <c>maryann</c>, <c>mary</c> and <c>ann</c>.
    /// </summary>
    public static IReadOnlyList<string> Of(Person person) =>
        [.. new[] { person.FirstName, person.FamilyName, person.PreferredName ?? "" }
            .SelectMany(name => new[] { name }.Concat(Spaces().Split(name)).Concat(Marks().Split(name)))
            .Select(PersonKeys.Normalise).Where(word => word.Length > 0).Distinct()];

    /// <summary>The words of what somebody typed.</summary>
    public static IReadOnlyList<string> Typed(string text) =>
        [.. Spaces().Split(text).Select(PersonKeys.Normalise).Where(word => word.Length > 0).Distinct()];

    /// <summary>Whether every word that was typed begins a word of the name.</summary>
    public static bool Fit(IEnumerable<string> typed, IReadOnlyCollection<string> name) =>
        typed.All(word => name.Any(n => n.StartsWith(word, StringComparison.Ordinal)));

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[\s\p{P}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
