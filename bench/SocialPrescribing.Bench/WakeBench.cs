using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Bench;

/// <summary>
/// 100,000 journeys whose triage is late at the same moment. Each is loaded, decided and committed: the escalation, its message, and the
/// next due time. Beside it Quartz.NET runs persistent jobs that do nothing, with the same SQLite settings.
/// </summary>
internal static class WakeBench
{
    private static readonly DateTimeOffset Monday = new(2026, 2, 2, 9, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        int count = quick ? 1_000 : 100_000;
        // Quartz.NET would take minutes for all of them. Its rate does not rise with their number, so it runs fewer.
        int jobs = quick ? 200 : 10_000;
        double quartz = await QuartzPeer.FirePerSecond(jobs, cancellation);
        double ours = await AdvancePerSecond(count, cancellation);
        double quartzAgain = await QuartzPeer.FirePerSecond(jobs, cancellation);
        double peer = Figure.Median([quartz, quartzAgain]);
        return [
            new($"wake: {count:#,0} journeys due at once, Quartz.NET {jobs:#,0} jobs", Figure.PerSecond(ours), Figure.PerSecond(peer),
                ours / peer, "≥ 5", ours / peer >= 5)];
    }

    private static async Task<double> AdvancePerSecond(int count, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        await using SqliteDatabase database = SqliteDatabase.Open(folder.Path);
        await Population.Fill(database, count, Monday, cancellation);
        await Population.SettleMail(database, cancellation);

        StandingClock clock = new(Monday.AddDays(4));
        Pathway pathway = new();
        ServiceProfile profile = new("Bench", "Bench", "0", new Uri("http://127.0.0.1"));
        await using ServiceProvider services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(database.Journeys).AddSingleton(database.Register).AddSingleton(database.Outbox)
            .AddSingleton<IDocuments>(new MemoryDocuments(clock))
            .AddSingleton<Runner>().AddSingleton<IJourneyRuntime>(s => s.GetRequiredService<Runner>())
            .AddSocialPrescribing(new HostSettings(pathway, profile, KeyFolder.Load(folder.Path, isNew: true), new Clocks(clock, clock)))
            .BuildServiceProvider();

        Stopwatch watch = Stopwatch.StartNew();
        int advanced = await services.GetRequiredService<Runner>().AdvanceDue(database.Journeys, cancellation);
        double rate = advanced / watch.Elapsed.TotalSeconds;
        OutboxFigures mail = await database.Outbox.Figures(cancellation);
        if (advanced != count || mail.Queued != count)
            throw new InvalidOperationException($"{count} journeys were due, {advanced} advanced, and {mail.Queued} escalations wait.");
        return rate;
    }
}
