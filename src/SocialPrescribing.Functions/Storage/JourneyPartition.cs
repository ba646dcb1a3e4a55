using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// The rows of one journey's partition: its state, one row for each version of the journal, one for each command, one for each message, and
/// one for all open tasks. The tasks share a row so that a commit that closes all of them still writes only a few rows.
/// </summary>
internal static class JourneyPartition
{
    // These names sort in this order, so messages, state and tasks are one range.
    public const string CommandsBegin = "command-", EventsBegin = "event-", MessagesBegin = "message-", State = "state", Tasks = "tasks";

    /// <summary>The properties of the state's row except the state itself.</summary>
    public static readonly string[] Header =
        ["PartitionKey", "RowKey", "Version", "NextDue", "Stage", "LinkWorker", "FirstTaskDue", "Write", .. TableFacts.Header,
            .. OnBoards.Properties];

    public static string Event(int version) => EventsBegin + version.ToString("D10", CultureInfo.InvariantCulture);
    public static string Command(string id) => TableKey.Checked(CommandsBegin + TableKey.Encode(id));
    public static string Message(string key) => TableKey.Checked(MessagesBegin + TableKey.Encode(key));

    /// <summary>The filter for all rows of a journey whose keys begin with <paramref name="begin"/>.</summary>
    public static string RowsOf(Guid journey, string begin) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {journey.ToString("N")} and RowKey ge {begin} and RowKey lt {TableKey.Behind(begin)}");

    public static TableEntity StateRow(JourneyCommit commit) => new TableEntity(commit.After.Id.ToString("N"), State)
    {
        ["Version"] = commit.ExpectedVersion + 1,
        ["NextDue"] = TableKey.Time(commit.NextDue),
        ["Stage"] = commit.After.Stage.ToString(),
        ["LinkWorker"] = commit.After.LinkWorker,
        ["FirstTaskDue"] = TableKey.Time(CommitRows.FirstTaskDue(commit.After)),
    }.With("State", JsonSerializer.Serialize(commit.After, JourneyJson.Default.Journey));

    /// <summary>What boards need to know of a journey, without its state; null if there is none.</summary>
    public static async Task<JourneyHeader?> ReadHeader(this TableClient journeys, Guid journey, CancellationToken cancellation) =>
        await journeys.Find(journey.ToString("N"), State, cancellation, Header) is { } row ? ReadHeader(row) : null;

    public static JourneyHeader ReadHeader(TableEntity row) => new(
        row.GetInt32("Version") ?? 0, TableKey.ReadTime(row.GetString("NextDue")), row.GetString("Stage"), row.GetString("LinkWorker"),
        TableKey.ReadTime(row.GetString("FirstTaskDue")))
    {
        Read = row.ETag,
        Signature = row.SignedWith(),
        Boards = row.Boards(),
        FactsVersion = TableFacts.VersionIn(row),
    };

    public static (StoredJourney? Stored, StoredText Text) ReadStored(TableEntity row)
    {
        StoredText text = new(Guid.ParseExact(row.PartitionKey, "N"), row.GetInt32("Version") ?? 0,
            TableKey.ReadTime(row.GetString("NextDue")), Bytes(row, "State"))
        {
            Facts = TableFacts.TextIn(row),
        };
        return (StoredTexts.State(text.State.Span) is { } state
            ? new StoredJourney(state, text.Version, text.NextDue) { Facts = TableFacts.TextIn(row) } : null, text);
    }

    private static byte[] Bytes(TableEntity row, string name) => Encoding.UTF8.GetBytes(row.Text(name) ?? "");

    public static TableEntity TasksRow(Guid journey, IReadOnlyList<TaskRow> open) =>
        new TableEntity(journey.ToString("N"), Tasks).With("Tasks", JsonSerializer.Serialize(open, TableJson.Default.IReadOnlyListTaskRow));

    /// <exception cref="JsonException">A task is unreadable.</exception>
    public static IReadOnlyList<TaskRow> ReadTasks(TableEntity row) =>
        JsonSerializer.Deserialize(row.Text("Tasks")!, TableJson.Default.IReadOnlyListTaskRow)!;

    /// <summary>Null where this version cannot read them.</summary>
    public static IReadOnlyList<TaskRow>? TryReadTasks(TableEntity row)
    {
        try
        {
            return ReadTasks(row);
        }
        catch (Exception e) when (StoredTexts.IsOfTheText(e))
        {
            return null;
        }
    }

