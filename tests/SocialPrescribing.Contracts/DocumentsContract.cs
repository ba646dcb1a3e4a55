using System.Security.Cryptography;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>What every place for documents promises: it keeps each document whole or not at all, never changes it, and lists
/// it once.</summary>
public abstract class DocumentsContract : IAsyncLifetime
{
    private static CancellationToken Cancellation => CancellationToken.None;

    /// <summary>An empty place.</summary>
    protected abstract Task<IDocuments> Open();

    /// <summary>The same place, as after a restart.</summary>
    protected abstract Task<IDocuments> Reopen();

    private IDocuments Documents { get; set; } = null!;

    public async Task InitializeAsync() => Documents = await Open();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    private static DocumentKey Any(Guid? journey = null) => new(journey ?? Guid.NewGuid(), Guid.NewGuid());

    private async Task<byte[]?> Read(DocumentKey key)
    {
        if (await Documents.Open(key, Cancellation) is not { } stream)
            return null;
        await using (stream)
        {
            using MemoryStream read = new();
            await stream.CopyToAsync(read);
            return read.ToArray();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(Journeys.Documents.MostBytes)]
    public async Task What_was_written_is_read_as_it_was_also_after_a_restart(int bytes)
    {
        DocumentKey key = Any();
        byte[] content = RandomNumberGenerator.GetBytes(bytes);
        await Documents.Write(key, content, Cancellation);
        Documents = await Reopen();
        byte[]? read = await Read(key);
        Assert.True(read is not null && content.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public async Task What_is_there_stays_as_it_is()
    {
        DocumentKey key = Any();
        await Documents.Write(key, "first"u8.ToArray(), Cancellation);
        await Documents.Write(key, "other"u8.ToArray(), Cancellation);
        Assert.Equal("first"u8.ToArray(), await Read(key));
    }

    [Fact]
    public async Task Two_who_write_the_same_at_once_leave_one_that_is_whole()
    {
        DocumentKey key = Any();
        byte[][] contents = [.. Enumerable.Range(0, 8).Select(_ => RandomNumberGenerator.GetBytes(50_000))];
        await Task.WhenAll(contents.Select(c => Documents.Write(key, c, Cancellation)));
        byte[] read = (await Read(key))!;
        Assert.Contains(contents, c => c.AsSpan().SequenceEqual(read));
        Assert.Single((await Documents.List(10, null, Cancellation)).Items);
    }

    [Fact]
    public async Task What_is_not_there_is_not_read_and_may_be_deleted()
    {
        Assert.Null(await Read(Any()));
        await Documents.Delete(Any(), Cancellation);
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_nothing_else_is()
    {
        Guid journey = Guid.NewGuid();
        DocumentKey one = Any(journey), other = Any(journey), elsewhere = new(Guid.NewGuid(), one.Content);
        foreach (DocumentKey key in (DocumentKey[])[one, other, elsewhere])
            await Documents.Write(key, "content"u8.ToArray(), Cancellation);
        await Documents.Delete(one, Cancellation);
        await Documents.Delete(one, Cancellation);
        Assert.Null(await Read(one));
        Assert.NotNull(await Read(other));
        Assert.NotNull(await Read(elsewhere));
    }

    [Fact]
    public async Task What_is_open_can_be_deleted_and_read_to_its_end()
    {
        DocumentKey key = Any();
        await Documents.Write(key, "content"u8.ToArray(), Cancellation);
        await using Stream open = (await Documents.Open(key, Cancellation))!;
        await Documents.Delete(key, Cancellation);
        using StreamReader reader = new(open);
        Assert.Equal("content", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task All_are_listed_each_once_page_by_page_with_when_they_were_written()
    {
        Guid[] journeys = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid())];
        HashSet<DocumentKey> written = [];
        for (int i = 0; i < 11; i++)
        {
            DocumentKey key = Any(journeys[i % journeys.Length]);
            written.Add(key);
            await Documents.Write(key, "content"u8.ToArray(), Cancellation);
        }
        List<KeptDocument> listed = await Given.Pages(mark => Documents.List(3, mark, Cancellation));
        Assert.Equal(written.Count, listed.Count);
        Assert.Equal(written, listed.Select(d => d.Key).ToHashSet());
        Assert.All(listed, d => Assert.InRange((DateTimeOffset.UtcNow - d.WrittenAt).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task An_empty_place_lists_nothing() => Assert.Empty((await Documents.List(10, null, Cancellation)).Items);

    [Fact]
    public async Task A_list_that_changes_while_it_is_read_gives_each_that_stays_once()
    {
        List<DocumentKey> written = [];
        for (int i = 0; i < 12; i++)
        {
            written.Add(Any());
            await Documents.Write(written[^1], "content"u8.ToArray(), Cancellation);
        }
        HashSet<DocumentKey> gone = [];
        List<KeptDocument> listed = [];
        string? after = null;
        do
        {
            Page<KeptDocument> page = await Documents.List(3, after, Cancellation);
            listed.AddRange(page.Items);
            // The sweep deletes what it reads, so here the last document of the page goes before the next page is read.
            await Documents.Delete(page.Items[^1].Key, Cancellation);
            gone.Add(page.Items[^1].Key);
            after = page.Continue;
        } while (after is not null);
        Assert.Distinct(listed.Select(d => d.Key));
        Assert.Equal(written.Except(gone).ToHashSet(), listed.Select(d => d.Key).Except(gone).ToHashSet());
    }
}
