using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using SocialPrescribing.Functions.Worker.Tests.Driver;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>The driver in a separate process, with its worker. Either can be ended as by a power cut.</summary>
internal sealed class DriverProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = [];
    private readonly SemaphoreSlim _heard = new(0);

    private DriverProcess()
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(DriverProcess).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The driver did not start.");
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                _said.Enqueue(line.Data);
            _heard.Release();
        };
        _process.BeginOutputReadLine();
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>The process ids of all workers so far. The last one runs now.</summary>
    public IReadOnlyList<int> Workers => [.. Said("worker").Select(int.Parse)];

    public static async Task<DriverProcess> Start(DriverOptions options)
    {
        DriverProcess driver = new();
        await driver._process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(options));
        driver.Address = new Uri(await driver.Hears("address", count: 1));
        await driver.Hears("worker", count: 1);
        return driver;
    }

    public async Task FireTimer(string name)
    {
        int fired = Said("fired").Count;
        await _process.StandardInput.WriteLineAsync(name);
        await Hears("fired", fired + 1);
    }

    /// <summary>Ends only the worker. The driver starts the next one.</summary>
    public void KillWorker() => Kill(Workers[^1]);

    /// <summary>Ends only the driver. Its worker lives on until <see cref="KillWorker"/>, as it does when its host crashes.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }
        else if (Workers is [.., int orphan])
        {
            Kill(orphan);
        }
        _process.Dispose();
        _heard.Dispose();
    }

    /// <summary>
    /// Ends a worker by its process id. If it has ended already, or the id belongs to another program by now, nothing happens.
    /// </summary>
    private static void Kill(int worker)
    {
        try
        {
            using Process process = Process.GetProcessById(worker);
            if (process.ProcessName is "dotnet")
                process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private IReadOnlyList<string> Said(string what) =>
        [.. _said.Where(line => line.StartsWith(what + " ", StringComparison.Ordinal)).Select(line => line[(what.Length + 1)..])];

    private async Task<string> Hears(string what, int count)
    {
        while (Said(what).Count < count)
        {
            if (_process.HasExited || !await _heard.WaitAsync(Patience))
                throw new InvalidOperationException($"The driver never said '{what}', but: {string.Join('\n', _said)}");
        }
        return Said(what)[^1];
    }
}
