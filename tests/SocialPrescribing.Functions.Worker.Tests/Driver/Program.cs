using System.Text.Json;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>
/// The driver as a program of its own, so that tests can kill it as well. Its first line of input is <see cref="DriverOptions"/> as JSON,
/// each further one the name of a timer that fires; at the end of its input it ends. It prints <c>address URL</c>, <c>worker PID</c> for
/// each life of the worker, and <c>fired NAME</c>.
/// </summary>
internal static class Program
{
    public static async Task Main()
    {
        DriverOptions options = JsonSerializer.Deserialize<DriverOptions>((await Console.In.ReadLineAsync())!)!;
        await using WorkerDriver driver = await WorkerDriver.Start(options);
        using CancellationTokenSource over = new();
        Task lives = Announce(driver, over.Token);
        Console.WriteLine($"address {driver.Address}");
        while (await Console.In.ReadLineAsync(over.Token) is { } timer)
        {
            await driver.FireTimer(timer);
            Console.WriteLine($"fired {timer}");
        }
        await over.CancelAsync();
        await lives;
    }

    private static async Task Announce(WorkerDriver driver, CancellationToken over)
    {
        try
        {
            while (true)
            {
                WorkerProcess worker = await driver.Ready(over);
                Console.WriteLine($"worker {worker.ProcessId}");
                await worker.Gone.WaitAsync(over);
            }
        }
        catch (OperationCanceledException)
        {
            // The driver ends.
        }
    }
}
