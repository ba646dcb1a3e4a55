using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Storage;

/// <summary>Which board rows come and go with a change of a journey or a message.</summary>
/// <param name="Signature">The signature of the change.</param>
/// <param name="Come">Rows that are written before the change, with their keys.</param>
/// <param name="Gone">Keys of rows that are deleted after the change.</param>
/// <param name="After">The keys of all board rows of the owner after the change. They are stored in the owner's row.</param>
internal sealed record BoardChange(
    Guid Owner, string Signature, IReadOnlyList<(string Key, BoardRow Row)> Come, IReadOnlyList<string> Gone, IReadOnlyList<string> After)
{
    /// <param name="before">The owner's board rows before the change.</param>
    /// <param name="standing">The keys stored in the owner's row. Rows that an earlier version wrote are not among them and are
    /// written anew.</param>
    /// <param name="after">The owner's board rows after the change.</param>
    public static BoardChange Of(
        Guid owner, string signature, IEnumerable<BoardRow> before, IReadOnlyList<string> standing, IEnumerable<BoardRow> after)
    {
        Dictionary<string, string> keys = [];
        foreach (string key in standing)
            keys[BoardRow.PlaceOf(key)] = key;
        HashSet<BoardRow> same = [.. before];
        List<(string, BoardRow)> come = [];
        HashSet<string> kept = [];
        foreach (BoardRow row in after.Distinct())
        {
            if (same.Contains(row) && keys.TryGetValue(row.Place, out string? key))
                kept.Add(key);
            else
                come.Add((row.KeyOf(signature), row));
        }
        return new(owner, signature, come, [.. standing.Where(k => !kept.Contains(k))], [.. kept, .. come.Select(c => c.Item1)]);
    }

    /// <summary>Adds rows, and removes the rows of one board only.</summary>
    public static BoardChange Adding(
        Guid owner, string signature, IReadOnlyList<string> standing, string goneFrom, IEnumerable<BoardRow> more)
    {
        string[] gone = [.. standing.Where(k => BoardRow.BoardOf(k) == goneFrom)];
        (string Key, BoardRow)[] come = [.. more.Select(r => (r.KeyOf(signature), r))];
        return new(owner, signature, come, gone, [.. standing.Except(gone), .. come.Select(c => c.Key)]);
    }
}

/// <summary>
/// Each row of a journey's partition stores the keys of its board rows. So whoever reads a board row can tell whether it is
/// current, and a change knows which rows to delete.
/// </summary>
internal static class OnBoards
{
    private const string Name = "OnBoards", End = ".";
    /// <summary>At most eight properties of some 300 keys each.</summary>
    public static readonly string[] Properties = [.. Enumerable.Range(0, 8).Select(part => $"{Name}{part}")];

    /// <summary>The list ends with a mark: a merge can leave parts of an older, longer list behind it.</summary>
    public static TableEntity WithBoards(this TableEntity row, IEnumerable<string> keys) =>
        row.With(Name, string.Concat(keys.Append(End).Select(k => k + "\n")));

    public static IReadOnlyList<string> Boards(this TableEntity row) =>
        row.Text(Name) is { } text ? [.. text.Split('\n').TakeWhile(k => k is not End)] : [];

    /// <summary>False for a row that an earlier version wrote.</summary>
    public static bool KnowsBoards(this TableEntity row) => row.GetString(Properties[0]) is not null;
}

/// <summary>Says that a change has begun, so that the repair can finish it after a crash.</summary>
/// <param name="Message">The message, if the change is of one message alone.</param>
/// <param name="Signature">The signature of the change.</param>
/// <param name="Version">The journey's version after the change.</param>
/// <param name="Touched">The keys of the board rows that come or go.</param>
internal sealed record Announcement(Guid Owner, string? Message, string Signature, int Version, IReadOnlyList<string> Touched)
{
    /// <summary>Announcements lie in the boards' partition, so that one transaction writes or deletes them together with
    /// the rows.</summary>
    public const string Board = "dirty";

    /// <summary>There is a row for each change, not for each journey: two changes at once must not delete each other's.</summary>
    public string Key => KeyOf(Owner, Signature);

    public static string KeyOf(Guid owner, string signature) => BoardRow.From(Board, $"{owner:N}-{signature}");

    public TableEntity ToEntity(DateTimeOffset now) => new TableEntity(BoardRow.Partition, Key)
    {
        ["Owner"] = Owner.ToString("N"),
        ["Message"] = Message,
        ["Signature"] = Signature,
        ["Version"] = Version,
        ["At"] = TableKey.Time(now),
    }.With("Touched", string.Join('\n', Touched));

    public static Announcement Read(TableEntity row) => new(
        BoardRow.OwnerOf(row), row.GetString("Message"), row.GetString("Signature"), row.GetInt32("Version") ?? 0,
        row.Text("Touched")!.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
