using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Reads boards. Each row is compared with the journey or message it belongs to, and a row that is out of date
/// is deleted.</summary>
internal static class BoardReading
{
    private const int MostAtOnce = 1_000;
    private const int Together = 16;

    /// <param name="leftBefore">A row that was written before this moment and is not current is left over:
    /// <see cref="Boards.LeftBefore"/>.</param>
    /// <param name="truth">What the row stands for now.</param>
    /// <returns>At most <paramref name="most"/>, in the order of their keys.</returns>
    /// <remarks>
    /// Rows are written first, so a row whose change is missing may still get it. Once that is no longer possible, the row is left over and
    /// deleted, but only if it is as it was read: if somebody has written it again meanwhile, it stays.
    /// </remarks>
    public static async Task<List<T>> True<T>(
        this TableClient boards, string filter, int most, string leftBefore, Func<TableEntity, Task<Standing<T>>> truth,
        CancellationToken cancellation) where T : class
    {
        List<T> found = [];
        List<TableEntity> rows = [];
        await foreach (TableEntity row in boards.QueryAsync<TableEntity>(filter, Math.Clamp(most, 1, MostAtOnce),
            cancellationToken: cancellation))
        {
            rows.Add(row);
            if (rows.Count >= Math.Min(most - found.Count, Together))
                await Look();
            if (found.Count >= most)
                break;
        }
        await Look();
        return found;

        async Task Look()
        {
            Standing<T>[] all = await Task.WhenAll(rows.Select(truth));
            for (int i = 0; i < all.Length; i++)
            {
                if (all[i].Now is { } one)
                    found.Add(one);
                else
                    await boards.Tidy(rows[i], all[i], leftBefore, cancellation);
            }
            rows.Clear();
        }
    }

    /// <summary>Reads the first row, and whether another one follows it.</summary>
    public static async Task<(T? First, bool IsMore)> First<T>(
        this TableClient boards, string filter, string leftBefore, Func<TableEntity, Task<Standing<T>>> truth,
        CancellationToken cancellation) where T : class
    {
        T? first = null;
        await foreach (TableEntity row in boards.QueryAsync<TableEntity>(filter, 2, cancellationToken: cancellation))
        {
            if (first is not null)
                return (first, true);
            Standing<T> standing = await truth(row);
            first = standing.Now;
            if (first is null)
                await boards.Tidy(row, standing, leftBefore, cancellation);
        }
        return (first, false);
    }

    private static async Task Tidy<T>(
        this TableClient boards, TableEntity row, Standing<T> standing, string leftBefore, CancellationToken cancellation) where T : class
    {
        if (!standing.Stays && string.CompareOrdinal(row.GetString("At"), leftBefore) <= 0)
            await boards.Remove(row.PartitionKey, row.RowKey, row.ETag, cancellation);
    }
}

/// <param name="Now">What the board row stands for; null if that no longer fits the question.</param>
/// <param name="Stays">Whether the row must be kept all the same.</param>
internal readonly record struct Standing<T>(T? Now, bool Stays = false) where T : class;
