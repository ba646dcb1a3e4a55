using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using SocialPrescribing.Functions.Storage;
using SocialPrescribing.Invented;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using Xunit.Abstractions;

namespace SocialPrescribing.Functions.Tests.Storage;

/// <summary>
/// What a report over two years reads: a few requests for each month, several months at once, and not one request for each thousand rows.
/// <c>FACTS=100000</c> measures it on Azurite for bench/README.md.
/// </summary>
[Collection(nameof(Azurite))]
public sealed class PackedFactsTests(Azurite azurite, ITestOutputHelper output)
{
    private const int MostMilliseconds = 3_000;
    private static readonly DateOnly _first = new(2025, 4, 1);

    [Fact]
    public async Task Two_years_are_read_in_a_few_trips()
    {
        FakeTables fake = new();
        TestedTables tables = await TestedTables.Begin(fake);
        await Fill(tables, 240);
        await tables.Journeys.PackFacts(1, default);

        FactsForReports? read = null;
        int trips = await new Trips(fake).Of(async () => read = await tables.Journeys.FactsForReports(default));

        Assert.Equal((24, 0, 240), (read!.Packed.Count, read.Since.Count, ReportReader.RowsIn(read).Count));
        // The months are listed one after the other. Then each takes a page and a check that it still holds, for eight months at once.
        Assert.InRange(trips, 1, 25 + 2 * 3 + 2);
    }

    [Fact]
    public async Task A_block_of_another_form_is_left_aside_until_it_is_made_anew()
    {
        FakeTables fake = new();
        TestedTables tables = await TestedTables.Begin(fake);
        await Fill(tables, 240);
        await tables.Journeys.PackFacts(1, default);
        foreach (TableEntity block in ((FakeTable)tables.Table("Facts")).Everything().Where(e => e.RowKey[0] is '!').Take(3))
        {
            block["Form"] = 1;
            await tables.Table("Facts").UpsertEntityAsync(block, TableUpdateMode.Replace);
        }

        FactsForReports read = await tables.Journeys.FactsForReports(default);
        Assert.Equal((21, 240), (read.Packed.Count, ReportReader.RowsIn(read).Count));
        Assert.Equal(3, await tables.Journeys.PackFacts(1, default));
        Assert.Equal(24, (await tables.Journeys.FactsForReports(default)).Packed.Count);
    }

    [Fact]
    public async Task They_are_read_in_time()
    {
        int people = int.TryParse(Environment.GetEnvironmentVariable("FACTS"), out int said) ? said : 2_000;
        TestedTables tables = await TestedTables.Begin(azurite.Connect());
        await Fill(tables, people);
        int rows = (await Time("rows alone")).Count;
        Assert.Equal(24, await tables.Journeys.PackFacts(1, default));

        Assert.Equal((people, people), (rows, (await Time("as they are kept", MostMilliseconds)).Count));

        async Task<IReadOnlyList<CountedRow>> Time(string what, double most = double.MaxValue)
        {
            Stopwatch watch = Stopwatch.StartNew();
            IReadOnlyList<CountedRow> read = ReportReader.RowsIn(await tables.Journeys.FactsForReports(default));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {watch.Elapsed.TotalMilliseconds:0} ms"));
            Assert.InRange(watch.Elapsed.TotalMilliseconds, 0, most);
            return read;
        }
    }

    /// <summary>Writes rows as <see cref="TableFacts"/> does, a hundred at a time.</summary>
    private static async Task Fill(TestedTables tables, int people)
    {
        FactsRow[] rows = [.. InventedFacts.Of(people, 1, _first, 730).Select(f => FactsRow.Of(f, "staff-1"))];
        foreach (FactsRow[] month in rows.GroupBy(r => r.Month).Select(m => m.ToArray()))
            foreach (FactsRow[] some in month.Chunk(100))
                await tables.Table("Facts").SubmitTransactionAsync(some.Select(row => new TableTransactionAction(
                    TableTransactionActionType.Add,
                    new TableEntity(row.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), $"{row.Key}-0000000001")
                    {
                        ["LinkWorker"] = row.LinkWorker,
                    }.With("Facts", row.Json))));
    }
}
