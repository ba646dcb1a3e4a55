using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Transfer;

/// <summary>
/// One line of an exported service, as JSON: a header, the register, journey after journey (its messages, its commits, and their result),
/// the service's own messages, the contents of documents, and a footer with counts. Every form that was ever written must stay readable.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Header), "header")]
[JsonDerivedType(typeof(Record), "record")]
[JsonDerivedType(typeof(Message), "message")]
[JsonDerivedType(typeof(Commit), "commit")]
[JsonDerivedType(typeof(Whole), "journey")]
[JsonDerivedType(typeof(Unreadable), "unreadable")]
[JsonDerivedType(typeof(Erased), "erased")]
[JsonDerivedType(typeof(Document), "document")]
[JsonDerivedType(typeof(Footer), "footer")]
public abstract record MovedLine
{
    private MovedLine() { }

    /// <summary>The format that this program writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The journey that it says something of; null for what is of no single journey.</summary>
    public abstract Guid? OfJourney();

    /// <summary>Who wrote the file, and what the importing host must have in common with them.</summary>
    /// <param name="Pathway">The pathway's fingerprint: under another one other things would fall due.</param>
    /// <param name="PersonKey">A fingerprint, as for the link keys by their ids. The keys themselves travel apart from the data.</param>
    /// <param name="Settings">Settings from pages that applied. They are imported, and so is their pathway. Null if there
    /// were none.</param>
    public sealed record Header(
        int Format, string Program, DateTimeOffset At, string Pathway, string PersonKey, IReadOnlyDictionary<string, string> LinkKeys,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SettingsVersion? Settings = null) : MovedLine
    {
        public override Guid? OfJourney() => null;
    }

    public sealed record Record(string Of, string Key, string Json, DateTimeOffset? ExpiresAt = null) : MovedLine
    {
        public override Guid? OfJourney() => null;
    }

    /// <summary>
    /// Comes before the commits of its journey. So a message that a commit queues is already in the ledger, with its outcome.
    /// </summary>
    public sealed record Message(QueuedMessage Ledger) : MovedLine
    {
        public override Guid? OfJourney() => Ledger.Owner == Guid.Empty ? null : Ledger.Owner;
    }

    /// <param name="Events">As in the journal. They also say which dues have fired.</param>
    public sealed record Commit(
        Guid Journey, int Version, DateTimeOffset At, Actor By, string? CommandId, string? Answer, JsonElement Events) : MovedLine
    {
        public override Guid? OfJourney() => Journey;
    }

    /// <summary>Ends a journey: the result that its commits must have.</summary>
    public sealed record Whole(Guid Journey, int Version, DateTimeOffset? NextDue) : MovedLine
    {
        public override Guid? OfJourney() => Journey;
    }

    /// <summary>
    /// Stands for a journey that could not be read. An import accepts the file only if it is told to leave the journey out.
    /// </summary>
    public sealed record Unreadable(Guid Journey, IReadOnlyList<string> UnknownWords) : MovedLine
    {
        public override Guid? OfJourney() => Journey;
    }

    /// <summary>The tombstone of an erased journey.</summary>
    /// <param name="Facts">Its facts; null if there are none.</param>
    public sealed record Erased(Tombstone Tombstone, int Version, string? Facts = null) : MovedLine
    {
        public override Guid? OfJourney() => Tombstone.Journey;
    }

    /// <summary>The content of a document that a journey before this line names.</summary>
    /// <param name="Content">The name under which it is stored.</param>
    /// <param name="Hash">As in the journal.</param>
    /// <param name="Bytes">Null if the content was missing or had changed.</param>
    public sealed record Document(Guid Journey, Guid Content, string Hash, byte[]? Bytes = null) : MovedLine
    {
        public override Guid? OfJourney() => Journey;
    }

    /// <param name="Chain">The hash of all lines before this one.</param>
    public sealed record Footer(
        long Records, long Journeys, long Commits, long Messages, string Chain,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Documents = 0) : MovedLine
    {
        public override Guid? OfJourney() => null;
    }

    /// <exception cref="JsonException">It is not a line of such a file.</exception>
    public static MovedLine Parse(string line) => Parse(Encoding.UTF8.GetBytes(line));

    /// <inheritdoc cref="Parse(string)"/>
    public static MovedLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, MovedJson.Default.MovedLine) ?? throw new JsonException();
        }
        catch (NotSupportedException e)
        {
            throw new JsonException("It does not say of what kind it is.", e);
        }
    }

    public string Write() => JsonSerializer.Serialize(this, MovedJson.Default.MovedLine);

    /// <summary>Identifies a key without giving it away.</summary>
    public static string Fingerprint(byte[] key) => HexDigest.Of([.. "moved key "u8, .. key]);
}

/// <summary>
/// How many lines of each kind there were so far, and a hash that chains them. A line that is missing, repeated, moved or
/// edited changes the hash.
/// </summary>
public sealed record MovedCounts(
    long Lines = 0, long Records = 0, long Journeys = 0, long Commits = 0, long Messages = 0, string Chain = "",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Documents = 0)
{
    public MovedCounts After(string text, MovedLine line) => After(Encoding.UTF8.GetBytes(text), line);

    public MovedCounts After(ReadOnlySpan<byte> text, MovedLine line) => this with
    {
        Lines = Lines + 1,
        Records = Records + (line is MovedLine.Record ? 1 : 0),
        Journeys = Journeys + (line is MovedLine.Whole ? 1 : 0),
        Commits = Commits + (line is MovedLine.Commit ? 1 : 0),
        Messages = Messages + (line is MovedLine.Message ? 1 : 0),
        Documents = Documents + (line is MovedLine.Document ? 1 : 0),
        Chain = ChainAfter(Chain, text),
    };

    public static string ChainAfter(string chain, ReadOnlySpan<byte> line) => HexDigest.Of(chain, line);

    public MovedLine.Footer Footer => new(Records, Journeys, Commits, Messages, Chain, Documents);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MovedLine))]
[JsonSerializable(typeof(RestState))]
internal sealed partial class MovedJson : JsonSerializerContext;
