using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>The facts of journeys, one row for each. A row is written with its journey and can be read without it.</summary>
internal static class SqliteFacts
{
    /// <summary>Rows are read by month and key. With this many at once a report over everything is a few dozen reads.</summary>
    private const int AtOnce = 5_000;

    public static void Write(Connection connection, Guid journey, FactsRow facts)
    {
        using Statement write = connection.Prepare("""
            INSERT INTO facts(key, journey, month, link_worker, row) VALUES(?, ?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET
                journey = excluded.journey, month = excluded.month, link_worker = excluded.link_worker, row = excluded.row, packed = 0
            """);
        write.Text(facts.Key).Id(journey).Number(facts.Month.DayNumber).Text(facts.LinkWorker).Text(facts.Json).Run();
    }

    /// <summary>
    /// Reads the blocks, and the rows that no block holds as they are now. It is one statement, so that nobody can pack between two reads.
    /// </summary>
    public static FactsForReports ForReports(Connection connection)
    {
        List<byte[]> packed = [];
        List<(FactsRow, int)> since = [];
        using Statement rows = connection.Prepare("""
            SELECT rows, NULL, NULL, NULL, NULL FROM fact_blocks WHERE form = ?
            UNION ALL SELECT NULL, key, month, link_worker, row FROM facts WHERE packed <> 1
            UNION ALL SELECT NULL, key, month, link_worker, row FROM facts
                WHERE month IN (SELECT month FROM fact_blocks WHERE form <> ?) AND packed = 1
            """).Number(PackedFacts.Form).Number(PackedFacts.Form);
        while (rows.Next())
            if (rows.IsNullAt(1))
                packed.Add(rows.BytesAt(0).ToArray());
            else
                since.Add((
                    new FactsRow(rows.TextAt(1), DateOnly.FromDayNumber((int)rows.NumberAt(2)), rows.TextOrNullAt(3), rows.TextAt(4)), 0));
        return new(packed, since);
    }

    /// <summary>Months with at least <paramref name="least"/> rows outside their block, and months whose block has another form.</summary>
    public static IReadOnlyList<DateOnly> ToPack(Connection connection, int least)
    {
        List<DateOnly> months = [];
        using Statement rows = connection.Prepare("""
            SELECT month FROM facts WHERE packed <> 1 GROUP BY month HAVING count(*) >= ?
            UNION SELECT month FROM fact_blocks WHERE form <> ?
            """).Number(least).Number(PackedFacts.Form);
        while (rows.Next())
            months.Add(DateOnly.FromDayNumber((int)rows.NumberAt(0)));
        return months;
    }

    /// <summary>Marks the month's rows that go into the block. A row that is written again from now on loses the mark.</summary>
    public static int BeginToPack(Connection connection, DateOnly month)
    {
        using Statement begin = connection.Prepare("UPDATE facts SET packed = 2 WHERE month = ? AND packed = 0").Number(month.DayNumber);
        return begin.Run();
    }

    public static int Pack(Connection connection, DateOnly month, byte[] block)
    {
        using (Statement write = connection.Prepare("INSERT OR REPLACE INTO fact_blocks(month, form, rows) VALUES(?, ?, ?)"))
            write.Number(month.DayNumber).Number(PackedFacts.Form).Blob(block).Run();
        using Statement end = connection.Prepare("UPDATE facts SET packed = 1 WHERE month = ? AND packed = 2").Number(month.DayNumber);
        return end.Run();
    }

    /// <summary>Reads the rows after <paramref name="last"/>.</summary>
    public static IReadOnlyList<FactsRow> Read(Connection connection, DateOnly from, DateOnly before, FactsRow? last)
    {
        List<FactsRow> some = [];
        using Statement rows = connection.Prepare("""
            SELECT key, month, link_worker, row FROM facts
            WHERE (month, key) > (?, ?) AND month < ? ORDER BY month, key LIMIT ?
            """);
        rows.Number(last is null ? from.DayNumber : last.Month.DayNumber).Text(last?.Key ?? "").Number(before.DayNumber).Number(AtOnce);
        while (rows.Next())
            some.Add(new FactsRow(
                rows.TextAt(0), DateOnly.FromDayNumber((int)rows.NumberAt(1)), rows.TextOrNullAt(2), rows.TextAt(3)));
        return some;
    }

    public static bool IsLast(IReadOnlyList<FactsRow> some) => some.Count < AtOnce;
}
