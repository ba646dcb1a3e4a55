namespace SocialPrescribing.Journeys;

/// <summary>Which characters a text may hold that people will read, and where it may be cut.</summary>
public static class PlainText
{
    /// <summary>
    /// Marks that turn the writing direction of what follows make a name look like another one. Scripts that run from right to left
    /// need none of them.
    /// </summary>
    public static bool TurnsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>One line: no control characters (line breaks and tabs count), and no marks that turn the writing direction.</summary>
    public static bool IsLine(string text) => !text.Any(c => char.IsControl(c) || TurnsDirection(c));

    /// <summary>The same, but line breaks and tabs may stay.</summary>
    public static bool IsLines(string text) => !text.Any(c => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || TurnsDirection(c));

    /// <summary>
    /// How much of the text to take for at most so many characters (at least two). The halves of a pair stay together: apart they are
    /// no text.
    /// </summary>
    public static int Length(ReadOnlySpan<char> text, int most) =>
        text.Length <= most ? text.Length : char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
}
