using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Contracts;

/// <summary>
/// What cannot be read is one journey's problem: it is said as a value, it is never written over, and everybody else is there.
/// </summary>
public abstract class UnreadableContract : StoreContract
{
    private static readonly JourneyQuery Everybody = new();

    /// <summary>Two people with a task and a message each; the first is the one that something happens to.</summary>
    private async Task<(StoredJourney Broken, StoredJourney Well)> Two()
    {
        StoredJourney[] both =
            [await Journeys.Committed(Given.Begin(Given.Numbered(1))), await Journeys.Committed(Given.Begin(Given.Numbered(2)))];
        for (int i = 0; i < both.Length; i++)
            both[i] = await Journeys.Committed(both[i], new Intake.Accept(LinkWorker: "staff-1"), "accept");
        return (both[0], both[1]);
    }

    private async Task<LoadedJourney.Unreadable> Unreadable(Guid journey) =>
        Assert.IsType<LoadedJourney.Unreadable>(await Journeys.Load(journey, Cancellation));

    [Fact]
    public async Task What_is_not_there_is_missing() =>
        Assert.IsType<LoadedJourney.Missing>(await Journeys.Load(Given.Numbered(7), Cancellation));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"person\":{\"firstName\":\"Ann")]
    public async Task A_state_that_is_damaged_is_what_the_journal_adds_up_to(string state)
    {
        (StoredJourney broken, _) = await Two();
        await Store.Overwrite(broken.State.Id, state);

        StoredJourney rebuilt = Assert.IsType<LoadedJourney.Found>(await Journeys.Load(broken.State.Id, Cancellation)).Stored;
        Assert.True(rebuilt.IsRebuilt);
        Assert.Equal(Given.Written(broken.State), Given.Written(rebuilt.State));
        Assert.Equal((broken.Version, broken.NextDue), (rebuilt.Version, rebuilt.NextDue));
        Page<StoredJourney> page = await Journeys.Journeys(Everybody, Cancellation);
        Assert.Equal((2, 0), (page.Items.Count, page.Unreadable.Count));

        // The next commit mends it.
        StoredJourney mended = await Journeys.Committed(rebuilt, new Notes.Add("All is well."), "note");
        Assert.False(mended.IsRebuilt);
        Assert.DoesNotContain(await JournalCheck.Look(Journeys, broken.State.Id, Given.Pathway, Cancellation),
            f => f.What.Contains("read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_journal_is_damaged_too_it_is_unreadable_and_named_and_everybody_else_is_there()
    {
        (StoredJourney broken, StoredJourney well) = await Two();
        Guid id = broken.State.Id;
        string state = Given.Written(broken.State);
        await Store.Overwrite(id, state[..(state.IndexOf("\"referrals\"", StringComparison.Ordinal) + 20)], (2, "[{\"event\":\"acc"));

        LoadedJourney.Unreadable unreadable = await Unreadable(id);
        Assert.Equal((id, 0), (unreadable.Id, unreadable.UnknownWords.Count));
        Assert.Equal(("Ann Example", "SP-7K3M-9QX2"), (unreadable.Glimpse.Name, unreadable.Glimpse.Reference));
        Assert.Equal(["ann@example.org"], unreadable.Glimpse.Ways);
        Assert.Equal([false], (await Journeys.Journal(id, Cancellation)).Where(c => c.Version is 2).Select(c => c.IsWhole));
        Page<StoredJourney> page = await Journeys.Journeys(Everybody, Cancellation);
        Assert.Equal((well.State.Id, id), (Assert.Single(page.Items).State.Id, Assert.Single(page.Unreadable)));
        Assert.NotNull(await Journeys.Rows(id, Cancellation));
        Assert.Equal("accept", (await Journeys.Journal(id, Cancellation))[1].CommandId);
        Assert.Contains(await JournalCheck.Look(Journeys, id, Given.Pathway, Cancellation),
            f => f.What.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_word_of_a_newer_version_is_named_and_not_taken_for_another()
    {
        (StoredJourney broken, _) = await Two();
        Guid id = broken.State.Id;
        string state = Given.Written(broken.State).Replace("\"firstContact\"", "\"sendFlowers\"", StringComparison.Ordinal);
        string events = Given.Written((await Journeys.Journal(id, Cancellation))[1].Events)
            .Replace("\"firstContact\"", "\"sendFlowers\"", StringComparison.Ordinal);
        await Store.Overwrite(id, state, (2, events));

        LoadedJourney.Unreadable unreadable = await Unreadable(id);
        Assert.Equal(["TaskKind \"sendFlowers\""], unreadable.UnknownWords);
        Assert.Equal(("Ann Example", "staff-1"), (unreadable.Glimpse.Name, unreadable.Glimpse.LinkWorker));
        Assert.Contains(unreadable.Glimpse.Tasks, t => t is { Kind: "sendFlowers", Known: null });
        JournalCommit line = (await Journeys.Journal(id, Cancellation))[1];
        Assert.Contains(line.Events, e => e is Intake.Accepted);
        Assert.Equal(["TaskKind \"sendFlowers\""], line.UnknownWords);
    }

    [Fact]
    public async Task An_event_of_a_newer_version_makes_it_wait_though_the_state_can_be_read()
    {
        (StoredJourney broken, _) = await Two();
        Guid id = broken.State.Id;
        string newer = Given.Written(broken.State)
            .Replace($"\"words\":{StoredWords.Count}", $"\"words\":{StoredWords.Count + 1}", StringComparison.Ordinal);
        string events = Given.Written((await Journeys.Journal(id, Cancellation))[1].Events);
        await Store.Overwrite(id, newer);
        Assert.IsType<LoadedJourney.Found>(await Journeys.Load(id, Cancellation));

        await Store.Overwrite(id, newer, (2, events.Insert(1, "{\"event\":\"flowersSent\",\"to\":\"her\"},")));

        Assert.Equal(["event \"flowersSent\""], (await Unreadable(id)).UnknownWords);
        Assert.Equal(["event \"flowersSent\""], (await Journeys.Journal(id, Cancellation))[1].UnknownWords);
    }

    [Theory]
    [InlineData("{\"id\"", "{\"flowers\":\"roses\",\"id\"", "$.flowers")]
    [InlineData("\"familyName\"", "\"flowers\":[1],\"familyName\"", "$.person.flowers")]
    public async Task A_member_that_a_newer_version_wrote_makes_it_wait_because_it_would_be_lost(string was, string now, string member)
    {
        (StoredJourney broken, _) = await Two();
        Guid id = broken.State.Id;
        string text = Given.Written(broken.State);
        string newer = text.Replace($"\"words\":{StoredWords.Count}", $"\"words\":{StoredWords.Count + 1}", StringComparison.Ordinal);
        int at = newer.IndexOf(was, StringComparison.Ordinal);
        Assert.NotEqual(-1, at);
        newer = newer[..at] + now + newer[(at + was.Length)..];

        await Store.Overwrite(id, newer);

        Assert.Equal([$"member \"{member}\""], (await Unreadable(id)).UnknownWords);
        // Once the newer version is back, nothing has happened.
        await Store.Overwrite(id, text);
        Assert.Equal(text, Given.Written(Assert.IsType<LoadedJourney.Found>(await Journeys.Load(id, Cancellation)).Stored.State));
    }

    [Fact]
    public async Task Rows_of_a_newer_version_take_no_board_and_no_mail_from_anybody()
    {
        (StoredJourney broken, StoredJourney well) = await Two();
        Guid id = broken.State.Id;
        OutboxFigures before = await Outbox.Figures(Cancellation);
        if (!await Store.MakeRowsNewer(id))
            return;

        Page<TaskRow> tasks = await Journeys.Tasks(new TaskQuery(Most: 50), Cancellation);
        Assert.Equal([well.State.Id], tasks.Items.Select(t => t.Journey).Distinct());
        Assert.Equal([id], tasks.Unreadable);
        Assert.Equal([well.State.Id], (await Outbox.Waiting(Given.Start.AddDays(9), 1, Cancellation)).Select(m => m.Owner));
        Assert.Empty(await Outbox.Of(id, Cancellation));
        Assert.Equal(before.Queued, (await Outbox.Figures(Cancellation)).Queued);
        Assert.False((await Journeys.Journal(id, Cancellation))[1].IsWhole);
        Assert.Contains("ActorKind \"Robot\"", (await Journeys.Journal(id, Cancellation))[1].UnknownWords);
        // They are still there for the version that knows them.
        Assert.Equal([id], (await Journeys.Tasks(new TaskQuery(Most: 50), Cancellation)).Unreadable);
    }

    [Fact]
    public async Task An_export_names_it_and_an_import_takes_the_others_when_told_to()
    {
        (StoredJourney broken, StoredJourney well) = await Two();
        await Store.Overwrite(broken.State.Id, "{", (1, "["));
        Clocks clocks = new(new FakeTimeProvider(Given.Start), new FakeTimeProvider(Given.Start));
        Secrets secrets = new(new byte[32], []);
        MemoryDocuments documents = new(TimeProvider.System);
        List<string> lines =
            await MovingContract.Lines(new Export(Journeys, Register, Outbox, documents, Given.Pathway, secrets, clocks));

        MovedLine[] read = [.. lines.Select(MovedLine.Parse)];
        Assert.Equal(broken.State.Id, Assert.Single(read.OfType<MovedLine.Unreadable>()).Journey);
        Assert.Equal(well.State.Id, Assert.Single(read.OfType<MovedLine.Whole>()).Journey);
        Assert.DoesNotContain(read, l => l is MovedLine.Message m && m.Ledger.Owner == broken.State.Id);

        MemoryStore elsewhere = new();
        Import import =
            new(elsewhere, elsewhere, elsewhere, documents, new QuietRuntime(), new StaffDirectory(elsewhere, clocks), Given.Pathway,
                secrets, clocks);
        Assert.Equal("journey-unreadable",
            Assert.IsType<PartOutcome.Refused>(await import.Take(0, lines, leavesOut: false, Cancellation)).Code);
        Assert.False(Assert.IsType<PartOutcome.Taken>(await import.Take(0, lines, leavesOut: true, Cancellation)).State.IsOn);
        Assert.Equal([well.State.Id], await elsewhere.All(Cancellation).ToListAsync());
    }
}
