using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Storage;

/// <summary>What is counted of journeys, a row for each: written with the journey, and read without it.</summary>
internal static class SqliteFacts
{
    /// <summary>In the order of months and keys. So many at once that a report over everything is a few dozen reads.</summary>
    private const int AtOnce = 5_000;

    public static void Write(Connection connection, Guid journey, FactsRow facts)
    {
        using Statement write = connection.Prepare("""
            INSERT INTO facts(key, journey, month, link_worker, row) VALUES(?, ?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET
                journey = excluded.journey, month = excluded.month, link_worker = excluded.link_worker, row = excluded.row
            """);
        write.Text(facts.Key).Id(journey).Number(facts.Month.DayNumber).Text(facts.LinkWorker).Text(facts.Json).Run();
    }

    /// <summary>Those behind the last one that is known.</summary>
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
