using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>When, by whom and under which id a command is given. Time and ids come in as data, because decisions may not
/// draw them.</summary>
/// <param name="CommandId">
/// 1 to 64 characters of <c>A–Z a–z 0–9 _ -</c>. What the command creates (a meeting, a concern, a task) gets this id.
/// </param>
public sealed record Moment(DateTimeOffset Instant, Actor Actor, string CommandId);

/// <summary>Who did something, for the timeline and the audit trail.</summary>
/// <param name="Id">A staff id or an organisation id; null for the system, the person and a provider.</param>
public sealed record Actor(ActorKind Kind, string? Id = null)
{
    public static Actor System { get; } = new(ActorKind.System);
    public static Actor Person { get; } = new(ActorKind.Person);
    /// <summary>Somebody who runs an activity and has used the link in their mail.</summary>
    public static Actor Provider { get; } = new(ActorKind.Provider);
    public static Actor Staff(string id) => new(ActorKind.Staff, id);
    public static Actor Referrer(string? organisation) => new(ActorKind.Referrer, organisation);
}

[JsonConverter(typeof(CamelCaseEnum<ActorKind>))]
public enum ActorKind { System, Person, Staff, Referrer, Provider }

/// <summary>The answer to a command: what has happened, or why it cannot happen.</summary>
public abstract record Decision
{
    private Decision() { }

    public sealed record Accepted(IReadOnlyList<JourneyEvent> Events) : Decision;

    /// <param name="Code">For programs, and never changed: <c>meeting-in-past</c>.</param>
    /// <param name="Sentence">For the person in front of the screen.</param>
    public sealed record Refused(string Code, string Sentence) : Decision;

    public static Decision Of(params IEnumerable<JourneyEvent> events) => new Accepted([.. events]);

    public static Decision Refuse(string code, string sentence) => new Refused(code, sentence);
}

/// <summary>One line of a journey's journal: an event, when it happened and who made it happen.</summary>
public sealed record JournalEntry(DateTimeOffset At, Actor By, JourneyEvent Event);

/// <summary>A text has a word that this version does not know. Where a newer version may have written it, it is not damaged.</summary>
public sealed class UnknownWordException(string message) : JsonException(message);

/// <summary>
/// Writes an enum value as its camelCase word, and reads exactly these words. The framework's own converter would also accept lists of
/// words and other spellings.
/// </summary>
public sealed class CamelCaseEnum<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly (T Value, JsonEncodedText Word)[] _words =
        [.. Enum.GetValues<T>().Select(value => (value, JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()))))];

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
            foreach ((T value, JsonEncodedText word) in _words)
                if (reader.ValueTextEquals(word.EncodedUtf8Bytes))
                    return value;
        if (reader.TokenType is JsonTokenType.String && StoredWords.Collects(typeof(T), reader.GetString()))
            return default;
        string allowed = $"This must be one of {string.Join(", ", _words.Select(w => w.Word.Value))}.";
        throw reader.TokenType is JsonTokenType.String ? new UnknownWordException(allowed) : new JsonException(allowed);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        foreach ((T known, JsonEncodedText word) in _words)
        {
            if (EqualityComparer<T>.Default.Equals(known, value))
            {
                writer.WriteStringValue(word);
                return;
            }
        }
        throw new JsonException($"{typeof(T).Name} has no such choice.");
    }
}
