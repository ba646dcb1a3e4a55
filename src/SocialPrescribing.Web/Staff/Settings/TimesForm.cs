using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>
/// The times of an entry as choices, one row for each. They are read into the words of the CSV file, so that both have the same rules.
/// </summary>
public static class TimesForm
{
    /// <summary>Empty rows after the filled ones.</summary>
    private const int More = 2;
    private const int Most = 30;

    public static readonly IReadOnlyList<(string Value, string Label)> Rhythms =
    [
        ("weekly", "Every week"), ("fortnightly", "Every fortnight"), ("first", "First of the month"), ("second", "Second of the month"),
        ("third", "Third of the month"), ("fourth", "Fourth of the month"), ("last", "Last of the month"),
        ("monthly", "Once a month, not known when"),
    ];

    public static IReadOnlyList<(string Value, string Label)> Weekdays { get; } =
        [.. Enumerable.Range(1, 7).Select(d => (DayOfWeek)(d % 7)).Select(d => ($"{d}".ToLowerInvariant(), $"{d}")),
            .. Enumerable.Range(1, 31).Append(ActivitySchedule.LastDay).Select(DirectoryTerms.OfMonth).Select(d => (d, Words.Sentence(d)))];

    public static string Field(int row, string part) => string.Create(CultureInfo.InvariantCulture, $"when-{row}-{part}");

    /// <summary>How many rows are shown: those of the entry or of the sent form, and some more.</summary>
    public static int Rows(SentForm form, IReadOnlyList<ActivitySchedule> schedules) => Math.Min(Most,
        More + (form.WasSent ? Enumerable.Range(0, Most).LastOrDefault(i => form.Has(Field(i, "day")), -1) + 1 : schedules.Count));

    /// <summary>The text of a cell of the file.</summary>
    public static string Read(SentForm form) => string.Join("; ", Enumerable.Range(0, Most)
        .Where(i => form.Has(Field(i, "day")) || form.Has(Field(i, "starts"))).Select(i => string.Join(' ', new[]
        {
            form.Has(Field(i, "day")) ? form[Field(i, "day")] : "no-day",
            $"{form[Field(i, "starts")]}{(form.Has(Field(i, "ends")) ? $"-{form[Field(i, "ends")]}" : "")}",
            // A day of the month already says how often.
            form[Field(i, "day")].EndsWith("month", StringComparison.Ordinal) ? "" : form[Field(i, "every")],
            form.Has(Field(i, "from")) ? $"from {form[Field(i, "from")]}" : "",
            form.Has(Field(i, "until")) ? $"until {form[Field(i, "until")]}" : "",
            form.Has(Field(i, "term")) ? ActivityCsv.TermTime : "",
        }.Where(w => w.Length > 0))));

    public static string BreakField(int row, string part) => string.Create(CultureInfo.InvariantCulture, $"break-{row}-{part}");

    public static int BreakRows(SentForm form, IReadOnlyList<DaySpan> breaks) => Math.Min(Most,
        More + (form.WasSent ? Enumerable.Range(0, Most).LastOrDefault(i => HasBreak(form, i), -1) + 1 : breaks.Count));

    /// <summary>The text of a cell of the file. A single day is a break of that day.</summary>
    public static string ReadBreaks(SentForm form) => string.Join("; ", Enumerable.Range(0, Most).Where(i => HasBreak(form, i))
        .Select(i => form.Has(BreakField(i, "until")) ? $"{form[BreakField(i, "from")]} to {form[BreakField(i, "until")]}"
            : form[BreakField(i, "from")]));

    public static bool HasBreak(SentForm form, int row) => form.Has(BreakField(row, "from")) || form.Has(BreakField(row, "until"));

    public static string Day(ActivitySchedule? schedule) =>
        schedule?.MonthDay is { } day ? DirectoryTerms.OfMonth(day) : $"{schedule?.Weekday}".ToLowerInvariant();

    public static string Rhythm(ActivitySchedule? schedule) => schedule is null ? "" : schedule.Every switch
    {
        Every.Week => "weekly",
        Every.Fortnight => "fortnightly",
        Every.Month => schedule.Week is { } week ? $"{week}".ToLowerInvariant() : "monthly",
    };

    public static string Clock(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "";
}