    public static TableEntity EventRow(JourneyCommit commit) =>
        new TableEntity(commit.After.Id.ToString("N"), Event(commit.ExpectedVersion + 1))
        {
            ["Version"] = commit.ExpectedVersion + 1,
            ["At"] = TableKey.Time(commit.At),
            ["ActorKind"] = commit.By.Kind.ToString(),
            ["Actor"] = commit.By.Id,
            ["CommandId"] = commit.CommandId,
            ["HasSurplus"] = CommitRows.Messages(commit).DistinctBy(m => m.Key).Skip(Limits.MostMessages).Any(),
        }.With("Events", JsonSerializer.Serialize(commit.Events, JourneyJson.Default.IReadOnlyListJourneyEvent))
        .With("Entries",
            commit.Entries.Count > 0 ? JsonSerializer.Serialize(commit.Entries, TableJson.Default.IReadOnlyListRecordWrite) : null);

    /// <summary>The messages for which the transaction of their commit had no room. They follow from the journal.</summary>
    public static IEnumerable<QueuedMessage> ReadSurplus(TableEntity row) =>
        row.GetBoolean("HasSurplus") is true && ReadEvent(row) is var commit
        ? CommitRows.Messages(Guid.ParseExact(row.PartitionKey, "N"), commit.At, commit.Events).DistinctBy(m => m.Key)
            .Skip(Limits.MostMessages) : [];

    /// <summary>The register records that report the commit. They are stored with it, so that they can be written at any time
    /// after it.</summary>
    public static IReadOnlyList<RecordWrite> ReadEntries(TableEntity row) =>
        row.Text("Entries") is { } entries ? JsonSerializer.Deserialize(entries, TableJson.Default.IReadOnlyListRecordWrite)! : [];

    public static JournalCommit ReadEvent(TableEntity row) => StoredTexts.Line(
        row.GetInt32("Version") ?? 0, TableKey.ReadTime(row.GetString("At")) ?? DateTimeOffset.MinValue, row.GetString("ActorKind"),
        row.GetString("Actor"), row.GetString("CommandId"),
        Bytes(row, "Events"));

    public static TableEntity CommandRow(Guid journey, string id, string? answer, int version) =>
        new TableEntity(journey.ToString("N"), Command(id)) { ["Version"] = version }.With("Answer", answer);

    public static TableEntity MessageRow(QueuedMessage message) => new(message.Owner.ToString("N"), Message(message.Key))
    {
        ["Key"] = message.Key,
        ["Kind"] = message.Kind.ToString(),
        ["About"] = message.About,
        ["Staff"] = message.Staff,
        ["Priority"] = message.Priority,
        ["QueuedAt"] = TableKey.Time(message.QueuedAt),
        ["Status"] = message.Status.ToString(),
        ["NotBefore"] = TableKey.Time(message.NotBefore),
        ["Attempts"] = message.Attempts,
        ["Reason"] = message.Reason,
        ["MovedAt"] = TableKey.Time(message.MovedAt),
        ["Revision"] = message.Revision,
    };

    /// <summary>Null where this version does not know a word in it. The message then waits for a version that does.</summary>
    public static QueuedMessage? ReadMessage(TableEntity row) =>
        Choice<MessageKind>(row, "Kind") is not { } kind || Choice<MessageStatus>(row, "Status") is not { } status ? null : new(
        Guid.ParseExact(row.PartitionKey, "N"), row.GetString("Key"), kind, row.GetString("About"), row.GetString("Staff"),
        row.GetInt32("Priority") ?? 0,
        TableKey.ReadTime(row.GetString("QueuedAt"))!.Value, status, TableKey.ReadTime(row.GetString("NotBefore")),
        row.GetInt32("Attempts") ?? 0,
        row.GetString("Reason"), TableKey.ReadTime(row.GetString("MovedAt")), row.GetInt32("Revision") ?? 0);

    private static T? Choice<T>(TableEntity row, string name) where T : struct, Enum =>
        Enum.TryParse(row.GetString(name), out T choice) && Enum.IsDefined(choice) ? choice : null;
}

/// <summary>The part of a journey's state that boards need.</summary>
/// <param name="Stage">The stored word: a newer version may know more stages.</param>
internal sealed record JourneyHeader(int Version, DateTimeOffset? NextDue, string Stage, string? LinkWorker, DateTimeOffset? FirstTaskDue)
{
    /// <summary>The row's ETag when it was read. A change goes in only if the row still has it.</summary>
    public ETag Read { get; init; }
    public string? Signature { get; init; }
    /// <summary>The keys of the board rows of the journey and its tasks.</summary>
    public IReadOnlyList<string> Boards { get; init; } = [];
    /// <summary>The journey's version at which its facts changed last; 0 without facts.</summary>
    public int FactsVersion { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<TaskRow>))]
[JsonSerializable(typeof(IReadOnlyList<RecordWrite>))]
internal sealed partial class TableJson : JsonSerializerContext;
