using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Bench;

/// <summary>Erases one record from a service with 100,000, each with its look-up rows and its list of who looked at it.</summary>
internal static class EraseBench
{
    private const int Many = 100_000, Looks = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly DateTimeOffset Now = new(2027, 2, 3, 10, 0, 0, TimeSpan.Zero);

    public static async Task<IReadOnlyList<Figure>> Run(bool quick, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        int count = quick ? 1_000 : Many;
        StandingClock clock = new(Now);
        LocalOptions options = new(folder.Path, new Uri("http://127.0.0.1:0"), clock);
        Guid journey;
        await using (LocalHost host = await LocalHost.Start(options, cancellation))
            journey = await Live(host.Services, clock, cancellation);
        int records;
        await using (SqliteDatabase database = SqliteDatabase.Open(folder.Path))
        {
            await Population.SettleMail(database, cancellation);
            await Population.Multiply(database, count, cancellation);
            records = await Multiply(database, journey, count, cancellation);
        }
        await using LocalHost large = await LocalHost.Start(options, cancellation);
        Erasing erasing = large.Services.GetRequiredService<Erasing>();
        IJourneyStore store = large.Services.GetRequiredService<IJourneyStore>();
        StoredJourney stored = (await store.Find(journey, cancellation))!;
        Refusal? no = await erasing.Ask(stored.State, ErasureReason.PersonAsked, "one", cancellation)
            ?? await erasing.Agree(stored.State, "another", cancellation);
        if (no is not null)
            throw new InvalidOperationException(no.Sentence);
        long start = Stopwatch.GetTimestamp();
        int erased = await erasing.GoOn(cancellation);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        if (erased is not 1 || await store.Load(journey, cancellation) is not LoadedJourney.Erased)
            throw new InvalidOperationException("Nothing was erased.");
        return
        [
            new Figure(FormattableString.Invariant($"erase: one of {count:N0} journeys, {records:N0} records looked through"),
                FormattableString.Invariant($"{took.TotalSeconds:0.00} s"), $"{Limit.TotalSeconds} s", took / Limit, "< 2 s", took < Limit),
        ];
    }

    /// <summary>A journey from the referral to the end, which three colleagues looked at.</summary>
    private static async Task<Guid> Live(IServiceProvider services, StandingClock clock, CancellationToken cancellation)
    {
        string body = InventedPeople.Body(1);
        Referral referral = InventedPeople.Referral(1, new Pathway(), WorkingCalendar.LondonDate(Now));
        await services.GetRequiredService<ReferralIntake>().Receive(referral, "bench", Encoding.UTF8.GetBytes(body), null, cancellation);
        Guid journey = await services.GetRequiredService<IJourneyStore>().All(null, cancellation).FirstAsync(cancellation);
        JourneyService journeys = services.GetRequiredService<JourneyService>();
        foreach (JourneyCommand command in (JourneyCommand[])
            [new Journeys.Intake.Accept(LinkWorker: "bench"), new Closing.Close(ClosingReason.Withdrew)])
            if (await journeys.Do(journey, command, Actor.Staff("bench"), Guid.NewGuid().ToString("N"), null, cancellation)
                is not CommandResult.Done)
                throw new InvalidOperationException($"{command.GetType().Name} was refused.");
        for (int look = 0; look < Looks; look++)
        {
            StaffMember colleague = new($"{look % 3:x12}", "w@service.example", "W", StaffRole.LinkWorker, true);
            // Each look of the last month is kept a second time, under who looked.
            await services.GetRequiredService<AccessLog>()
                .Record(journey, colleague, LookedBy.Page, cancellation, look > 1 ? "a document" : null);
            clock.Now += TimeSpan.FromHours(1);
        }
        return journey;
    }

    /// <summary>Copies the rows by which the journey is found, once for each other journey.</summary>
    private static Task<int> Multiply(SqliteDatabase database, Guid journey, int count, CancellationToken cancellation)
    {
        string kinds = string.Join(", ", RecordKinds.All.Where(k => k.IsOfOneJourney).Select(k => $"'{k.Name}'"));
        string With(string column) => $"replace(replace({column}, '{journey:N}', n), '{journey}', d)";
        return database.Write(connection =>
        {
            // So that none of them is advanced meanwhile.
            connection.Execute("UPDATE journeys SET next_due = NULL");
            connection.Execute($"""
                WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {count}),
                    ids(i, n, d) AS (SELECT i, printf('%032x', i), '00000000-0000-0000-0000-' || printf('%012x', i) FROM numbers)
                INSERT INTO records(kind, key, json, version, expires_at)
                    SELECT kind, CASE WHEN {With("key")} = key THEN key || '/' || i ELSE {With("key")} END, {With("json")}, version,
                        expires_at FROM ids CROSS JOIN (SELECT * FROM records WHERE kind IN ({kinds}));
                """);
            using Statement counted = connection.Prepare($"SELECT count(*) FROM records WHERE kind IN ({kinds})");
            return counted.Next() ? (int)counted.NumberAt(0) : 0;
        }, cancellation);
    }
}
