using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Storage;

/// <summary>The limits of one transaction in Table Storage. They are checked first, so that a commit beyond them is refused whole and with
/// a reason.</summary>
internal static class Limits
{
    public const int MostRows = 100;
    /// <summary>
    /// This many messages go with the state, the tasks, the journal and the command. The rest follow after the transaction, so that it
    /// never has too many rows.
    /// </summary>
    public const int MostMessages = MostRows - 4;
    public const int MostBytes = 4 * 1024 * 1024;
    /// <summary>The limit of one row, counted as Table Storage counts: two bytes a character.</summary>
    public const int MostRowBytes = 1024 * 1024;

    /// <summary>An upper limit for the headers around a row in a transaction.</summary>
    private const int Envelope = 1_024;

    /// <exception cref="CommitTooLargeException">Something is too much.</exception>
    public static void Check(IReadOnlyCollection<TableTransactionAction> transaction)
    {
        if (transaction.Count > MostRows)
            throw new CommitTooLargeException($"it writes {transaction.Count} rows, and {MostRows} is the most");
        if (transaction.Max(a => StoredBytes((TableEntity)a.Entity)) is > MostRowBytes and int row)
            throw new CommitTooLargeException($"one of its rows has {row:N0} bytes, and {MostRowBytes:N0} is the most");
        if (transaction.Sum(a => SentBytes((TableEntity)a.Entity)) is > MostBytes and int sent)
            throw new CommitTooLargeException($"it sends {sent:N0} bytes, and {MostBytes:N0} is the most");
    }

    /// <summary>Splits the actions into as few transactions as possible, in their order.</summary>
    public static IEnumerable<TableTransactionAction[]> Transactions(IEnumerable<TableTransactionAction> actions)
    {
        List<TableTransactionAction> some = [];
        int bytes = 0;
        foreach (TableTransactionAction action in actions)
        {
            int more = SentBytes((TableEntity)action.Entity);
            if (some.Count > 0 && (some.Count == MostRows || bytes + more > MostBytes))
            {
                yield return [.. some];
                some.Clear();
                bytes = 0;
            }
            some.Add(action);
            bytes += more;
        }
        if (some.Count > 0)
            yield return [.. some];
    }

    private static int StoredBytes(TableEntity row) =>
        4 + (2 * (row.PartitionKey.Length + row.RowKey.Length))
            + row.Sum(p => 8 + (2 * p.Key.Length) + (p.Value is string text ? 4 + (2 * text.Length) : 8));

    /// <summary>The size as JSON with everything escaped, which is what the client sends.</summary>
    private static int SentBytes(TableEntity row) =>
        Envelope + row.Sum(p => p.Key.Length + 8 + (p.Value is string text ? JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length : 32));
}

/// <summary>One commit of a journey is more than Table Storage writes in one transaction. Nothing of it was written.</summary>
public sealed class CommitTooLargeException(FormattableString why) : Exception(
    $"A commit of a journey is too large for Table Storage: {why.ToString(CultureInfo.InvariantCulture)}. Nothing was written.");
