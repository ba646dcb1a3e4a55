using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// The passwords that attackers try first, which NIST SP 800-63B-4 says to refuse: common ones, one's own name, the service's name, and
/// combinations of these.
/// </summary>
/// <remarks>
/// The common ones are read once, when the first password is about to be chosen, and kept as hashes: 2 MB instead of 20. It takes about a
/// second, so whoever asks has shown beforehand that they may choose a password here. Their form is what it begins with
/// (<see cref="GetReady"/>), so they have it behind them when they send it.
/// </remarks>
/// <param name="common">The passwords that are common; see <see cref="Common"/>.</param>
public sealed partial class TriedFirst(IEnumerable<string> common)
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

    /// <summary>The ways to read a text. A password that is weak read in one of them is weak.</summary>
    private static readonly Func<string, string>[] _readings = [Plain, Once, Unmasked];

    /// <summary>For each reading the hashes of the common words, in order.</summary>
    private readonly Lazy<ulong[][]> _hashes = new(() =>
    {
        string[] words = [.. common, .. _ofTheField];
        return [.. _readings.Select(read => words.SelectMany(word => Forms(read(word))).Select(HashOf).Distinct().Order().ToArray())];
    });

    /// <summary>Whether the common passwords have been read.</summary>
    public bool IsRead => _hashes.IsValueCreated;

    /// <summary>Begins to read the common passwords, and waits for nothing.</summary>
    public void GetReady()
    {
        if (!IsRead)
            _ = Task.Run(() => _hashes.Value);
    }

    /// <param name="own">Names and addresses of whoever chooses the password.</param>
    public bool Has(string password, params IEnumerable<string> own)
    {
        if (Plain(password).Distinct().Count() < FewestSigns)
            return true;
        string[] parts = [.. own.SelectMany(words => words.Split(' ', '@', '.', '-')), .. own];
        return _readings.Zip(_hashes.Value).Any(way =>
        {
            (Func<string, string> read, ulong[] hashes) = way;
            HashSet<string> theirs = [.. parts.SelectMany(part => Forms(read(part)))];
            return Pieces(read(password), word => theirs.Contains(word) || Array.BinarySearch(hashes, HashOf(word)) >= 0) < FewestPieces;
        });
    }

    /// <summary>
    /// The fewest pieces into which the text can be cut: known words, forwards or backwards, and single signs. A piece that comes again is
    /// not counted again. Digits are not counted at all: a year or a telephone number is soon guessed.
    /// </summary>
    private static int Pieces(string text, Predicate<string> known)
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

    /// <summary>The word, and if it is longer its letters in order, by which any rearrangement of it is found.</summary>
    private static string[] Forms(string word) => word.Length < ShortestAnagram ? [word] : [word, InOrder(word)];

    /// <summary>64 bits: that one of 250,000 words has the hash of another by chance is out of the question.</summary>
    private static ulong HashOf(string word)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(word.AsSpan()), hash);
        return MemoryMarshal.Read<ulong>(hash);
    }

    private static bool IsKnown(string piece, Predicate<string> known)
    {
        string backwards = string.Concat(piece.Reverse());
        return known(piece) || known(backwards)
            || (piece.Length >= ShortestAnagram && known(InOrder(piece)))
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

    /// <summary>The common passwords that travel with the program, read anew for whoever goes through them.</summary>
    public static IEnumerable<string> Common()
    {
        using Stream list = Assembly.GetExecutingAssembly().GetManifestResourceStream("passwords.json")!;
        foreach (string word in JsonSerializer.Deserialize<string[]>(list)!)
            yield return word;
    }
}
