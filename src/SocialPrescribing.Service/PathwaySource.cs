using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service;

/// <summary>
/// Where the pathway comes from: its file, and for what the file leaves open the numbers and times that admins set on a page. Both are put
/// together and read as one file, by the one reader of such files.
/// </summary>
/// <param name="name">The file's name; null if there is none.</param>
/// <param name="file">The file's content, which was checked.</param>
public sealed class PathwaySource(string? name, ReadOnlyMemory<byte> file)
{
    /// <summary>Does not escape accents and quotes, so that a text is as long as it looks.</summary>
    private static readonly JsonSerializerOptions _asWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions _lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public const string Holidays = "calendar.extraHolidays", Surveys = "surveys.plan", CalendarNation = "calendar.nation",
        NoteTemplates = "notes.templates", SchoolHolidays = "calendar.schoolHolidays";
    /// <summary>What an admin types for an empty list. An empty field takes back what was set.</summary>
    public const string NoEntries = "none";
    private static readonly char[] _betweenDays = [',', ';', ' ', '\n'], _betweenEntries = [',', ';', '\n'];

    private static readonly Dictionary<string, object> _settable = PathwayFile.Values(new Pathway())
        .Where(v => v.Value is int or TimeOnly || IsList(v.Value)
            || v.Setting is Holidays or SchoolHolidays or Surveys or CalendarNation or NoteTemplates)
        .ToDictionary(v => v.Setting, v => v.Value);

    public static PathwaySource None { get; } = new(null, default);

    /// <summary>
    /// What can be set on a page, by its path in the file: numbers, times of day, reminders, holidays, surveys, the nation
    /// and templates of notes.
    /// </summary>
    public static IReadOnlyCollection<string> Settable => _settable.Keys;

    /// <summary>Whether the setting has many entries and needs more than one line.</summary>
    internal static bool IsLong(string setting) => setting is Holidays or SchoolHolidays or Surveys or NoteTemplates;

    /// <summary>Whether the value is typed with commas between its entries.</summary>
    public static bool IsList(object value) => value is IReadOnlyList<Reminder> or IReadOnlyList<int>;

    /// <summary>The settings that the file sets, and where in the file each one is.</summary>
    public IReadOnlyDictionary<string, string> FixedBy => file.IsEmpty ? new Dictionary<string, string>() : Settable
        .Where(setting => IsIn(Root(), setting))
        .ToDictionary(setting => setting, setting => $"{name}: {setting}");

    /// <param name="values">What admins typed, by setting.</param>
    public (Pathway Pathway, IReadOnlyList<PathwayFile.Problem> Problems) With(IReadOnlyDictionary<string, string> values)
    {
        JsonObject root = Root();
        IReadOnlyDictionary<string, string> fixedBy = FixedBy;
        foreach ((string setting, string typed) in values.Where(v => _settable.ContainsKey(v.Key) && !fixedBy.ContainsKey(v.Key)))
        {
            string[] path = setting.Split('.');
            if (root[path[0]] is not JsonObject group)
                root[path[0]] = group = new JsonObject();
            group[path[1]] = InFile(setting, typed);
        }
        return PathwayFile.Parse(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    /// <summary>
    /// A value as admins type it: surveys are <c>week-6 planAgreed 42d ons4 ucla3; …</c>. Templates of notes are JSON, because
    /// they have several lines.
    /// </summary>
    public static string Text(object value) => value switch
    {
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        IReadOnlyList<DateOnly> days => string.Join(", ", days.Select(d => d.ToString("O", CultureInfo.InvariantCulture))),
        IReadOnlyList<DaySpan> spans => string.Join(", ", spans),
        IReadOnlyList<SurveyPlan> plans => Text(plans),
        IReadOnlyList<NoteTemplate> templates => Text(templates),
        IReadOnlyList<Reminder> reminders => Entries(reminders.Select(r => r.ToString())),
        IReadOnlyList<int> numbers => Entries(numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))),
        Nation nation => JsonNamingPolicy.CamelCase.ConvertName(nation.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public static string Text(IEnumerable<SurveyPlan> plans) => string.Join("; ", plans.Select(p => string.Create(
        CultureInfo.InvariantCulture,
        $"{p.Id} {JsonNamingPolicy.CamelCase.ConvertName(p.Anchor.ToString())} "
            + $"{(p.After.InMonths > 0 ? $"{p.After.InMonths}mo" : $"{p.After.InDays}d")} {string.Join(' ', p.Measures)}")));

    public static string Text(IEnumerable<NoteTemplate> templates) => new JsonArray(
        [.. templates.Select(t => new JsonObject { ["name"] = t.Name, ["text"] = t.Text })]).ToJsonString(_asWritten);

    private static string Entries(IEnumerable<string> entries) =>
        string.Join(", ", entries) is { Length: > 0 } list ? list : NoEntries;

    /// <summary>The form in which a typed value is stored: holidays become one list of days.</summary>
    public static string Tidy(string setting, string typed) =>
        setting is Holidays ? string.Join(", ", typed.Split(_betweenDays, StringSplitOptions.RemoveEmptyEntries))
        : setting is SchoolHolidays ? string.Join(", ", EntriesOf(typed))
        : _settable.TryGetValue(setting, out object? value) && IsList(value) && typed.Trim().Length > 0 ? Entries(EntriesOf(typed))
        : typed.Trim();

    private static string[] EntriesOf(string typed) =>
        typed.Trim() is NoEntries ? []
            : typed.Split(_betweenEntries, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static JsonNode? InFile(string setting, string typed) => setting switch
    {
        Holidays => new JsonArray([.. typed.Split(_betweenDays, StringSplitOptions.RemoveEmptyEntries).Select(d => JsonValue.Create(d))]),
        SchoolHolidays => new JsonArray([.. EntriesOf(typed).Select(e => JsonValue.Create(e))]),
        Surveys => new JsonArray([.. typed.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Survey)]),
        NoteTemplates => Templates(typed),
        _ when IsList(_settable[setting]) => new JsonArray([.. EntriesOf(typed).Select(e => _settable[setting] is IReadOnlyList<int>
            && int.TryParse(e, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int entry)
                ? JsonValue.Create(entry) : JsonValue.Create(e))]),
        _ when _settable[setting] is int
            && int.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) => JsonValue.Create(number),
        _ => JsonValue.Create(typed),
    };

    /// <summary>Checks nothing: the reader of the file says what is wrong.</summary>
    private static JsonNode? Templates(string typed)
    {
        try
        {
            return JsonNode.Parse(typed);
        }
        catch (JsonException)
        {
            return JsonValue.Create(typed);
        }
    }

    /// <inheritdoc cref="Templates"/>
    private static JsonNode Survey(string typed) => typed.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var id, var anchor, var after, .. var measures] => new JsonObject
        {
            ["id"] = id,
            ["anchor"] = anchor,
            ["after"] = after,
            ["measures"] = new JsonArray([.. measures.Select(m => JsonValue.Create(m))]),
        },
        _ => JsonValue.Create(typed),
    };

    private static bool IsIn(JsonObject root, string setting) =>
        setting.Split('.') is [var group, var field] && root[group] is JsonObject held && held.ContainsKey(field);

    private JsonObject Root()
    {
        ReadOnlySpan<byte> text = file.Span;
        // Some editors begin a file with a BOM, which is not JSON.
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        return (text.IsEmpty ? null : JsonNode.Parse(text, documentOptions: _lenient) as JsonObject) ?? new JsonObject();
    }
}
