using Azure;
using Azure.Data.Tables;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Storage;

/// <summary>
/// Single rows. Each write is signed with a new text. The client sends again what was not answered, so a conflict may be with our
/// own first try. The signature then shows that.
/// </summary>
internal static class Rows
{
    private const string Signature = "Write";
    private static readonly string[] SignatureAlone = [Signature];

    public static string NewSignature() => Chance.NewId().ToString("N");

    public static TableEntity Signed(this TableEntity row, string signature)
    {
        row[Signature] = signature;
        return row;
    }

    public static string? SignedWith(this TableEntity row) => row.GetString(Signature);

    /// <summary>Null if there is none.</summary>
    public static async Task<TableEntity?> Find(
        this TableClient table, string partition, string row, CancellationToken cancellation, IEnumerable<string>? only = null) =>
        await table.GetEntityIfExistsAsync<TableEntity>(partition, row, only, cancellation) is { HasValue: true } found
            ? found.Value
            : null;

    public static async Task<bool> IsSignedWith(
        this TableClient table, string partition, string row, string signature, CancellationToken cancellation) =>
        (await table.Find(partition, row, cancellation, SignatureAlone))?.SignedWith() == signature;

    /// <summary>False if somebody else has written one already.</summary>
    public static Task<bool> Add(this TableClient table, TableEntity row, string signature, CancellationToken cancellation) =>
        table.Signed(row, signature, signed => table.AddEntityAsync(signed, cancellation), cancellation);

    /// <summary>False if somebody else has changed it since it was read.</summary>
    public static Task<bool> Change(
        this TableClient table, TableEntity row, ETag read, TableUpdateMode mode, string signature, CancellationToken cancellation) =>
        table.Signed(row, signature, signed => table.UpdateEntityAsync(signed, read, mode, cancellation), cancellation);

    /// <summary>Replaces a whole row and returns its new ETag; null if somebody else has changed it since it was read.</summary>
    public static async Task<ETag?> Replace(
        this TableClient table, TableEntity row, ETag read, string signature, CancellationToken cancellation)
    {
        try
        {
            using Response answer = await table.UpdateEntityAsync(row.Signed(signature), read, TableUpdateMode.Replace, cancellation);
            return answer.Headers.ETag;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 || IsGone(e))
        {
            // Signature and ETag come from one read: between two reads somebody else may write, and their row would pass for ours.
            TableEntity? now = await table.Find(row.PartitionKey, row.RowKey, cancellation, SignatureAlone);
            return now?.SignedWith() == signature ? now.ETag : null;
        }
    }

    private static async Task<bool> Signed(
        this TableClient table, TableEntity row, string signature, Func<TableEntity, Task> write, CancellationToken cancellation)
    {
        try
        {
            await write(row.Signed(signature));
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 || IsGone(e))
        {
            return await table.IsSignedWith(row.PartitionKey, row.RowKey, signature, cancellation);
        }
    }

    /// <summary>Deletes a row if it is still as it was read. False if it has changed or somebody else has deleted it.</summary>
    public static async Task<bool> Remove(this TableClient table, string partition, string row, ETag read, CancellationToken cancellation)
    {
        try
        {
            // The client counts a missing row as deleted; only the status tells the difference.
            using Response answer = await table.DeleteEntityAsync(partition, row, read, cancellation);
            return answer.Status is not 404;
        }
        catch (RequestFailedException e) when (e.Status is 412 || IsGone(e))
        {
            return false;
        }
    }

    /// <summary>
    /// Writes rows and deletes others, all of one partition, in one request. The whole transaction fails if a row to delete is
    /// gone already. Then each action is sent by itself.
    /// </summary>
    public static async Task<bool> Submit(this TableClient table, TableTransactionAction[] actions, CancellationToken cancellation)
    {
        if (actions.Length > 1)
        {
            try
            {
                await table.SubmitTransactionAsync(actions, cancellation);
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 400 or 404 or 409 or 412)
            {
            }
        }
        foreach (TableTransactionAction action in actions)
        {
            if (action.ActionType is TableTransactionActionType.Delete)
                await table.Remove(action.Entity.PartitionKey, action.Entity.RowKey, action.ETag, cancellation);
            else
                await table.UpsertEntityAsync((TableEntity)action.Entity, TableUpdateMode.Replace, cancellation);
        }
        return true;
    }

    /// <summary>The row is missing. A missing table is another failure.</summary>
    private static bool IsGone(RequestFailedException e) => e.Status is 404 && e.ErrorCode is not "TableNotFound";

    /// <summary>Makes the calls in groups of 16: faster than one by one, and not all at once.</summary>
    public static async Task<IReadOnlyList<TResult>> Grouped<T, TResult>(this IEnumerable<T> items, Func<T, Task<TResult>> call)
    {
        List<TResult> results = [];
        foreach (T[] group in items.Chunk(16))
            results.AddRange(await Task.WhenAll(group.Select(call)));
        return results;
    }
}
