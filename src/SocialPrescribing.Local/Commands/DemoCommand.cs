using System.CommandLine;
using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Demo;

namespace SocialPrescribing.Local.Commands;

internal static class DemoCommand
{
    public static Command Make()
    {
        Option<string> day = new("--day") { Description = "How long a day lasts: 500ms, 1s, 10s, 2m", DefaultValueFactory = _ => "1s" };
        Option<string> urls = new("--urls") { Description = "Where to listen", DefaultValueFactory = _ => LocalOptions.DefaultUrl };
        Option<int> seed = new("--seed") { Description = "The same seed, the same people", DefaultValueFactory = _ => 7 };
        Command command = new("demo", "Shows the service with invented people on a fast clock, in a throw-away folder") { day, urls, seed };
        command.SetAction(
            (parsed, cancellation) => Show(parsed.GetValue(day)!, parsed.GetValue(urls)!, parsed.GetValue(seed), cancellation));
        return command;
    }

    private static async Task<int> Show(string day, string urls, int seed, CancellationToken cancellation)
    {
        if (!TryParse(day, out TimeSpan dayLasts))
        {
            await Console.Error.WriteLineAsync($"--day: found \"{day}\"; allowed is 100ms to 24h, such as 500ms, 1s, 10s or 2m.");
            return CommandLine.NotUnderstood;
        }
        if (!Uri.TryCreate(urls, UriKind.Absolute, out Uri? url) || url.Scheme is not "http" || !url.IsLoopback)
        {
            await Console.Error
                .WriteLineAsync(
                    $"--urls: found \"{urls}\"; allowed is an address on this machine such as {LocalOptions.DefaultUrl}: the demo needs no "
                        + $"sign-in.");
            return CommandLine.NotUnderstood;
        }
        DirectoryInfo data = Directory.CreateTempSubdirectory("social-prescribing-demo-");
        try
        {
            Random random = new(seed);
            Console.WriteLine("Half a year is being made up. That takes some seconds.");
            await InventedPast.Fill(data.FullName, url, MondayMorning(), random, cancellation);
            DemoClock clock = new(MondayMorning(), dayLasts);
            await using LocalHost host = await LocalHost.Start(new LocalOptions(data.FullName, url, clock, DemoDay: day), cancellation);
            InventedLife life = ActivatorUtilities.CreateInstance<InventedLife>(host.Services, random);
            await life.Prepare(cancellation);
            string at = host.Address.ToString().TrimEnd('/');
            Console.WriteLine($"The demo runs at {at}. All people are invented; a day lasts {day}.");
            Console.WriteLine($"  Board  {at}/board");
            Console.WriteLine($"  Mail   {at}/mail");
            Console.WriteLine("Stop it with Ctrl+C: everything is thrown away.");
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task living = life.Live(stop.Token);
            await host.WaitForShutdown(cancellation);
            await stop.CancelAsync();
            await living;
            return CommandLine.Done;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    internal static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        int letters = text.TakeWhile(c => char.IsAsciiDigit(c) || c is '.').Count();
        if (letters is 0
            || !double.TryParse(text.AsSpan(0, letters), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double n)
            || n > 100_000)
            return false;
        TimeSpan? unit = text[letters..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => null,
        };
        time = n * (unit ?? TimeSpan.Zero);
        return time >= TimeSpan.FromMilliseconds(100) && time <= TimeSpan.FromDays(1);
    }

    /// <summary>The demo begins on a Monday at nine, so that the first thing to see is a team at work.</summary>
    private static DateTimeOffset MondayMorning()
    {
        DateOnly today = WorkingCalendar.LondonDate(TimeProvider.System.GetUtcNow());
        return WorkingCalendar.London(today.AddDays(-(((int)today.DayOfWeek + 6) % 7)), new TimeOnly(9, 0));
    }
}
