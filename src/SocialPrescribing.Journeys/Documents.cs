using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>Letters, forms and pictures that belong to somebody's support. Their contents are stored beside the journal,
/// never in it.</summary>
public static class Documents
{
    /// <summary>10 MB: a scanned letter of many pages, or a picture from a phone.</summary>
    public const int MostBytes = 10 * 1024 * 1024;
    /// <summary>The most documents of one journey.</summary>
    public const int Most = 100;
    /// <summary>The length of a SHA-256 hash in hexadecimal digits.</summary>
    private const int HashLength = 64;

    /// <summary>Given by the service once the content is written and its type is known.</summary>
    /// <param name="Content">The name under which the content is stored.</param>
    /// <param name="Hash">SHA-256 of the content, 64 hexadecimal digits in lower case.</param>
    [GivenBy(Givers.Care)]
    public sealed record Add(Guid Content, string Title, string FileName, DocumentType Type, int Bytes, string Hash) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Line(Title), FreeText.Line(FileName)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => false;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideAdd(journey, this, moment);
    }

    /// <summary>Take a document out, for good.</summary>
    /// <remarks>What is in it is deleted at once. The journal keeps its title, and who took it out and why.</remarks>
    /// <param name="Document">Its id, as the journey shows it.</param>
    /// <param name="Reason">For whoever looks for it later.</param>
    /// <example>
    /// {"commandId": "c-32", "kind": "removeDocument", "version": 9, "document": "c-31", "reason": "It is about somebody else."}
    /// </example>
    [GivenBy(Givers.Care)]
    public sealed record Remove(
        string Document, [property: StringLength(Notes.MaxLength, MinimumLength = 1)] string Reason) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Reason)];
        internal override string? Subject => Document;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideRemove(journey, this);
    }

    public sealed record Added(
        string Document, Guid Content, string Title, string FileName, DocumentType Type, int Bytes, string Hash) : JourneyEvent
    {
        internal override string? Subject => Document;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Documents = [.. journey.Documents,
                new Document(Document, Content, Title, FileName, Type, Bytes, Hash, entry.At, entry.By.Id)],
        };
    }

    public sealed record Removed(string Document, string Reason) : JourneyEvent
    {
        internal override string? Subject => Document;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Documents = [.. journey.Documents.Where(d => d.Id != Document)] };
    }

    private static Decision DecideAdd(Journey journey, Add command, Moment moment) =>
        string.IsNullOrWhiteSpace(command.Title) ? Decision.Refuse("document-title-missing", "Say what it is.")
        : command.Bytes is < 1 or > MostBytes || command.Hash.Length is not HashLength
            ? Decision.Refuse("document-too-large", TooLarge)
        : journey.Documents.Count >= Most
            ? Decision.Refuse("too-many-documents", $"There are {Most} documents already. Take one out that is not needed any more.")
        : Decision.Of(
            new Added(moment.CommandId, command.Content, command.Title, command.FileName, command.Type, command.Bytes, command.Hash));

    private static Decision DecideRemove(Journey journey, Remove command) =>
        !journey.Documents.Any(d => d.Id == command.Document)
            ? Decision.Refuse("document-unknown", "There is no such document here. Somebody may have taken it out.")
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse("reason-empty", "Say why it is taken out.")
        : Decision.Of(new Removed(command.Document, command.Reason));

    /// <summary>The answer if a document has more than <see cref="MostBytes"/>.</summary>
    public static string TooLarge { get; } = $"A document has at most {MostBytes / 1024 / 1024} MB, and is not empty.";
}

/// <summary>A document of a journey, without its content.</summary>
/// <param name="Id">The id of the command that added it.</param>
/// <param name="Content">The name under which the content is stored.</param>
/// <param name="FileName">The file's name as it was uploaded.</param>
/// <param name="Hash">SHA-256 of the content, 64 hexadecimal digits in lower case.</param>
/// <param name="By">A staff id.</param>
public sealed record Document(
    string Id, Guid Content, string Title, string FileName, DocumentType Type, int Bytes, string Hash, DateTimeOffset At,
    string? By = null);

/// <summary>What a document may be, as its content says and not its name alone.</summary>
[JsonConverter(typeof(CamelCaseEnum<DocumentType>))]
public enum DocumentType
{
    Pdf, Jpeg, Png, Heic,
    /// <summary>.docx</summary>
    Word,
    /// <summary>.xlsx</summary>
    Excel,
    /// <summary>.pptx</summary>
    PowerPoint,
    /// <summary>.odt</summary>
    OpenText,
    /// <summary>.ods</summary>
    OpenSheet,
    /// <summary>.doc</summary>
    EarlierWord,
    /// <summary>.xls</summary>
    EarlierExcel,
}
