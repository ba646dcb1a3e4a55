using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SocialPrescribing.Service.Ports;

/// <param name="Continue">Give it back to get the next page; null on the last. Opaque, and good for URLs where it comes from
/// <see cref="IJourneyStore"/>. Rows that come and go between two pages neither hide nor repeat those that stay.</param>
/// <remarks>A mark that no page ended with is a <see cref="FormatException"/>.</remarks>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Continue)
{
    /// <summary>Journeys that belong on this page and cannot be read: that is their problem alone.</summary>
    public IReadOnlyList<Guid> Unreadable { get; init; } = [];
}

/// <summary>
/// How stores cut pages: they read one row more than asked for, and resume behind the last row given, wherever that row is by then.
/// </summary>
public static class Page
{
    /// <param name="found">Up to one more than <paramref name="most"/>; the surplus is taken off.</param>
    public static Page<T> Of<T>(List<T> found, int most, Func<T, string> mark)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (found.Count <= most)
            return new Page<T>(found, null);
        found.RemoveRange(most, found.Count - most);
        return new Page<T>(found, mark(found[^1]));
    }

    /// <param name="found">As above, with those that cannot be read.</param>
    public static Page<StoredJourney> Of(List<FoundJourney> found, int most)
    {
        Page<FoundJourney> page = Of(found, most, j => j.Id.ToString("N"));
        return new Page<StoredJourney>([.. page.Items.Select(j => j.Stored).OfType<StoredJourney>()], page.Continue)
        {
            Unreadable = [.. page.Items.Where(j => j.Stored is null).Select(j => j.Id)],
        };
    }

    /// <param name="found">As above, with those that cannot be read.</param>
    public static Page<TaskRow> Of(List<FoundTask> found, int most)
    {
        Page<FoundTask> page = Of(found, most, t => t.Mark.ToString());
        return new Page<TaskRow>([.. page.Items.Select(t => t.Row).OfType<TaskRow>()], page.Continue)
        {
            Unreadable = [.. page.Items.Where(t => t.Row is null).Select(t => t.Mark.Journey).Distinct()],
        };
    }

    public static FormatException Unreadable() => new("This list cannot be continued from there. Start again from its beginning.");
}

/// <summary>
/// Where a page of tasks ended: tasks are listed by due date, then journey, then id. Only a pause and whoever puts it off move a
/// task, and then it comes again where it is now.
/// </summary>
public sealed record TaskMark(DateTimeOffset Due, Guid Journey, string Task)
{
    public static string After(TaskRow row) => new TaskMark(row.Due, row.Journey, row.Task).ToString();

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Due.UtcTicks}/{Journey:N}/{Task}"));

    public static TaskMark Read(string mark)
    {
        if (Base64Url.IsValid(mark)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(mark)).Split('/', 3) is [var ticks, var journey, var task]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out long due)
            && due <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(journey, "N", out Guid id))
            return new TaskMark(new DateTimeOffset(due, TimeSpan.Zero), id, task);
        throw Page.Unreadable();
    }
}

/// <param name="Stored">Null where it cannot be read.</param>
public sealed record FoundJourney(Guid Id, StoredJourney? Stored);

/// <param name="Row">Null where it cannot be read.</param>
public sealed record FoundTask(TaskMark Mark, TaskRow? Row);

/// <summary>Where a page of journeys ended. They are listed by id. An id begins with the time when it was made, so the oldest
/// come first.</summary>
public static class JourneyMark
{
    public static string After(StoredJourney journey) => journey.State.Id.ToString("N");

    public static Guid Read(string mark) => Guid.TryParseExact(mark, "N", out Guid id) ? id : throw Page.Unreadable();
}

/// <summary>Orders texts by their code points, which is also the order of their UTF-8 bytes, so that every store can keep it.</summary>
/// <remarks>It differs from the ordinal order of .NET only where characters beyond U+FFFF meet those from U+E000.</remarks>
public sealed class CodePoints : IComparer<string>
{
    public static CodePoints Order { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        int common = x.AsSpan().CommonPrefixLength(y);
        return common < x.Length && common < y.Length ? Rank(x[common]) - Rank(y[common]) : x.Length - y.Length;
    }

    /// <summary>Lifts the surrogates, which stand for the highest code points, above the characters that follow them.</summary>
    private static int Rank(char unit) => unit >= 0xE000 ? unit - 0x800 : unit >= 0xD800 ? unit + 0x2000 : unit;
}
