using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Ports;

/// <summary>A kind of record in the register: what everybody knows of it, whatever it holds.</summary>
/// <param name="name">Stored, and so never changed or given to another kind.</param>
/// <param name="moves">Whether its records go along when the service moves to another host.</param>
public sealed class RecordKind(string name, bool moves)
{
    public string Name => name;

    public bool Moves => moves;

    /// <summary>The key of a record that stands by itself; null for a kind that has many.</summary>
    public string? Key { get; init; }

    /// <summary>How long a record lasts once it is written; null for ever, or where whoever writes it says until when.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>
    /// What earlier versions wrote, as JSON; null where they wrote as this one does. Theirs was bare text, such as an id. What this one
    /// writes for such a kind begins with a quote, a brace or a bracket.
    /// </summary>
    public Func<string, string>? Former { get; init; }

    /// <summary>Whether each record belongs to one journey, whose id stands in its key or text: it goes when that one is erased.</summary>
    public bool IsOfOneJourney { get; init; }

    /// <summary>
    /// Set if most keys of this kind begin with the journey's id (without hyphens, then a slash): how its other keys begin. There are
    /// very many records of such a kind, and the id keeps those of one journey together. Null if no key begins with an id.
    /// </summary>
    public string? Otherwise { get; init; }

    /// <summary>This kind, for whoever knows what its records hold.</summary>
    public RecordKind<T> Of<T>(JsonTypeInfo<T> type) where T : notnull => new(this, type);

    /// <summary>The text of a record as this version writes it.</summary>
    /// <exception cref="FormatException">It is nothing that any version wrote.</exception>
    internal string Renew(string text) => Former is not null && text is not ['"' or '{' or '[', ..] ? Former(text) : text;
}

/// <summary>A kind of record and what it holds. A record's text is always JSON of this type.</summary>
public sealed class RecordKind<T>(RecordKind kind, JsonTypeInfo<T> type) where T : notnull
{
    public string Name => kind.Name;

    public TimeSpan? Lasts => kind.Lasts;

    internal string? Key => kind.Key;

    /// <param name="clocks">Needed to write what lasts for a time, and to see whether it still does.</param>
    public Records<T> In(IRegister register, Clocks? clocks = null) => new(this, register, clocks);

    /// <summary>For a commit: see <see cref="JourneyCommit.Claims"/> and <see cref="JourneyCommit.Entries"/>.</summary>
    public RecordWrite Write(string key, T value, int expectedVersion = 0, DateTimeOffset? expiresAt = null) =>
        new(Name, key, Text(value), expectedVersion, expiresAt);

    /// <summary>In the place of another. What a newer version has added to that one, and this one does not know, stays.</summary>
    internal RecordWrite Write(Record<T> before, T value, DateTimeOffset? expiresAt) =>
        new(Name, before.Key, UnknownMembers.Keep(before.Stored, Text(value), type), before.Version, expiresAt);

    /// <exception cref="JsonException">It is nothing that any version wrote.</exception>
    /// <exception cref="FormatException">The same, for what earlier versions wrote.</exception>
    public Record<T> Read(RegisterRecord record) => new(
        record.Key,
        JsonSerializer.Deserialize(kind.Renew(record.Json), type) ?? throw new JsonException($"A record of kind {Name} holds nothing."),
        record.Version, record.ExpiresAt)
    { Stored = record.Json };

    /// <summary>Null where a newer version has written a word that this one does not know.</summary>
    /// <inheritdoc cref="Read"/>
    internal Record<T>? ReadKnown(RegisterRecord record)
    {
        try
        {
            return Read(record);
        }
        catch (UnknownWordException)
        {
            return null;
        }
    }

    /// <summary>The words in a record that only a newer version knows.</summary>
    /// <param name="read">The record with other words in their place. It must not be written.</param>
    internal IReadOnlyList<string> UnknownWords(RegisterRecord record, out T read)
    {
        T? value = default;
        IReadOnlyList<string> unknown = StoredWords.UnknownIn(() => value = Read(record).Value);
        read = value!;
        return unknown;
    }

    /// <summary>Whether a record can hold it.</summary>
    /// <param name="room">Characters to keep free.</param>
    public bool CanHold(T value, int room = 0) => Text(value).Length <= RecordWrite.LongestJson - room;

    /// <summary>Whether both would be written in the same way.</summary>
    public bool IsSame(T one, T other) => Text(one) == Text(other);

    private string Text(T value) => JsonSerializer.Serialize(value, type);
}

/// <param name="Version">A change must still find it.</param>
/// <param name="ExpiresAt">From then on it may be purged at any time.</param>
public sealed record Record<T>(string Key, T Value, int Version, DateTimeOffset? ExpiresAt)
{
    /// <summary>As it was read.</summary>
    internal string? Stored { get; init; }
}
