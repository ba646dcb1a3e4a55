using System.Diagnostics;

namespace SocialPrescribing.Http.Tests;

/// <summary>Programs of others in folders beside these tests. Node runs them with what npm has installed there.</summary>
internal static class NodeProgram
{
    private static readonly SemaphoreSlim _installing = new(1);

    public static async Task<Process> Start(string folder, params string[] arguments)
    {
        string source = SourceFolder(folder);
        await _installing.WaitAsync();
        try
        {
            if (!Directory.Exists(Path.Combine(source, "node_modules")))
                await Install(source);
        }
        finally
        {
            _installing.Release();
        }
        return Start("node", source, arguments);
    }

    private static async Task Install(string folder)
    {
        using Process npm = OperatingSystem.IsWindows()
            ? Start("cmd", folder, ["/c", "npm", "ci", "--no-audit", "--no-fund"])
            : Start("npm", folder, ["ci", "--no-audit", "--no-fund"]);
        npm.StandardInput.Close();
        string said = await npm.StandardOutput.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm ci failed in {folder}: {said}");
    }

    private static Process Start(string program, string folder, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException($"{program} did not start.");

    private static string SourceFolder(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, name, "package-lock.json")))
                return Path.Combine(folder.FullName, name);
        throw new InvalidOperationException($"The folder {name} was not found above the tests.");
    }
}
