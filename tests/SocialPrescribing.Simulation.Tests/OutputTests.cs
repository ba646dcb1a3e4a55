using System.Globalization;
using CsvHelper;

namespace SocialPrescribing.Simulation.Tests;

public sealed class OutputTests : IDisposable
{
    private static readonly Scenario Small = new() { People = 60, Weeks = 12, LinkWorkers = 2, Seed = 3 };
    private static readonly Report.Prices Prices = new(0.20, 0.03);
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("simulation-tests-");

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        string one = await Everything(Small), again = await Everything(Small), other = await Everything(Small with { Seed = 4 });

        Assert.Equal(one, again);
        Assert.NotEqual(one.Replace("seed 3", "seed 4", StringComparison.Ordinal), other);
    }

    [Fact]
    public async Task The_series_can_be_read_back()
    {
        Outcome outcome = await Simulate.Live(Small, default);
        DirectoryInfo folder = Written(outcome);

        Assert.Equal(outcome.Weeks, Read<Week>(folder, "weeks.csv"));
        Assert.Equal(outcome.Waits, Read<Wait>(folder, "waits.csv"));
        Assert.Equal(outcome.Funnel, Read<Number>(folder, "funnel.csv"));
        Assert.Equal(outcome.Ends, Read<Number>(folder, "ends.csv"));
        Assert.Equal(outcome.Messages, Read<Number>(folder, "messages.csv"));
        Assert.Equal(outcome.UnmetNeeds, Read<Number>(folder, "unmet-needs.csv"));
    }

    [Fact]
    public async Task The_page_asks_nobody_for_anything_and_says_every_number_without_a_script()
    {
        Outcome outcome = await Simulate.Live(Small, default);
        DirectoryInfo folder = Written(outcome);
        string page = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "index.html"));

        Assert.DoesNotContain("//", page, StringComparison.Ordinal);
        Assert.Contains("<script src=\"chart.umd.min.js\">", page, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.FullName, "chart.umd.min.js")));
        Assert.All(outcome.Funnel.Concat(outcome.Ends).Concat(outcome.Messages).Concat(outcome.UnmetNeeds), number =>
            Assert.Contains($"<tr><th scope=\"row\">{number.What}</th><td>{number.Count}</td></tr>", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_is_written_whole_over_an_earlier_one_and_keeps_what_else_is_in_it()
    {
        Outcome outcome = await Simulate.Live(Small with { Weeks = 2 }, default);
        string mine = Path.Combine(Written(outcome).FullName, "mine.txt");
        await File.WriteAllTextAsync(mine, "stays");

        Written(outcome);

        Assert.Equal("stays", await File.ReadAllTextAsync(mine));
        Assert.Equal("out", Assert.Single(_temporary.GetFileSystemInfos()).Name);
    }

    [Fact]
    public async Task What_cannot_be_written_leaves_nothing_behind()
    {
        Outcome outcome = await Simulate.Live(Small with { Weeks = 2 }, default);
        Directory.CreateDirectory(Path.Combine(_temporary.FullName, "out", "index.html"));

        Assert.ThrowsAny<SystemException>(() => Written(outcome));

        Assert.Equal("out", Assert.Single(_temporary.GetFileSystemInfos()).Name);
    }

    [Theory]
    [InlineData("--people", "0")]
    [InlineData("--people", "many")]
    [InlineData("--people", "100001")]
    [InlineData("--weeks", "1.5")]
    [InlineData("--seed", "-1")]
    [InlineData("--seed", "99999999999")]
    [InlineData("--link-workers", "")]
    [InlineData("--find", "providers")]
    [InlineData("--price-mail", "-1")]
    [InlineData("--price-mail", "NaN")]
    [InlineData("--price-mail", "nan")]
    [InlineData("--price-mail", "Infinity")]
    [InlineData("--price-storage", "-Infinity")]
    [InlineData("--unknown", "1")]
    public void What_makes_no_sense_is_refused_with_exit_code_2(params string[] arguments) =>
        Assert.Equal(2, typeof(Simulate).Assembly.EntryPoint!.Invoke(null, [arguments]));

    [Fact]
    public void One_is_not_many()
    {
        Assert.Equal("1 referral in 1 week, 1 link worker, seed 7", Report.Title(new Scenario { People = 1, Weeks = 1, LinkWorkers = 1 }));
        Assert.Equal("10,000 referrals in 52 weeks, 45 link workers, seed 7", Report.Title(new Scenario()));
    }

    [Theory]
    [InlineData("friendshipInOlderAge", "friendship in older age")]
    [InlineData("SessionReminder", "session reminder")]
    [InlineData("anxiety", "anxiety")]
    public void Codes_are_said_in_words(string code, string words) => Assert.Equal(words, Words.Apart(code));

    [Fact]
    public async Task A_year_that_is_broken_off_ends_at_once() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Simulate.Live(Small, new CancellationToken(canceled: true)));

    public void Dispose() => _temporary.Delete(recursive: true);

    private DirectoryInfo Written(Outcome outcome)
    {
        DirectoryInfo folder = new(Path.Combine(_temporary.FullName, "out"));
        Series.Write(outcome, Prices, folder);
        return folder;
    }

    private async Task<string> Everything(Scenario scenario)
    {
        Outcome outcome = await Simulate.Live(scenario, default);
        return string.Join('\n', Written(outcome).GetFiles().OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => $"{f.Name}\n{File.ReadAllText(f.FullName)}").Append(Report.Of(outcome, Prices)));
    }

    private static List<T> Read<T>(DirectoryInfo folder, string name)
    {
        using StreamReader file = new(Path.Combine(folder.FullName, name));
        using CsvReader csv = new(file, CultureInfo.InvariantCulture);
        return [.. csv.GetRecords<T>()];
    }
}
