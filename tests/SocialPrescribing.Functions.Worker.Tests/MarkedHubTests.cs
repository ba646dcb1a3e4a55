using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>
/// Somebody whose every value is marked is referred to the published host with the engine on storage, as in production. The marks are in
/// the service's own tables, and in none of the engine's tables, queues and blobs, as they lie there.
/// </summary>
[Collection(nameof(RealTime))]
public sealed class MarkedHubTests(Azurite azurite)
{
    [Fact]
    public async Task What_the_engine_keeps_on_storage_names_nobody()
    {
        await using AzureHostRunning host = await AzureHostRunning.Start(
            azurite, durableOnAzurite: true, at: new DateTimeOffset(2027, 2, 1, 9, 0, 0, TimeSpan.Zero));
        using HttpResponseMessage referred = await host.Refer(await host.KeyOfAnOrganisation(), Marked.Referral());
        Assert.True(referred.IsSuccessStatusCode);
        await host.Settle();
        string journey = (await host.Get<IJourneyStore>().All(default).SingleAsync()).ToString("N");
        await host.RingNext();
        await host.Settle();

        string prefix = host.Get<TableStorageOptions>().Prefix;
        string[] own = [.. ((string[])["Journeys", "Boards", "Register", "Facts"]).Select(t => prefix + t)];
        Found[] ofEngine = await All(own), ofService = await Tables(own.Contains);

        // Shows that the engine's rows are among what was read, and that marks can be found.
        Assert.Contains(ofEngine, k => k.Text.Contains(journey, StringComparison.Ordinal));
        Assert.Contains(ofEngine, k => k.Where.Contains("History", StringComparison.Ordinal));
        Assert.Contains(ofService, k => Marked.In(k.Text) is not null);
        Assert.Equal([], ofEngine.Where(k => Marked.In(k.Text) is not null || Marked.In(k.Where) is not null).Select(k => k.Where));
    }

    private async Task<Found[]> All(string[] own) =>
        [.. await Tables(table => !own.Contains(table)), .. await Queues(), .. await Blobs()];

    private async Task<Found[]> Tables(Func<string, bool> which)
    {
        TableServiceClient tables = new(azurite.ConnectionString);
        List<Found> found = [];
        await foreach (string table in tables.QueryAsync().Select(t => t.Name).Where(which))
            await foreach (TableEntity row in tables.GetTableClient(table).QueryAsync<TableEntity>())
                found.Add(new(table, string.Join('\n', row.Select(p => $"{p.Key}: {(p.Value is byte[] b ? Read(b) : p.Value)}"))));
        return [.. found];
    }

    private async Task<Found[]> Queues()
    {
        QueueServiceClient queues = new(azurite.ConnectionString);
        List<Found> found = [];
        await foreach (string queue in queues.GetQueuesAsync().Select(q => q.Name))
            foreach (Azure.Storage.Queues.Models.PeekedMessage message in
                (await queues.GetQueueClient(queue).PeekMessagesAsync(32)).Value)
                found.Add(new(queue, Decoded(message.MessageText)));
        return [.. found];
    }

    private async Task<Found[]> Blobs()
    {
        BlobServiceClient blobs = new(azurite.ConnectionString);
        List<Found> found = [];
        await foreach (string container in blobs.GetBlobContainersAsync().Select(c => c.Name))
            await foreach (string blob in blobs.GetBlobContainerClient(container).GetBlobsAsync().Select(b => b.Name))
            {
                BinaryData content =
                    (await blobs.GetBlobContainerClient(container).GetBlobClient(blob).DownloadContentAsync()).Value.Content;
                found.Add(new($"{container}/{blob}", Read(content.ToArray())));
            }
        return [.. found];
    }

    private static string Decoded(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? text + Read(bytes[..length]) : text;
    }

    /// <summary>The engine packs what is large.</summary>
    private static string Read(byte[] bytes)
    {
        if (bytes is not [0x1f, 0x8b, ..])
            return Encoding.UTF8.GetString(bytes);
        using StreamReader reader = new(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private sealed record Found(string Where, string Text);
}
