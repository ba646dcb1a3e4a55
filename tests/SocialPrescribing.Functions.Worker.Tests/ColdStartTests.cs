using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// How long a caller waits while the platform starts an instance: from the start of the worker's process to its first answer, with the
/// Functions host's handshake in between. It does not include the host's own start.
/// </summary>
/// <remarks>
/// Times mean nothing while other tests run, so the test checks only the answers and prints the times. For the table in bench/README.md,
/// <c>SP_COLD_START=FOLDER dotnet test --filter ColdStart</c> starts the published host in that folder, and more often.
/// </remarks>
[Collection(nameof(Azurite))]
public sealed class ColdStartTests(Azurite azurite, ITestOutputHelper output)
{
    private static readonly string? _asked = Environment.GetEnvironmentVariable("SP_COLD_START");

    [Fact]
    public async Task A_worker_answers_its_first_requests()
    {
        // The first start warms this process and the disk cache.
        List<(TimeSpan Wall, TimeSpan Processor, TimeSpan Page)> starts = [];
        for (int i = 0; i < (_asked is null ? 2 : 8); i++)
            starts.Add(await Start());
        foreach ((TimeSpan wall, TimeSpan processor, TimeSpan page) in starts)
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"first answer after {Ms(wall)}, processor {Ms(processor)}, first page in {Ms(page)}"));
    }

    private static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");

    private async Task<(TimeSpan Wall, TimeSpan Processor, TimeSpan Page)> Start()
    {
        await using AzureHostRunning host = await AzureHostRunning.Start(azurite, app: _asked);
        using Process worker = Process.GetProcessById(host.Driver.Worker!.ProcessId);
        using HttpResponseMessage live = await host.Http.GetAsync(new Uri("/health/live", UriKind.Relative));
        TimeSpan wall = DateTime.Now - worker.StartTime;
        TimeSpan processor = worker.TotalProcessorTime;
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Stopwatch watch = Stopwatch.StartNew();
        using HttpResponseMessage page = await host.Http.GetAsync(new Uri("/refer/myself", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return (wall, processor, watch.Elapsed);
    }
}
