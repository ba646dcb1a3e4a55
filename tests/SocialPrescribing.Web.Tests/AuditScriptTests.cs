using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SocialPrescribing.Contracts;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// Runs <c>eng/sbom --audit</c> in a folder with the lock files of this repository, with an npm and a dotnet that answer as feeds do: both
/// know of the canary's hole, so the feeds count as ones that carry advisories.
/// </summary>
[Needs("bash")]
public sealed partial class AuditScriptTests : IDisposable
{
    private const string Hole = "echo 'Severity: high'; echo 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc'; exit 1";
    private const string NoAnswer = "echo 'npm error audit endpoint returned an error'; exit 1";

    private readonly DirectoryInfo _clone = Directory.CreateTempSubdirectory("audit");
    private static readonly string[] _folders = [.. Locks()];

    public static TheoryData<string> Folders() => new(_folders);

    public void Dispose() => _clone.Delete(recursive: true);

    [Fact]
    public async Task Every_lock_file_is_asked_about_and_clean_is_0()
    {
        (int ended, string said) = await Audit("", "echo 'found 0 vulnerabilities'");

        Assert.Equal(0, ended);
        Assert.DoesNotContain("not audited", said, StringComparison.Ordinal);
        Assert.InRange(_folders.Length, 5, int.MaxValue);
        Assert.Equal(_folders, said.Split('\n').Where(l => l.StartsWith("asked about ", StringComparison.Ordinal))
            .Select(l => l["asked about ".Length..]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task A_hole_in_any_of_them_is_1(string folder) =>
        Assert.Equal(1, (await Audit(folder, Hole)).Ended);

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task No_answer_for_any_of_them_is_2_and_says_for_which(string folder)
    {
        (int ended, string said) = await Audit(folder, NoAnswer);

        Assert.Equal(2, ended);
        Assert.Contains($"npm: no answer for ./{folder}: not audited.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hole_counts_although_the_feed_of_NuGet_does_not_answer()
    {
        (int ended, string said) = await Audit(_folders[0], Hole, nuget: "exit 1");
        Assert.Equal(1, ended);
        Assert.Contains("NuGet: no answer for SocialPrescribing.Functions.sln: not audited.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_that_does_not_answer_is_2() =>
        Assert.Equal(2, (await Audit("", "", nuget: "exit 1")).Ended);

    /// <summary>Whoever is handed a program asks what is in it, also in the one that only simulates.</summary>
    [Fact]
    public async Task The_inventory_names_every_program_and_what_its_pages_load()
    {
        (_, string said) = await Audit("", "echo 'found 0 vulnerabilities'");

        string[] programs =
        [
            .. Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories)
                .Where(f => SaysItRuns().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(Root(), f).Replace('\\', '/')),
            .. _folders.Where(f => f.StartsWith("src/", StringComparison.Ordinal)),
        ];
        Assert.InRange(programs.Length, 5, int.MaxValue);
        // npm describes nothing that has no version.
        Assert.All(programs.Where(p => !p.EndsWith(".csproj", StringComparison.Ordinal)),
            p => Assert.Contains("\"version\":", File.ReadAllText(Path.Combine(Root(), p, "package.json")), StringComparison.Ordinal));
        Assert.Equal(programs.Order(StringComparer.Ordinal), said.Split('\n')
            .Where(l => l.StartsWith("described ", StringComparison.Ordinal))
            .Select(l => l["described ".Length..]).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("<OutputType>Exe|Microsoft\\.NET\\.Sdk\\.Web|<AzureFunctionsVersion>")]
    private static partial Regex SaysItRuns();

    /// <param name="folder">Where npm gives the answer; it finds nothing anywhere else.</param>
    /// <param name="nuget">What dotnet does when it is asked about everything here.</param>
    private async Task<(int Ended, string Said)> Audit(string folder, string answer, string nuget = "echo 'no vulnerable packages'")
    {
        string root = Root();
        foreach (string locked in _folders)
            await File.WriteAllTextAsync(Path.Combine(_clone.CreateSubdirectory(locked).FullName, "package-lock.json"), "{}");
        // What a package brings along, and what a build copies, is asked about already.
        foreach (string copy in (string[])["node_modules/other", "bin/Debug"])
            await File.WriteAllTextAsync(
                Path.Combine(_clone.CreateSubdirectory($"{_folders[0]}/{copy}").FullName, "package-lock.json"), "{}");
        File.Copy(Path.Combine(root, "eng", "sbom"), Path.Combine(_clone.CreateSubdirectory("eng").FullName, "sbom"));
        string programs = _clone.CreateSubdirectory("bin").FullName;
        await Program(programs, "node", "exit 0");
        await Program(programs, "dotnet", $$"""
            case "$*" in
              "list package --vulnerable") echo GHSA-5crp-9r3c-p9vr ;;
              "tool run dotnet-CycloneDX"*) echo "described $5" >>"$CLONE/described" ;;
              list*) {{nuget}} ;;
            esac
            """);
        await Program(programs, "npm", $$"""
            [ "$1" != sbom ] || echo "described ${PWD#"$CLONE/"}" >>"$CLONE/described"
            [ "$1" = audit ] || exit 0
            case "$PWD" in
              */npm) echo GHSA-xvch-5gv4-984h; exit 1 ;;
            esac
            echo "asked about ${PWD#"$CLONE/"}"
            [ "$PWD" = "$CLONE/{{folder}}" ] || exit 0
            {{answer}}
            """);
        ProcessStartInfo start = new("bash", ["-c", "chmod +x bin/* && bash eng/sbom --audit"])
        {
            WorkingDirectory = _clone.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CLONE"] = _clone.FullName;
        using Process audit = Process.Start(start)!;
        Task<string> errors = audit.StandardError.ReadToEndAsync();
        string said = await audit.StandardOutput.ReadToEndAsync();
        await audit.WaitForExitAsync();
        Assert.Equal("", await errors);
        return (audit.ExitCode, said + await File.ReadAllTextAsync(Path.Combine(_clone.FullName, "described")));
    }

    private static Task Program(string folder, string name, string script) =>
        File.WriteAllTextAsync(Path.Combine(folder, name), "#!/usr/bin/env bash\n" + script + "\n");

    private static IEnumerable<string> Locks() => Directory.EnumerateFiles(Root(), "package-lock.json", new EnumerationOptions
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    }).Select(f => Path.GetRelativePath(Root(), Path.GetDirectoryName(f)!).Replace('\\', '/'))
        .Where(f => !f.StartsWith("artifacts", StringComparison.Ordinal) && !f.Split('/').Intersect(["node_modules", "bin", "obj"]).Any())
        .Order(StringComparer.Ordinal);

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
