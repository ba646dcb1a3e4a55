using System.Diagnostics;
using SocialPrescribing.Functions.Tests.Storage;

namespace SocialPrescribing.Functions.Tests;

/// <summary>CONTRIBUTING.md promises that tests whose programs are missing are skipped.</summary>
public sealed class MissingProgramsTests
{
    [Fact]
    public async Task Where_Node_is_missing_tests_that_need_it_are_skipped_and_name_it()
    {
        string tests = typeof(MissingProgramsTests).Assembly.Location;
        // One class has only inherited tests, the other only its own.
        string some = $"FullyQualifiedName~{nameof(AzuritePathwayChangeTests)}|FullyQualifiedName~{nameof(TaskHubTests)}";
        ProcessStartInfo start =
            new(Environment.ProcessPath!, ["vstest", tests, $"--TestCaseFilter:{some}", "--logger:console;verbosity=normal"])
            {
                RedirectStandardOutput = true,
            };
        start.Environment["PATH"] = AppContext.BaseDirectory;
        start.Environment.Remove("NOTHING_MISSING");
        using Process run = Process.Start(start)!;
        string said = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.Contains("node is not installed, and this test needs it.", said, StringComparison.Ordinal);
        Assert.Contains("Skipped: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Failed", said, StringComparison.Ordinal);
    }
}
