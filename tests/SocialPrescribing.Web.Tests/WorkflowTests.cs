using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SocialPrescribing.Contracts;

namespace SocialPrescribing.Web.Tests;

/// <summary>The workflows on GitHub leave nothing out.</summary>
public sealed partial class WorkflowTests
{
    [Fact]
    public void Every_test_project_runs_in_one_job()
    {
        string[] run =
            [.. Projects().Matches(File.ReadAllText(Of(".github/workflows/ci.yml"))).SelectMany(m => m.Groups[1].Value.Split(' '))];
        IEnumerable<string> there = Directory.EnumerateFiles(Of("tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(
                path => Path.GetFileNameWithoutExtension(path).Replace("SocialPrescribing.", "", StringComparison.Ordinal)
                    .Replace(".Tests", "", StringComparison.Ordinal));
        Assert.Equal(there.Order(StringComparer.Ordinal), run.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_folder_with_packages_from_npm_is_kept_up_to_date()
    {
        string dependabot = File.ReadAllText(Of(".github/dependabot.yml"));
        string[] there = [.. new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Of(folder), "package-lock.json", SearchOption.AllDirectories))
            .Select(path => "/" + Path.GetRelativePath(Of("."), Path.GetDirectoryName(path)!).Replace('\\', '/'))
            .Where(path => !path.Contains("/node_modules", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))];
        Assert.NotEmpty(there);
        Assert.Equal([], there.Where(folder => !dependabot.Contains($"- {folder}\n", StringComparison.Ordinal)));
    }

    /// <summary>A variable that is left out would get its default. For the hub's name that means empty tables.</summary>
    [Fact]
    public void A_deployment_hands_on_every_parameter_of_the_template()
    {
        string workflow = File.ReadAllText(Of(".github/workflows/deploy.yml"));
        string[] wanted = [.. Parameters().Matches(File.ReadAllText(Of("infra/main.parameters.json"))).Select(m => m.Groups[1].Value)];
        Assert.NotEmpty(wanted);
        Assert.Equal([], wanted.Where(name => !workflow.Contains($"      {name}: ", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Each restore compares the feed's packages with the hashes in these files. Azure.Communication.Email is not on every feed, so the
    /// Azure host has no such file.
    /// </summary>
    [Fact]
    public void Packages_of_the_one_machine_host_are_those_whose_hashes_are_kept()
    {
        Dictionary<string, string> central = Central().Matches(File.ReadAllText(Of("Directory.Packages.props")))
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        foreach (string project in (string[])["Invented", "Journeys", "Local", "Service", "Simulation", "Web"])
        {
            string folder = Of($"src/SocialPrescribing.{project}");
            string kept = File.ReadAllText(Path.Combine(folder, "packages.lock.json"));
            foreach (Match used in Used().Matches(File.ReadAllText(Path.Combine(folder, $"SocialPrescribing.{project}.csproj"))))
                Assert.Matches($@"""{Regex.Escape(used.Groups[1].Value)}"": \{{\s+""type"": ""Direct"",\s+""requested"": ""\["
                    + Regex.Escape(central[used.Groups[1].Value]), kept);
        }
    }

    /// <summary>Otherwise all would be well on a machine that has no browser, no C compiler or no Node.</summary>
    [Fact]
    public void Where_every_program_is_installed_no_test_is_skipped_for_want_of_one()
    {
        Assert.Contains("\nNOTHING_MISSING=1 FUZZ=1 ./test.sh", File.ReadAllText(Of(".ci/run")), StringComparison.Ordinal);
        Assert.Contains("\n          NOTHING_MISSING: 1\n", File.ReadAllText(Of(".github/workflows/ci.yml")), StringComparison.Ordinal);
        Assert.Equal("no-such-program is not installed, and this test needs it.",
            NeedsAttribute.Missing(typeof(Lacking), null, nothingMissing: false));
        Assert.Null(NeedsAttribute.Missing(typeof(Lacking), null, nothingMissing: true));
    }

    [Needs("no-such-program")]
    private sealed class Lacking;

    private static string Of(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", path));

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\" Version=\"([^\"]+)\"")]
    private static partial Regex Central();

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex Used();

    [GeneratedRegex(@"\$\{(\w+)")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"^ +projects: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Projects();
}
