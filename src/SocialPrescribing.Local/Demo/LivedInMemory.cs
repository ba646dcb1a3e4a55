using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Composition;

namespace SocialPrescribing.Local.Demo;

/// <summary>
/// Some months of an invented service. They are lived in memory, where nothing waits for a disk, and then moved into the store of a host as
/// one service is moved into another.
/// </summary>
internal static class LivedInMemory
{
    /// <param name="settings">Those of the host, with the clock.</param>
    /// <param name="present">Of the host, which has to be empty. Nothing may be serving it yet.</param>
    /// <param name="mailer">Gets the letters of the last days.</param>
    public static async Task Until(
        DateTimeOffset until, LivedClock clock, HostSettings settings, IMailer mailer, Import present, Random random,
        CancellationToken cancellation)
    {
        MemoryStore memory = new();
        await using ServiceProvider past = Service(settings, memory, memory, memory, new MemoryDocuments(clock), mailer);
        await Live(past, clock, until, random, cancellation);
        await Move(past.GetRequiredService<Export>(), present, cancellation);
    }

    private static async Task Live(
        ServiceProvider services, LivedClock clock, DateTimeOffset until, Random random, CancellationToken cancellation)
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

    public static ServiceProvider Service(
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
}

/// <summary>Letters of the last days can be read. Thousands of older ones would only be in the way.</summary>
internal sealed class LateLetters(IMailer mailer, TimeProvider clock, DateTimeOffset from) : IMailer
{
    public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation) =>
        clock.GetUtcNow() < from ? new MailOutcome.Accepted() : await mailer.Deliver(key, letter, cancellation);
}
