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
        await using WorkerDriver driver = await WorkerDriver.Start(options with { Begun = id => Console.WriteLine($"worker {id}") });
        Console.WriteLine($"address {driver.Address}");
        while (await Console.In.ReadLineAsync() is { } timer)
        {
            await driver.FireTimer(timer);
            Console.WriteLine($"fired {timer}");
        }
    }
}
