using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// The NHS's list of practices, <c>epraccur.csv</c>, as it is published: 27 columns, from the old address without headings, from its
/// successor with or without, as CSV or in its zip. It is read a line at a time.
/// </summary>
public sealed class PracticeFile : IDisposable
{
    /// <summary>The list has about 4 MB.</summary>
    public const int MostBytes = 32 * 1024 * 1024;
    /// <summary>So many bad rows are named; the others are counted.</summary>
    public const int MostNamed = 20;
    private const int LongestLine = 4 * 1024;
    private const int LongestName = 100, LongestAddress = 200;
    // Where what we keep stands (docs/operations.md has the layout's source).
    private const int Code = 0, Name = 1, FirstOfAddress = 4, LastOfAddress = 8, PostcodeAt = 9, Status = 12, Setting = 25;
    private const string NotKnown =
        "This is not the list of practices: epraccur.csv, as the NHS publishes it, with a code first, a name second and 27 columns.";

    private readonly Stream _stream;
    private readonly ZipArchive? _zip;
    private readonly List<BadRow> _bad = [];

    private PracticeFile(Stream stream, ZipArchive? zip) => (_stream, _zip) = (stream, zip);

    /// <summary>A row in which no practice could be read.</summary>
    /// <param name="Line">Counted from 1, without empty ones.</param>
    public sealed record BadRow(int Line, string Why);

    /// <summary>The first of those that were left out; all are known once all rows were read.</summary>
    public IReadOnlyList<BadRow> Bad => _bad;

    public int LeftOut { get; private set; }

    public void Dispose()
    {
        if (_zip is null)
            return;
        _stream.Dispose();
        _zip.Dispose();
    }

    /// <param name="stream">One in which can be sought; it stays the caller's, and open as long as rows are read.</param>
    /// <returns>The file, or why it cannot be read.</returns>
    public static (PracticeFile? File, string? Why) Open(Stream stream)
    {
        Span<byte> begin = stackalloc byte[2];
        bool isZip = stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) is 2 && begin.SequenceEqual("PK"u8);
        stream.Position = 0;
        ZipArchive? zip = null;
        try
        {
            if (!isZip)
            {
                bool isKnown = IsKnown(stream);
                stream.Position = 0;
                return isKnown ? (new PracticeFile(stream, null), null) : (null, NotKnown);
            }
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.FirstOrDefault(e => e.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && IsKnown(e)) is { } entry)
                return (new PracticeFile(entry.Open(), zip), null);
            zip.Dispose();
            return (null, NotKnown);
        }
        catch (InvalidDataException)
        {
            zip?.Dispose();
            return (null, isZip ? "This zip file is damaged. Download it again." : NotKnown);
        }
    }

    private static bool IsKnown(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        return IsKnown(stream);
    }

    /// <summary>By its first lines, of which one may be headings and one may be bad.</summary>
    private static bool IsKnown(Stream stream)
    {
        CsvLines lines = new(stream, LongestLine, MostBytes);
        for (int line = 0; line < 3 && lines.Next(); line++)
            if (Read(lines).Practice is not null)
                return true;
        return false;
    }

    /// <summary>Every practice, in the order of the file.</summary>
    /// <exception cref="ImportRefusedException">It cannot be read to its end.</exception>
    public IEnumerable<Practice> Rows()
    {
        CsvLines lines = new(_stream, LongestLine, MostBytes);
        for (int line = 1; Next(lines); line++)
        {
            (Practice? practice, string? why) = Read(lines);
            if (practice is not null)
                yield return practice;
            else if (line > 1 || !IsHeadings(lines))
            {
                LeftOut++;
                if (_bad.Count < MostNamed)
                    _bad.Add(new(line, why!));
            }
        }
    }

    private static bool Next(CsvLines lines)
    {
        try
        {
            return lines.Next();
        }
        catch (InvalidDataException e)
        {
            throw new ImportRefusedException($"The file cannot be read to its end: {e.Message}");
        }
    }

    /// <summary>Headings name the columns; no status is among them.</summary>
    private static bool IsHeadings(CsvLines lines) => lines.Count > Status && IsOpen(Text(lines, Status, LongestName)) is null
        && Text(lines, Code, LongestName).Any(char.IsAsciiLetterLower);

    private static (Practice? Practice, string? Why) Read(CsvLines lines)
    {
        if (lines.Count <= Status)
            return (null, $"it has {lines.Count} columns instead of 27");
        if (!OdsCode.TryParse(Text(lines, Code, LongestName), out string code))
            return (null, "its code is not one to nine letters and digits");
        if (Text(lines, Name, LongestName) is not { Length: > 0 } name)
            return (null, "it has no name");
        if (IsOpen(Text(lines, Status, LongestName)) is not { } isOpen)
            return (null, "its status is not one that is known");
        string address = string.Join(", ", Enumerable.Range(FirstOfAddress, LastOfAddress - FirstOfAddress + 1)
            .Select(column => Text(lines, column, LongestName)).Where(part => part.Length > 0));
        string written = Text(lines, PostcodeAt, LongestName);
        return (new(code, name, address[..PlainText.Length(address, LongestAddress)],
            Postcode.TryParse(written, out string postcode) ? postcode : written, isOpen,
            Text(lines, Setting, LongestName) is "4" or "RO76"), null);
    }

    /// <summary>The old list and its successor use different words. Null for a word that neither uses.</summary>
    private static bool? IsOpen(string status) => status.ToUpperInvariant() switch
    {
        "A" or "ACTIVE" => true,
        "C" or "D" or "P" or "CLOSED" or "DORMANT" or "PROPOSED" or "INACTIVE" => false,
        _ => null,
    };

    /// <summary>A field in one line, as people see it.</summary>
    private static string Text(CsvLines lines, int column, int longest)
    {
        ReadOnlySpan<byte> bytes = lines[column];
        string text = (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
        if (text.Any(char.IsControl))
            text = string.Concat(text.Where(c => !char.IsControl(c)));
        return text[..PlainText.Length(text, longest)].Trim();
    }
}
