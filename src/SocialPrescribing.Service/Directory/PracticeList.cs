using System.Text;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// The practices of the list, in one block of text in the order of their codes: 16,000 of them take less than 2 MB, and looking through all
/// of them takes a few milliseconds.
/// </summary>
public sealed class PracticeList
{
    /// <summary>For anybody to choose from.</summary>
    public const int MostFound = 10;
    public const int MostWords = 8;
    private const int LongestQuery = 100;
    private static readonly string[] _leftOut = ["THE", "AND", "OF"];

    private readonly byte[] _text;
    private readonly int[] _starts;

    /// <param name="text">Lines of practices, in the order of their codes.</param>
    internal PracticeList(byte[] text)
    {
        _text = text;
        List<int> starts = [];
        for (int at = 0; at < text.Length; at += text.AsSpan(at).IndexOf((byte)'\n') + 1)
            starts.Add(at);
        _starts = [.. starts];
    }

    /// <summary>Nothing was imported.</summary>
    public static PracticeList None { get; } = new([]);

    public bool IsLoaded => _starts.Length > 0;

    public int Count => _starts.Length;

    /// <summary>Null for one that is not in the list.</summary>
    public Practice? Find(string? code)
    {
        if (!OdsCode.TryParse(code, out string canonical))
            return null;
        byte[] sought = Encoding.ASCII.GetBytes(canonical);
        int low = 0, high = _starts.Length;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            ReadOnlySpan<byte> line = LineAt(middle);
            int order = line[..line.IndexOf((byte)'\t')].SequenceCompareTo(sought);
            if (order is 0)
                return Practice.Of(line);
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }
        return Practice.OfNobody(canonical);
    }

    /// <summary>Surgeries that are open, and in whose name, address, postcode or code each of these words begins one of theirs.</summary>
    /// <param name="words">Of which the first <see cref="MostWords"/> count, because each is looked for in thousands of lines.</param>
    /// <returns>At most <see cref="MostFound"/>, those with the words in their names first; and whether there are more.</returns>
    public (IReadOnlyList<Practice> Practices, bool More) Search(string words)
    {
        byte[][] sought = [.. Sought(words).Take(MostWords)];
        if (sought.Length is 0)
            return ([], false);
        List<Practice> found = [];
        for (int i = 0; i < _starts.Length; i++)
        {
            ReadOnlySpan<byte> line = LineAt(i);
            if (line.EndsWith("AG"u8) && HoldsAll(line, sought))
                found.Add(Practice.Of(line));
        }
        Practice[] first = [.. found.OrderBy(p => HoldsAll(Encoding.UTF8.GetBytes(p.Name), sought) ? 0 : 1)
            .ThenBy(p => p.Name, StringComparer.Ordinal).Take(MostFound)];
        return (first, found.Count > first.Length);
    }

    /// <summary>Whether somebody who writes this means that practice: each of the words begins one of its name.</summary>
    public static bool IsName(Practice practice, string written) =>
        HoldsAll(Encoding.UTF8.GetBytes(practice.Name.ToUpperInvariant()), Sought(written));

    /// <summary>A postcode is one word, as it stands in the list; small words and apostrophes say nothing.</summary>
    private static byte[][] Sought(string words)
    {
        string text = words[..PlainText.Length(words, LongestQuery)].ToUpperInvariant();
        if (Postcode.TryParse(text, out string postcode))
            return [Encoding.UTF8.GetBytes(postcode)];
        string letters = string.Concat(text.Where(c => c is not ('\'' or '’')).Select(c => char.IsLetterOrDigit(c) ? c : ' '));
        return [.. letters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(_leftOut)
            .Select(w => Encoding.UTF8.GetBytes(w is "SAINT" ? "ST" : w))];
    }

    private static bool HoldsAll(ReadOnlySpan<byte> line, byte[][] words)
    {
        if (line.Contains((byte)'\''))
        {
            Span<byte> without = new byte[line.Length];
            int length = 0;
            foreach (byte b in line)
                if (b is not (byte)'\'')
                    without[length++] = b;
            line = without[..length];
        }
        foreach (byte[] word in words)
            if (!Begins(line, word))
                return false;
        return true;
    }

    private static bool Begins(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word)
    {
        for (int at = 0; line[at..].IndexOf(word) is >= 0 and int next; at += next + 1)
            if (at + next is 0 || !(char.IsAsciiLetterOrDigit((char)line[at + next - 1]) || line[at + next - 1] >= 0x80))
                return true;
        return false;
    }

    private ReadOnlySpan<byte> LineAt(int which)
    {
        ReadOnlySpan<byte> rest = _text.AsSpan(_starts[which]);
        return rest[..rest.IndexOf((byte)'\n')];
    }
}
