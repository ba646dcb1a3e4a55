using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Service.Directory;

/// <summary>Reads entries from CSV (RFC 4180, UTF-8 with or without a byte order mark). docs/directory.md describes the columns.</summary>
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
        "purposeful", "when",
        "place", "address", "postcode", "latitude", "longitude", "step_free", "cost", "minimum_age", "maximum_age", "languages",
        "accompanied_first_visit",
        "places_free", "places_total", "places_on", "status", "closed_until", "last_confirmed", "in_public",
    ];
    private static readonly string[] _required = ["name", "provider"];

    public static IReadOnlyList<ImportRow> Read(ReadOnlyMemory<byte> bytes, Pathway pathway)
    {
        if (EncodingProblem(bytes.Span) is { } wrong)
            return [wrong];
        using StreamReader text = new(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        bool isBad = false;
        using CsvParser parser = new(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = _ => isBad = true,
            IgnoreBlankLines = false,
            MaxFieldSize = LongestCell,
        });
        List<ImportRow> rows = [];
        try
        {
            if (!parser.Read() || parser.Record is not { } header)
                return [ImportRow.Unreadable("line 1", "empty", "There is nothing in this file. Begin with samples/activities.csv.")];
            header = [.. header.Select(c => c.Trim().ToLowerInvariant())];
            if (HeaderProblem(header) is { } unusable)
                return [ImportRow.Unreadable("line 1", unusable.Code, unusable.Detail)];
            int line = parser.RawRow;
            while (true)
            {
                isBad = false;
                int first = line + 1;
                if (!parser.Read())
                    return rows;
                line = parser.RawRow;
                string at = line > first ? $"lines {first} to {line}" : $"line {first}";
                if (parser.Record is not { } cells || cells.All(string.IsNullOrWhiteSpace))
                    continue;
                if (rows.Count == MostRows)
                    return [.. rows,
                        ImportRow.Unreadable(at, "too-many",
                            $"At most {MostRows} rows at once; from here on nothing was read. Import the rest as a second file.")];
                rows.Add(
                    isBad
                        ? ImportRow.Unreadable(at, "quotes",
                            "A quotation mark stands where none may. Put the whole cell in quotation marks and write each one inside it "
                                + "twice.")
                    : cells.Length != header.Length
                        ? ImportRow.Unreadable(at, "columns",
                            $"This row has {cells.Length} cells and the header {header.Length}. A cell with a comma or a line break needs "
                                + $"quotation marks around it.")
                    : new Row(at, header, cells, pathway).Read());
            }
        }
        catch (MaxFieldSizeException)
        {
            return [.. rows,
                ImportRow.Unreadable($"line {parser.RawRow}", "too-long",
                    $"A cell has more than {LongestCell} characters; from here on nothing was read. A quotation mark may not have been "
                        + $"closed.")];
        }
    }

    /// <summary>
    /// One entry from a form whose fields are named like the columns. The pointers of problems are the fields' names behind a slash.
    /// </summary>
    public static (ListingDetails? Details, IReadOnlyList<Problem> Problems) Read(
        IReadOnlyDictionary<string, string> cells, Pathway pathway)
    {
        ImportRow row = new Row("", [.. cells.Keys], [.. cells.Values], pathway).Read();
        return (row.Details, row.Problems);
    }

    private static ImportRow? EncodingProblem(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) || bytes.Contains((byte)0))
            return ImportRow.Unreadable("line 1", "not-utf-8", "This file is not in UTF-8. Save it as \"CSV UTF-8\".");
        if (Utf8.IsValid(bytes))
            return null;
        int good = 0;
        while (Rune.DecodeFromUtf8(bytes[good..], out _, out int length) is System.Buffers.OperationStatus.Done)
            good += length;
        return ImportRow.Unreadable($"line {bytes[..good].Count((byte)'\n') + 1}", "not-utf-8",
            "From here on this file is not in UTF-8; nothing was taken. Save it as \"CSV UTF-8\".");
    }

    private static (string Code, string Detail)? HeaderProblem(string[] header)
    {
        if (header is [var only] && only.Contains(';', StringComparison.Ordinal))
            return ("separator", "Separate the columns with commas, not with semicolons.");
        string[] missing = [.. _required.Except(header)];
        string[] unknown =
            [.. header.Except(Columns).Select(c => c is "" ? "(empty)" : string.Concat(c.Where(x => !char.IsControl(x)).Take(40)))];
        string[] twice = [.. header.GroupBy(c => c).Where(g => g.Count() > 1 && g.Key.Length > 0).Select(g => g.Key)];
        if (missing.Length + unknown.Length + twice.Length is 0)
            return null;
        string[] sentences =
        [
            .. missing.Select(c => $"The column {c} is missing."),
            .. unknown.Select(c => $"There is no column {c}."),
            .. twice.Select(c => $"The column {c} stands there twice."),
        ];
        return ("header", $"{string.Join(' ', sentences)} Columns are: {string.Join(", ", Columns)}.");
    }

    private sealed class Row(string at, string[] header, string[] cells, Pathway pathway)
    {
        private readonly List<Problem> _problems = [];

        public ImportRow Read()
        {
            string name = Cell("name") ?? "", provider = Cell("provider") ?? "";
            string? given = Cell("id");
            // Two providers may both use the id 7.
            Guid id = Guid.TryParse(given, out Guid exact)
                ? exact
                : given is not null ? NamedGuid.Of("csv-id", provider, given) : NamedGuid.Of("csv", provider, name);
            ListingDetails details = new()
            {
                Name = name,
                Provider = new ActivityProvider(NamedGuid.Of("provider", provider), provider, Cell("provider_description"),
                    Cell("provider_email"), Cell("provider_phone"), Cell("provider_url")),
                Description = Cell("description"),
                Needs = [.. List("needs").Select(n => NeedWords.CodeOf(n, pathway) ?? n)],
                Purposeful = YesNo("purposeful"),
                Schedules = [.. List("when").Select(When).OfType<ActivitySchedule>()],
                Place = Place(),
                StepFree = YesNo("step_free") switch { true => StepFree.Yes, false => StepFree.No, null => StepFree.Unknown },
                Cost = Cell("cost"),
                MinimumAge = Whole("minimum_age"),
                MaximumAge = Whole("maximum_age"),
                Languages = List("languages"),
                AccompaniedFirstVisitWelcome = YesNo("accompanied_first_visit"),
                Capacity = Capacity(),
                Status = Status(),
                ClosedUntil = Date("closed_until"),
                ConfirmedOn = Date("last_confirmed"),
                NotInPublic = YesNo("in_public") is false ? true : null,
            };
            return _problems.Count > 0
                ? new ImportRow(at, id, new(ListingOrigin.Csv, given), name, null, _problems)
                : new ImportRow(at, id, new(ListingOrigin.Csv, given), name, details, []);
        }

        private ActivityPlace? Place()
        {
            ActivityPlace place = new(Cell("place"), List("address") is { Length: > 0 } lines ? lines : null, Cell("postcode"),
                Degrees("latitude"), Degrees("longitude"));
            return place == new ActivityPlace() ? null : place;
        }

        private ActivityCapacity? Capacity()
        {
            ActivityCapacity capacity = new(Whole("places_free"), Whole("places_total"));
            return capacity == new ActivityCapacity() ? null : capacity with { Updated = Date("places_on") ?? Date("last_confirmed") };
        }

        private ListingStatus Status() => Cell("status")?.ToLowerInvariant() switch
        {
            null or "active" => ListingStatus.Active,
            "inactive" => ListingStatus.Inactive,
            "defunct" => ListingStatus.Defunct,
            "temporarily closed" => ListingStatus.TemporarilyClosed,
            _ => Wrong("status", "Write active, inactive, defunct or temporarily closed.", ListingStatus.Active),
        };

        private ActivitySchedule? When(string text) => ScheduleWords.Read(text)
            ?? Wrong<ActivitySchedule?>("when", ScheduleWords.Allowed, null);

        private string? Cell(string column) =>
            Array.IndexOf(header, column) is >= 0 and int i && cells[i].Trim() is { Length: > 0 } text ? text : null;

        private string[] List(string column) =>
            Cell(column)?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

        private bool? YesNo(string column) => Cell(column)?.ToLowerInvariant() switch
        {
            null => null,
            "yes" or "y" or "true" => true,
            "no" or "n" or "false" => false,
            _ => Wrong<bool?>(column, "Write yes or no, or leave it empty.", null),
        };

        private int? Whole(string column) => Cell(column) is not { } text ? null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? number
                : Wrong<int?>(column, "Write a whole number, or leave it empty.", null);

        private double? Degrees(string column) => Cell(column) is not { } text ? null
            : double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out double number) ? number : Wrong<double?>(column, "Write degrees with a decimal point, such as 51.1134.", null);

        /// <summary>Spreadsheets turn dates into their own spelling; a British one writes the day first.</summary>
        private DateOnly? Date(string column) => Cell(column) is not { } text ? null
            : DateOnly.TryParseExact(text, ["yyyy-MM-dd", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None,
                out DateOnly date) ? date : Wrong<DateOnly?>(column, "Write a date such as 2027-03-12 or 12/03/2027.", null);

        private T Wrong<T>(string column, string detail, T instead)
        {
            if (!_problems.Any(p => p.Pointer == "/" + column))
                _problems.Add(new Problem("/" + column, "wrong-type", detail));
            return instead;
        }
    }
}
