using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>How many requests an import sends to the tables, and that it goes on wherever the machine stopped.</summary>
public sealed class ImportRequestsTests(ITestOutputHelper output)
{
    private static readonly Secrets _secrets = new(new byte[32], [new LinkKey("01", new byte[32])]);
    private readonly FakeTimeProvider _time = new(Given.Start);

    private Clocks Clocks => new(_time, _time);
    private MemoryDocuments Documents { get; } = new(TimeProvider.System);

    [Fact]
    public async Task Moving_in_349_journeys_takes_a_few_requests_for_each()
    {
        List<string> lines = await Exported(349);
        FakeTables fake = new();
        TestedTables store = await TestedTables.Begin(fake);
        fake.Requests.Clear();
        await Take(store, lines, 1_000);
        foreach (IGrouping<string, string> each in fake.Requests.GroupBy(r => string.Join(' ', r.Split(' ')[..2]))
            .OrderByDescending(g => g.Count()))
            output.WriteLine($"{each.Count(),6} {each.Key}");
        int commits = lines.Count(l => l.Contains("\"kind\":\"commit\"", StringComparison.Ordinal));
        output.WriteLine($"{fake.Requests.Count} requests for 349 journeys with {commits} commits in {lines.Count} lines");
        Assert.True(commits > 349 * 4, $"{commits}");
        Assert.InRange(fake.Requests.Count, 349, 349 * 12);
        Assert.Empty((await JournalCheck.Run(store.Journeys, Given.Pathway, CancellationToken.None)).Findings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wherever_the_machine_stops_an_import_that_goes_on_ends_with_what_was_exported(bool before)
    {
        List<string> lines = await Exported(3);
        bool crashed = true;
        int writes = 0;
        for (; crashed; writes++)
        {
            TestedTables store = await TestedTables.Begin(Crash.At(before, writes));
            crashed = await Record.ExceptionAsync(() => Take(store, lines, 7)) is CrashException;
            await store.Reopen();
            await Take(store, lines, 7);
            Assert.Equal(lines,
                await MovingContract.Lines(
                    new Export(store.Journeys, store.Register, store.Outbox, Documents, Given.Pathway, _secrets, Clocks)));
            Assert.Equal(3, (await store.Journeys.Journeys(new JourneyQuery(), CancellationToken.None)).Items.Count);
            Assert.Equal(3, (await store.Journeys.DueBy(DateTimeOffset.MaxValue, 10, CancellationToken.None)).Count);
            Assert.Empty((await JournalCheck.Run(store.Journeys, Given.Pathway, CancellationToken.None)).Findings);
        }
        Assert.True(writes > 10, $"Only {writes} writes were seen.");
    }

    private async Task Take(TestedTables store, List<string> lines, int atOnce)
    {
        Import import = new(
            store.Journeys, store.Register, store.Outbox, Documents, new QuietRuntime(), new StaffDirectory(store.Register, Clocks),
            Given.Pathway, _secrets, Clocks);
        long sent = (await Standstill.Read(store.Register, CancellationToken.None))?.Import?.Lines ?? 0;
        foreach (string[] part in lines.Skip((int)sent).Chunk(atOnce))
        {
            Assert.IsType<PartOutcome.Taken>(await import.Take(sent, part, leavesOut: false, CancellationToken.None));
            sent += part.Length;
        }
    }

    /// <summary>The export of people who were referred, accepted, met and written to.</summary>
    private async Task<List<string>> Exported(int people)
    {
        MemoryStore old = new();
        JourneyService journeys = new(old, old, new QuietRuntime(), Given.Pathway, Clocks, _secrets);
        ReferralIntake intake = new(old, old, journeys, Given.Pathway, Clocks, _secrets);
        for (int i = 0; i < people; i++)
        {
            Referral referral = Given.Referral($"Ann{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}");
            Assert.IsType<IntakeResult.Received>(
                await intake.Receive(referral, "org-1", Encoding.UTF8.GetBytes($"{i}"), $"request-{i}", CancellationToken.None));
        }
        List<Guid> all = await old.All(CancellationToken.None).ToListAsync();
        foreach (Guid journey in all)
        {
            await Give(new Journeys.Intake.Accept(LinkWorker: "staff-1"));
            await Give(new Meetings.Book(_time.GetUtcNow().AddDays(3), new Place(PlaceKind.AtHome)));
            await Give(new Notes.Add("Phoned."));

            async Task Give(JourneyCommand command) => Assert.IsType<CommandResult.Done>(
                await journeys.Do(journey, command, Actor.Staff("staff-1"), Guid.NewGuid().ToString("N"), null, CancellationToken.None));
        }
        foreach (TimeSpan later in (TimeSpan[])[TimeSpan.FromDays(2), TimeSpan.FromDays(3)])
        {
            _time.Advance(later);
            foreach (Guid journey in all)
                await journeys.Advance(journey, CancellationToken.None);
        }
        foreach (QueuedMessage message in await old.Waiting(_time.GetUtcNow(), 100_000, CancellationToken.None))
        {
            QueuedMessage claimed = (await old.Move(message, MessageStatus.Sending, _time.GetUtcNow()
                .AddMinutes(5), null, _time.GetUtcNow(), CancellationToken.None))!;
            await old.Move(claimed, MessageStatus.Sent, null, null, _time.GetUtcNow(), CancellationToken.None);
        }
        return await MovingContract.Lines(new Export(old, old, old, Documents, Given.Pathway, _secrets, Clocks));
    }
}
