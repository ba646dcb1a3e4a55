using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Where postcodes are, imported by the command line into a service on either host.</summary>
/// <remarks>Not static, for its logger is named after it.</remarks>
internal sealed partial class PlacesEndpoints
{
    /// <summary>Azure takes no more than 100 in one request; 400,000 postcodes have some 40.</summary>
    private const int MostBytes = 64 * 1024 * 1024;
    private const int LongestName = 100;

    public static void Map(RouteGroupBuilder api) => api.TakesOnly("/api/places",
        api.MapGet("/api/places", Show).ForStaff(StaffRole.Admin), api.MapPut("/api/places", Put).ForStaff(StaffRole.Admin));

    private static async Task<Reply<PlacesView>> Show(IPlaces places, CancellationToken cancellation) =>
        new(PlacesView.Of(await places.Source(cancellation), places.Areas), ApiJson.Default.PlacesView);

    private static async Task<Results<Reply<PlacesView>, ApiProblem>> Put(
        HttpContext context, IPlaces places, Clocks clocks, ILogger<PlacesEndpoints> log)
    {
        string by = context.Member().Id;
        if (StaffEndpoints.One(context.Request.Query, "name") is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
            return ApiProblem.Parameter("name", $"Give the name of the file, at most {LongestName} characters.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        if (await WholeBody.Read(context, MostBytes) is not { } body)
            return new ApiProblem("body-too-large", 413, "The body is too large", $"Send at most {MostBytes / 1024 / 1024} MB.");
        using MemoryStream sent = new(body.ToArray(), writable: false);
        (PostcodeFile? postcodes, string? why) = PostcodeFile.Open(sent);
        if (postcodes is null)
            return ApiProblem.Invalid("invalid-request", "file", [new("", "unreadable-file", why!)]);
        using (postcodes)
        {
            try
            {
                PlacesSource taken = await places.Import(postcodes.Rows(), name, clocks.Now, context.RequestAborted);
                LogImported(log, by, taken.Postcodes);
                return new Reply<PlacesView>(PlacesView.Of(taken, places.Areas), ApiJson.Default.PlacesView);
            }
            catch (PlacesException e)
            {
                return ApiProblem.Invalid("invalid-request", "file", [new("", "unreadable-file", e.Message)]);
            }
        }
    }

    [LoggerMessage(EventId = 5653, Level = LogLevel.Information, Message = "Staff {By} imported places: {Postcodes} postcodes")]
    private static partial void LogImported(ILogger log, string by, int postcodes);
}

/// <param name="File">Left out where nothing was imported.</param>
/// <param name="Areas">Of which parts of the country places are kept; left out for all of it.</param>
public sealed record PlacesView(string? File, DateTimeOffset? At, int Postcodes, IReadOnlyList<string>? Areas)
{
    public static PlacesView Of(PlacesSource? source, IReadOnlyList<string>? areas) =>
        new(source?.File, source?.At, source?.Postcodes ?? 0, areas);
}
