using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>The places of postcodes, which the command line imports into a service on either host.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class PlacesEndpoints
{
    /// <summary>Azure accepts at most 100 MB in one request, and 400,000 postcodes have some 40.</summary>
    private const int MostBytes = 64 * 1024 * 1024;

    public static void Map(RouteGroupBuilder api) => api.TakesOnly("/api/places",
        api.MapGet("/api/places", Show).ForStaff(StaffRole.Admin), api.MapPut("/api/places", Put).ForStaff(StaffRole.Admin));

    private static async Task<Reply<PlacesView>> Show(IPlaces places, CancellationToken cancellation) =>
        new(PlacesView.Of(await places.Source(cancellation), places.Areas), ApiJson.Default.PlacesView);

    private static Task<Results<Reply<PlacesView>, ApiProblem>> Put(
        HttpContext context, IPlaces places, Clocks clocks, ILogger<PlacesEndpoints> log) =>
        SentFile.Take<PlacesView>(context, MostBytes, async (name, sent) =>
        {
            (PostcodeFile? read, string? why) = PostcodeFile.Open(sent);
            if (read is null)
                return SentFile.Unreadable(why!);
            using PostcodeFile postcodes = read;
            PlacesSource taken = await places.Import(postcodes.Rows(), name, clocks.Now, context.RequestAborted);
            string by = context.Member().Id;
            LogImported(log, by, taken.Postcodes);
            return new Reply<PlacesView>(PlacesView.Of(taken, places.Areas), ApiJson.Default.PlacesView);
        });

    [LoggerMessage(EventId = 5653, Level = LogLevel.Information, Message = "Staff {By} imported places: {Postcodes} postcodes")]
    private static partial void LogImported(ILogger log, string by, int postcodes);
}

/// <param name="File">Missing if nothing was imported.</param>
/// <param name="Areas">The areas whose places are kept; missing for the whole country.</param>
public sealed record PlacesView(string? File, DateTimeOffset? At, int Postcodes, IReadOnlyList<string>? Areas)
{
    public static PlacesView Of(PlacesSource? source, IReadOnlyList<string>? areas) =>
        new(source?.File, source?.At, source?.Postcodes ?? 0, areas);
}
