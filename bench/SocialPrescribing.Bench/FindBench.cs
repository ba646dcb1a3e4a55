using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Local;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Bench;

/// <summary>
/// <c>/find</c> and <c>/open-referral</c> over a directory of 20,000 entries, read over loopback from the real host as a browser or
/// a program reads them: searches by need, step-free access, cost and distance, a page of services, one service by its id, and a
/// page that has not changed; and how long a referral waits beside many who search.
/// </summary>
internal static class FindBench
{
    private const int Entries = 20_000;
    /// <summary>The limiter for anonymous callers lets so many through at once before it slows them down, so all of these fit.</summary>
    private const int Before = 20, Readings = 220, Searching = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);
    /// <summary>Nobody waits longer than five seconds for their turn. The search itself is a second at the very most.</summary>
    private const double SearchLimit = 6_000;
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        int entries = quick ? 500 : Entries;
        using ScratchFolder folder = new();
        await using LocalHost host =
            await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0"), new StandingClock(Now), "1s"), cancellation);
        ImportReport report = await host.Services.GetRequiredService<ActivityDirectory>()
            .Import(Enumerable.Range(0, entries).Select(Row), dryRun: false, cancellation);
        if (report.Taken != entries)
            throw new InvalidOperationException($"Only {report.Taken} entries were taken.");
        StoredActivity one = (await host.Services.GetRequiredService<ActivityDirectory>().All(cancellation))[entries / 2];
        using HttpClient http = new() { BaseAddress = host.Address };
        string atLocation = (await http.GetFromJsonAsync<JsonElement>(
            new Uri($"open-referral/services/{one.Activity.Id}", UriKind.Relative), cancellation))
            .GetProperty("service_at_locations")[0].GetProperty("id").GetString()!;
        string last = $"open-referral/services?page={entries / 50}";
        string tag = (await http.GetAsync(new Uri(last, UriKind.Relative), cancellation)).Headers.ETag!.ToString();
        (string Name, string Path, string What, string Shows)[] pages =
        [
            ("find", "find?lang=en&need=loneliness&stepFree=yes&cost=5&near=GU35&miles=10", "by need, cost and distance", "Activity "),
            ("open-referral", last, "the last page of services", "Activity "),
            ("open-referral", $"open-referral/services/{one.Activity.Id}", "one by id", one.Activity.Details.Name),
            ("open-referral", $"open-referral/service_at_locations/{atLocation}", "one at its place by id", one.Activity.Details.Name),
            ("open-referral", last, "a page that has not changed", ""),
        ];
        List<Figure> figures = [];
        foreach ((string name, string path, string what, string shows) in pages)
        {
            List<double> took = [];
            for (int i = 0; i < (quick ? 3 : Readings); i++)
            {
                using HttpRequestMessage request = new(HttpMethod.Get, new Uri(path, UriKind.Relative));
                if (shows.Length is 0)
                    request.Headers.TryAddWithoutValidation("If-None-Match", tag);
                // The limiter slows down a caller who reads much. Here the requests come from a thousand callers.
                request.Headers.TryAddWithoutValidation("X-Forwarded-For", $"10.0.{i % 200}.{figures.Count}");
                long start = Stopwatch.GetTimestamp();
                using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
                string page = await answer.Content.ReadAsStringAsync(cancellation);
                if (shows.Length is 0 ? answer.StatusCode is not HttpStatusCode.NotModified
                    : !page.Contains(shows, StringComparison.Ordinal))
                    throw new InvalidOperationException($"{path} shows nothing.");
                if (quick || i >= Before)
                    took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            double median = Figure.Median(took);
            figures.Add(new Figure($"{name}: {entries:N0} entries over HTTP, {what}, p50", FormattableString.Invariant($"{median:0.0} ms"),
                $"{Limit.TotalMilliseconds} ms", median / Limit.TotalMilliseconds, "< 100 ms", median < Limit.TotalMilliseconds));
        }
        // Everybody may search. Nobody who refers may wait long for them, and nobody who searches so long that they give up.
        foreach ((string what, string path) in ((string, string)[])
            [("with 8 words", "open-referral/services?search=activity+provider+invented+hall+a+i+v+nowhere"),
                ("by page, by cost and distance, the soonest first",
                    "find?lang=en&text=activity+provider&stepFree=yes&cost=5&near=GU35&miles=20&sort=soonest")])
            figures.AddRange(await Beside.Measure(host, "find", $"{Searching} callers who search {entries:N0} entries {what}", Searching,
                (caller, i) => new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative))
                {
                    // None is slowed down for reading much.
                    Headers = { { "X-Forwarded-For", $"10.1.{caller}.{i % 200}" } },
                }, SearchLimit, quick, cancellation));
        return figures;
    }

    public static ImportRow Row(int i)
    {
        ListingDetails details = new()
        {
            Name = $"Activity {i}",
            Provider = new ActivityProvider(Guid.NewGuid(), "Provider (invented)"),
            Needs = i % 3 is 0 ? ["anxiety"] : ["loneliness"],
            StepFree = i % 4 is 0 ? StepFree.No : StepFree.Yes,
            Schedules = [new((DayOfWeek)(i % 7), new(10, 0)), new(DayOfWeek.Friday, new(14, 0), Every: Every.Month)],
            Place = new ActivityPlace("Hall", Postcode: "GU35 0BP", Latitude: 51 + (i % 400 * 0.001), Longitude: -1 + (i % 300 * 0.001)),
            Cost = "£2 a session",
        };
        return new ImportRow($"line {i}", Guid.NewGuid(), new ListingSource(ListingOrigin.Csv, $"{i}"), details.Name, details, []);
    }
}
