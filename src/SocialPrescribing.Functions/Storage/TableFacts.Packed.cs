using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <content>
/// For reports each month is kept packed, in the month's own partition. Before the rows (whose keys begin with 0 to f) stand the blocks
/// (<c>!000</c>, …), and a second copy of every row that was written since the blocks were made (<c>.KEY-VERSION</c>). That copy is written
/// in one transaction with the row itself. So one or two requests read a month, always as it stood at one moment.
/// </content>
internal sealed partial class TableFacts
{
    private const string Blocks = "!", Since = ".", Rows = "0";
    private const string Form = "Form", Made = "Made", Count = "Count", Part = "Rows";
    private const int RowsInBlock = 500, BytesInPart = 60_000, MostParts = 12, MostBlocks = 90, MostBytes = 3_500_000;
    private const int MonthsAtOnce = 8, MostTries = 10;
    private static readonly string[] _keysAlone = ["PartitionKey", "RowKey"], _head = [Form, Made, Count];

    public async Task<FactsForReports> ForReports(CancellationToken cancellation)
    {
        ConcurrentBag<FactsForReports> months = [];
        await Parallel.ForEachAsync(await Months(cancellation), Together(cancellation), async (month, cancel) =>
            months.Add(await ReadMonth(month, cancel)));
        return new([.. months.SelectMany(m => m.Packed)], [.. months.SelectMany(m => m.Since)]);
    }

    /// <summary>Packs each month of which at least <paramref name="least"/> rows were written since it was last packed.</summary>
    public async Task<int> Pack(int least, CancellationToken cancellation)
    {
        int packed = 0;
        foreach (string month in await Months(cancellation))
            if (await IsToPack(month, least, cancellation) && await Pack(month, cancellation))
                packed++;
        return packed;
    }

    private async Task<FactsForReports> ReadMonth(string month, CancellationToken cancellation)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {month} and RowKey lt {Rows}");
        Retry retry = new(MostTries);
        while (await retry.Again(cancellation))
        {
            List<TableEntity> found = [];
            await foreach (TableEntity entity in facts.QueryAsync<TableEntity>(filter, AtOnce, cancellationToken: cancellation))
                found.Add(entity);
            TableEntity[] blocks = [.. found.Where(e => e.RowKey.StartsWith(Blocks, StringComparison.Ordinal))];
            if (blocks is not [var head, ..] || head.GetInt32(Form) != PackedFacts.Form)
                break;
            // Somebody may pack the month anew between two pages of the answer. Then it is read again.
            TableEntity? now = await facts.Find(month, Key(0), cancellation, _head);
            blocks = [.. blocks.Where(b => b.GetString(Made) == now?.GetString(Made))];
            if (blocks.Length == head.GetInt32(Count))
                return new([.. blocks.Select(Bytes)],
                    [.. found.Where(e => e.RowKey.StartsWith(Since, StringComparison.Ordinal)).Select(RowIn)]);
        }
        List<(FactsRow, int)> all = [];
        await foreach ((FactsRow, int) row in Latest(RowsOf(month), cancellation))
            all.Add(row);
        return new([], all);
    }

    private async Task<bool> IsToPack(string month, int least, CancellationToken cancellation)
    {
        TableEntity? head = await facts.Find(month, Key(0), cancellation, _head);
        string filter = head?.GetInt32(Form) == PackedFacts.Form ? SinceOf(month) : RowsOf(month);
        int count = 0;
        await foreach (TableEntity _ in facts.QueryAsync<TableEntity>(filter, Math.Min(least, AtOnce), _keysAlone, cancellation))
            if (++count == least)
                return true;
        return false;
    }

    /// <remarks>
    /// Rows written since the last packing are listed first and deleted last. So a row that is written meanwhile stays beside the
    /// new blocks.
    /// </remarks>
    private async Task<bool> Pack(string month, CancellationToken cancellation)
    {
        List<TableEntity> since = [];
        await foreach (TableEntity row in facts.QueryAsync<TableEntity>(SinceOf(month), AtOnce, _keysAlone, cancellation))
            since.Add(row);
        List<(FactsRow, int)> rows = [];
        await foreach ((FactsRow, int) row in Latest(RowsOf(month), cancellation))
            rows.Add(row);
        byte[][] blocks = [.. rows.Chunk(RowsInBlock).Select(PackedFacts.Pack)];
        // A month that is too large for one transaction is not packed. It is read row by row.
        if (blocks.Length > MostBlocks || blocks.Sum(b => b.Length) > MostBytes || blocks.Any(b => b.Length > BytesInPart * MostParts))
            return false;
        string made = Storage.Rows.NewSignature();
        await facts.SubmitTransactionAsync(
            [.. blocks.Select((block, i) => new TableTransactionAction(
                TableTransactionActionType.UpsertReplace, Block(month, i, block, made, blocks.Length)))],
            cancellation);
        foreach (TableEntity[] some in since.Chunk(100))
            await facts.Submit([.. some.Select(row => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(month, row.RowKey), ETag.All))], cancellation);
        return true;
    }

    private static TableEntity Block(string month, int number, byte[] block, string made, int count)
    {
        TableEntity entity = new(month, Key(number)) { [Form] = PackedFacts.Form, [Made] = made, [Count] = count };
        int part = 0;
        foreach (byte[] bytes in block.Chunk(BytesInPart))
            entity[$"{Part}{part++}"] = bytes;
        return entity;
    }

    private static byte[] Bytes(TableEntity block) =>
        [.. Enumerable.Range(0, MostParts).Select(part => block.GetBinary($"{Part}{part}")).OfType<byte[]>().SelectMany(b => b)];

    /// <summary>Finds the months that have rows, with one request each: there are few.</summary>
    private async Task<IReadOnlyList<string>> Months(CancellationToken cancellation)
    {
        List<string> months = [];
        while (true)
        {
            string filter = TableClient.CreateQueryFilter($"PartitionKey gt {months.LastOrDefault() ?? ""}");
            TableEntity? first = null;
            await foreach (TableEntity row in facts.QueryAsync<TableEntity>(filter, 1, _keysAlone, cancellation))
            {
                first = row;
                break;
            }
            if (first is null)
                return months;
            months.Add(first.PartitionKey);
        }
    }

    private static string SinceOf(string month) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {month} and RowKey ge {Since} and RowKey lt {Rows}");

    private static string RowsOf(string month) => TableClient.CreateQueryFilter($"PartitionKey eq {month} and RowKey ge {Rows}");

    private static string Key(int number) => Blocks + number.ToString("D3", CultureInfo.InvariantCulture);

    private static ParallelOptions Together(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = MonthsAtOnce, CancellationToken = cancellation, TaskScheduler = TaskScheduler.Current };
}
