using System.Text.Json;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Reads each setting by its path in the file, collects what is wrong, and keeps the defaults of settings that are missing.
/// </summary>
internal sealed class PathwayReader
{
    private const int MostSurveys = 20;
    private const int MostTemplates = 20;
    private const int MostLicensed = 10;
    private const string TemplateParts = "an object with name and text";
    private static readonly JsonForm<string> _templateName =
        JsonForms.TextOf("1 to 60 characters on one line", text => text.Trim().Length is >= 1 and <= 60 && PlainText.IsLine(text));
    private static readonly JsonForm<string> _templateText =
        JsonForms.TextOf("1 to 2,000 characters", text => text.Trim().Length is >= 1 and <= 2_000 && PlainText.IsLines(text));
    private const string SurveyParts = "an object with id, anchor, after and measures";
    private static readonly JsonForm<DateOnly> _date = JsonForms.Date with { Allowed = "a date such as \"2027-06-15\"", Hint = null };
    private static readonly JsonForm<DaySpan> _span = new("days such as \"2027-02-15 to 2027-02-19\"",
        JsonValueKind.String, (e, out value) => DaySpan.TryParse(e.GetString()!, out value));
    private static readonly JsonForm<string> _word =
        JsonForms.TextOf("a word of 2 to 40 letters and digits, beginning with a small letter", text => IsWord(text, ""));
    private static readonly JsonForm<string> _pattern =
        JsonForms.TextOf("words such as \"hit/kick me\", \"suicid*\" or \"-panic attack\"", Journeys.HarmWords.IsPattern);
    private static readonly JsonForm<string> _surveyId = JsonForms.TextOf(
        "2 to 40 small letters, digits and hyphens, beginning with a letter",
        text => IsWord(text, "-") && !text.Any(char.IsAsciiLetterUpper));
    private static readonly JsonForm<Delay> _delay = new("days, weeks or months, at most 1000: \"5d\", \"6w\", \"3mo\"",
        JsonValueKind.String, (e, out value) => Delay.TryParse(e.GetString()!, out value));

    /// <summary>The measures that surveys may ask: those that we ship for everybody, and those that this file adds.</summary>
    private readonly List<string> _measures = [.. Measures.All.Select(m => m.Id)];
    private readonly JsonFields _root;
    private readonly List<Misfit> _misfits = [];
    private readonly Dictionary<string, JsonFields> _groups = [];

    public PathwayReader(JsonElement root)
    {
        _root = new JsonFields(root, _misfits) { NullIsValue = true };
        if (!_root.IsObject)
            _root.Refuse(null, JsonForms.WrongType, "a JSON object", root);
    }

    public IEnumerable<PathwayFile.Problem> Misfits => _misfits.Select(PathwayFile.Problem.Of);
    /// <summary>Settings that were read but contradict each other.</summary>
    public List<PathwayFile.Problem> Problems { get; } = [];
    /// <summary>Every setting that was read, with its value or default.</summary>
    public List<(string Setting, object Value)> Taken { get; } = [];

    public WorkingCalendar Calendar(WorkingCalendar fallback)
    {
        Nation nation = Choice("calendar.nation", fallback.Nation);
        TimeOnly opens = Time("calendar.opens", fallback.Opens), closes = Time("calendar.closes", fallback.Closes);
        IReadOnlyList<DateOnly> holidays = List("calendar.extraHolidays", 400, fallback.ExtraHolidays, _date);
        if (opens < closes)
            return new WorkingCalendar(nation, opens, closes, holidays);
        Problems.Add(new PathwayFile.Problem("calendar.closes", $"\"{closes:HH\\:mm}\"",
            $"a time after calendar.opens (\"{opens:HH\\:mm}\")"));
        return fallback;
    }

    public int Number(string setting, int least, int most, int fallback) => Value(setting, JsonForms.Whole(least, most), fallback);

    public TimeOnly Time(string setting, TimeOnly fallback) => Value(setting, JsonForms.Time, fallback);

    public T Choice<T>(string setting, T fallback) where T : struct, Enum => Value(setting, JsonForms.Word<T>(), fallback);

    public IReadOnlyList<string> Words(string setting, IReadOnlyList<string> fallback) => List(setting, 100, fallback, _word);

    public IReadOnlyList<int> Days(string setting, int longest, int most, string mostInWords, IReadOnlyList<int> fallback) =>
        List(setting, most, fallback, JsonForms.Whole(1, longest) with
        {
            Allowed = $"a whole number of days from 1 to {longest}, at most {mostInWords}, rising",
        });

    public IReadOnlyList<Reminder> Reminders(string setting, string example, IReadOnlyList<Reminder> fallback) =>
        List(setting, 5, fallback, new JsonForm<Reminder>($"\"{example}\" (1h to 336h) or \"sameDay 08:00\"",
            JsonValueKind.String, (e, out value) => Reminder.TryParse(e.GetString()!, out value)));

    public IReadOnlyList<DaySpan> Spans(string setting, IReadOnlyList<DaySpan> fallback) => List(setting, 60, fallback, _span);

    public HarmWords HarmWords(HarmWords fallback)
    {
        IReadOnlyList<string> words = List("urgent.words", Journeys.HarmWords.MostPatterns, fallback.Patterns, _pattern);
        IReadOnlyList<string> more = List("urgent.moreWords", Journeys.HarmWords.MostPatterns, fallback.More, _pattern);
        return words == fallback.Patterns && more == fallback.More ? fallback : new HarmWords(words, more);
    }

    public Registration Swemwbs(string setting, Registration fallback)
    {
        Registration registration = Choice(setting, fallback);
        if (registration is Registration.Registered)
            _measures.Add(Measures.Swemwbs.Id);
        return registration;
    }

