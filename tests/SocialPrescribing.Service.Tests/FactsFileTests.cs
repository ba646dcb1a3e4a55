using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Evidence;

namespace SocialPrescribing.Service.Tests;

/// <summary>Facts as files, and the dictionary that explains them.</summary>
public sealed class FactsFileTests
{
    private static readonly JourneyFacts _facts = new()
    {
        Key = "=1+1",
        Source = ReferralSource.Gp,
        AgeBand = "35-44",
        Ethnicity = "asianChinese",
        Carer = true,
        Needs = ["loneliness", "anxiety"],
        Referred = new DateOnly(2027, 1, 5),
        Accepted = new DateOnly(2027, 1, 6),
        Contacts = [new(new DateOnly(2027, 1, 1), "phone", 2, 1, 15), new(new DateOnly(2027, 2, 1), "phone", 1, 1, 5)],
        Missed = [new(new DateOnly(2027, 1, 7), FactKinds.Meeting, [Journeys.Barrier.Transport])],
        Measures = [new("ons4.satisfied", 4, new DateOnly(2027, 1, 9), 6.5m, new DateOnly(2027, 3, 9))],
    };

    [Fact]
    public async Task A_table_has_its_mark_ISO_days_and_nothing_that_a_spreadsheet_runs()
    {
        byte[] file = await Written(FactsFile.Table);

        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), file[..3]);
        string[] lines = Encoding.UTF8.GetString(file[3..]).Split("\r\n");
        Dictionary<string, string> row = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(p => p.First, p => p.Second);
        Assert.Equal(("'=1+1", "2027-01-05", "2027-01-01", "R", "true", "loneliness|anxiety"),
            (row["key"], row["referred"], row["month"], row["ethnicCategory"], row["carer"], row["needs"]));
        Assert.Equal(("3", "20", "1", "transport", "6.5", ""),
            (row["contacts_phone"], row["minutes_phone"], row["missedMeetings"], row["barriers"], row["ons4.satisfied_latest"],
                row["sex"]));
        Assert.Equal(FactFields.All.Count, lines[0].Split(',').Distinct().Count());
    }

    [Fact]
    public async Task Lines_of_JSON_read_back_to_the_same_facts()
    {
        string line = Encoding.UTF8.GetString(await Written(FactsFile.Json));
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.Equal(JsonSerializer.Serialize(_facts, FactsJson.Default.JourneyFacts), line.TrimEnd('\n'));
    }

    [Fact]
    public async Task The_minimum_data_set_counts_the_referral_once_and_a_decline_only_by_the_person()
    {
        string[] lines = Encoding.UTF8.GetString(await Written(FactsFile.MinimumDataSet)).Split("\r\n");
        Assert.Contains("'=1+1,support,referralToSocialPrescribing,accepted,2027-01-06,871731000000106", lines);
        Assert.Contains("'=1+1,needs,loneliness,1,,", lines);
        Assert.Contains("'=1+1,outcomes,ons4.satisfied:latest,6.5,2027-03-09,", lines);
        JourneyFacts declined = _facts with { Accepted = null, Declined = new DateOnly(2027, 1, 7) };
        Assert.Equal(["byService/", "byPerson/871711000000103"],
            ((bool[])[false, true]).Select(by => MinimumDataSet.Of(declined with { DeclinedByPerson = by })
                .Single(l => l[2] is "declined")).Select(l => $"{l[3]}/{l[5]}"));
        Assert.Empty(MinimumDataSet.Of(_facts with { EndReason = ClosingReason.Joined }));
    }

    [Fact]
    public void The_dictionary_says_what_every_column_means()
    {
        string[] properties = [.. typeof(JourneyFacts).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null or { Condition: not JsonIgnoreCondition.Always })
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Where(p => p is not "format")];
        Assert.Equal(properties.Order(), FactFields.All.Select(f => f.Of).Distinct().Order());

        string path = Path.Combine(Repository, "docs", "data-dictionary.md"), written = Dictionary();
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") is "1")
            File.WriteAllText(path, written);
        Assert.True(File.Exists(path) && File.ReadAllText(path) == written,
            "docs/data-dictionary.md is not what the code says. Write it anew: WRITE_DOCS=1 dotnet test with this test.");
    }

    private static string Dictionary() => $"""
        # Data dictionary of facts

        What is counted of each journey, a row each ([why](decisions/0057-facts-stand-beside-the-journey.md)). A test writes this page from
        the columns of the export. Leads, admins and analysts get the files under *Reports, Facts*, and programs by `GET /api/facts`
        ([why so](decisions/0058-what-analysts-get.md)).

        - `facts.csv`: the columns below, in UTF-8 with its mark, days as 2027-01-31, decimals with a point, several words separated by a
          bar. What a spreadsheet would take for a formula has an apostrophe before it. An empty field is not known, or has not happened.
        - `facts.ndjson`: a line of JSON for each journey, with the fields of the second column. Lists stay lists there: `contacts` by
          month and kind with how many reached the person, `missed` with what got in the way, each of `introductions` with its answer,
          `sessions` by month, step of support and companion, `surveys`, `measures`, `goals` and `unmet`.
          An empty list is `[]`; a value that is not known is left out. `format` is the version of the row.
        - `minimum-data-set.csv`: the four groups of the national minimum data set (`people`, `needs`, `support`, `outcomes`), a line for
          each thing that is known, with its SNOMED CT code where there is one: {MinimumDataSet.Referral} referral to social prescribing
          service, once for each journey at the first acceptance; {MinimumDataSet.Declined} declined, only where the person declined.

        | column | in NDJSON | what it means |
        |---|---|---|

        """ + string.Concat(FactFields.All.Select(f => $"| `{f.Name}` | `{f.Of}` | {f.Says} |\n"));

    private static async Task<byte[]> Written(Func<IAsyncEnumerable<JourneyFacts>, Stream, CancellationToken, Task> write)
    {
        using MemoryStream file = new();
        await write(new[] { _facts }.ToAsyncEnumerable(), file, CancellationToken.None);
        return file.ToArray();
    }

    private static string Repository
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "CHANGELOG.md")))
                folder = Path.GetDirectoryName(folder);
            return folder ?? throw new InvalidOperationException("The repository is not there.");
        }
    }
}
