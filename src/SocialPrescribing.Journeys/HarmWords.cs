using System.Globalization;
using System.Text;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Words by which somebody may say that they or others come to harm. They are searched for so that a human reads the text at once. They
/// judge nothing and nobody. A false alarm costs a few minutes and a miss may cost a life, so the list is broad.
/// </summary>
/// <remarks>
/// A pattern is a few words in their order. One form of a word stands for all (<c>hit me</c> finds <i>hits me</i> and <i>hitting me</i>).
/// Up to two other words may come between two of them, but not the end of a sentence. <c>hit/kick me/us</c> means any of these,
/// <c>suicid*</c> any ending. A pattern that begins with a hyphen is an exception: <c>-panic attack</c>. Its words must follow each other
/// directly. Case, accents and apostrophes make no difference.
/// </remarks>
public sealed class HarmWords
{
    public const int MostPatterns = 400;
    public const int LongestPattern = 300;
    private const int MostBetween = 2;
    /// <summary>The end of a sentence. No pattern reaches across it.</summary>
    private static readonly Word _end = new("", "");
    private static readonly Word _takenAway = new("-", "-");
    private static readonly string[] _hereAsItIs = ["here"];
    private static readonly Dictionary<string, string> _short = new()
    {
        ["dont"] = "do not",
        ["doesnt"] = "does not",
        ["didnt"] = "did not",
        ["cant"] = "can not",
        ["cannot"] = "can not",
        ["wont"] = "will not",
        ["isnt"] = "is not",
        ["arent"] = "are not",
        ["wasnt"] = "was not",
        ["havent"] = "have not",
        ["hasnt"] = "has not",
        ["hadnt"] = "had not",
        ["wouldnt"] = "would not",
        ["couldnt"] = "could not",
        ["shouldnt"] = "should not",
        ["wanna"] = "want to",
        ["gonna"] = "going to",
        ["im"] = "i am",
        ["ive"] = "i have",
    };

    private readonly ByFirstWord _found;
    private readonly Form[][][] _takenOut;

    /// <param name="patterns">The patterns of the program, or those with which the service replaces them.</param>
    /// <param name="more">Patterns that the service adds.</param>
    public HarmWords(IReadOnlyList<string> patterns, IReadOnlyList<string> more)
    {
        (Patterns, More) = (patterns, more);
        ILookup<bool, Form[][]> all = patterns.Concat(more).ToLookup(p => p.StartsWith('-'), p => Read(p.TrimStart('-')));
        (_found, _takenOut) = (new([.. all[false]]), [.. all[true]]);
    }

    public static HarmWords Standard { get; } = new(HarmWordList.All, []);

    public IReadOnlyList<string> Patterns { get; }
    public IReadOnlyList<string> More { get; }

    /// <summary>Whether one of the texts should be read by a human now.</summary>
    public bool AreIn(IEnumerable<string?> texts) => texts.Any(text => !string.IsNullOrWhiteSpace(text) && AreIn(text));

    /// <summary>Whether a pattern is valid: words of letters, with nothing but an asterisk at their end.</summary>
    public static bool IsPattern(string text) =>
        text.Length is >= 2 and <= LongestPattern && text.TrimStart('-') is { Length: > 1 } words
        && words.Split(' ')
            .All(word => word.Split('/').All(one => one.TrimEnd('*') is { Length: > 0 } letters && letters.All(char.IsLetter)));

    private bool AreIn(string text)
    {
        List<Word> words = WordsOf(text);
        // Exceptions can only reduce what is found, and in most texts nothing is found.
        if (!Finds(words))
            return false;
        foreach (Form[][] pattern in _takenOut)
            for (int at = 0; at < words.Count; at++)
                if (Reaches(pattern, 0, words, at, between: 0) is { } last)
                    for (int i = at; i <= last; i++)
                        words[i] = _takenAway;
        return Finds(words);
    }

    private bool Finds(List<Word> words)
    {
        for (int at = 0; at < words.Count; at++)
            foreach (Form[][] pattern in _found.ThatMayBeginWith(words[at]))
                if (Reaches(pattern, 0, words, at, MostBetween) is not null)
                    return true;
        return false;
    }

    /// <summary>Where the pattern that begins at this word ends; null if it does not begin here.</summary>
    private static int? Reaches(Form[][] pattern, int part, List<Word> words, int at, int between)
    {
        Word word = words[at];
        if (!Array.Exists(pattern[part], form => form.Fits(word)))
            return null;
        if (part == pattern.Length - 1)
            return at;
        for (int next = at + 1; next <= at + 1 + between && next < words.Count && !ReferenceEquals(words[next], _end); next++)
            if (Reaches(pattern, part + 1, words, next, between) is { } last)
                return last;
        return null;
    }

