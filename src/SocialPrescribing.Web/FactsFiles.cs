using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <summary>Sends facts as a file, written while they are read. Who takes it is logged before anything is sent.</summary>
public sealed class FactsFiles(FactsReading facts, ExportLog exports)
{
    public const string Csv = "text/csv; charset=utf-8", Lines = "application/x-ndjson";

    /// <summary>The files by the name of their format.</summary>
    public static IReadOnlyDictionary<string, (string Name, string Type)> Forms { get; } = new Dictionary<string, (string, string)>
    {
        ["ndjson"] = ("facts.ndjson", Lines),
        ["csv"] = ("facts.csv", Csv),
        ["minimumDataSet"] = ("minimum-data-set.csv", Csv),
    };

    /// <param name="from">The first month of referrals; null for no limit.</param>
    /// <param name="before">The month after the last; null for no limit.</param>
    public async Task<PushStreamHttpResult> Give(
        string form, StaffMember to, DateOnly? from, DateOnly? before, CancellationToken cancellation)
    {
        (string name, string type) = Forms[form];
        await exports.Record(to, $"{name}, referrals {Of(from, before)}", cancellation);
        IAsyncEnumerable<JourneyFacts> read = facts.Read(from, before, cancellation).Select(f => f.Facts);
        return TypedResults.Stream(
            stream => form switch
            {
                "csv" => FactsFile.Table(read, stream, cancellation),
                "minimumDataSet" => FactsFile.MinimumDataSet(read, stream, cancellation),
                _ => FactsFile.Json(read, stream, cancellation),
            },
            type, name);
    }

    private static string Of(DateOnly? from, DateOnly? before) => string.Create(CultureInfo.InvariantCulture, $"{(from, before) switch
    {
        (null, null) => "of all months",
        ({ } first, null) => $"from {first:yyyy-MM}",
        (null, { } next) => $"until {next.AddMonths(-1):yyyy-MM}",
        ({ } first, { } next) => $"from {first:yyyy-MM} to {next.AddMonths(-1):yyyy-MM}",
    }}");
}
