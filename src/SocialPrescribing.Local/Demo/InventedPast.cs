using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Local.Storage;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Local.Demo;

/// <summary>
/// The half year before the demo begins. It is lived in memory, where nothing waits for a disk, and then moved into the folder as one
/// service is moved into another.
/// </summary>
internal static class InventedPast
{
    private static readonly TimeSpan Length = TimeSpan.FromDays(182);
    /// <summary>Letters of the last days can be read in the demo. Thousands of older ones would only be in the way.</summary>
    private static readonly TimeSpan LettersOf = TimeSpan.FromDays(7);

    /// <param name="data">The demo's folder. No program may be serving it yet.</param>
    public static async Task Fill(string data, Uri url, DateTimeOffset until, Random random, CancellationToken cancellation)
    {
        await using SqliteDatabase database = SqliteDatabase.OpenThrownAway(data);
        Secrets secrets = KeyFolder.Load(data, isNew: true);
        PastClock clock = new(until - Length);
        ServiceProfile profile = LocalSettings.Load(data).ProfileFor(url);
        HostSettings settings = new(new Pathway(), profile, secrets, new Clocks(clock, clock), ShowsMail: true);

        MemoryStore memory = new();
        FolderMailer folder = new(Path.Combine(data, "mail"), clock, "noreply@local-team.example");
        await using ServiceProvider past = Service(
            settings, memory, memory, memory, new MemoryDocuments(clock), new LateLetters(folder, clock, until - LettersOf));
        await Live(past, clock, until, random, cancellation);

        await using ServiceProvider present = Service(
            settings, database.Journeys, database.Register, database.Outbox, FolderDocuments.In(data), folder);
        await Move(past.GetRequiredService<Export>(), present.GetRequiredService<Import>(), cancellation);
    }

    private static async Task Live(
        ServiceProvider services, PastClock clock, DateTimeOffset until, Random random, CancellationToken cancellation)
    {
        InventedLife life = ActivatorUtilities.CreateInstance<InventedLife>(services, random);
        await life.Prepare(cancellation);
        IJourneyStore store = services.GetRequiredService<IJourneyStore>();
        JourneyService journeys = services.GetRequiredService<JourneyService>();
        for (DateTimeOffset now = clock.GetUtcNow(); now < until; now += InventedLife.Round)
        {
            clock.Now = now;
            while (await store.DueBy(now, int.MaxValue, cancellation) is { Count: > 0 } due)
                foreach (DueJourney journey in due)
                    await journeys.Advance(journey.Journey, cancellation);
            await services.GetRequiredService<Digests>().Queue(cancellation);
            await life.PassRound(cancellation);
            await services.GetRequiredService<Postman>().Drain(cancellation);
        }
        clock.Now = until;
        await life.FillDirectory(cancellation);
    }

    private static async Task Move(Export from, Import into, CancellationToken cancellation)
    {
        long taken = 0;
        string? mark = null;
        MovedCounts counts = new();
        do
        {
            Export.Part part = await from.Read(mark, cancellation);
            counts = part.Lines.Aggregate(counts, (sofar, line) => sofar.After(line, MovedLine.Parse(line)));
            mark = part.Continue;
            string[] lines = mark is null ? [.. part.Lines, counts.Footer.Write()] : [.. part.Lines];
            if (lines.Length > 0 && await into.Take(taken, lines, leavesOut: false, cancellation) is PartOutcome.Refused refused)
                throw new InvalidOperationException(refused.Sentence);
            taken += lines.Length;
        }
        while (mark is not null);
    }

    private static ServiceProvider Service(
        HostSettings settings, IJourneyStore journeys, IRegister register, IOutbox outbox, IDocuments documents,
        IMailer mailer) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(journeys).AddSingleton(register).AddSingleton(outbox).AddSingleton(documents).AddSingleton(mailer)
        .AddSingleton<IJourneyRuntime, NoAlarms>()
        .AddSocialPrescribing(settings)
        .BuildServiceProvider();

    /// <summary>Needs no alarms, because every round looks for what is due.</summary>
    private sealed class NoAlarms : IJourneyRuntime
    {
        public ValueTask Nudge(Guid journey, DateTimeOffset? due, CancellationToken cancellation) => default;
        public ValueTask NudgePostman(CancellationToken cancellation) => default;
    }

    private sealed class LateLetters(IMailer mailer, TimeProvider clock, DateTimeOffset from) : IMailer
    {
        public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation) =>
            clock.GetUtcNow() < from ? new MailOutcome.Accepted() : await mailer.Deliver(key, letter, cancellation);
    }

    private sealed class PastClock(DateTimeOffset start) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = start;
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
