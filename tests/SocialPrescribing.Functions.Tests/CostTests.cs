using System.Globalization;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// The cost table of docs/operations.md counts what <c>infra/</c> creates, and adds up. Prices are taken from the table; these
/// tests do not know today's.
/// </summary>
public sealed partial class CostTests
{
    /// <summary>The minutes in a month of 30 days.</summary>
    private const int Minutes = 43_200;
    private const decimal LogRule = 0.50m, MetricRule = 0.10m, HealthTest = 0.0005m;

    private static readonly string _alerts = Read("infra/app/alerts.bicep"), _operations = Read("docs/operations.md");

    [Fact]
    public void Alerts_and_health_tests_are_counted_as_the_templates_make_them()
    {
        int questions = NamesIn("questions"), logRules = NamesIn("rules") + NamesIn("hostRules");
        // Each kind of rule is made in loops over these lists, and nowhere else.
        Assert.Equal(["hostRules", "rules"], LoopsOf("Microsoft.Insights/scheduledQueryRules"));
        Assert.Equal(["questions"], LoopsOf("Microsoft.Insights/metricAlerts"));
        Assert.Equal(["questions"], LoopsOf("Microsoft.Insights/webtests"));
        int places = Place().Count(_alerts);
        int every = int.Parse(Frequency().Match(_alerts).Groups[1].Value, CultureInfo.InvariantCulture) / 60;
        int runs = questions * places * Minutes / every;
        decimal cost = (logRules * LogRule) + (questions * MetricRule) + (runs * HealthTest);

        string row = string.Create(CultureInfo.InvariantCulture,
            $"| alerts ({logRules} × {LogRule} + {questions} × {MetricRule}), health tests ({runs:#,0} × {HealthTest}) "
                + $"| {cost:0.00} | {cost:0.00} |");
        Assert.Contains(row, _operations, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_adds_up_and_what_is_quoted_elsewhere_is_in_it()
    {
        string table = _operations[_operations.IndexOf("| US dollars a month |", StringComparison.Ordinal)..];
        IReadOnlyList<Match> rows = Row().Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)]);
        Assert.Equal(9, rows.Count);
        (decimal small, decimal large) = (rows.Sum(r => Dollars(r, 2)), rows.Sum(r => Dollars(r, 3)));
        Assert.Contains($"| **together** | **about {Rounded(small)}** | **about {Rounded(large)}** |", table, StringComparison.Ordinal);

        // These cost the same however little happens: the instance, the alerts, and the requests of an idle hub.
        decimal instance = Dollars(rows.Single(r => r.Groups[1].Value.Contains("always ready", StringComparison.Ordinal)), 2),
            alerts = Dollars(rows.Single(r => r.Groups[1].Value.StartsWith("alerts", StringComparison.Ordinal)), 2);
        decimal rest = (Millions("queues") * 0.4m) + (Millions("tables") * 0.036m);
        string scale = Read("docs/scale.md");
        Assert.Contains($"is some {Rounded(instance + alerts + rest)} dollars a month for each", scale, StringComparison.Ordinal);
        Assert.Contains($"it is some {Rounded(alerts + rest)},", scale, StringComparison.Ordinal);

        decimal Millions(string what) => decimal.Parse(
            Whatever().Match(rows.Single(r => r.Groups[1].Value.StartsWith(what, StringComparison.Ordinal)).Groups[2].Value)
                .Groups[1].Value,
            CultureInfo.InvariantCulture);
    }

    private static decimal Dollars(Match row, int column) =>
        decimal.Parse(row.Groups[column].Value.Split('=')[^1], CultureInfo.InvariantCulture);

    /// <summary>Rounded to one, and from a hundred on to ten.</summary>
    private static int Rounded(decimal dollars) => dollars < 100 ? (int)Math.Round(dollars) : (int)Math.Round(dollars / 10) * 10;

    private static int NamesIn(string list)
    {
        int from = _alerts.IndexOf($"var {list} = [", StringComparison.Ordinal);
        Assert.True(from >= 0, list);
        return Name().Count(_alerts[from.._alerts.IndexOf("\n]", from, StringComparison.Ordinal)]);
    }

    private static IEnumerable<string> LoopsOf(string type) =>
        Resource().Matches(_alerts).Where(m => m.Groups[1].Value == type).Select(m => m.Groups[2].Value).Order(StringComparer.Ordinal);

    private static string Read(string path) => File.ReadAllText(Path.Combine(InfrastructureTests.Root, path));

    [GeneratedRegex(@"^    name: '", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex(@"^resource \w+ '([^@']+)@[^']+' = \[\n  for .*? in (\w+):", RegexOptions.Multiline)]
    private static partial Regex Resource();

    [GeneratedRegex(@"\{ Id: '[\w-]+' \}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\bFrequency: (\d+)")]
    private static partial Regex Frequency();

    [GeneratedRegex(@"^\| ((?!\*\*|US|-)[^|]+) \| ([^|]+) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\+ ([\d.]+) million\)")]
    private static partial Regex Whatever();
}
