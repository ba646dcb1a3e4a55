using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// What is counted of journeys. The row of a journey's state holds it, and changes with it in one transaction. From there it follows into
/// a table of its own, a partition for each month, where reports read it by the thousand.
/// </summary>
/// <remarks>
/// A row there carries in its key the version of the journey that it is of, so a writer that is late adds one that nobody reads: of one
/// journey the highest counts. What a crash keeps from following is announced among the boards, and the repair brings it.
/// </remarks>
internal sealed partial class TableFacts(TableClient facts, TableClient journeys)
{
    public const string Table = "Facts";
    private const string Text = "Facts", KeyName = "FactsKey", Month = "FactsMonth", Version = "FactsVersion";
    private const int AtOnce = 1_000, VersionDigits = 10;
    private static readonly string[] _inState =
        ["LinkWorker", KeyName, Month, Version, .. Enumerable.Range(0, 32).Select(part => $"{Text}{part}")];

    /// <summary>What of it the header of a state says.</summary>
    public static readonly string[] Header = [Version];

    /// <summary>Whether a property of the state's row is about facts.</summary>
    public static bool IsOfFacts(string property) => property.StartsWith(Text, StringComparison.Ordinal);

    public static int VersionIn(TableEntity state) => state.GetInt32(Version) ?? 0;

    public static string? TextIn(TableEntity state) => state.Text(Text);

    /// <summary>Into the row of the state.</summary>
    /// <param name="since">The version that changed it last.</param>
    public static TableEntity InState(TableEntity state, FactsRow? row, int since)
    {
        if (row is null)
            return state;
        state[KeyName] = row.Key;
        state[Month] = Partition(row.Month);
        state[Version] = since;
        return state.With(Text, row.Json);
    }

    /// <summary>After the commit; in the same request the row of before goes.</summary>
    /// <param name="before">The version of before; 0 for none.</param>
    public async Task Follow(FactsRow row, int version, int before, CancellationToken cancellation)
    {
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.UpsertReplace, Entity(row, version)),
            new(TableTransactionActionType.UpsertReplace, Entity(row, version, Since)),
        ];
        if (before > 0 && before != version)
            actions.Add(new(TableTransactionActionType.Delete,
                new TableEntity(Partition(row.Month), RowKey(row.Key, before)), ETag.All));
        await facts.Submit([.. actions], cancellation);
    }

    /// <summary>Whatever a crash has left: the row is there as the state says, and no other one of the journey.</summary>
    public async Task Settle(Guid journey, CancellationToken cancellation)
    {
        if (await journeys.Find(journey.ToString("N"), JourneyPartition.State, cancellation, _inState) is not { } state
            || state.GetString(KeyName) is not { } key || TextIn(state) is not { } json)
            return;
        FactsRow row = new(key, MonthOf(state.GetString(Month)), state.GetString("LinkWorker"), json);
        int version = VersionIn(state);
        await Follow(row, version, before: 0, cancellation);
        string mine = RowKey(key, version), partition = Partition(row.Month);
        string filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {key + "-"} and RowKey lt {mine}");
        await foreach (TableEntity old in facts.QueryAsync<TableEntity>(filter, AtOnce, ["RowKey"], cancellation))
            await facts.Remove(partition, old.RowKey, ETag.All, cancellation);
    }

    public async IAsyncEnumerable<FactsRow> Read(
        DateOnly? from, DateOnly? before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        (string first, string behind) = (Partition(from ?? DateOnly.MinValue), Partition(before ?? DateOnly.MaxValue));
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {behind} and RowKey ge {Rows}");
        await foreach ((FactsRow row, _) in Latest(filter, cancellation))
            yield return row;
    }

    private async IAsyncEnumerable<(FactsRow Row, int Version)> Latest(
        string filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        (FactsRow Row, int Version)? last = null;
        await foreach (TableEntity entity in facts.QueryAsync<TableEntity>(filter, AtOnce, cancellationToken: cancellation))
        {
            (FactsRow Row, int Version) now = RowIn(entity);
            if (last is { } before && before.Row.Key != now.Row.Key)
                yield return before;
            last = now;
        }
        if (last is { } end)
            yield return end;
    }

    private static (FactsRow Row, int Version) RowIn(TableEntity entity)
    {
        string key = entity.RowKey.TrimStart(Since[0]);
        return (new FactsRow(key[..^(VersionDigits + 1)], MonthOf(entity.PartitionKey), entity.GetString("LinkWorker"),
            entity.Text(Text) ?? ""), int.Parse(key[^VersionDigits..], CultureInfo.InvariantCulture));
    }

    private static TableEntity Entity(FactsRow row, int version, string before = "") =>
        new TableEntity(Partition(row.Month), before + RowKey(row.Key, version)) { ["LinkWorker"] = row.LinkWorker }.With(Text, row.Json);

    private static string RowKey(string key, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{key}-{version.ToString($"D{VersionDigits}", CultureInfo.InvariantCulture)}");

    private static string Partition(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static DateOnly MonthOf(string? partition) =>
        DateOnly.ParseExact($"{partition}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
