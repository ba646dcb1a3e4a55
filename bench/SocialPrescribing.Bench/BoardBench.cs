using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Bench;

/// <summary>
/// The board of a team with 200 open tasks, and the caseload of a link worker with 60 people. Both are read over loopback from the real
/// host, as a browser reads them.
/// </summary>
internal static class BoardBench
{
    private const int Tasks = 200;
    private const int Supported = 60;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);
    /// <summary>
    /// A Wednesday. Referrals came on the days before, so some tasks are overdue, and others are due today, this week or later.
    /// </summary>
    private static readonly DateTimeOffset Now = new(2027, 2, 3, 10, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        // Every service starts empty once. It makes its keys then, and gets its first member of staff.
        await using (LocalHost empty = await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0")), cancellation))
            await empty.Services.GetRequiredService<StaffDirectory>()
                .Add("leila@service.example", "Leila Marsh", StaffRole.Lead, cancellation);
        await using (SqliteDatabase database = SqliteDatabase.Open(folder.Path))
        {
            foreach (int daysAgo in (int[])[6, 2, 1, 0])
                await Population.Fill(database, Tasks / 4, Now.AddDays(-daysAgo), cancellation);
            await Population.SettleMail(database, cancellation);
        }
        // In a demo nobody signs in, and the page is shown as to a lead.
        await using LocalHost host =
            await LocalHost.Start(new LocalOptions(folder.Path, new Uri("http://127.0.0.1:0"), new StandingClock(Now), "1s"), cancellation);
        using HttpClient http = new() { BaseAddress = host.Address };
        List<Figure> figures = [];
        foreach ((string path, string what) in ((string, string)[])[("board?view=everybody", "the whole board"),
            ("board?view=everybody&due=overdue", "its longest list")])
            figures.Add(await Read(
                http, path, "Accept or decline the referral", $"board: {what} of {Tasks} tasks, p50", quick, cancellation));
        await Support(host, cancellation);
        foreach ((string path, string what) in ((string, string)[])[("caseload", "as it opens"),
            ("caseload?sort=name&stage=meeting", "sorted and narrowed down")])
            figures.Add(await Read(
                http, path, $"{Supported} people", $"caseload: {Supported} people, {what}, p50", quick, cancellation));
        return figures;
    }

    /// <summary>The lead accepts some of those who wait and speaks to them.</summary>
    private static async Task Support(LocalHost host, CancellationToken cancellation)
    {
        string leila = (await host.Services.GetRequiredService<StaffDirectory>().All(cancellation))[0].Id;
        JourneyService journeys = host.Services.GetRequiredService<JourneyService>();
        Page<StoredJourney> waiting = await host.Services.GetRequiredService<IJourneyStore>()
            .Journeys(new JourneyQuery(Stage.Triage, Most: Supported), cancellation);
        JourneyCommand[] done =
        [
            new Journeys.Intake.Accept(LinkWorker: leila), new Contact.RecordAttempt(ContactMethod.Phone, AttemptOutcome.Reached),
        ];
        foreach (Guid journey in waiting.Items.Select(s => s.State.Id))
            foreach ((int number, JourneyCommand command) in done.Index())
                if (await journeys.Do(journey, command, Actor.Staff(leila), $"bench-{journey:N}-{number}", null, cancellation)
                    is not CommandResult.Done)
                    throw new InvalidOperationException("Nobody is supported.");
    }

    private static async Task<Figure> Read(
        HttpClient http, string path, string expected, string name, bool quick, CancellationToken cancellation)
    {
        List<double> took = [];
        for (int i = 0; i < (quick ? 3 : 220); i++)
        {
            long start = Stopwatch.GetTimestamp();
            string page = await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation);
            if (!page.Contains(expected, StringComparison.Ordinal))
                throw new InvalidOperationException($"{path} does not show what it should.");
            // The first readings include compiling.
            if (quick || i >= 20)
                took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        double median = Figure.Median(took);
        return new Figure(name, FormattableString.Invariant($"{median:0.0} ms"),
            $"{Limit.TotalMilliseconds} ms", median / Limit.TotalMilliseconds, "< 50 ms", median < Limit.TotalMilliseconds);
    }
}
