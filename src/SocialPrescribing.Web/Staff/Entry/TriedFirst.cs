using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// The passwords that attackers try first, which NIST SP 800-63B-4 says to refuse: common ones, one's own name, the service's name, and
/// combinations of these.
/// </summary>
public static partial class TriedFirst
{
    public const string Sentence =
        "Choose a password that is harder to guess: add another word or two, and not your name or this service's.";

    private static readonly string[] _ofTheField = ["referral", "nationalhealthservice", "socialprescribing", "prescribing", "linkworker"];
    private const int ShortestPiece = 3;
    private const int LongestPiece = 32;
    private const int FewestPieces = 3;
    private const int FewestSigns = 5;
    /// <summary>Shorter words have the same letters as too many others.</summary>
    private const int ShortestAnagram = 6;
    private static readonly string[] _rows =
        ["abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp"];

    /// <param name="own">Names and addresses of whoever chooses the password.</param>
    public static bool Has(string password, params IEnumerable<string> own)
    {
        string[] known = [.. Known(), .. _ofTheField, .. own.SelectMany(words => words.Split(' ', '@', '.', '-')), .. own];
        return Plain(password).Distinct().Count() < FewestSigns
            || Pieces(Plain(password), Words(known.Select(Plain))) < FewestPieces
            || Pieces(Once(password), Words(known.Select(Once))) < FewestPieces
            || Pieces(Unmasked(password), Words(known.Select(Unmasked))) < FewestPieces;
    }

    /// <summary>
    /// The fewest pieces into which the text can be cut: known words, forwards or backwards, and single signs. A piece that comes again is
    /// not counted again. Digits are not counted at all: a year or a telephone number is soon guessed.
    /// </summary>
    private static int Pieces(string text, HashSet<string> known)
    {
        // The least number for each beginning of the text.
        int[] pieces = new int[text.Length + 1];
        for (int end = 1; end <= text.Length; end++)
        {
            pieces[end] = pieces[end - 1] + (char.IsAsciiDigit(text[end - 1]) ? 0 : 1);
            for (int start = Math.Max(0, end - LongestPiece); start <= end - ShortestPiece; start++)
            {
                string piece = text[start..end];
                int more = text.IndexOf(piece, StringComparison.Ordinal) + piece.Length <= start ? 0
                    : IsKnown(piece, known) ? 1 : LongestPiece;
                pieces[end] = Math.Min(pieces[end], pieces[start] + more);
            }
        }
        return pieces[^1];
    }

    /// <summary>The words, and of the longer ones their letters in order, by which any rearrangement of them is found.</summary>
    private static HashSet<string> Words(IEnumerable<string> known) =>
        [.. known.SelectMany(word => word.Length < ShortestAnagram ? [word] : new[] { word, InOrder(word) })];

    private static bool IsKnown(string piece, HashSet<string> known)
    {
        string backwards = string.Concat(piece.Reverse());
        return known.Contains(piece) || known.Contains(backwards)
            || (piece.Length >= ShortestAnagram && known.Contains(InOrder(piece)))
            || _rows.Any(row => row.Contains(piece, StringComparison.Ordinal) || row.Contains(backwards, StringComparison.Ordinal));
    }

    /// <summary>Each sign that stands several times in a row once, as in <c>ppaasswwoorrdd</c>.</summary>
    private static string Once(string text) => Doubled().Replace(Plain(text), "$1");

    [GeneratedRegex(@"(.)\1+", RegexOptions.CultureInvariant)]
    private static partial Regex Doubled();

    private static string InOrder(string word) => string.Concat(word.Order());

    /// <summary>Letters without their accents and digits, small.</summary>
    private static string Plain(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Replaces signs that stand for letters, as in <c>P@ssw0rd</c>. Letters for which one sign may stand become the
    /// same letter.</summary>
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

    /// <summary>Read from the resource each time, because passwords are rarely set.</summary>
    private static string[] Known()
    {
        using Stream list = Assembly.GetExecutingAssembly().GetManifestResourceStream("passwords.json")!;
        return JsonSerializer.Deserialize<string[]>(list)!;
    }
}
