using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Mail;

/// <summary>The template of one kind of letter, or of an ending that several letters share.</summary>
/// <param name="Name">The name of its file, such as <c>meeting-booked</c>.</param>
/// <param name="Kind">Null for an ending.</param>
/// <param name="To">Who gets it.</param>
/// <param name="Languages">The languages it has a text in: <c>en</c>, and <c>cy</c> for letters to people.</param>
/// <param name="Must">Placeholders that every text must hold.</param>
/// <param name="May">Other placeholders that a text may hold.</param>
public sealed record LetterTemplate(
    string Name, MessageKind? Kind, Recipient To, IReadOnlyList<string> Languages, IReadOnlyList<string> Must, IReadOnlyList<string> May)
{
    public bool IsEnd => Kind is null;

    /// <summary>Whether it may have a subject of its own for people who asked for discretion.</summary>
    public bool HasNeutralSubject => Kind is not null && To is Recipient.Person;
}

/// <summary>The text of a letter in one language.</summary>
/// <param name="Source">The text as it would be in a file.</param>
/// <param name="FixedBy">The file that sets the text, if one does: it takes precedence.</param>
public sealed record LetterWording(string Source, string? FixedBy);

/// <summary>Something in a text that must be corrected before it is used.</summary>
/// <param name="Language">Empty for a file of no letter.</param>
/// <param name="Line">The line of the source, from 1; 0 for the whole text.</param>
/// <param name="Found">What is there.</param>
/// <param name="Allowed">What is allowed.</param>
/// <param name="File">Empty for a text that was set on a page.</param>
public sealed record LetterProblem(string Language, int Line, string Found, string Allowed, string File = "")
{
    public override string ToString() => $"{File}{(Line > 0 ? $", line {Line}" : "")}: found {Found}; allowed: {Allowed}";
}

/// <summary>A letter to an invented person.</summary>
/// <param name="DiscreetSubject">The subject for somebody who asked for discretion; null if it never goes to a person.</param>
public sealed record LetterPreview(string From, string Subject, string Html, string Text, string? DiscreetSubject);

/// <summary>The texts of all letters that this process uses, and the rules for them.</summary>
public interface ILetterTemplates
{
    IReadOnlyList<LetterTemplate> All { get; }

    LetterWording Now(string letter, string language);

    /// <summary>The text from a file, or else from the program.</summary>
    string Given(string letter, string language);

    /// <summary>What is wrong with a text, by the rules that also apply at start.</summary>
    IReadOnlyList<LetterProblem> Check(string letter, string language, string source);

    /// <summary>The letter with this text, to an invented person.</summary>
    /// <param name="source">A text that was checked.</param>
    LetterPreview Preview(string letter, string language, string source, ServiceProfile profile);

    /// <summary>
    /// Uses these texts from now on, except where a file sets the text. A text that cannot be used, because another version of the program
    /// wrote it, is left out: the program's own text is sent instead, and <see cref="Unusable"/> names it.
    /// </summary>
    /// <param name="texts">All texts that were set on pages, by letter and language.</param>
    void Become(IReadOnlyDictionary<(string Letter, string Language), string> texts);

    /// <summary>Texts that were set on pages and are not used, and why.</summary>
    IReadOnlyList<(string Letter, LetterProblem Problem)> Unusable { get; }

    /// <summary>Files without something that letters of the nation must say. Admins chose the nation on a page after the
    /// files were read.</summary>
    IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableFiles { get; }

    /// <summary>Texts and files that could not be used if the service were in this nation.</summary>
    IReadOnlyList<(string Letter, LetterProblem Problem)> UnusableIn(Nation nation);
}

/// <summary>The parts of a letter's source. Each is a field of its own on the page.</summary>
/// <param name="Neutral">The subject for people who asked for discretion; empty if it is the usual one.</param>
public sealed record LetterSource(string Subject, string Neutral, string Text)
{
    private const string SubjectLine = "Subject: ", NeutralLine = "Neutral subject: ";

    /// <summary>How many lines of the source come before the text.</summary>
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

    /// <summary>The source as it would be in a file. Subjects become one line each, whatever was sent.</summary>
    public override string ToString() => Subject.Length is 0 ? $"{Text}\n"
        : $"{SubjectLine}{OneLine(Subject)}\n{(Neutral.Length is 0 ? "" : $"{NeutralLine}{OneLine(Neutral)}\n")}\n{Text}\n";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
