using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Local;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Bench;

/// <summary>
/// The built program, in a process of its own, serves a million journeys of which none is due. Measured are how soon it answers, how much
/// memory it holds and how much processor time it uses.
/// </summary>
internal static class SleepBench
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(5);
    private const double MemoryLimit = 300;
    /// <summary>As a share of one core. The runtime's own housekeeping takes about a tenth of it.</summary>
    private const double IdleLimit = 0.01;

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        int count = quick ? 5_000 : 1_000_000;
        using ScratchFolder folder = new();
        // Every service starts empty once. It notes its pathway then; without that it would go through all journeys now.
        await using (LocalHost host = await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0")), cancellation))
        {
            while ((await host.Services.GetRequiredService<IRegister>()
                .List(RecordKinds.Pathway.Name, "pathway", 1, null, cancellation)).Items.Count is 0)
                await Task.Delay(20, cancellation);
        }
        await using (SqliteDatabase database = SqliteDatabase.Open(folder.Path))
        {
            await Population.Fill(database, 1, DateTimeOffset.UtcNow, cancellation);
            await Population.SettleMail(database, cancellation);
            await Population.Multiply(database, count, cancellation);
        }

        int port = FreePort();
        Stopwatch watch = Stopwatch.StartNew();
        using Process serve = Process.Start(
            new ProcessStartInfo("dotnet",
                [Path.Combine(AppContext.BaseDirectory, "SocialPrescribing.Local.dll"), "serve", "--data", folder.Path, "--urls",
                    $"http://127.0.0.1:{port}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        try
        {
            serve.OutputDataReceived += (_, _) => { };
            serve.BeginOutputReadLine();
            await FirstAnswer(serve, port, cancellation);
            TimeSpan started = watch.Elapsed;
            TimeSpan calm = TimeSpan.FromSeconds(quick ? 1 : 10);
            await Task.Delay(calm, cancellation);
            serve.Refresh();
            TimeSpan before = serve.TotalProcessorTime;
            await Task.Delay(calm, cancellation);
            serve.Refresh();
            double busy = (serve.TotalProcessorTime - before) / calm;
            double memory = serve.WorkingSet64 / 1024.0 / 1024.0;
            long size = new FileInfo(Path.Combine(folder.Path, SqliteDatabase.FileName)).Length >> 20;
            return
            [
                new($"sleep: {count:#,0} journeys ({size:#,0} MB), start until the first answer", $"{started.TotalSeconds:0.0} s",
                    $"{StartLimit.TotalSeconds} s", started / StartLimit, "< 5 s", started < StartLimit),
                new("sleep: resident memory", $"{memory:0} MB", $"{MemoryLimit} MB", memory / MemoryLimit, "< 300 MB",
                    memory < MemoryLimit),
                new($"sleep: processor over {calm.TotalSeconds:0} s, of one core", $"{busy:0.00%}", $"{IdleLimit:0%}", busy / IdleLimit,
                    "< 1 %", busy < IdleLimit),
            ];
        }
        finally
        {
            serve.Kill();
            await serve.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task FirstAnswer(Process serve, int port, CancellationToken cancellation)
    {
        using HttpClient http = new();
        while (!serve.HasExited)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/live"), cancellation);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(20, cancellation);
            }
        }
        throw new InvalidOperationException(await serve.StandardError.ReadToEndAsync(cancellation));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