    private static Form[][] Read(string pattern) =>
        [.. pattern.Split(' ')
            .Select(
                word => word.Split('/').Select(Bare)
                    .Select(one => one.EndsWith('*') ? new Form(one[..^1], IsBeginning: true) : new Form(StemOf(one), IsBeginning: false))
                    .ToArray())];

    private static List<Word> WordsOf(string text)
    {
        List<Word> words = [];
        StringBuilder word = new();
        string bare = Bare(text).Replace("'ll", " will", StringComparison.Ordinal).Replace("'d", " would", StringComparison.Ordinal)
            .Replace("'s", "", StringComparison.Ordinal)
            .Replace("'ve", " have", StringComparison.Ordinal).Replace("'re", " are", StringComparison.Ordinal)
            .Replace("'", "", StringComparison.Ordinal) + " ";
        for (int i = 0; i < bare.Length; i++)
        {
            if (char.IsLetterOrDigit(bare[i]))
            {
                word.Append(bare[i]);
                continue;
            }
            if (word.Length > 0)
            {
                foreach (string one in (_short.GetValueOrDefault(word.ToString()) ?? word.ToString()).Split(' '))
                    words.Add(new Word(one, StemOf(one)));
                word.Clear();
            }
            // Several dots in a row are a hesitation, and the sentence goes on after them.
            bool isInRow = bare[i] is '.' && ((i > 0 && bare[i - 1] is '.') || (i + 1 < bare.Length && bare[i + 1] is '.'));
            if (bare[i] is '.' or '!' or '?' or ';' && !isInRow)
                words.Add(_end);
        }
        return words;
    }

    /// <summary>Makes letters small, removes accents, unifies apostrophes, and turns wide or joined forms into plain ones.</summary>
    private static string Bare(string text)
    {
        string straight = text.Replace('’', '\'').Replace('‘', '\'').Replace('`', '\'');
        // Most texts have no accents, and then nothing else would change.
        return Ascii.IsValid(straight) ? straight.ToLowerInvariant() : string.Concat(straight.Normalize(NormalizationForm.FormKD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
            .Select(char.ToLowerInvariant));
    }

    /// <summary>
    /// The part that all forms of a regular word share. It need not be a word, because texts and patterns are cut in the same way.
    /// </summary>
    private static string StemOf(string word)
    {
        if (_hereAsItIs.Contains(word))
            return word;
        if (word.Length > 4 && word.EndsWith("ing", StringComparison.Ordinal))
            word = word[..^3];
        else if (word.Length > 4 && (word.EndsWith("ed", StringComparison.Ordinal) || word.EndsWith("es", StringComparison.Ordinal)))
            word = word[..^2];
        else if (word.Length > 3 && word[^1] is 's' && word[^2] is not 's')
            word = word[..^1];
        if (word.Length > 3 && word[^1] == word[^2])
            word = word[..^1];
        return word.Length > 3 && word[^1] is 'e' ? word[..^1] : word;
    }

    /// <summary>Patterns by their first word, so that each word of a text is compared only with the few that may begin with it.</summary>
    private sealed class ByFirstWord(Form[][][] patterns)
    {
        private readonly ILookup<string, Form[][]> _byStem =
            Firsts(patterns, f => !f.IsBeginning).ToLookup(f => f.First.Text, f => f.Pattern);
        private readonly ILookup<char, Form[][]> _byLetter = Firsts(patterns, f => f.IsBeginning)
            .ToLookup(f => f.First.Text[0], f => f.Pattern);

        public IEnumerable<Form[][]> ThatMayBeginWith(Word word) =>
            word.Whole is [var letter, ..] ? _byStem[word.Stem].Concat(_byLetter[letter]) : [];

        private static IEnumerable<(Form First, Form[][] Pattern)> Firsts(Form[][][] patterns, Func<Form, bool> which) =>
            patterns.SelectMany(pattern => pattern[0].Where(which).Select(first => (first, pattern)));
    }

    private sealed record Word(string Whole, string Stem);

    private sealed record Form(string Text, bool IsBeginning)
    {
        public bool Fits(Word word) =>
            IsBeginning ? word.Whole.StartsWith(Text, StringComparison.Ordinal) && word.Whole.Length > 0 : word.Stem == Text;
    }
}
