using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Reading boards: each row is held against what it follows from, and one that is out of date goes.</summary>
internal static class BoardReading
{
    private const int MostAtOnce = 1_000;
    private const int Together = 16;

    /// <param name="truth">What the row stands for now.</param>
    /// <returns>The first so many, in the order of their keys.</returns>
    /// <remarks>
    /// A row is only ever written after what it follows from. So if that, read later than the row, does not bear it out, the row is left over. It is
    /// deleted as it was read: whoever has written it again meanwhile keeps it.
    /// </remarks>
    public static async Task<List<T>> True<T>(this TableClient boards, string filter, int most, Func<TableEntity, Task<Standing<T>>> truth, CancellationToken cancellation) where T : class
    {
        List<T> found = [];
        List<TableEntity> rows = [];
        await foreach (TableEntity row in boards.QueryAsync<TableEntity>(filter, Math.Clamp(most, 1, MostAtOnce), cancellationToken: cancellation))
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
                else if (!all[i].Stays)
                    await boards.Remove(rows[i].PartitionKey, rows[i].RowKey, rows[i].ETag, cancellation);
            }
            rows.Clear();
        }
    }
}

/// <param name="Now">What a row of a board stands for; null if it is not what was asked for any more.</param>
/// <param name="Stays">Whether the row is needed nevertheless.</param>
internal readonly record struct Standing<T>(T? Now, bool Stays = false) where T : class;
