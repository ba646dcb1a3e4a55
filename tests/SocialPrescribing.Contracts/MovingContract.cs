using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;

namespace SocialPrescribing.Contracts;

/// <summary>Every store can be filled from every other, through the ports alone.</summary>
public abstract class MovingContract : StoreContract
{
    private static readonly Secrets _secrets = new(new byte[32], [new LinkKey("01", new byte[32])]);
    private static readonly Clocks _clocks =
        new(new FakeTimeProvider(Given.Start.AddDays(1)), new FakeTimeProvider(Given.Start.AddDays(1)));

    private readonly MemoryDocuments _old = new(TimeProvider.System), _new = new(TimeProvider.System);

    [Fact]
    public async Task A_service_that_was_moved_is_as_it_was_and_sent_again_it_changes_nothing()
    {
        MemoryStore old = await Old();
        List<string> lines = await Lines(old, old, old, _old);
        Import import = Import();

        long sent = 0;
        foreach (string[] part in lines.Chunk(4))
        {
            PartOutcome.Taken first = Assert.IsType<PartOutcome.Taken>(await import.Take(sent, part, leavesOut: false, Cancellation));
            // The same import again, as if its answer had been lost.
            Assert.Equal(first.State.Import,
                Assert.IsType<PartOutcome.Taken>(await import.Take(sent, part, leavesOut: false, Cancellation)).State.Import);
            Assert.Equal(sent + part.Length < lines.Count, first.State.IsOn);
            sent += part.Length;
        }

        await Store.Reopen();
        Assert.Equal(lines, await Lines(Journeys, Register, Outbox, _new));
        JournalCheck.Report report = await JournalCheck.Run(Journeys, Given.Pathway, Cancellation, _new);
        Assert.Equal((3, 0), (report.Journeys, report.Findings.Count));
        Assert.Single(await Outbox.Waiting(_clocks.Now, 10, Cancellation));
        Assert.False(await Standstill.IsOn(Register, Cancellation));
    }

    [Theory]
    [InlineData(MessageKind.Invitation, null)]
    [InlineData(MessageKind.ForgottenPassword, null)]
    [InlineData(MessageKind.Digest, "not-empty")]
    public async Task Only_letters_with_which_somebody_gets_into_their_account_may_have_gone_out_before(MessageKind kind, string? refused)
    {
        await Outbox.Queue(
            QueuedMessage.OfTheService("earlier", kind, new MessageAbout.Link(Given.Numbered(9)), _clocks.Now, "staff-1"), Cancellation);
        MemoryStore old = await Old();
        PartOutcome outcome = await Import().Take(0, await Lines(old, old, old, _old), leavesOut: false, Cancellation);
        Assert.Equal(refused, (outcome as PartOutcome.Refused)?.Code);
    }

    [Fact]
    public async Task A_test_referral_stays_behind_with_everything_by_which_it_was_found()
    {
        MemoryStore old = await Old();
        Guid test = await old.All(null, Cancellation).FirstAsync(Cancellation);
        await new TestReferrals(old, _clocks).Mark(test, "staff-1", Cancellation);

        List<string> lines = await Lines(old, old, old, _old);
        Assert.False(Assert.IsType<PartOutcome.Taken>(await Import().Take(0, lines, leavesOut: false, Cancellation)).State.IsOn);

        Assert.DoesNotContain(lines, line => line.Contains(test.ToString(), StringComparison.OrdinalIgnoreCase)
            || line.Contains(test.ToString("N"), StringComparison.OrdinalIgnoreCase));
        JournalCheck.Report report = await JournalCheck.Run(Journeys, Given.Pathway, Cancellation, _new);
        Assert.Equal((2, 0), (report.Journeys, report.Findings.Count));
    }

    [Fact]
    public async Task What_an_earlier_version_exported_is_taken_and_written_as_it_is_written_now()
    {
        MemoryStore old = await Old();
        List<string> now = await Lines(old, old, old, _old);
        IReadOnlyDictionary<RecordKind, int> former = await EarlierRecords.Age(old);
        Assert.Equal(
            RecordKinds.All.Where(k => k is { Moves: true, Former: not null }).Select(k => k.Key ?? k.Name),
            RecordKinds.All.Where(k => k.Moves && former.ContainsKey(k)).Select(k => k.Key ?? k.Name));
        List<string> before = await Lines(old, old, old, _old);
        Assert.NotEqual(now, before);

        Import import = Import();
        Assert.False(Assert.IsType<PartOutcome.Taken>(await import.Take(0, before, leavesOut: false, Cancellation)).State.IsOn);

        Assert.Equal(now, await Lines(Journeys, Register, Outbox, _new));
    }

