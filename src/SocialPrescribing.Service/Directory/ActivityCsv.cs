using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Directory;

/// <summary>
/// Reads entries from CSV as spreadsheets write it: RFC 4180 with commas, semicolons or tabs, in UTF-8, UTF-16 with its mark, or
/// Windows-1252. docs/directory.md describes the columns.
/// </summary>
/// <remarks>Cells are text and stay text: what looks like a formula is kept as it was typed, and nothing here ever runs one.</remarks>
public static class ActivityCsv
{
    public const int MostRows = 20_000;
    private const int LongestCell = 20_000;
    /// <summary>Said of a time: not while schools are closed.</summary>
    public const string TermTime = "term-time";

    public static readonly IReadOnlyList<string> Columns =
    [
        "id", "name", "provider", "provider_description", "provider_email", "provider_phone", "provider_url", "description", "needs",
        "purposeful", "when", "breaks",
        "place", "address", "postcode", "latitude", "longitude", "step_free", "cost", "minimum_age", "maximum_age", "languages",
        "accompanied_first_visit",
        "places_free", "places_total", "places_on", "status", "closed_until", "last_confirmed", "in_public",
        "keeps_register", "ours",
    ];
    private static readonly char[] _separators = [',', ';', '\t'];
    private static readonly string[] _required = ["name", "provider"];

    /// <summary>What others call these columns, in letters alone.</summary>
    private static readonly Dictionary<string, string> _alsoCalled = new(StringComparer.Ordinal)
    {
        ["activity"] = "name",
        ["activityname"] = "name",
        ["organisation"] = "provider",
        ["organization"] = "provider",
        ["providername"] = "provider",
        ["email"] = "provider_email",
        ["emailaddress"] = "provider_email",
        ["phone"] = "provider_phone",
        ["telephone"] = "provider_phone",
        ["website"] = "provider_url",
        ["url"] = "provider_url",
        ["times"] = "when",
        ["dayandtime"] = "when",
        ["venue"] = "place",
        ["price"] = "cost",
        ["minage"] = "minimum_age",
        ["maxage"] = "maximum_age",
        ["language"] = "languages",
        ["lastconfirmed"] = "last_confirmed",
    };

    /// <summary>Row by row, as they are asked for.</summary>
    public static IEnumerable<ImportRow> Read(ReadOnlyMemory<byte> bytes, Pathway pathway)
    {
        if (EncodingOf(bytes.Span) is not { } encoding)
        {
            yield return ImportRow.Unreadable("line 1", "no-text", "This file is no text. Save it as \"CSV UTF-8\".");
            yield break;
        }
        using MemoryStream stream = Stream(bytes);
        using Table table = new(stream, encoding);
        if (table.Next() is not { } first)
        {
            yield return ImportRow.Unreadable("line 1", "empty", "There is nothing in this file. Begin with samples/activities.csv.");
            yield break;
        }
        string[] header = [.. first.Cells.Select(ColumnOf)];
        if (MissingOf(header) is { } missing)
        {
            yield return ImportRow.Unreadable(first.At, "header", missing);
            yield break;
        }
        if (UnknownOf(header, first.Cells) is { } unknown)
            yield return ImportRow.Unreadable(first.At, "header", unknown) with { IsNote = true };
        int rows = 0;
        while (table.Next() is { } line)
        {
            if (line.Cells.All(string.IsNullOrWhiteSpace) && line.Wrong is null)
                continue;
            if (line.Wrong is null && rows++ == MostRows)
            {
                yield return ImportRow.Unreadable(line.At, "too-many",
                    $"At most {MostRows} rows at once; from here on nothing was read. Import the rest as a second file.");
                yield break;
            }
            int most = line.Cells.Length;
            while (most > header.Length && line.Cells[most - 1].Length is 0)
                most--;
            yield return line.Wrong is var (code, detail) ? ImportRow.Unreadable(line.At, code, detail)
                : most != header.Length
                    ? ImportRow.Unreadable(line.At, "columns",
                        $"This row has {most} cells and the header {header.Length}. A cell with a comma or a line break needs "
                            + "quotation marks around it.")
                : new ActivityCsvRow(line.At, header, line.Cells, pathway).Read();
        }
    }

