using System.Diagnostics;

namespace SocialPrescribing.Functions.Tests;

/// <summary>
/// <c>azd</c> runs this hook before it creates anything (azure.yaml). An environment gets its name and its keys once and keeps
/// them: another name would mean empty tables, and with other keys nobody would be recognised. The shell is real; azd is a script
/// that remembers values.
/// </summary>
public sealed class ProvisionHookTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("social-prescribing-hook-");
    private string Kept => Path.Combine(_folder.FullName, "env");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableOnWindows]
    public void A_new_environment_gets_a_name_of_its_own_and_keeps_it()
    {
        (int code, _) = Run(("AZURE_ENV_NAME", "whitehill-staging"));
        Assert.Equal(0, code);
        string[] kept = File.ReadAllLines(Kept);
        Assert.Contains("HUB_NAME=Spwhitehillstaging", kept);
        Assert.Equal(["HUB_NAME", "LINK_KEYS", "MAIL_EVENT_SECRET", "PERSON_KEY"],
            kept.Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal));
        // It has been created now, and azd runs once more.
        File.AppendAllLines(Kept, ["SERVICE_URL=https://service.example"]);
        Assert.Equal(0, Run(("AZURE_ENV_NAME", "whitehill-staging")).Code);
        Assert.Equal([.. kept, "SERVICE_URL=https://service.example"], File.ReadAllLines(Kept));
    }

    [SkippableOnWindows]
    public void An_environment_of_before_keeps_its_hub_and_its_tables()
    {
        File.WriteAllLines(Kept, ["SERVICE_URL=https://service.example", "PERSON_KEY=p", "LINK_KEYS=l", "MAIL_EVENT_SECRET=m"]);
        Assert.Equal(0, Run(("AZURE_ENV_NAME", "whitehill")).Code);
        Assert.Contains("HUB_NAME=SocialPrescribing", File.ReadAllLines(Kept));
    }

    /// <summary>A new environment knows nothing of those created before.</summary>
    [SkippableOnWindows]
    public void A_runner_that_was_not_told_the_name_creates_nothing()
    {
        (int code, string error) = Run(("AZURE_ENV_NAME", "whitehill"), ("CI", "true"), ("PERSON_KEY", "p"));
        Assert.Equal(1, code);
        Assert.Contains("Set the variable HUB_NAME", error, StringComparison.Ordinal);
        Assert.Equal(0, Run(("AZURE_ENV_NAME", "whitehill"), ("CI", "true"), ("PERSON_KEY", "p"), ("HUB_NAME", "SocialPrescribing")).Code);
        Assert.Contains("HUB_NAME=SocialPrescribing", File.ReadAllLines(Kept));
        Assert.Contains("PERSON_KEY=p", File.ReadAllLines(Kept));
    }

    private (int Code, string Error) Run(params (string Name, string Value)[] environment)
    {
        string azd = Path.Combine(_folder.FullName, "azd");
        File.WriteAllText(azd, $$"""
            #!/bin/sh
            touch {{Kept}}
            case "$2" in get-values) cat {{Kept}};; set) echo "$3=$4" >> {{Kept}};; *) exit 2;; esac
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(azd, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ProcessStartInfo start = new("sh", ["-c", Script()]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string name in (string[])["CI", "HUB_NAME", "PERSON_KEY", "LINK_KEYS", "MAIL_EVENT_SECRET"])
            start.Environment.Remove(name);
        start.Environment["PATH"] = $"{_folder.FullName}:{start.Environment["PATH"]}";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process sh = Process.Start(start)!;
        string error = sh.StandardError.ReadToEnd();
        sh.WaitForExit();
        return (sh.ExitCode, error);
    }

    /// <summary>The first script in azure.yaml, without its indentation.</summary>
    private static string Script()
    {
        const string indent = "        ";
        string[] lines = File.ReadAllLines(Path.Combine(InfrastructureTests.Root, "azure.yaml"));
        return string.Join('\n', lines.SkipWhile(line => line.Trim() is not "run: |").Skip(1)
            .TakeWhile(line => line.StartsWith(indent, StringComparison.Ordinal)).Select(line => line[indent.Length..]));
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SkippableOnWindowsAttribute : FactAttribute
    {
        public SkippableOnWindowsAttribute()
        {
            if (OperatingSystem.IsWindows())
                Skip = "There is no sh; the script for Windows beside it does the same.";
        }
    }
}
