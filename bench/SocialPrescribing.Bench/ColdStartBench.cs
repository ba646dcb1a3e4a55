using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SocialPrescribing.Bench;

/// <summary>
/// How long a caller waits while Azure starts an instance: from the start of the process to its first answer, with the Azure host published
/// for release. The driver that starts it belongs to the tests, so their program runs here.
/// </summary>
internal static partial class ColdStartBench
{
    private const double Limit = 1_500;

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        string root = Root(new DirectoryInfo(AppContext.BaseDirectory));
        using ScratchFolder published = new();
        await Dotnet(root, null, cancellation, "publish", "src/SocialPrescribing.Functions", "-c", "Release", "-o", published.Path,
            "-p:AllowUnsendable=true");
        string said = await Dotnet(root, quick ? null : published.Path, cancellation, "test",
            "tests/SocialPrescribing.Functions.Worker.Tests", "--filter", "ColdStart", "--logger", "console;verbosity=detailed");
        // The first start warms the disk cache and is left out.
        double[] starts = [.. FirstAnswer().Matches(said).Skip(1)
            .Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
        if (starts is [])
            throw new InvalidOperationException("Nothing was started. The tests said: " + said);
        double median = Figure.Median(starts);
        return
        [
            new($"cold start: the Azure host's process until its first answer, median of {starts.Length}", $"{median:0} ms",
                $"{Limit:0} ms",
                median / Limit, "< 1,500 ms", median < Limit),
        ];
    }

    private static async Task<string> Dotnet(string folder, string? host, CancellationToken cancellation, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        // Without this the test starts its own build, compiled while it runs, and only twice.
        if (host is not null)
            start.Environment["SP_COLD_START"] = host;
        using Process dotnet = Process.Start(start)!;
        string said = await dotnet.StandardOutput.ReadToEndAsync(cancellation);
        await dotnet.WaitForExitAsync(cancellation);
        return dotnet.ExitCode is 0 ? said : throw new InvalidOperationException($"dotnet {arguments[0]} failed: {said}");
    }

    private static string Root(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "global.json")) ? folder.FullName : Root(folder.Parent!);

    [GeneratedRegex(@"first answer after (\d+) ms")]
    private static partial Regex FirstAnswer();
}
