using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Mail;

/// <summary>One kind of letter, or what stands at the end of several.</summary>
/// <param name="Name">Of its file, such as <c>meeting-booked</c>.</param>
/// <param name="Kind">Null for an end.</param>
/// <param name="To">Who gets it.</param>
/// <param name="Languages">In which there is a text: <c>en</c>, and <c>cy</c> for what people get.</param>
/// <param name="Must">Placeholders without which it is of no use.</param>
/// <param name="May">Placeholders that it may hold besides.</param>
public sealed record LetterTemplate(
    string Name, MessageKind? Kind, Recipient To, IReadOnlyList<string> Languages, IReadOnlyList<string> Must, IReadOnlyList<string> May)
{
    public bool IsEnd => Kind is null;

    /// <summary>Whether it can have a subject for people who asked for discretion.</summary>
    public bool HasNeutralSubject => Kind is not null && To is Recipient.Person;
}

/// <summary>What a letter says in one language.</summary>
/// <param name="Source">As it would stand in a file.</param>
/// <param name="FixedBy">The file that says it, if one does: it wins.</param>
public sealed record LetterWording(string Source, string? FixedBy);

/// <param name="Line">Of the source, from 1; 0 where the text as a whole is meant.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Allowed">What may.</param>
public sealed record LetterProblem(string Language, int Line, string Found, string Allowed);

/// <summary>A letter to somebody invented.</summary>
/// <param name="DiscreetSubject">What it is called for somebody who asked for discretion; null where it never goes to a person.</param>
public sealed record LetterPreview(string From, string Subject, string Html, string Text, string? DiscreetSubject);

/// <summary>The texts of all letters as they count in this process, and the rules for them.</summary>
public interface ILetterTemplates
{
    IReadOnlyList<LetterTemplate> All { get; }

    LetterWording Now(string letter, string language);

    /// <summary>As the program brings it along, or as a file says it.</summary>
    string Given(string letter, string language);

    /// <summary>What is wrong with a text: the same as at start.</summary>
    IReadOnlyList<LetterProblem> Check(string letter, string language, string source);

    /// <summary>The letter with these words, to somebody invented.</summary>
    /// <param name="source">Checked.</param>
    LetterPreview Preview(string letter, string language, string source, ServiceProfile profile);

    /// <summary>
    /// These count from now on, where no file says something else. A text that cannot be used, because another version of the program wrote
    /// it, does not count: what the program brings along goes out instead, and <see cref="Unusable"/> says so.
    /// </summary>
    /// <param name="texts">By letter and language: all that is set by page.</param>
    void Become(IReadOnlyDictionary<(string Letter, string Language), string> texts);

    /// <summary>Texts that were set by page and do not count, and why.</summary>
    IReadOnlyList<(string Letter, LetterProblem Problem)> Unusable { get; }

    /// <summary>Files that lack what the letters of a nation must say which was set by page after they were read.</summary>
    IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableFiles { get; }

    /// <summary>Both, if the service were in this nation.</summary>
    IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableIn(Nation nation);
}

/// <summary>The parts of a letter's source, each of which is a field of its own on a page.</summary>
/// <param name="Neutral">The subject for people who asked for discretion; empty for the usual one.</param>
public sealed record LetterSource(string Subject, string Neutral, string Text)
{
    private const string SubjectLine = "Subject: ", NeutralLine = "Neutral subject: ";

    /// <summary>How many lines stand before the text.</summary>
    public int Before => Subject.Length is 0 ? 0 : Neutral.Length is 0 ? 2 : 3;

    public static LetterSource Of(string source)
    {
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        if (!lines[0].StartsWith(SubjectLine.TrimEnd(), StringComparison.OrdinalIgnoreCase))
            return new("", "", source.Trim());
        bool hasNeutral = lines.Length > 1 && lines[1].StartsWith(NeutralLine.TrimEnd(), StringComparison.OrdinalIgnoreCase);
        return new(lines[0][(SubjectLine.Length - 1)..].Trim(), hasNeutral ? lines[1][(NeutralLine.Length - 1)..].Trim() : "",
            string.Join('\n', lines[(hasNeutral ? 2 : 1)..]).Trim());
    }

    /// <summary>As it would stand in a file. What begins a letter is one line each, whatever was sent.</summary>
    public override string ToString() => Subject.Length is 0 ? $"{Text}\n"
        : $"{SubjectLine}{OneLine(Subject)}\n{(Neutral.Length is 0 ? "" : $"{NeutralLine}{OneLine(Neutral)}\n")}\n{Text}\n";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
