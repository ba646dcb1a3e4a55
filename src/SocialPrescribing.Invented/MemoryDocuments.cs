using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Invented;

/// <summary>Keeps documents in memory, until the process ends.</summary>
public sealed class MemoryDocuments(TimeProvider machine) : IDocuments
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (byte[] Content, DateTimeOffset At)> _kept = new(StringComparer.Ordinal);

    public Task Write(DocumentKey key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        lock (_lock)
            _kept.TryAdd(key.ToString(), (content.ToArray(), machine.GetUtcNow()));
        return Task.CompletedTask;
    }

    public Task<Stream?> Open(DocumentKey key, CancellationToken cancellation)
    {
        lock (_lock)
            return Task.FromResult<Stream?>(
                _kept.TryGetValue(key.ToString(), out var found) ? new MemoryStream(found.Content, writable: false) : null);
    }

    public Task Delete(DocumentKey key, CancellationToken cancellation)
    {
        lock (_lock)
            _kept.Remove(key.ToString());
        return Task.CompletedTask;
    }

    public Task<Page<KeptDocument>> List(int most, string? continueAfter, CancellationToken cancellation)
    {
        if (continueAfter is not null && DocumentKey.Parse(continueAfter) is null)
            throw Page.Unreadable();
        lock (_lock)
            return Task.FromResult(Page.Of(
                [.. _kept.Where(d => continueAfter is null || string.CompareOrdinal(d.Key, continueAfter) > 0).Take(most + 1)
                    .Select(d => new KeptDocument(DocumentKey.Parse(d.Key)!.Value, d.Value.At))],
                most, d => d.Key.ToString()));
    }
}
