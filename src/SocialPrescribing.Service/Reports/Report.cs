using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Reports;

/// <param name="Kind">What sort of thing a row is about, and so how it is put into words: <c>source</c>, <c>need</c>, <c>month</c>.</param>
/// <param name="Code">One of its kind; null for what is not known.</param>
public sealed record RowName(string Kind, string? Code)
{
    public const string NotKnown = "", Total = "total";

    public static RowName Everybody { get; } = new(Total, Total);
}

/// <param name="Head">For people.</param>
/// <param name="Id">For programs and files.</param>
/// <param name="Drawn">What it is called in the chart; null for a column that is not drawn.</param>
public sealed record TableColumn(string Id, string Head, string? Drawn = null)
{
    /// <summary>The id of a column of the period before.</summary>
    public const string Before = "before";
}

/// <param name="More">A second name, where a row stands for two things together.</param>
public sealed record TableRow(RowName Name, IReadOnlyList<Figure> Cells, RowName? More = null);

public enum ChartKind { None, Line, Bars }

/// <param name="Id">Unique in its report.</param>
/// <param name="First">The head of the column that each row begins with.</param>
/// <param name="Sums">Which of its counts add up to which: what has to be looked at before it is shared.</param>
public sealed record ReportTable(
    string Id, string Caption, string First, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows, IReadOnlyList<Sum> Sums)
{
    public ChartKind Chart { get; init; }
    /// <summary>What the numbers on the axis are.</summary>
    public string Scale { get; init; } = "";
    /// <summary>The end of the axis, where it has one.</summary>
    public int? Most { get; init; }
    /// <summary>The head of the second column of names.</summary>
    public string? Second { get; init; }
    /// <summary>It names single colleagues, and stays with whoever leads.</summary>
    public bool IsInternal { get; init; }
}

/// <summary>What one report says.</summary>
/// <param name="Sentences">The result, the most important first. What is a <see cref="Figure"/> in them is shown as in the tables.</param>
/// <param name="Cautions">What has to be kept in mind with these figures.</param>
public sealed record Report(
    string Id, string Title, IReadOnlyList<FormattableString> Sentences, IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<FormattableString> Cautions);

/// <summary>Everything that a report is worked out from.</summary>
/// <param name="All">Facts of all journeys; a report chooses.</param>
/// <param name="Today">London's.</param>
public sealed record ReportInput(IReadOnlyList<JourneyFacts> All, Period Period, FactFilter Filter, Pathway Pathway, DateOnly Today)
{
    private IReadOnlyList<JourneyFacts>? _people;

    /// <summary>Of whom this is: without duplicates and mistakes, and filtered.</summary>
    public IReadOnlyList<JourneyFacts> People => _people ??= [
        .. All.Where(f => f.Counts && Filter.Has(f) && (Filter.LinkWorker is null || LinkWorkerOf(f) == Filter.LinkWorker)),
    ];

    /// <summary>Staff ids, by the key of the facts: who is somebody's link worker now.</summary>
    public IReadOnlyDictionary<string, string> LinkWorkers { get; init; } = new Dictionary<string, string>();

    /// <summary>Tasks whose time has passed now, by who has them: a staff id, or a queue.</summary>
    public IReadOnlyDictionary<string, int> Overdue { get; init; } = new Dictionary<string, int>();

    /// <summary>People who live in the area, by how they are split up and then by group; where the operator has said it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Population { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, int>>();

    /// <summary>Places that are free now, by the activity's id, where somebody has said so.</summary>
    public IReadOnlyDictionary<Guid, int> Places { get; init; } = new Dictionary<Guid, int>();

    internal string? LinkWorkerOf(JourneyFacts facts) => LinkWorkers.GetValueOrDefault(facts.Key);

    /// <summary>
    /// The last day of which anything counts: the end of the period, or yesterday's if that is still to come. So a period that is over is
    /// seen with as much time as the one before it.
    /// </summary>
    public DateOnly AsOf => Period.Last < Today ? Period.Last : Today;

    public IEnumerable<JourneyFacts> Referred => People.Where(f => Period.Has(f.Referred));

    /// <summary>What had happened by then.</summary>
    public DateOnly? Known(DateOnly? day) => day <= AsOf ? day : null;

    public ReportInput Before => this with { Period = Period.Before, _people = People };

    /// <summary>Working days after the first day, up to and with the last.</summary>
    public int WorkingDays(DateOnly from, DateOnly until) => (_workingDays ??= new(Pathway.Calendar)).Between(from, until);

    private WorkingDayCount? _workingDays;

    /// <summary>Counted once: a report asks for a hundred thousand waits.</summary>
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
