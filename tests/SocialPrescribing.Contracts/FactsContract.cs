using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;

namespace SocialPrescribing.Contracts;

/// <summary>
/// The facts that reports count are written with each commit, can be read by month without the journeys, and come out the same when
/// they are worked out again.
/// </summary>
public abstract class FactsContract : StoreContract
{
    private static readonly Secrets _secrets = new(new byte[32], [new LinkKey("k1", new byte[32])]);

    private FactsWriter Writer => new(Journeys, _secrets);

    [Fact]
    public async Task They_are_there_with_the_commit_and_after_a_restart()
    {
        StoredJourney begun = await Commit(null, Given.Begin());
        Assert.NotNull(begun.Facts);
        StoredJourney accepted = await Commit(begun, new Intake.Accept(LinkWorker: "staff-1"), "accept");
        await Commit(accepted, new Notes.Add("Counts nothing."), "note");

        await Store.Reopen();

        FactsRow row = Assert.Single(await All());
        Assert.Equal((Writer.KeyOf(begun.State.Id), new DateOnly(2026, 3, 1), "staff-1"), (row.Key, row.Month, row.LinkWorker));
        Assert.Equal(new DateOnly(2026, 3, 2), row.Facts!.Accepted);
        Assert.Equal(row.Json, (await Journeys.Find(begun.State.Id, Cancellation))!.Facts);
    }

    [Fact]
    public async Task They_are_read_month_by_month()
    {
        for (int month = 0; month < 4; month++)
            for (int i = 0; i < 3; i++)
                await Commit(null, Given.Begin(at: Given.Start.AddMonths(month).AddHours(i)));

        Assert.Equal(12, (await All()).Count);
        Assert.Equal([4, 4, 4, 5, 5, 5],
            (await All(new DateOnly(2026, 4, 1), new DateOnly(2026, 6, 1))).Select(r => r.Month.Month));
        Assert.Equal(12, (await All()).Select(r => r.Key).Distinct().Count());
    }

    [Fact]
    public async Task What_an_earlier_version_began_is_counted_with_its_next_change()
    {
        StoredJourney begun = await Journeys.Committed(Given.Begin());
        Assert.Empty(await All());

        await Commit(begun, new Intake.Accept(LinkWorker: "staff-1"), "accept");

        Assert.Equal(new DateOnly(2026, 3, 2), Assert.Single(await All()).Facts!.Accepted);
    }

    [Fact]
    public async Task Made_anew_they_are_what_was_written()
    {
        Random chance = new(17);
        List<StoredJourney> lived = [];
        for (int person = 0; person < 12; person++)
            lived.Add(await Live(chance));
        IReadOnlyList<FactsRow> written = await All();
        Assert.Equal(12, written.Count);
        Assert.Contains(written, r => r.Facts!.Contacts.Count > 0 && r.Facts.Missed.Count > 0);
        StoredJourney uncounted = await Journeys.Committed(Given.Begin());

        FactsRebuild.Part part = await new FactsRebuild(Journeys, _secrets, new NoPlaces()).Run(null, Cancellation);

        Assert.Equal(new FactsRebuild.Part(13, 1, 0, null), part);
        Assert.Equal(written, (await All()).Where(r => r.Key != Writer.KeyOf(uncounted.State.Id)));
        Assert.Equal(13, (await All()).Count);
        Assert.False(await Journeys.KeepFacts(lived[0].State.Id, 99, written[0], Cancellation));
    }

    [Fact]
    public async Task What_an_earlier_version_left_is_counted_once_and_not_again_after_a_restart()
    {
        await Journeys.Committed(Given.Begin());
        FactsFill fill = new(Register, new FactsRebuild(Journeys, _secrets, new NoPlaces()));

        Assert.Equal(1, await fill.Step(Cancellation));
        Assert.Single(await All());
        await Journeys.Committed(Given.Begin());

        Assert.Equal(0, await fill.Step(Cancellation));
        Assert.Equal(0, await new FactsFill(Register, new FactsRebuild(Journeys, _secrets, new NoPlaces())).Step(Cancellation));
        Assert.Single(await All());
    }

    [Fact]
    public async Task Packed_they_are_the_same_and_what_is_written_since_counts()
    {
        Random chance = new(23);
        List<StoredJourney> lived = [];
        for (int person = 0; person < 8; person++)
            lived.Add(await Live(chance));
        await AreForReports();

        await Journeys.PackFacts(1, Cancellation);
        await AreForReports();
        Assert.Equal(0, await Journeys.PackFacts(1, Cancellation));
        StoredJourney begun = await Commit(null, Given.Begin());
        await Commit(begun, new Intake.Accept(LinkWorker: "staff-7"), "accept");
        await Journeys.KeepFacts(lived[0].State.Id, lived[0].Version,
            (await Writer.FromJournal(lived[0], Cancellation))! with { LinkWorker = "staff-8" }, Cancellation);
        await AreForReports();
        await Journeys.PackFacts(2, Cancellation);
        await Store.Reopen();
        await AreForReports();
        await Journeys.PackFacts(1, Cancellation);
        await AreForReports();
    }

