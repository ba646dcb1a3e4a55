using System.Diagnostics;
using System.Runtime.CompilerServices;
using SocialPrescribing.Contracts;

namespace SocialPrescribing.Web.Tests;

/// <summary>Runs the step of the workflow that asks for known holes, with each answer that <c>eng/sbom --audit</c> can give.</summary>
[Needs("bash")]
public sealed class AuditWorkflowTests
{
    [Fact]
    public void It_runs_each_week_and_for_each_change() =>
        Assert.Matches("(?s)on:\n  pull_request:\n  schedule:\n    - cron: .*bash eng/sbom --audit", Workflow());

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 1, false)]
    [InlineData(2, 0, true)]
    [InlineData(127, 127, false)]
    public async Task A_hole_fails_it_and_a_feed_that_knows_of_none_is_a_warning(int said, int ends, bool warns)
    {
        DirectoryInfo clone = Directory.CreateTempSubdirectory("audit");
        string script = Path.Combine(clone.CreateSubdirectory("eng").FullName, "sbom");
        await File.WriteAllTextAsync(script, $"[ \"$1\" = --audit ] && exit {said}\n");
        // As GitHub runs a step.
        using Process step = Process.Start(new ProcessStartInfo("bash", ["-e", "-c", Step()])
        {
            WorkingDirectory = clone.FullName,
            RedirectStandardOutput = true,
        })!;
        string output = await step.StandardOutput.ReadToEndAsync();
        await step.WaitForExitAsync();
        clone.Delete(recursive: true);

        Assert.Equal((ends, warns), (step.ExitCode, output.StartsWith("::warning ", StringComparison.Ordinal)));
    }

    private static string Step()
    {
        const string indent = "          ";
        return string.Join('\n', Workflow().Split('\n').SkipWhile(l => !l.EndsWith("run: |", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(l => l.StartsWith(indent, StringComparison.Ordinal)).Select(l => l[indent.Length..]));
    }

    private static string Workflow([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".github", "workflows", "audit.yml"));
}