    public IReadOnlyList<LicensedMeasure> Licensed(string setting, IReadOnlyList<LicensedMeasure> fallback)
    {
        IReadOnlyList<LicensedMeasure> licensed = List(setting, MostLicensed, LicensedMeasures.Parts, fallback,
            (at, e) => LicensedMeasures.Read(_root, at, e, _misfits));
        if (licensed.Select(l => l.Id).Distinct().Count() != licensed.Count)
            Problems.Add(new PathwayFile.Problem(setting, "an id twice", "ids that differ"));
        _measures.AddRange(licensed.Select(l => l.Id));
        return licensed;
    }

    public IReadOnlyList<SurveyPlan> Surveys(string setting, IReadOnlyList<SurveyPlan> fallback)
    {
        IReadOnlyList<SurveyPlan> plans = List(setting, MostSurveys, SurveyParts, fallback, Survey);
        if (plans.Select(p => p.Id).Distinct().Count() != plans.Count)
            Problems.Add(new PathwayFile.Problem(setting, "an id twice", "ids that differ"));
        return plans;
    }

    public IReadOnlyList<NoteTemplate> NoteTemplates(string setting, IReadOnlyList<NoteTemplate> fallback)
    {
        IReadOnlyList<NoteTemplate> templates = List(setting, MostTemplates, TemplateParts, fallback, Template);
        if (templates.Select(t => t.Name).Distinct().Count() != templates.Count)
            Problems.Add(new PathwayFile.Problem(setting, "a name twice", "names that differ"));
        return templates;
    }

    private NoteTemplate[] Template(FieldPlace at, JsonElement entry)
    {
        if (!_root.Fits(at, entry, JsonForms.Object with { Allowed = TemplateParts }, out _))
            return [];
        JsonFields parts = new(entry, _misfits, at) { NullIsValue = true };
        bool isWhole = parts.Take("name", _templateName, out string name, required: true)
            & parts.Take("text", _templateText, out string text, required: true);
        parts.RefuseUnknown("only name and text");
        return isWhole ? [new NoteTemplate(name, text)] : [];
    }

    private SurveyPlan[] Survey(FieldPlace at, JsonElement entry)
    {
        if (!_root.Fits(at, entry, JsonForms.Object with { Allowed = SurveyParts }, out _))
            return [];
        JsonFields parts = new(entry, _misfits, at) { NullIsValue = true };
        bool isWhole = parts.Take("id", _surveyId, out string id, required: true)
            & parts.Take("anchor", JsonForms.Word<SurveyAnchor>(), out SurveyAnchor anchor, required: true)
            & parts.Take("after", _delay, out Delay after, required: true)
            & parts.Take("measures", MeasuresOnOffer, out string[] measures, required: true);
        parts.RefuseUnknown("only id, anchor, after and measures");
        return isWhole ? [new SurveyPlan(id, anchor, after, measures)] : [];
    }

    private JsonForm<string[]> MeasuresOnOffer => new(
        $"a list of one or more of {string.Join(", ", _measures)}, each once", JsonValueKind.Array,
        (e, out value) => (value = [.. e.EnumerateArray().Select(m => m.ToString())]).Length > 0
            && value.Distinct().Count() == value.Length && value.All(_measures.Contains));

    private T Value<T>(string setting, JsonForm<T> form, T fallback) where T : notnull
    {
        (JsonFields group, string name) = Named(setting);
        return !group.Find(name, out JsonElement found) ? Keep(setting, fallback)
            : group.Fits(group.At(name), found, form, out T value) ? value : fallback;
    }

    private IReadOnlyList<T> List<T>(string setting, int most, IReadOnlyList<T> fallback, JsonForm<T> form) where T : notnull =>
        List(setting, most, form.Allowed, fallback, (at, e) => _root.Fits(at, e, form, out T value) ? [value] : []);

    private IReadOnlyList<T> List<T>(
        string setting, int most, string allowed, IReadOnlyList<T> fallback, Func<FieldPlace, JsonElement, T[]> read)
    {
        (JsonFields group, string name) = Named(setting);
        if (!group.Find(name, out JsonElement list))
            return Keep(setting, fallback);
        JsonForm<JsonElement> form = new($"a list of at most {most}: {allowed}", JsonValueKind.Array,
            (e, out value) => (value = e).GetArrayLength() <= most);
        return group.Fits(group.At(name), list, form, out _)
            ? [.. group.Items(name, list).SelectMany(i => read(i.At, i.Item))]
            : fallback;
    }

    public void RefuseUnknown()
    {
        string named = "an object named " + string.Join(", ", _groups.Keys);
        foreach ((string name, JsonFields group) in _groups)
        {
            if (group.Element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
                _root.Refuse(_root.At(name), JsonForms.WrongType, named, group.Element);
            group.RefuseUnknown("one of " + string.Join(", ", group.Asked.Select(setting => $"{name}.{setting}")));
        }
        _root.RefuseUnknown(named);
    }

    /// <summary>The group of a setting, such as <c>contact</c> of <c>contact.attempts</c>.</summary>
    private (JsonFields Group, string Name) Named(string setting)
    {
        string[] path = setting.Split('.');
        if (!_groups.TryGetValue(path[0], out JsonFields? group))
        {
            _root.Find(path[0], out JsonElement found);
            group = _groups[path[0]] = new JsonFields(found, _misfits, _root.At(path[0])) { NullIsValue = true };
        }
        return (group, path[1]);
    }

    private T Keep<T>(string setting, T value) where T : notnull
    {
        Taken.Add((setting, value));
        return value;
    }

    internal static bool IsWord(string text, string also) =>
        text.Length is >= 2 and <= 40
            && char.IsAsciiLetterLower(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || also.Contains(c, StringComparison.Ordinal));
}