    private async Task AreForReports() => Assert.Equal(
        (await All()).Select(r => (r.Key, r.LinkWorker, r.Json)).OrderBy(r => r.Key),
        ReportReader.RowsIn(await Journeys.FactsForReports(Cancellation)).Select(r => FactsRow.Of(r.Facts, r.LinkWorker))
            .Select(r => (r.Key, r.LinkWorker, r.Json)).OrderBy(r => r.Key));

    [Fact]
    public async Task What_was_counted_in_an_earlier_format_is_counted_again()
    {
        await Journeys.Committed(Given.Begin());
#pragma warning disable RS0030 // As an earlier version left it.
        await Register.Put(
            new RecordWrite(RecordKinds.FactsReached.Name, "facts-reached", """{"isDone":true}""", 0, null), Cancellation);
#pragma warning restore RS0030
        FactsFill fill = new(Register, new FactsRebuild(Journeys, _secrets, new NoPlaces()));

        Assert.Equal(1, await fill.Step(Cancellation));
        Assert.Equal(0, await fill.Step(Cancellation));
        Assert.Single(await All());
    }

    /// <summary>Each journey has one row of facts, which agrees with its journal.</summary>
    public static async Task AreWhatJournalsSay(IJourneyStore journeys, Secrets secrets)
    {
        FactsWriter writer = new(journeys, secrets);
        List<FactsRow> expected = [], found = [];
        await foreach ((Guid id, _) in journeys.Each(null, Cancellation))
            expected.Add((await writer.FromJournal((await journeys.Find(id, Cancellation))!, Cancellation))!);
        await foreach (FactsRow row in journeys.Facts(null, null, Cancellation))
            found.Add(row);
        Assert.Equal(expected.OrderBy(r => r.Key), found.OrderBy(r => r.Key));
    }

    /// <summary>Tries every command in a random order and ignores refusals.</summary>
    private async Task<StoredJourney> Live(Random chance)
    {
        DateTimeOffset now = Given.Start.AddDays(chance.Next(200));
        StoredJourney journey = await Commit(null, Given.Begin(at: now));
        for (int step = 0; step < 40; step++)
        {
            now = now.AddHours(chance.Next(1, 60));
            string? meeting = journey.State.Meetings.LastOrDefault(m => m.IsBooked && m.At < now)?.Id;
            JourneyCommand command = chance.Next(9) switch
            {
                0 => new Intake.Accept(LinkWorker: "staff-1"),
                1 or 2 => new Contact.RecordAttempt(
                    (ContactMethod)chance.Next(7), (AttemptOutcome)chance.Next(4), Minutes: chance.Next(30)),
                3 => new Meetings.Book(now.AddHours(3), new Place(PlaceKind.Surgery)),
                4 or 5 => new Meetings.RecordOutcome(meeting ?? "none", (MeetingOutcome)chance.Next(2), "transport"),
                6 => new Activities.RegisterUnmetNeed("housing", UnmetReason.Full),
                7 => new Plan.RaiseNeed("transport"),
                _ => chance.Next(5) is 0 ? new Closing.Close(ClosingReason.Withdrew) : new Closing.Reopen(),
            };
            Moment moment = new(now, Actor.Staff("staff-1"), $"c-{step}");
            if (Journey.Decide(journey.State, command, Given.Pathway, moment) is Decision.Accepted)
                journey = await Commit(journey, command, moment.CommandId, now);
        }
        return journey;
    }

    private Task<StoredJourney> Commit(StoredJourney before, JourneyCommand command, string id, DateTimeOffset? at = null) =>
        Commit(before, Given.Step(before, command, Actor.Staff("staff-1"), id, at ?? Given.Start.AddHours(1)));

    private async Task<StoredJourney> Commit(StoredJourney? before, JourneyCommit commit) =>
        await Journeys.Committed(commit with { Facts = await Writer.After(before, commit, Cancellation) });

    private async Task<IReadOnlyList<FactsRow>> All(DateOnly? from = null, DateOnly? before = null)
    {
        List<FactsRow> all = [];
        await foreach (FactsRow row in Journeys.Facts(from, before, Cancellation))
            all.Add(row);
        return all;
    }
}
