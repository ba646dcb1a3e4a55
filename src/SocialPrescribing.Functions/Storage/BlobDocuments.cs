using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocialPrescribing.Service.Ports;
using DocumentPage = SocialPrescribing.Service.Ports.Page<SocialPrescribing.Service.Ports.KeptDocument>;
using Page = SocialPrescribing.Service.Ports.Page;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Documents as blobs of one container, named by journey and content.</summary>
internal sealed class BlobDocuments(BlobContainerClient container, bool makesContainer = false) : IDocuments
{
    /// <summary>The address of the container. Without it documents lie beside the state, which must then be reached with a key.</summary>
    public const string Setting = "Documents:ContainerUri";
    private const string Name = "docs";

    /// <summary>As for tables: whoever waits is told to come back after some seconds, instead of waiting for minutes.</summary>
    private static BlobClientOptions Options() => new() { Retry = { NetworkTimeout = TimeSpan.FromSeconds(60), MaxRetries = 3 } };

    public static BlobDocuments In(IConfiguration settings, TableStorageOptions state) =>
        settings[Setting] is not { Length: > 0 } address
            // Each environment has a container of its own, as it has tables.
            ? new(new BlobContainerClient(state.ConnectionString!, $"{state.Prefix.ToLowerInvariant()}-{Name}", Options()),
                makesContainer: true)
            : new(address.Contains('?', StringComparison.Ordinal) ? new BlobContainerClient(new Uri(address), Options())
                : new BlobContainerClient(new Uri(address), new DefaultAzureCredential(state.Identity()), Options()));

    /// <summary>Makes the container beside the state if it is missing. A container with an address of its own exists already.</summary>
    public Task Create(CancellationToken cancellation) =>
        makesContainer ? container.CreateIfNotExistsAsync(cancellationToken: cancellation) : Task.CompletedTask;

    public async Task Write(DocumentKey key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        BlobUploadOptions asNew = new()
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            // A browser that opens the blob directly must download it and not show it.
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/octet-stream", ContentDisposition = "attachment" },
        };
        try
        {
            await container.GetBlobClient(key.ToString()).UploadAsync(BinaryData.FromBytes(content), asNew, cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // It was written before: the name was drawn for this content alone.
        }
    }

    public async Task<Stream?> Open(DocumentKey key, CancellationToken cancellation)
    {
        try
        {
            return (await container.GetBlobClient(key.ToString()).DownloadStreamingAsync(cancellationToken: cancellation)).Value.Content;
        }
        catch (RequestFailedException e) when (e.Status is 404)
        {
            return null;
        }
    }

    public Task Delete(DocumentKey key, CancellationToken cancellation) =>
        container.GetBlobClient(key.ToString())
            .DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);

    public async Task<DocumentPage> List(int most, string? continueAfter, CancellationToken cancellation)
    {
        try
        {
            await foreach (Azure.Page<BlobItem> page in container.GetBlobsAsync(cancellationToken: cancellation)
                .AsPages(continueAfter, most).WithCancellation(cancellation))
                return new DocumentPage([.. page.Values.Select(b => (Key: DocumentKey.Parse(b.Name), b.Properties.LastModified))
                    .Where(b => b.Key is not null).Select(b => new KeptDocument(b.Key!.Value, b.LastModified ?? DateTimeOffset.MaxValue))],
                    page.ContinuationToken is { Length: > 0 } more ? more : null);
        }
        catch (RequestFailedException e) when (e.Status is 400 && continueAfter is not null)
        {
            throw Page.Unreadable();
        }
        return new DocumentPage([], null);
    }
}

internal static class BlobDocumentsServices
{
    /// <param name="configuration">The settings with the sections <c>Documents</c> and <c>State</c>.</param>
    public static IServiceCollection AddDocuments(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(s => BlobDocuments.In(configuration, s.GetRequiredService<TableStorageOptions>()))
        .AddSingleton<IDocuments>(s => s.GetRequiredService<BlobDocuments>())
        .AddHostedService<ContainerAtStart>();

    private sealed class ContainerAtStart(BlobDocuments documents) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => documents.Create(cancellationToken);
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
