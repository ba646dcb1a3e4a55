using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>The NHS's list of GP practices, imported by the command line into a service on either host.</summary>
/// <remarks>Not static, for its logger is named after it.</remarks>
internal sealed partial class PracticesEndpoints
{
    private const int LongestName = 100;

    public static void Map(RouteGroupBuilder api) => api.TakesOnly("/api/practices",
        api.MapGet("/api/practices", Show).ForStaff(StaffRole.Admin), api.MapPut("/api/practices", Put).ForStaff(StaffRole.Admin));

    private static async Task<Reply<PracticesView>> Show(Practices practices, CancellationToken cancellation) =>
        new(PracticesView.Of(await practices.Source(cancellation), null), ApiJson.Default.PracticesView);

    private static async Task<Results<Reply<PracticesView>, ApiProblem>> Put(
        HttpContext context, Practices practices, ILogger<PracticesEndpoints> log)
    {
        string by = context.Member().Id;
        if (StaffEndpoints.One(context.Request.Query, "name") is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
            return ApiProblem.Parameter("name", $"Give the name of the file, at most {LongestName} characters.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = PracticeFile.MostBytes;
        if (await WholeBody.Read(context, PracticeFile.MostBytes) is not { } body)
            return new ApiProblem("body-too-large", 413, "The body is too large",
                $"Send at most {PracticeFile.MostBytes / 1024 / 1024} MB.");
        using MemoryStream sent = new(body.ToArray(), writable: false);
        (PracticeFile? list, string? why) = PracticeFile.Open(sent);
        if (list is null)
            return ApiProblem.Invalid("invalid-request", "file", [new("", "unreadable-file", why!)]);
        using (list)
        {
            try
            {
                PracticesSource taken = await practices.Import(list.Rows(), name, context.RequestAborted);
                LogImported(log, by, taken.Count, list.LeftOut);
                return new Reply<PracticesView>(PracticesView.Of(taken, list), ApiJson.Default.PracticesView);
            }
            catch (PracticesException e)
            {
                return ApiProblem.Invalid("invalid-request", "file", [new("", "unreadable-file", e.Message)]);
            }
        }
    }

    [LoggerMessage(EventId = 5654, Level = LogLevel.Information,
        Message = "Staff {By} imported the list of practices: {Taken} taken, {LeftOut} left out")]
    private static partial void LogImported(ILogger log, string by, int taken, int leftOut);
}

/// <param name="File">Left out where nothing was imported.</param>
/// <param name="LeftOut">How many lines of the file say no practice; of an import alone.</param>
/// <param name="Bad">The first of them; of an import alone.</param>
public sealed record PracticesView(
    string? File, DateTimeOffset? At, int Practices, int? LeftOut, IReadOnlyList<PracticeFile.BadRow>? Bad)
{
    public static PracticesView Of(PracticesSource? source, PracticeFile? read) =>
        new(source?.File, source?.At, source?.Count ?? 0, read?.LeftOut, read?.Bad);
}
