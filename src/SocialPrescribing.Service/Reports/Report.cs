using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <param name="Kind">What a row is about, which decides how it is put into words: <c>source</c>, <c>need</c>, <c>month</c>.</param>
/// <param name="Code">A value of that kind; null if it is not known.</param>
public sealed record RowName(string Kind, string? Code)
{
    public const string NotKnown = "", Total = "total";

    public static RowName Everybody { get; } = new(Total, Total);
}

/// <param name="Head">The column's head, for people.</param>
/// <param name="Id">The column's name, for programs and files.</param>
/// <param name="Drawn">The column's name in the chart; null if it is not drawn.</param>
public sealed record TableColumn(string Id, string Head, string? Drawn = null)
{
    /// <summary>The id of a column that shows the period before.</summary>
    public const string Before = "before";
}

/// <param name="More">A second name, if a row is about two things together.</param>
public sealed record TableRow(RowName Name, IReadOnlyList<Figure> Cells, RowName? More = null);

public enum ChartKind { None, Line, Bars }

/// <param name="Id">Unique in its report.</param>
/// <param name="First">The head of the first column.</param>
/// <param name="Sums">Which of its counts add up to which. They must be checked before the table is shared.</param>
public sealed record ReportTable(
    string Id, string Caption, string First, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows, IReadOnlyList<Sum> Sums)
{
    public ChartKind Chart { get; init; }
    /// <summary>The label of the axis.</summary>
    public string Scale { get; init; } = "";
    /// <summary>The end of the axis, if it has one.</summary>
    public int? Most { get; init; }
    /// <summary>The head of the second column of names.</summary>
    public string? Second { get; init; }
    /// <summary>It names single colleagues, so only leads see it.</summary>
    public bool IsInternal { get; init; }
}

/// <summary>One report.</summary>
/// <param name="Sentences">The results, the most important first. A <see cref="Figure"/> in them is shown as in the tables.</param>
/// <param name="Cautions">What readers must keep in mind.</param>
public sealed record Report(
    string Id, string Title, IReadOnlyList<FormattableString> Sentences, IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<FormattableString> Cautions);

/// <summary>Everything from which a report is worked out.</summary>
/// <param name="All">The facts of all journeys. A report selects from them.</param>
/// <param name="Today">The date in London.</param>
public sealed record ReportInput(IReadOnlyList<JourneyFacts> All, Period Period, FactFilter Filter, Pathway Pathway, DateOnly Today)
{
    private IReadOnlyList<JourneyFacts>? _people;

    /// <summary>The journeys that count, without duplicates and mistakes, and filtered.</summary>
    public IReadOnlyList<JourneyFacts> People => _people ??= [
        .. All.Where(f => f.Counts && Filter.Has(f) && (Filter.LinkWorker is null || LinkWorkerOf(f) == Filter.LinkWorker)),
    ];

    /// <summary>Each person's link worker now: staff ids, by the key of the facts.</summary>
    public IReadOnlyDictionary<string, string> LinkWorkers { get; init; } = new Dictionary<string, string>();

    /// <summary>Tasks that are overdue now, by whose they are: a staff id, or a queue.</summary>
    public IReadOnlyDictionary<string, int> Overdue { get; init; } = new Dictionary<string, int>();

    /// <summary>How many people live in the area, by kind and then by group, if the operator has entered it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Population { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, int>>();

    /// <summary>Places that are free now, by the activity's id, if a provider has told us.</summary>
    public IReadOnlyDictionary<Guid, int> Places { get; init; } = new Dictionary<Guid, int>();

    internal string? LinkWorkerOf(JourneyFacts facts) => LinkWorkers.GetValueOrDefault(facts.Key);

    /// <summary>
    /// The last day that counts: the end of the period, or today while the period goes on. So a past period is seen with as much
    /// time as the one before it.
    /// </summary>
    public DateOnly AsOf => Period.Last < Today ? Period.Last : Today;

    public IEnumerable<JourneyFacts> Referred => People.Where(f => Period.Has(f.Referred));

    /// <summary>The day, if it had come by then; otherwise null.</summary>
    public DateOnly? Known(DateOnly? day) => day <= AsOf ? day : null;

    public ReportInput Before => this with { Period = Period.Before, _people = People };

    /// <summary>Working days after the first day, up to and including the last.</summary>
    public int WorkingDays(DateOnly from, DateOnly until) => (_workingDays ??= new(Pathway.Calendar)).Between(from, until);

    private WorkingDayCount? _workingDays;

    /// <summary>Counts working days once in advance, because a report asks for a hundred thousand waits.</summary>
    private sealed class WorkingDayCount(WorkingCalendar calendar)
    {
        private readonly DateOnly _first = new(2000, 1, 1);
        private readonly List<int> _until = [0];

        public int Between(DateOnly from, DateOnly until) => until <= from ? 0 : Until(until) - Until(from);

        private int Until(DateOnly day)
        {
            int index = day.DayNumber - _first.DayNumber;
            if (index < 0)
                return 0;
            while (_until.Count <= index)
                _until.Add(_until[^1] + (calendar.IsWorkingDay(_first.AddDays(_until.Count)) ? 1 : 0));
            return _until[index];
        }
    }
}
