using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Transfer;
using OneReport = SocialPrescribing.Service.Reports.Report;

namespace SocialPrescribing.Simulation.Tests;

/// <summary>
/// The reports of a simulated year. A second program in another language works out the same figures from the exported journals alone, for
/// each cell of each table of all twelve reports.
/// </summary>
public sealed class ReportsTests : IAsyncLifetime
{
    private static readonly Scenario Lived = new() { People = 400, Weeks = 52, LinkWorkers = 4, Seed = 11 };

    /// <summary>The population as an operator enters it.</summary>
    private const string Population = """{"sex":{"female":5100,"male":4900},"disability":{"limitedALot":800,"notLimited":8200}}""";

    private readonly Year _year = new(Lived);
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"figures-{Guid.NewGuid():N}.jsonl");

    public async Task InitializeAsync()
    {
        await _year.Live(default);
        await using StreamWriter export = new(_file);
        foreach (Someone someone in _year.People)
            foreach (JournalCommit commit in await _year.JournalOf(someone))
                await export.WriteLineAsync(new MovedLine.Commit(
                    someone.Id, commit.Version, commit.At, commit.By, commit.CommandId, null,
                    JsonSerializer.SerializeToElement(commit.Events, JourneyJson.Default.IReadOnlyListJourneyEvent)).Write());
    }

    public Task DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("KEEP_EXPORT") is { Length: > 0 } kept)
            File.Copy(_file, kept, overwrite: true);
        File.Delete(_file);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Another_program_works_out_the_same_figures_from_the_journals()
    {
        SortedSet<string> tables = new(StringComparer.Ordinal);
        // Three quarters that are over, and one that is not.
        foreach ((int year, int month) in ((int, int)[])[(2027, 4), (2027, 7), (2027, 10), (2027, 12)])
        {
            Period period = new(new DateOnly(year, month, 1), 3);
            ReportInput input = await _year.ForReports(period) with
            {
                Population = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, int>>>(Population)!
                    .ToDictionary(k => k.Key, IReadOnlyDictionary<string, int> (k) => k.Value),
            };
            SortedDictionary<string, double?> ours = FiguresOf(ReportList.Pack(input)), theirs = Other(period);

            Assert.Equal(theirs.Keys, ours.Keys);
            foreach ((string name, double? value) in ours)
                Assert.True(theirs[name] is { } other ? value is { } mine && Math.Abs(mine - other) < 1e-3 : value is null,
                    $"{period}: {name} is {value} and {theirs[name]}.");
            tables.UnionWith(ours.Where(f => f.Value > 0).Select(f => string.Join('/', f.Key.Split('/').Take(2))));
        }
        // Each table must have figures, or the comparison would show nothing.
        Assert.Equal(
            ReportList.Pack(await _year.ForReports(new Period(new DateOnly(2027, 7, 1), 3)))
                .SelectMany(r => r.Tables.Select(t => $"{r.Id}/{t.Id}")).Order(StringComparer.Ordinal), tables);
    }

    /// <summary>The figures by report, table, row and column. A figure with an interval includes both ends.</summary>
    private static SortedDictionary<string, double?> FiguresOf(IReadOnlyList<OneReport> reports)
    {
        SortedDictionary<string, double?> figures = new(StringComparer.Ordinal);
        foreach (OneReport report in reports)
            foreach (ReportTable table in report.Tables)
                foreach (TableRow row in table.Rows)
                    foreach ((TableColumn column, Figure cell) in table.Columns.Zip(row.Cells))
                    {
                        string more = row.More is { } second ? $"/{Code(second)}" : "", name =
                            $"{report.Id}/{table.Id}/{Code(row.Name)}{more}/{column.Id}";
                        figures.Add(name, Shown.Exactly.ValueOf(cell));
                        if (IntervalOf(cell) is { } interval)
                            (figures[$"{name}/low"], figures[$"{name}/high"]) = (interval.Low, interval.High);
                    }
        return figures;
    }

    private static string Code(RowName name) => name.Code is { Length: > 0 } code ? code : "?";

    private static Interval? IntervalOf(Figure figure) => figure switch
    {
        Figure.Number number => number.Interval,
        Figure.OnCurve { Interval: var on } => new(100 * on.Low, 100 * on.High),
        Figure.Part { WithInterval: true } part when new Share(part.Of.Value, part.Whole.Value).Interval is { } share =>
            new(100 * share.Low, 100 * share.High),
        _ => null,
    };

    private SortedDictionary<string, double?> Other(Period period)
    {
        using Process node = Process.Start(new ProcessStartInfo("node",
        [
            Script(), _file, period.From.ToString("yyyy-MM", CultureInfo.InvariantCulture), $"{period.Months}",
            _year.Now.ToString("o", CultureInfo.InvariantCulture), Population,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> wrong = node.StandardError.ReadToEndAsync();
        string said = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode is 0, wrong.GetAwaiter().GetResult());
        return new(JsonSerializer.Deserialize<Dictionary<string, double?>>(said)!, StringComparer.Ordinal);
    }

    private static string Script()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "independent", "figures.mjs") is var script && File.Exists(script))
                return script;
        throw new FileNotFoundException("independent/figures.mjs was not found above the tests.");
    }
}