    [Fact]
    public async Task What_was_set_by_page_comes_along_and_the_journeys_are_checked_under_it()
    {
        MemoryStore old = await Old();
        Assert.True(await Settings(old, Given.Pathway).Settings.Change(
            "ada", new Dictionary<string, string> { ["late.afterWorkingDays"] = "3" }, 0, Cancellation) is SettingsOutcome.Done);
        Clocks later = new(new FakeTimeProvider(_clocks.MachineNow.AddHours(1)), new FakeTimeProvider(_clocks.MachineNow.AddHours(1)));
        Pathway set = await ServiceSettings.PathwayIn(old, later, Given.Pathway, PathwaySource.None, Cancellation);
        List<string> lines = await Lines(new Export(old, old, old, _old, set, _secrets, later));

        (ServiceSettings settings, InForce<Pathway> pathways) = Settings(Register, Given.Pathway, later);
        Import import = new(Journeys, Register, Outbox, _new, new QuietRuntime(), new StaffDirectory(Register, later), pathways, _secrets,
            later, settings);
        long sent = 0;
        foreach (string[] part in lines.Chunk(4))
        {
            Assert.IsType<PartOutcome.Taken>(await import.Take(sent, part, leavesOut: false, Cancellation));
            sent += part.Length;
        }

        Assert.Equal(3, pathways.Now.LateAfterWorkingDays);
        Assert.Equal(lines, await Lines(new Export(Journeys, Register, Outbox, _new, pathways, _secrets, later)));
        Assert.Equal("ada", Assert.Single(await settings.Versions(10, Cancellation)).By);
    }

    [Fact]
    public async Task Another_pathway_file_is_refused_and_it_is_said_what_to_do()
    {
        MemoryStore old = await Old();
        List<string> lines = await Lines(old, old, old, _old);
        Pathway other = Given.Pathway with { LateAfterWorkingDays = 7 };
        Import import = new(
            Journeys, Register, Outbox, _new, new QuietRuntime(), new StaffDirectory(Register, _clocks), other, _secrets, _clocks);

        PartOutcome.Refused refused =
            Assert.IsType<PartOutcome.Refused>(await import.Take(0, lines, leavesOut: false, Cancellation));

        Assert.Equal("other-pathway", refused.Code);
        Assert.Contains("Give it the same pathway file and start it again. What was set by page comes along", refused.Sentence,
            StringComparison.Ordinal);
    }

    private static (ServiceSettings Settings, InForce<Pathway> Pathways) Settings(
        IRegister register, Pathway inFile, Clocks? clocks = null)
    {
        InForce<Pathway> pathways = new(inFile, (clocks ?? _clocks).Machine);
        return (new(register, clocks ?? _clocks, new("Test", "Test", "1", new Uri("https://links.example")),
            new Dictionary<string, string>(), pathways, PathwaySource.None), pathways);
    }

    [Fact]
    public async Task What_no_version_wrote_is_refused()
    {
        MemoryStore old = await Old();
        Assert.True(await old.Put(new RecordWrite(RecordKinds.Referral.Name, "hash", "no id"), Cancellation));
        Import import = Import();

        PartOutcome outcome = await import.Take(0, await Lines(old, old, old, _old), leavesOut: false, Cancellation);
        PartOutcome.Refused refused = Assert.IsType<PartOutcome.Refused>(outcome);

        Assert.Equal("unreadable-line", refused.Code);
    }

    [Fact]
    public async Task A_document_that_is_gone_or_damaged_is_said_in_the_file_and_by_the_check_and_everything_else_moves()
    {
        MemoryStore old = await Old();
        Document[] documents = [.. (await old.Find(Given.Numbered(3), Cancellation))!.State.Documents];
        foreach (Document gone in documents)
            await _old.Delete(new DocumentKey(Given.Numbered(3), gone.Content), Cancellation);
        await _old.Write(new DocumentKey(Given.Numbered(3), documents[1].Content), SampleFiles.Pdf("Something else"), Cancellation);
        Assert.Equal(["is not there", "is not as it was written"],
            (await JournalCheck.Run(old, Given.Pathway, Cancellation, _old)).Findings
                .Select(f => f.What[(f.What.IndexOf(" is not", StringComparison.Ordinal) + 1)..^1]));

        List<string> lines = await Lines(old, old, old, _old);
        Assert.Equal(2, lines.Count(l => MovedLine.Parse(l) is MovedLine.Document { Bytes: null }));
        Import import = Import();
        Assert.False(Assert.IsType<PartOutcome.Taken>(await import.Take(0, lines, leavesOut: false, Cancellation)).State.IsOn);
        Assert.Equal(2, (await JournalCheck.Run(Journeys, Given.Pathway, Cancellation, _new)).Findings.Count);
        Assert.Single((await _new.List(10, null, Cancellation)).Items);
    }

