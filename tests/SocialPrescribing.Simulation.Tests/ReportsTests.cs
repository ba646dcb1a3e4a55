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
/// A year feeds the reports, and a second program in another language works out the same figures from the exported journals alone.
/// </summary>
public sealed class ReportsTests
{
    private static readonly Scenario Lived = new() { People = 400, Weeks = 52, LinkWorkers = 4, Seed = 11 };

    [Fact]
    public async Task Another_program_works_out_the_same_figures_from_the_journals()
    {
        Year year = new(Lived);
        await year.Live(default);
        string file = Path.Combine(Path.GetTempPath(), $"figures-{Guid.NewGuid():N}.jsonl");
        try
        {
            List<JourneyFacts> facts = [];
            await using (StreamWriter export = new(file))
                foreach (Someone someone in year.People)
                {
                    IReadOnlyList<JournalCommit> journal = await year.JournalOf(someone);
                    foreach (JournalCommit commit in journal)
                        await export.WriteLineAsync(new MovedLine.Commit(
                            someone.Id, commit.Version, commit.At, commit.By, commit.CommandId, null,
                            JsonSerializer.SerializeToElement(commit.Events, JourneyJson.Default.IReadOnlyListJourneyEvent)).Write());
                    facts.Add(JourneyFacts.Of($"{someone.Id:N}", null,
                        journal.SelectMany(c => c.Events.Select(e => new JournalEntry(c.At, c.By, e)))));
                }
            int compared = 0;
            foreach (int month in (int[])[4, 7, 10])
            {
                Period period = new(new DateOnly(2027, month, 1), 3);
                ReportInput input = new(facts, period, new FactFilter(), year.Pathway, Lived.Ends);
                compared += AssertSame(period, input, Other(file, period));
            }
            Assert.True(compared > 0, "No scale has enough pairs.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <returns>How many scales had enough pairs to be compared.</returns>
    private static int AssertSame(Period period, ReportInput input, JsonElement other)
    {
        OneReport[] reports = [.. ReportList.Pack(input)];
        double? Of(string report, string table, string row, string column, double? missing = 0)
        {
            ReportTable found = reports.Single(r => r.Id == report).Tables.Single(t => t.Id == table);
            TableRow? line = found.Rows.FirstOrDefault(r => r.Name.Code == row);
            return line is null ? missing : Shown.Exactly.ValueOf(line.Cells[found.Columns.ToList().FindIndex(c => c.Id == column)]);
        }
        void Same(double? ours, params string[] path)
        {
            JsonElement theirs = path.Aggregate(other, (at, name) => at.GetProperty(name));
            string where = $"{period}: {string.Join('.', path)}";
            if (theirs.ValueKind is JsonValueKind.Null)
                Assert.True(ours is null, where);
            else
                Assert.True(ours is { } value && Math.Abs(value - theirs.GetDouble()) < 1e-3, $"{where} is {ours} and {theirs}");
        }

        Assert.InRange(other.GetProperty("referred").GetInt32(), 50, 200);
        Same(Of("volume", "source", RowName.Total, "referred"), "referred");
        foreach (JsonProperty source in other.GetProperty("source").EnumerateObject())
            Same(Of("volume", "source", source.Name, "referred"), "source", source.Name);
        foreach (JsonProperty month in other.GetProperty("month").EnumerateObject())
            Same(Of("volume", "month", month.Name, "referred"), "month", month.Name);
        Same(Of("needs", "age", "loneliness", "people"), "lonely");
        foreach (string step in (string[])["firstContact", "firstMeeting", "firstAttendance"])
            foreach (string what in (string[])["happened", "still", "median", "percentile90"])
                Same(Of("waiting", "waits", step, what), "waiting", step, what);
        foreach (JsonProperty step in other.GetProperty("funnel").EnumerateObject())
            Same(Of("funnel", "funnel", step.Name, "reached"), "funnel", step.Name);
        Same(Of("going-alone", "people", RowName.Total, "people"), "alone", "people");
        Same(Of("going-alone", "people", "alone", "people"), "alone", "went");
        foreach (int week in (int[])[4, 8, 12])
            Same(Of("going-alone", "curve", $"{week}", "share", missing: null), "alone", $"week{week}");
        Same(Of("missed", "turnout", "meetings", "came"), "meetings", "held");
        Same(Of("missed", "turnout", "meetings", "missed"), "meetings", "missed");
        Same(Of("unmet", "needs", RowName.Total, "unmet"), "unmet");
        int compared = 0;
        foreach ((string scale, string name) in ((string, string)[])[("ons4.satisfied", "satisfied"), ("ons4.anxious", "anxious")])
        {
            ReportTable scales = reports.Single(r => r.Id == "outcomes").Tables.Single(t => t.Id == "scales");
            if (other.GetProperty(name).GetProperty("pairs").GetInt32() < Estimates.LeastPairs)
            {
                Assert.DoesNotContain(scales.Rows, r => r.Name.Code == scale && r.Cells[1] is Figure.Number);
                continue;
            }
            IReadOnlyList<Figure> cells = scales.Rows.Single(r => r.Name.Code == scale).Cells;
            Figure.Number change = Assert.IsType<Figure.Number>(cells[1]);
            compared++;
            Same(change.People, name, "pairs");
            Same(change.Value, name, "mean");
            Same(change.Interval!.Value.Low, name, "low");
            Same(change.Interval!.Value.High, name, "high");
            Same(((Figure.Part)cells[2]).Of.Value, name, "better");
            Same(((Figure.Part)cells[4]).Of.Value, name, "worse");
        }
        return compared;
    }

    private static JsonElement Other(string file, Period period)
    {
        using Process node = Process.Start(new ProcessStartInfo(
            "node", [Script(), file, period.From.ToString("yyyy-MM", CultureInfo.InvariantCulture), $"{period.Months}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> wrong = node.StandardError.ReadToEndAsync();
        string said = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode is 0, wrong.GetAwaiter().GetResult());
        return JsonDocument.Parse(said).RootElement;
    }

    private static string Script()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "independent", "figures.mjs") is var script && File.Exists(script))
                return script;
        throw new FileNotFoundException("independent/figures.mjs was not found above the tests.");
    }
}
