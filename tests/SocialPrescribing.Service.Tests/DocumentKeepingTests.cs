using Microsoft.Extensions.Logging.Abstractions;
using SocialPrescribing.Contracts;
using SocialPrescribing.Invented;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Tests;

public sealed class MemoryDocumentsTests : DocumentsContract
{
    private readonly MemoryDocuments _documents = new(TimeProvider.System);

    protected override Task<IDocuments> Open() => Task.FromResult<IDocuments>(_documents);
    protected override Task<IDocuments> Reopen() => Task.FromResult<IDocuments>(_documents);
}

public sealed class DocumentKeepingTests
{
    private readonly TestService _service = new();

    private static NewDocument Letter(string words = "Invented") => new("Letter", "letter.pdf", SampleFiles.Pdf(words));

    private Task<CommandResult> Add(Guid journey, string id, NewDocument? document = null, DocumentKeeping? keeping = null) =>
        (keeping ?? _service.Documents).Add(journey, document ?? Letter(), Actor.Staff("worker"), id, null, default);

    private async Task<int> Kept() => (await _service.Contents.List(100, null, default)).Items.Count;

    private async Task<string?> Read(Guid journey, Document document)
    {
        if (await _service.Documents.Open(journey, document, default) is not { } content)
            return null;
        using StreamReader reader = new(content);
        return await reader.ReadToEndAsync();
    }

