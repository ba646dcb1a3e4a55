using System.Reflection;
using System.Text.Json;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// The passwords that are tried first, which NIST SP 800-63B-4 wants refused: well-known ones, one's own name, the service's name, and what
/// is put together from them.
/// </summary>
public static class TriedFirst
{
    private const int ShortestPiece = 3;
    private const int LongestPiece = 32;
    private const int FewestPieces = 3;
    private const int FewestSigns = 5;

    /// <param name="own">Names and addresses that belong to whoever chooses.</param>
    public static bool Has(string password, params IEnumerable<string> own)
    {
        string text = Plain(password);
        HashSet<string> known =
            [.. Known(), .. own.SelectMany(words => words.Split(' ', '@', '.', '-')).Select(Plain), .. own.Select(Plain)];
        // How many pieces the text has up to each of its signs, when it is cut into as few as can be. Digits come free: a year or a
        // telephone number keeps nobody out.
        int[] pieces = new int[text.Length + 1];
        for (int end = 1; end <= text.Length; end++)
        {
            pieces[end] = pieces[end - 1] + (char.IsAsciiDigit(text[end - 1]) ? 0 : 1);
            for (int start = Math.Max(0, end - LongestPiece); start <= end - ShortestPiece; start++)
                if (pieces[start] + 1 < pieces[end] && known.Contains(text[start..end]))
                    pieces[end] = pieces[start] + 1;
        }
        return pieces[^1] < FewestPieces || text.Distinct().Count() < FewestSigns;
    }

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Read each time, since nobody sets a password twice a day.</summary>
    private static string[] Known()
    {
        using Stream list = Assembly.GetExecutingAssembly().GetManifestResourceStream("passwords.json")!;
        return JsonSerializer.Deserialize<string[]>(list)!;
    }
}
