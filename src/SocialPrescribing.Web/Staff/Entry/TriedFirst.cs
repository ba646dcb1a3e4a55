using System.Reflection;
using System.Text.Json;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// The passwords that are tried first, which NIST SP 800-63B-4 wants refused: well-known ones, one's own name, the service's name, and what
/// is put together from them.
/// </summary>
public static class TriedFirst
{
    public const string Sentence =
        "Choose a password that is harder to guess: add another word or two, and not your name or this service's.";

    private const int ShortestPiece = 3;
    private const int LongestPiece = 32;
    private const int FewestPieces = 3;
    private const int FewestSigns = 5;

    /// <param name="own">Names and addresses that belong to whoever chooses.</param>
    public static bool Has(string password, params IEnumerable<string> own)
    {
        string[] known = [.. Known(), .. own.SelectMany(words => words.Split(' ', '@', '.', '-')), .. own];
        return Plain(password).Distinct().Count() < FewestSigns
            || Pieces(Plain(password), [.. known.Select(Plain)]) < FewestPieces
            || Pieces(Unmasked(password), [.. known.Select(Unmasked)]) < FewestPieces;
    }

    /// <summary>
    /// The fewest pieces into which the text can be cut: known words, forwards or backwards, and single signs. A piece that comes again is
    /// not counted again. Digits are not counted at all: a year or a telephone number is soon guessed.
    /// </summary>
    private static int Pieces(string text, HashSet<string> known)
    {
        // Up to each of its signs.
        int[] pieces = new int[text.Length + 1];
        for (int end = 1; end <= text.Length; end++)
        {
            pieces[end] = pieces[end - 1] + (char.IsAsciiDigit(text[end - 1]) ? 0 : 1);
            for (int start = Math.Max(0, end - LongestPiece); start <= end - ShortestPiece; start++)
            {
                string piece = text[start..end];
                int more = text.IndexOf(piece, StringComparison.Ordinal) + piece.Length <= start ? 0
                    : known.Contains(piece) || known.Contains(string.Concat(piece.Reverse())) ? 1 : LongestPiece;
                pieces[end] = Math.Min(pieces[end], pieces[start] + more);
            }
        }
        return pieces[^1];
    }

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>As a word is read in which signs stand for letters: <c>P@ssw0rd</c>. Letters that one sign may stand for are one.</summary>
    private static string Unmasked(string text) => Plain(string.Concat(text.ToLowerInvariant().Select(sign => sign switch
    {
        '@' or '4' => 'a',
        '8' => 'b',
        '3' => 'e',
        '9' => 'g',
        '1' or '!' or '|' or 'l' => 'i',
        '0' => 'o',
        '5' or '$' => 's',
        '7' or '+' => 't',
        '2' => 'z',
        _ => sign,
    })));

    /// <summary>Read each time, since nobody sets a password twice a day.</summary>
    private static string[] Known()
    {
        using Stream list = Assembly.GetExecutingAssembly().GetManifestResourceStream("passwords.json")!;
        return JsonSerializer.Deserialize<string[]>(list)!;
    }
}
