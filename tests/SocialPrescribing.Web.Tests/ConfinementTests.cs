using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Web.Tests;

/// <summary>
/// What the unit and the image for a small server leave to whoever takes over the process. That systemd and a container engine do what they
/// are told was tried by hand (docs/small-server.md).
/// </summary>
public sealed partial class ConfinementTests
{
    [Fact]
    public void The_unit_leaves_the_service_one_folder_no_privilege_and_no_other_process()
    {
        ILookup<string, string> unit = Unit();
        (string Name, string Value)[] wanted =
        [
            ("User", "social-prescribing"), ("StateDirectory", "social-prescribing"), ("StateDirectoryMode", "0700"), ("UMask", "0077"),
            ("ProtectSystem", "strict"), ("ProtectHome", "true"), ("PrivateTmp", "true"), ("PrivateDevices", "true"),
            ("PrivateUsers", "true"), ("ProtectProc", "invisible"), ("ProcSubset", "pid"), ("NoNewPrivileges", "true"),
            ("CapabilityBoundingSet", ""), ("AmbientCapabilities", ""), ("RestrictNamespaces", "true"), ("RestrictSUIDSGID", "true"),
            ("ProtectKernelModules", "true"), ("ProtectKernelTunables", "true"), ("ProtectKernelLogs", "true"), ("ProtectClock", "true"),
            ("ProtectControlGroups", "true"), ("SystemCallArchitectures", "native"),
        ];
        Assert.Equal([], wanted.Where(w => !unit[w.Name].SequenceEqual([w.Value])).Select(w => w.Name));
        Assert.Equal(["@system-service", "~@privileged"], unit["SystemCallFilter"]);
        // Whatever would give back what is taken above.
        string[] gives = ["ReadWritePaths", "BindPaths", "DeviceAllow", "SupplementaryGroups", "PermissionsStartOnly", "RootDirectory"];
        Assert.Equal([], gives.Where(unit.Contains));
        Assert.Equal("AF_INET AF_INET6 AF_UNIX AF_NETLINK", Assert.Single(unit["RestrictAddressFamilies"]));
        // The one folder is the one that it writes to.
        Assert.Contains("--data /var/lib/social-prescribing ", Assert.Single(unit["ExecStart"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_has_no_shell_and_runs_as_nobody_special_in_a_file_system_that_it_only_reads()
    {
        string[] image = [.. File.ReadAllLines(Of("Dockerfile")).SkipWhile(l => !l.StartsWith("FROM mcr.microsoft.com/dotnet/aspnet",
            StringComparison.Ordinal))];
        // Microsoft's chiselled images have neither a shell nor a package manager. So nothing can be run while this stage is built.
        Assert.Matches(@"^FROM mcr\.microsoft\.com/dotnet/aspnet:10\.0-\w+-chiseled-extra$", image[0]);
        Assert.DoesNotContain(image.Skip(1), l => l.StartsWith("FROM ", StringComparison.Ordinal) || l.StartsWith("RUN ",
            StringComparison.Ordinal));
        Assert.Matches("^USER [1-9][0-9]*:[1-9][0-9]*$", Assert.Single(image, l => l.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.Equal("VOLUME /data", Assert.Single(image, l => l.StartsWith("VOLUME ", StringComparison.Ordinal)));
        // Programs belong to root: only the empty folder for the data is the service's own.
        Assert.Equal("COPY --from=build --chown=1654:1654 /empty /",
            Assert.Single(image, l => l.Contains("--chown", StringComparison.Ordinal)));
        Assert.Matches(@"docker run [^`]*--read-only --cap-drop ALL --security-opt no-new-privileges --tmpfs /tmp",
            File.ReadAllText(Of("docs/small-server.md")));
    }

    [Fact]
    public void Every_change_is_looked_at_for_known_kinds_of_holes_and_no_workflow_may_write_to_the_repository()
    {
        string codeql = File.ReadAllText(Of(".github/workflows/codeql.yml"));
        Assert.Matches("(?s)^# .*\non:\n  push:\n    branches: \\[main\\]\n  pull_request:\n", codeql);
        Assert.Equal(["csharp", "javascript-typescript", "actions"], Languages().Matches(codeql).Select(m => m.Groups[1].Value));
        string[] workflows = Directory.GetFiles(Of(".github/workflows"), "*.yml");
        Assert.NotEmpty(workflows);
        foreach (string workflow in workflows)
        {
            string text = File.ReadAllText(workflow);
            Assert.Matches(@"(?m)^permissions:\n(  [a-z-]+: (read|none)\n|  id-token: write\n)+", text);
            Assert.DoesNotContain("contents: write", text, StringComparison.Ordinal);
            Assert.DoesNotContain("write-all", text, StringComparison.Ordinal);
            // It would run what a stranger proposes with the secrets of this repository.
            Assert.DoesNotContain("pull_request_target", text, StringComparison.Ordinal);
        }
    }

    private static ILookup<string, string> Unit() => File.ReadAllLines(Of("samples/server/social-prescribing.service"))
        .Where(l => l.Contains('=', StringComparison.Ordinal) && !l.StartsWith('#')).Select(l => l.Split('=', 2))
        .ToLookup(l => l[0], l => l[1]);

    private static string Of(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", path));

    [GeneratedRegex(@"\{ language: ([a-z-]+), ")]
    private static partial Regex Languages();
}
