using Azure.Data.Tables;

namespace SocialPrescribing.Functions.Storage;

/// <summary>How a change of a journey or a message changes the boards.</summary>
/// <param name="Signature">Of the change itself.</param>
/// <param name="Come">Rows that are written before the change, with their keys.</param>
/// <param name="Gone">Keys that go after it.</param>
/// <param name="After">The keys that stand for it then: kept with what they follow from.</param>
internal sealed record BoardChange(
    Guid Owner, string Signature, IReadOnlyList<(string Key, BoardRow Row)> Come, IReadOnlyList<string> Gone, IReadOnlyList<string> After)
{
    /// <param name="before">What stood for it before the change.</param>
    /// <param name="standing">The keys that did: rows of an earlier version are not among them and are written anew.</param>
    /// <param name="after">What is to stand for it.</param>
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

    /// <summary>Rows come, and those of one board alone go.</summary>
    public static BoardChange Adding(
        Guid owner, string signature, IReadOnlyList<string> standing, string goneFrom, IEnumerable<BoardRow> more)
    {
        string[] gone = [.. standing.Where(k => BoardRow.BoardOf(k) == goneFrom)];
        (string Key, BoardRow)[] come = [.. more.Select(r => (r.KeyOf(signature), r))];
        return new(owner, signature, come, gone, [.. standing.Except(gone), .. come.Select(c => c.Key)]);
    }
}

/// <summary>
/// The keys of the board rows that stand for a row of a journey's partition, kept in that row. So whoever sees a row of a board knows
/// whether it is the one, and a change knows which to take away.
/// </summary>
internal static class OnBoards
{
    private const string Name = "OnBoards", End = ".";
    /// <summary>So long a list can be: some 300 rows each.</summary>
    public static readonly string[] Properties = [.. Enumerable.Range(0, 8).Select(part => $"{Name}{part}")];

    /// <summary>With an end of its own: where a row is merged, parts of a longer list may be left behind it.</summary>
    public static TableEntity WithBoards(this TableEntity row, IEnumerable<string> keys) =>
        row.With(Name, string.Concat(keys.Append(End).Select(k => k + "\n")));

    public static IReadOnlyList<string> Boards(this TableEntity row) =>
        row.Text(Name) is { } text ? [.. text.Split('\n').TakeWhile(k => k is not End)] : [];

    /// <summary>False for a row of an earlier version.</summary>
    public static bool KnowsBoards(this TableEntity row) => row.GetString(Properties[0]) is not null;
}

/// <summary>Says that a change is under way, for what a crash would leave behind.</summary>
/// <param name="Message">For a change of one message alone: which.</param>
/// <param name="Signature">Of the change itself.</param>
/// <param name="Version">Of the journey, once the change is in.</param>
/// <param name="Touched">The keys of the board rows that come or go.</param>
internal sealed record Announcement(Guid Owner, string? Message, string Signature, int Version, IReadOnlyList<string> Touched)
{
    /// <summary>Stands among the boards, so that it comes and goes with their rows.</summary>
    public const string Board = "dirty";

    /// <summary>A row for each change and not for each journey: two at once must not take each other's away.</summary>
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
