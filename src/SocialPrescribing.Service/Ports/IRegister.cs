using System.Buffers;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>What is not a journey: staff, keys, sessions, look-ups. Small records by kind and key.</summary>
public interface IRegister
{
    Task<RegisterRecord?> Get(string kind, string key, CancellationToken cancellation);

    /// <summary>
    /// Writes if the version is still the expected one; expecting 0 means that there must be none. False: somebody was faster.
    /// </summary>
    Task<bool> Put(RecordWrite write, CancellationToken cancellation);

    /// <summary>
    /// Adds records of one kind, all or none, where a store can do that at once. False: it cannot, or one of them is there; then each is to
    /// be put by itself.
    /// </summary>
    Task<bool> AddAll(IReadOnlyList<RecordWrite> records, CancellationToken cancellation) => Task.FromResult(false);

    Task<bool> Delete(string kind, string key, int expectedVersion, CancellationToken cancellation);

    /// <summary>Records of a kind whose key begins with <paramref name="prefix"/>, in the order of <see cref="CodePoints"/>.</summary>
    Task<Page<RegisterRecord>> List(string kind, string prefix, int most, string? continueAfter, CancellationToken cancellation);

    /// <summary>
    /// The records of such a list that name one of these ids in their key or text. A page may be empty although more pages follow, where a
    /// store reads all records and they are filtered here.
    /// </summary>
    Task<Page<RegisterRecord>> Naming(
        string kind, string prefix, IReadOnlyCollection<string> ids, int most, string? continueAfter, CancellationToken cancellation) =>
        LookedAt(this, kind, prefix, ids, most, continueAfter, cancellation);

    /// <summary>Filters a page of the list, for stores that cannot search in texts.</summary>
    static async Task<Page<RegisterRecord>> LookedAt(
        IRegister register, string kind, string prefix, IReadOnlyCollection<string> ids, int most, string? continueAfter,
        CancellationToken cancellation)
    {
        Page<RegisterRecord> page = await register.List(kind, prefix, most, continueAfter, cancellation);
        SearchValues<string> any = SearchValues.Create([.. ids], StringComparison.Ordinal);
#pragma warning disable RS0030 // Whatever the record holds: the id is all that counts.
        return page with { Items = [.. page.Items.Where(r => r.Key.AsSpan().ContainsAny(any) || r.Json.AsSpan().ContainsAny(any))] };
#pragma warning restore RS0030
    }

    /// <summary>Removes what has expired, at most so many at once; says how many.</summary>
    Task<int> Purge(DateTimeOffset now, int most, CancellationToken cancellation);
}

/// <param name="Json">At most <see cref="RecordWrite.LongestJson"/> characters.</param>
/// <param name="ExpiresAt">From then on it may be purged; until it is, it is still given out, and the reader decides.</param>
public sealed record RegisterRecord(string Kind, string Key, string Json, int Version, DateTimeOffset? ExpiresAt = null);

public sealed record RecordWrite(string Kind, string Key, string Json, int ExpectedVersion = 0, DateTimeOffset? ExpiresAt = null)
{
    public const int LongestJson = 32_000;

    /// <summary>Every store refuses what one of them could not keep.</summary>
    /// <exception cref="ArgumentException">The text is too long.</exception>
    public void Check()
    {
        if (Json.Length > LongestJson)
            throw new ArgumentException($"A record of kind {Kind} has {Json.Length} characters; {LongestJson} is the most.");
    }
}
