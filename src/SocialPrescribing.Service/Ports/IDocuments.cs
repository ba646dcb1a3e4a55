using System.Globalization;

namespace SocialPrescribing.Service.Ports;

/// <summary>
/// What is in the documents of journeys. It is written before the commit that names it, under a name that was drawn for it, and is never
/// changed. What no journey names is swept away.
/// </summary>
public interface IDocuments
{
    /// <summary>
    /// Writes all of it or nothing, and it is durable when this returns. A document that is there under this name stays as it is: a name is
    /// never used twice.
    /// </summary>
    Task Write(DocumentKey key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Null if there is none.</summary>
    Task<Stream?> Open(DocumentKey key, CancellationToken cancellation);

    /// <summary>Removes one. If there is none, nothing happens.</summary>
    Task Delete(DocumentKey key, CancellationToken cancellation);

    /// <summary>Everything that is kept, each once, in an order of the store's own.</summary>
    /// <exception cref="FormatException">The list cannot be continued from there.</exception>
    Task<Page<KeptDocument>> List(int most, string? continueAfter, CancellationToken cancellation);
}

/// <summary>Under which name the content of a document is kept: it says whose it is, and nothing of what it is.</summary>
/// <param name="Content">Drawn for this content alone.</param>
public readonly record struct DocumentKey(Guid Journey, Guid Content)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Journey:N}/{Content:N}");

    /// <summary>Null for a name that is none of ours.</summary>
    public static DocumentKey? Parse(string name) =>
        name.Split('/') is [var journey, var content]
            && Guid.TryParseExact(journey, "N", out Guid whose) && Guid.TryParseExact(content, "N", out Guid which)
            ? new DocumentKey(whose, which) : null;
}

/// <param name="WrittenAt">In the machine's time.</param>
public sealed record KeptDocument(DocumentKey Key, DateTimeOffset WrittenAt);
