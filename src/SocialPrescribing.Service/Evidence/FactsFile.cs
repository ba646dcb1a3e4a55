using System.Text.Json;
using CsvHelper;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Service.Evidence;

/// <summary>
/// Writes facts as files: as a table for spreadsheets (see <see cref="WrittenTable"/>), as one line of JSON for each journey, or as the
/// four groups of the national minimum data set. Each row is written as soon as it is read, so no file is held in memory.
/// </summary>
public static class FactsFile
{
    private const int FlushEvery = 200;

    public static Task Table(IAsyncEnumerable<JourneyFacts> facts, Stream to, CancellationToken cancellation) =>
        Lines(facts, to, [.. FactFields.All.Select(f => f.Name)], f => [[.. FactFields.All.Select(field => field.Written(f))]],
            cancellation);

    public static Task MinimumDataSet(IAsyncEnumerable<JourneyFacts> facts, Stream to, CancellationToken cancellation) =>
        Lines(facts, to, Evidence.MinimumDataSet.Columns, Evidence.MinimumDataSet.Of, cancellation);

    public static async Task Json(IAsyncEnumerable<JourneyFacts> facts, Stream to, CancellationToken cancellation)
    {
        await foreach (JourneyFacts one in facts.WithCancellation(cancellation))
        {
            await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(one, FactsJson.Default.JourneyFacts), cancellation);
            await to.WriteAsync("\n"u8.ToArray(), cancellation);
        }
    }

    private static async Task Lines(
        IAsyncEnumerable<JourneyFacts> facts, Stream to, IReadOnlyList<string> heads,
        Func<JourneyFacts, IEnumerable<IReadOnlyList<string>>> of, CancellationToken cancellation)
    {
        // A response allows only asynchronous writes, and the library writes synchronously. So it writes some lines at a time into memory.
        using MemoryStream some = new();
        await using StreamWriter text = WrittenTable.Text(some);
        await using CsvWriter csv = WrittenTable.On(text);
        csv.Line(heads);
        int written = 0;
        await foreach (JourneyFacts one in facts.WithCancellation(cancellation))
        {
            foreach (IReadOnlyList<string> line in of(one))
                csv.Line(line);
            if (++written % FlushEvery is 0)
                await Pass();
        }
        await Pass();

        async Task Pass()
        {
            await csv.FlushAsync();
            await text.FlushAsync(cancellation);
            await to.WriteAsync(some.GetBuffer().AsMemory(0, (int)some.Length), cancellation);
            some.SetLength(0);
        }
    }
}