    /// <summary>
    /// One entry from a form whose fields are named like the columns. A problem's pointer is a slash and the name of the field. Unlike a
    /// file, a form is refused if a value cannot be read: whoever filled it in can correct it at once.
    /// </summary>
    public static (ListingDetails Details, IReadOnlyList<Problem> Problems) Read(
        IReadOnlyDictionary<string, string> cells, Pathway pathway)
    {
        ImportRow row = new ActivityCsvRow("", [.. cells.Keys], [.. cells.Values], pathway).Read();
        return (row.Details!, row.Problems);
    }

    /// <summary>Null for what is no text. Spreadsheets in Windows write Windows-1252 where nobody asks them for anything else.</summary>
    private static Encoding? EncodingOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode
        : bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode
        : bytes.Contains((byte)0) ? null
        : Utf8.IsValid(bytes) ? Encoding.UTF8
        : CodePagesEncodingProvider.Instance.GetEncoding(1252);

    private static MemoryStream Stream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false) : new MemoryStream(bytes.ToArray());

    private static string ColumnOf(string cell)
    {
        string letters = string.Concat(cell.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return Columns.FirstOrDefault(c => c.Replace("_", "", StringComparison.Ordinal) == letters)
            ?? _alsoCalled.GetValueOrDefault(letters) ?? "";
    }

    private static string? MissingOf(string[] header)
    {
        string[] sentences =
        [
            .. _required.Except(header).Select(c => $"The column {c} is missing."),
            .. header.GroupBy(c => c).Where(g => g.Count() > 1 && g.Key.Length > 0).Select(g => $"The column {g.Key} stands there twice."),
        ];
        return sentences is [] ? null : $"{string.Join(' ', sentences)} Columns are: {string.Join(", ", Columns)}.";
    }

    /// <summary>Names the columns that nobody knows. A slip in a heading is reported once, and all rows are still read.</summary>
    private static string? UnknownOf(string[] header, string[] cells)
    {
        string[] unknown = [.. cells.Where((c, i) => header[i].Length is 0 && !string.IsNullOrWhiteSpace(c))
            .Select(c => string.Concat(c.Where(x => !char.IsControl(x)).Take(40)))];
        return unknown is [] ? null
            : $"There is no column {string.Join(", ", unknown)}; what stands under it was not read. "
                + $"Columns are: {string.Join(", ", Columns)}.";
    }

    private sealed record Line(string At, string[] Cells, (string Code, string Detail)? Wrong);

    private sealed class Table : IDisposable
    {
        private readonly StreamReader _text;
        private readonly CsvParser _parser;
        private bool _isBad, _isOver;
        private int _line;

        public Table(Stream stream, Encoding encoding)
        {
            char separator;
            bool isSaid;
            using (StreamReader first = new(stream, encoding, leaveOpen: true))
                (separator, isSaid) = Separator(first.ReadLine() ?? "");
            stream.Position = 0;
            _text = new StreamReader(stream, encoding);
            _parser = new CsvParser(_text, new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                BadDataFound = _ => _isBad = true,
                IgnoreBlankLines = false,
                MaxFieldSize = LongestCell,
                Delimiter = separator.ToString(),
            });
            if (isSaid && _parser.Read())
                _line = _parser.RawRow;
        }

        /// <summary>The next row; null after the last.</summary>
        public Line? Next()
        {
            _isBad = false;
            int first = _line + 1;
            try
            {
                if (_isOver || !_parser.Read())
                    return null;
            }
            catch (MaxFieldSizeException)
            {
                _isOver = true;
                return new Line($"line {_parser.RawRow}", [], ("too-long",
                    $"A cell has more than {LongestCell} characters; from here on nothing was read. A quotation mark may not have been "
                        + "closed."));
            }
            _line = _parser.RawRow;
            return new Line(_line > first ? $"lines {first} to {_line}" : $"line {first}", _parser.Record ?? [],
                _isBad ? ("quotes", "A quotation mark stands where none may. Put the whole cell in quotation marks and write each one "
                    + "inside it twice.") : null);
        }

        /// <summary>As a first line <c>sep=;</c> says, or else the one that stands most often in the header.</summary>
        private static (char Separator, bool IsSaid) Separator(string header)
        {
            if (header.Trim('"') is { Length: 5 } said && said.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
                return (said[4], true);
            return (_separators.MaxBy(c => header.Count(h => h == c)), false);
        }

        public void Dispose()
        {
            _parser.Dispose();
            _text.Dispose();
        }
    }
}
