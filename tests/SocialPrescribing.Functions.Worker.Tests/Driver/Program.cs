using System.Text.Json;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>
/// The driver as a separate program, so that tests can kill it too. The first line of its input is <see cref="DriverOptions"/> as JSON,
/// each further line the name of a timer to fire. It ends at the end of its input. It prints <c>address URL</c>, <c>worker PID</c> for each
/// worker that it starts, and <c>fired NAME</c>.
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