    [Fact]
    public async Task A_document_is_kept_and_named_by_the_journey()
    {
        Guid journey = await _service.Receive();
        Assert.IsType<CommandResult.Done>(await Add(journey, "d1"));
        Document document = Assert.Single((await _service.State(journey)).Documents);
        Assert.Equal(
            ("d1", "Letter", "letter.pdf", DocumentType.Pdf, "worker"),
            (document.Id, document.Title, document.FileName, document.Type, document.By));
        Assert.Equal(HexDigest.Of(SampleFiles.Pdf()), document.Hash);
        Assert.Contains("(Invented)", await Read(journey, document), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_holds_nothing_of_what_is_in_a_document()
    {
        Guid journey = await _service.Receive();
        await Add(journey, "d1", Letter("secret words"));
        JourneyEvent happened = (await _service.Store.Journal(journey, default))[^1].Events[^1];
        Assert.DoesNotContain("secret", System.Text.Json.JsonSerializer.Serialize(happened, JourneyJson.Default.JourneyEvent),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_sent_again_is_kept_once_and_another_under_that_id_is_refused()
    {
        Guid journey = await _service.Receive();
        await Add(journey, "d1");
        Assert.True(Assert.IsType<CommandResult.Done>(await Add(journey, "d1")).Repeated);
        Assert.Equal(CommandResult.Refused.IdReused,
            Assert.IsType<CommandResult.Refused>(await Add(journey, "d1", Letter("Something else"))).Code);
        Document document = Assert.Single((await _service.State(journey)).Documents);
        Assert.Contains("(Invented)", await Read(journey, document), StringComparison.Ordinal);
        Assert.Equal(1, await Kept());
    }

    [Fact]
    public async Task What_is_refused_leaves_nothing_behind()
    {
        Guid journey = await _service.Receive();
        Assert.Equal("document-type", Assert.IsType<CommandResult.Refused>(
            await Add(journey, "d1", new NewDocument("Page", "page.pdf", "<html>"u8.ToArray()))).Code);
        Assert.Equal("document-title-missing", Assert.IsType<CommandResult.Refused>(
            await Add(journey, "d2", Letter() with { Title = " " })).Code);
        Assert.Equal("document-too-large", Assert.IsType<CommandResult.Refused>(
            await Add(journey, "d3", Letter() with { Content = SampleFiles.Pdf(Journeys.Documents.MostBytes + 1) })).Code);
        Assert.IsType<CommandResult.Unknown>(await Add(Guid.NewGuid(), "d4"));
        Assert.Equal(0, await Kept());
        Assert.Empty((await _service.State(journey)).Documents);
    }

    [Fact]
    public async Task A_document_of_10_MB_is_taken()
    {
        Guid journey = await _service.Receive();
        NewDocument large = Letter() with { Content = SampleFiles.Pdf(Journeys.Documents.MostBytes) };
        Assert.IsType<CommandResult.Done>(await Add(journey, "d1", large));
    }

    [Fact]
    public async Task What_is_in_a_document_that_is_taken_out_goes_at_once()
    {
        Guid journey = await _service.Receive();
        await Add(journey, "d1");
        await Add(journey, "d2");
        Document gone = (await _service.State(journey)).Documents[0];
        await _service.Give(journey, new Journeys.Documents.Remove("d1", "It is about somebody else."));
        Assert.Null(await Read(journey, gone));
        Assert.NotNull(await Read(journey, Assert.Single((await _service.State(journey)).Documents)));
    }

    [Fact]
    public async Task Where_it_cannot_be_deleted_at_once_it_is_taken_out_all_the_same_and_swept_later()
    {
        Guid journey = await _service.Receive();
        await Add(journey, "d1");
        _service.Contents.CannotDelete = true;
        await _service.Give(journey, new Journeys.Documents.Remove("d1", "It is about somebody else."));
        Assert.Empty((await _service.State(journey)).Documents);
        Assert.Equal(1, await Kept());
        _service.Contents.CannotDelete = false;
        _service.Move(TimeSpan.FromHours(25));
        await _service.Watch.Look(default);
        Assert.Equal(0, await Kept());
    }

    [Fact]
    public async Task A_crash_before_the_commit_leaves_nothing_that_anybody_sees_and_the_watch_sweeps_it_a_day_later()
    {
        Guid journey = await _service.Receive();
        await Add(journey, "d1");
        // The process ended after writing these. One belongs to a journey that never existed.
        await _service.Contents.Write(new DocumentKey(journey, Guid.NewGuid()), SampleFiles.Pdf(), default);
        await _service.Contents.Write(new DocumentKey(Guid.NewGuid(), Guid.NewGuid()), SampleFiles.Pdf(), default);
        Assert.Single((await _service.State(journey)).Documents);

        await _service.Watch.Look(default);
        Assert.Equal(3, await Kept());
        _service.Move(TimeSpan.FromHours(25));
        await _service.Watch.Look(default);
        Assert.Equal(1, await Kept());
        Assert.NotNull(await Read(journey, (await _service.State(journey)).Documents[0]));
    }

    [Fact]
    public async Task Documents_are_looked_through_once_a_day()
    {
        await _service.Documents.Sweep(default);
        int lists = _service.Contents.Lists;
        _service.Move(TimeSpan.FromHours(23));
        await _service.Documents.Sweep(default);
        Assert.Equal(lists, _service.Contents.Lists);
        _service.Move(TimeSpan.FromHours(2));
        await _service.Documents.Sweep(default);
        Assert.Equal(lists + 1, _service.Contents.Lists);
    }

    [Fact]
    public async Task However_many_there_are_all_are_looked_through_some_at_a_time()
    {
        for (int i = 0; i < 1_100; i++)
            await _service.Contents.Write(new DocumentKey(Guid.NewGuid(), Guid.NewGuid()), "x"u8.ToArray(), default);
        _service.Move(TimeSpan.FromDays(2));
        Assert.Equal(500, await _service.Documents.Sweep(default));
        Assert.Equal(500, await _service.Documents.Sweep(default));
        Assert.Equal(100, await _service.Documents.Sweep(default));
        Assert.Equal(0, await _service.Documents.Sweep(default));
        Assert.Equal(0, await Kept());
    }

    [Fact]
    public async Task What_a_journey_that_cannot_be_read_may_name_stays()
    {
        Guid journey = await _service.Receive();
        await Add(journey, "d1");
        _service.Store.Overwrite(journey, "{", (1, "["));
        _service.Move(TimeSpan.FromDays(2));
        await _service.Documents.Sweep(default);
        Assert.Equal(1, await Kept());
    }
}

/// <summary>Documents in memory that may fail to be deleted.</summary>
internal sealed class TestedDocuments(TimeProvider machine) : IDocuments
{
    private readonly MemoryDocuments _documents = new(machine);

    public bool CannotDelete { get; set; }
    public int Lists { get; private set; }

    public Task Write(DocumentKey key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        _documents.Write(key, content, cancellation);

    public Task<Stream?> Open(DocumentKey key, CancellationToken cancellation) => _documents.Open(key, cancellation);

    public Task Delete(DocumentKey key, CancellationToken cancellation) =>
        CannotDelete ? throw new IOException("The disk is busy.") : _documents.Delete(key, cancellation);

    public Task<Page<KeptDocument>> List(int most, string? continueAfter, CancellationToken cancellation)
    {
        Lists++;
        return _documents.List(most, continueAfter, cancellation);
    }
}
