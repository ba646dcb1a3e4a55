using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Reading boards: each row is held against what it follows from, and one that is out of date goes.</summary>
internal static class BoardReading
{
    private const int MostAtOnce = 1_000;
    private const int Together = 16;

    /// <param name="leftBefore">What was written before then and stands for nothing is left over: <see cref="Boards.LeftBefore"/>.</param>
    /// <param name="truth">What the row stands for now.</param>
    /// <returns>The first so many, in the order of their keys.</returns>
    /// <remarks>
    /// What does not bear out a row may be about to, because rows are written first. Once that is no longer possible, the row is left over.
    /// It is deleted as it was read: whoever has written it again meanwhile keeps it.
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

    /// <summary>The first alone, and whether another row stands behind it.</summary>
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

/// <param name="Now">What a row of a board stands for; null if it is not what was asked for any more.</param>
/// <param name="Stays">Whether the row is needed nevertheless.</param>
internal readonly record struct Standing<T>(T? Now, bool Stays = false) where T : class;