    [Fact]
    public async Task A_document_that_was_changed_in_the_file_is_refused()
    {
        MemoryStore old = await Old();
        List<string> lines = await Lines(old, old, old, _old);
        int at = lines.FindIndex(l => MovedLine.Parse(l) is MovedLine.Document);
        lines[at] = (((MovedLine.Document)MovedLine.Parse(lines[at])) with { Bytes = SampleFiles.Pdf("Something else") }).Write();
        Import import = Import();
        Assert.Equal("broken-document",
            Assert.IsType<PartOutcome.Refused>(await import.Take(0, lines[..^1], leavesOut: false, Cancellation)).Code);
    }

    private Import Import() => new(
        Journeys, Register, Outbox, _new, new QuietRuntime(), new StaffDirectory(Register, _clocks), Given.Pathway, _secrets, _clocks);

    private async Task<StoredJourney> WithDocument(MemoryStore store, StoredJourney journey, string id, byte[] content)
    {
        Guid name = Guid.NewGuid();
        await _old.Write(new DocumentKey(journey.State.Id, name), content, Cancellation);
        return await store.Committed(journey,
            new Journeys.Documents.Add(name, "Letter", "letter.pdf", DocumentType.Pdf, content.Length, HexDigest.Of(content.AsSpan())), id);
    }

    private static string Place(int i) => $$"""{"journey":"{{Given.Numbered(i)}}","referral":"{{Given.Numbered(i + 10)}}"}""";

    /// <summary>A store with three people. One message is still to be sent, one failed, and all others were sent.</summary>
    private async Task<MemoryStore> Old()
    {
        MemoryStore old = new();
        foreach ((RecordKind kind, string text) in ((RecordKind, string)[])[(RecordKinds.LastDigest, "2026-03-02"),
            (RecordKinds.ActivitiesChanged, "changed")])
            Assert.True(await old.Put(new RecordWrite(kind.Name, kind.Key!, $"\"{text}\""), Cancellation));
        await new StaffDirectory(old, _clocks).Add("tom@service.example", "Tom Ashby", StaffRole.LinkWorker, Cancellation);
        for (int i = 1; i <= 3; i++)
        {
            RecordWrite reference = new(RecordKinds.Reference.Name, $"hash {i}", Place(i));
            StoredJourney journey = await old.Committed(Given.Begin(Given.Numbered(i), claims: [reference]) with
            {
                Entries =
                [
                    new RecordWrite(RecordKinds.Name.Name, $"hash/{i}", """["josie","quill"]"""),
                    new RecordWrite(RecordKinds.Referred.Name, $"hash/{i}", $"\"{Given.Numbered(i)}\""),
                    new RecordWrite(RecordKinds.Referral.Name, $"{Given.Numbered(i + 10):N}", $"\"{Given.Numbered(i)}\""),
                ],
            });
            journey = await old.Committed(journey, new Intake.Accept(LinkWorker: "staff-1"), "accept");
            for (int d = 1; d < i; d++)
                journey = await WithDocument(old, journey, $"document-{d}", SampleFiles.Pdf(d * 3_000_000));
            if (i is 2)
                await old.Committed(journey, new Meetings.Book(Given.Start.AddDays(7), new Place(PlaceKind.AtHome)), "meeting");
        }
        while (await new AlikeEntries(old, old, _secrets).Fill(Cancellation))
        {
        }
        IReadOnlyList<QueuedMessage> waiting = await old.Waiting(Given.Start.AddDays(1), 100, Cancellation);
        foreach (QueuedMessage message in waiting.Skip(1))
            await old.Move((await old.Move(message, MessageStatus.Sending, Given.Start.AddHours(1), null, Given.Start, Cancellation))!,
                message == waiting[1] ? MessageStatus.Failed : MessageStatus.Sent, null, null, Given.Start, Cancellation);
        await old.Queue(Given.Message("digest/tom/2026-03-02") with { Status = MessageStatus.Sent, Attempts = 1, Revision = 2 },
            Cancellation);
        return old;
    }

    private static async Task<List<string>> Lines(IJourneyStore journeys, IRegister register, IOutbox outbox, IDocuments documents)
    {
        return await Lines(new Export(journeys, register, outbox, documents, Given.Pathway, _secrets, _clocks));
    }

    /// <summary>The lines of the export's file.</summary>
    public static async Task<List<string>> Lines(Export export)
    {
        List<string> lines = [];
        MovedCounts counts = new();
        Export.Part? part = null;
        do
        {
            part = await export.Read(part?.Continue, Cancellation);
            foreach (string line in part.Lines)
            {
                lines.Add(line);
                counts = counts.After(line, MovedLine.Parse(line));
            }
        } while (part.Continue is not null);
        lines.Add(counts.Footer.Write());
        return lines;
    }
}
