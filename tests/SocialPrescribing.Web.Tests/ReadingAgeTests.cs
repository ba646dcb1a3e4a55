using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// How many years of school it takes to read <c>/refer/myself</c>, by the grade level of Flesch and Kincaid (Kincaid, Fishburne, Rogers
/// and Chissom 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59. It was made for running text: a label of two words says
/// little, so the pages are measured as one, and sentences where they are long enough.
/// </summary>
public sealed partial class ReadingAgeTests
{
    private const double MostOfAll = 3, MostOfASentence = 4;
    private const int RunningText = 8;

    private static IEnumerable<(string Key, string Text)> Words() =>
        new ResourceManager("SocialPrescribing.Web.Phrases.Texts", typeof(Texts).Assembly)
            .GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .Select(e => ((string)e.Key, Markup().Replace((string)e.Value!, "")))
            .Where(e => e.Item1.StartsWith("My.", StringComparison.Ordinal) || e.Item1.StartsWith("Myself.", StringComparison.Ordinal)
                || e.Item1.StartsWith("MyNeed.", StringComparison.Ordinal));

    [Fact]
    public void Who_asks_for_themselves_reads_words_of_grade_3()
    {
        (string Key, string Text)[] all = [.. Words()];
        Assert.InRange(all.Length, 50, 200);
        Assert.InRange(Grade(all.Select(w => w.Text)), 0, MostOfAll);
        Assert.Empty(all.Where(w => Word().Count(w.Text) >= RunningText && Grade([w.Text]) > MostOfASentence)
            .Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} is of grade {Grade([w.Text]):0.0}: {w.Text}")));
    }

    [Theory]
    [InlineData("The cat sat on the mat.", -1.4)]
    [InlineData("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 13.1)]
    public void The_formula_gives_what_was_published(string text, double grade) => Assert.Equal(grade, Grade([text]), 2.0);

    private static double Grade(IEnumerable<string> texts)
    {
        string[] whole = [.. texts];
        int sentences = whole.Sum(t => Math.Max(1, Sentence().Count(t))), words = whole.Sum(Word().Count);
        int syllables = whole.SelectMany(t => Word().Matches(t)).Sum(w => Syllables(w.Value));
        return (0.39 * words / sentences) + (11.8 * syllables / words) - 15.59;
    }

    /// <summary>Groups of vowels, without an e that is not heard at the end.</summary>
    private static int Syllables(string word) => Math.Max(1, Vowels().Count(Silent().Replace(word.ToLowerInvariant(), "$1")));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"[^.!?:]*\p{L}[^.!?:]*")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\p{L}[\p{L}’']*")]
    private static partial Regex Word();

    [GeneratedRegex("[aeiouy]+")]
    private static partial Regex Vowels();

    [GeneratedRegex("([^aeiouyl])(es|ed|e)$")]
    private static partial Regex Silent();
}
