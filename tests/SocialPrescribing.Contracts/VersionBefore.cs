using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Contracts;

/// <summary>The version before this one, built from the repository's history.</summary>
/// <param name="Folder">Its sources, with what was built of them.</param>
/// <param name="NewWords">What is stored today and that version has no word for, such as <c>event received</c>.</param>
public sealed partial record VersionBefore(string Commit, string Folder, IReadOnlyList<string> NewWords)
{
    /// <summary>Another commit than the rule's: <c>BEFORE=v1.2.0 dotnet test …</c></summary>
    private const string Variable = "BEFORE";
    private const string Words = "tests/SocialPrescribing.Service.Tests/golden/stored-words.txt";

    /// <summary>Why there is no version before; null if there is one.</summary>
    public static string? Missing { get; } = Find() is null
        ? "This is no git clone with its history (git fetch --unshallow), so the version before cannot be built, and this test needs it."
        : null;

    /// <summary>Leaves out what takes time and serves whoever writes code: nobody goes on writing this.</summary>
    private static readonly string[] Quickly =
    [
        "-v", "q", "--nologo", "-nodeReuse:false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false", "-p:DebugType=none",
        "-p:Optimize=true", "-p:ProduceReferenceAssembly=false", "-p:NuGetAudit=false",
    ];

    /// <summary>Whether it has other rules for when things fall due: then each of the two works out again what the other has stored, and an
    /// export of one is taken by the other by a word of the operator (<c>--other-pathway</c>).</summary>
    public bool HasOtherRules { get; } = RulesIn(Folder) != RulesIn(Root());

    /// <summary>Whether a finding of <c>check</c> only says that the other version's rules were.</summary>
    public bool IsOfOtherRules(string finding) =>
        HasOtherRules && finding.StartsWith("The next due time should be ", StringComparison.Ordinal);

    private static string RulesIn(string folder) =>
        Rules().Match(File.ReadAllText(Path.Combine(folder, "src/SocialPrescribing.Journeys/PathwayFile.cs"))).Value;

    /// <summary>The first part of a pathway's fingerprint.</summary>
    [GeneratedRegex("\"agenda [0-9]+\"")]
    private static partial Regex Rules();

    /// <param name="project">Such as <c>src/SocialPrescribing.Local</c>. What was built once is kept in <c>artifacts/before</c>.</param>
    public static async Task<VersionBefore> Build(string project)
    {
        string commit = Find() ?? throw new InvalidOperationException(Missing);
        string folder = Path.Combine(Root(), "artifacts", "before", commit), sources = $"{folder}.sources",
            built = $"{folder}.{Path.GetFileName(project)}";
        Directory.CreateDirectory(folder);
        // Two projects of tests build it at the same time, and most of it is the same for both.
        await using (await Alone($"{folder}.lock"))
        {
            if (!File.Exists(sources))
            {
                using Process archive = Start(Root(), "git", "archive", "--format=tar", commit);
                await TarFile.ExtractToDirectoryAsync(archive.StandardOutput.BaseStream, folder, overwriteFiles: true);
                await File.WriteAllTextAsync(sources, "");
            }
            if (!File.Exists(built))
            {
                using Process build = Start(folder, "dotnet", ["build", project, .. Quickly]);
                string said = await build.StandardOutput.ReadToEndAsync();
                await build.WaitForExitAsync();
                Assert.True(build.ExitCode is 0, $"{commit} does not build: {said}");
                await File.WriteAllTextAsync(built, "");
            }
        }
        string[] then = await File.ReadAllLinesAsync(Path.Combine(folder, Words)),
            now = await File.ReadAllLinesAsync(Path.Combine(Root(), Words));
        string[] gone = [.. then.Except(now)];
        Assert.True(gone is [], "What that version stores has no word any more: " + string.Join("; ", gone));
        return new VersionBefore(commit, folder, [.. now.Except(then)]);
    }

    public override string ToString() => $"The version before is {Commit}. New since: {string.Join("; ", NewWords)}";

    /// <summary>Waits until no other process has the file.</summary>
    private static async Task<FileStream> Alone(string file)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(20));
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(200);
            }
        }
    }

    /// <summary>
    /// The last release before this commit. As long as nothing has been released, what <c>before.txt</c> names: the oldest commit that can
    /// be built and has today's schema, because nobody can go back further with the data as they are.
    /// </summary>
    private static string? Find()
    {
        if (Git("rev-parse", "--is-shallow-repository") is not "false")
            return null;
        string wanted = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } said ? said
            : Git("describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^") is { Length: > 0 } release ? release
            : File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "before.txt")).Trim();
        return Git("rev-parse", "--verify", $"{wanted}^{{commit}}");
    }

    /// <summary>Null if git cannot say it.</summary>
    private static string? Git(params string[] arguments)
    {
        try
        {
            using Process git = Start(Root(), "git", arguments);
            string said = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode is 0 ? said : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static Process Start(string folder, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the build of these tests has set says nothing about the other one.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        Process started = Process.Start(start)!;
        // Nobody reads it, but a full pipe would hold the program up.
        started.BeginErrorReadLine();
        return started;
    }

    private static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    private static string Here([CallerFilePath] string here = "") => here;
}

/// <summary>
/// A test that needs the history, which a shallow clone lacks. There it is skipped and says so, and on GitHub it fails: that workflow asks
/// for the whole history.
/// </summary>
public sealed class NeedsHistoryFactAttribute : FactAttribute
{
    public NeedsHistoryFactAttribute() =>
        Skip = Environment.GetEnvironmentVariable("GITHUB_ACTIONS") is "true" ? null : VersionBefore.Missing;
}
