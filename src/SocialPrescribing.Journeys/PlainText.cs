using System.Text;

namespace SocialPrescribing.Journeys;

/// <summary>Which characters a text for people may hold, and where it may be cut.</summary>
public static class PlainText
{
    /// <summary>
    /// Marks that change the writing direction of what follows, so that a name can look like another one. Scripts that run from right to
    /// left do not need them.
    /// </summary>
    public static bool TurnsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>
    /// The text as people see it: without white space at its ends, and without invisible characters that programs leave behind (zero-width
    /// spaces, direction marks, soft hyphens, byte order marks). Joiners stay in emoji and in scripts that need them.
    /// </summary>
    public static string Seen(string text)
    {
        if (!text.Any(IsUnseen))
            return text.Trim();
        StringBuilder seen = new();
        for (int i = 0; i < text.Length; i++)
            if (!IsUnseen(text[i]) || Joins(text, i))
                seen.Append(text[i]);
        return seen.ToString().Trim();
    }

    /// <summary>The same, and without control characters except line breaks and tabs.</summary>
    public static string Readable(string text) =>
        Seen(text.Any(IsControl) ? string.Concat(text.Where(c => !IsControl(c))) : text);

    /// <summary>The same on one line.</summary>
    public static string ReadableLine(string text) =>
        string.Join(' ', Readable(text).Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');

    private static bool IsUnseen(char c) =>
        c is '\u00AD' or '\u061C' or (>= '\u200B' and <= '\u200F') or '\u2060' or '\uFEFF' || TurnsDirection(c);

    /// <summary>Whether a joiner is between two characters that are not Latin letters: Persian, Indian scripts and emoji need it.</summary>
    private static bool Joins(string text, int i) =>
        text[i] is '\u200C' or '\u200D' && i > 0 && i + 1 < text.Length && text[i - 1] > '\u02FF' && text[i + 1] > '\u02FF';

    /// <summary>One line: no control characters (such as line breaks and tabs), and no marks that change the writing direction.</summary>
    public static bool IsLine(string text) => !text.Any(c => char.IsControl(c) || TurnsDirection(c));

    /// <summary>The same, but with line breaks and tabs.</summary>
    public static bool IsLines(string text) => !text.Any(c => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || TurnsDirection(c));

    /// <summary>
    /// How many characters to take for at most <paramref name="most"/> (at least two). It does not cut a surrogate pair, because half
    /// of it is not valid text.
    /// </summary>
    public static int Length(ReadOnlySpan<char> text, int most) =>
        text.Length <= most ? text.Length : char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
}
