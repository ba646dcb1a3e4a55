using System.Runtime.CompilerServices;

namespace SocialPrescribing.Service.Reports;

/// <summary>All reports, in the order of a pack.</summary>
public static class ReportList
{
    private static readonly (string Id, string Title, Func<ReportInput, Report> Of)[] _all =
    [
        ("volume", "Referrals", VolumeReport.Of),
        ("needs", "Needs", NeedsReport.Of),
        ("waiting", "Waiting", WaitingReport.Of),
        ("funnel", "From referral to going alone", FunnelReport.Of),
        ("going-alone", "Going alone", GoingAloneReport.Of),
        ("activities", "Activities", ActivitiesReport.Of),
        ("missed", "Missed meetings, barriers and endings", MissedReport.Of),
        ("outcomes", "Outcomes", OutcomesReport.Of),
        ("unmet", "Unmet needs", UnmetReport.Of),
        ("equality", "Who is reached", EqualityReport.Of),
        ("workload", "Workload", WorkloadReport.Of),
        ("told", "Telling the referrer", ToldReport.Of),
    ];

    /// <summary>How the names of counts of the period before begin.</summary>
    private const string BeforeThat = "before: ";

    public static IReadOnlyList<(string Id, string Title)> All { get; } = [.. _all.Select(r => (r.Id, r.Title))];

    /// <summary>Null if there is no such report.</summary>
    public static Report? Find(string id, ReportInput input) => _all.FirstOrDefault(r => r.Id == id).Of?.Invoke(input);

    public static IReadOnlyList<Report> Pack(ReportInput input) => [.. _all.Select(r => r.Of(input))];

    /// <summary>
    /// The parts of reports that are shared: nothing about single colleagues, and no count of the period before, which has a pack of its
    /// own. If the same counts appeared in two packs beside different others, readers could combine them.
    /// </summary>
    public static IReadOnlyList<Report> ToShare(IReadOnlyList<Report> reports) =>
    [
        .. reports.Select(r => r with
        {
            Sentences = [.. r.Sentences.Select(WithoutBefore)],
            Tables = [.. r.Tables.Where(t => !t.IsInternal).Select(WithoutBefore)],
        }),
    ];

    /// <summary>What a sentence says about the period before comes after its last semicolon.</summary>
    private static FormattableString WithoutBefore(FormattableString sentence)
    {
        object?[] said = sentence.GetArguments();
        int end = sentence.Format.LastIndexOf(';');
        return end < 0 || !said.Any(IsBefore) ? sentence : FormattableStringFactory.Create(
            sentence.Format[..end] + ".", [.. said.Select(a => IsBefore(a) ? "" : a)]);
    }

    private static bool IsBefore(object? said) => said switch
    {
        Figure.Count count => count.Name.StartsWith(BeforeThat, StringComparison.Ordinal),
        Figure.Part part => IsBefore(part.Of),
        _ => false,
    };

    private static ReportTable WithoutBefore(ReportTable table)
    {
        int[] kept = [.. Enumerable.Range(0, table.Columns.Count).Where(c => table.Columns[c].Id is not TableColumn.Before)];
        return kept.Length == table.Columns.Count ? table : table with
        {
            Columns = [.. kept.Select(c => table.Columns[c])],
            Rows = [.. table.Rows.Select(row => row with { Cells = [.. kept.Select(c => row.Cells[c])] })],
        };
    }

    /// <summary>How these reports are shown when they are shared. What one of them hides, no other gives away.</summary>
    /// <exception cref="ArgumentException">Two different counts have the same name.</exception>
    public static Shown Shared(IReadOnlyList<Report> reports)
    {
        Dictionary<string, int> counts = [];
        foreach (Figure.Count count in reports.SelectMany(Figures).SelectMany(CountsIn))
            if (!counts.TryAdd(count.Name, count.Value) && counts[count.Name] != count.Value)
                throw new ArgumentException($"{count.Name} is {counts[count.Name]} and {count.Value}.", nameof(reports));
        Sum[] sums = [.. reports.SelectMany(r => r.Tables).SelectMany(t => t.Sums)
            .Where(s => counts.ContainsKey(s.Total) && s.Parts.All(counts.ContainsKey))];
        return new(Suppression.Of(counts, sums));
    }

    private static IEnumerable<Figure> Figures(Report report) =>
        report.Tables.SelectMany(t => t.Rows).SelectMany(r => r.Cells)
            .Concat(report.Sentences.Concat(report.Cautions).SelectMany(s => s.GetArguments()).OfType<Figure>());

    private static IEnumerable<Figure.Count> CountsIn(Figure figure) => figure switch
    {
        Figure.Count count => [count],
        Figure.Part part => [part.Of, part.Whole],
        Figure.Internal inner => CountsIn(inner.Inner),
        _ => [],
    };
}
