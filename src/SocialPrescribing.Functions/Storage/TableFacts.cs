using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// The facts that reports count. They are stored in the row of a journey's state and change with it in one transaction. From there they
/// follow into a table of their own, with a partition for each month, where reports read thousands of them.
/// </summary>
/// <remarks>
/// The key of a row contains the journey's version. Only the row with the highest version counts, so a late one is harmless. An
/// announcement among the boards says that a row must follow, and the repair writes what a crash left out.
/// </remarks>
internal sealed partial class TableFacts(TableClient facts, TableClient journeys)
{
    public const string Table = "Facts";
    private const string Text = "Facts", KeyName = "FactsKey", Month = "FactsMonth", Version = "FactsVersion";
    private const int AtOnce = 1_000, VersionDigits = 10;
    private static readonly string[] _inState =
        ["LinkWorker", KeyName, Month, Version, .. Enumerable.Range(0, 32).Select(part => $"{Text}{part}")];

    /// <summary>The property that is part of a state's header.</summary>
    public static readonly string[] Header = [Version];

    /// <summary>Whether a property of the state's row is about facts.</summary>
    public static bool IsOfFacts(string property) => property.StartsWith(Text, StringComparison.Ordinal);

    public static int VersionIn(TableEntity state) => state.GetInt32(Version) ?? 0;

    public static string? TextIn(TableEntity state) => state.Text(Text);

    /// <summary>Adds the facts to the row of the state.</summary>
    /// <param name="since">The journey's version at which the facts changed last.</param>
    public static TableEntity InState(TableEntity state, FactsRow? row, int since)
    {
        if (row is null)
            return state;
        state[KeyName] = row.Key;
        state[Month] = Partition(row.Month);
        state[Version] = since;
        return state.With(Text, row.Json);
    }

    /// <summary>Writes the row after the commit, and deletes the earlier one in the same request.</summary>
    /// <param name="before">The version of the earlier row; 0 if there is none.</param>
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

    /// <summary>Finishes what a crash has left: writes the row as the state has it, and deletes all earlier rows of the journey.</summary>
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
