using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>The NHS's list of GP practices, which the command line imports into a service on either host.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class PracticesEndpoints
{
    public static void Map(RouteGroupBuilder api) => api.TakesOnly("/api/practices",
        api.MapGet("/api/practices", Show).ForStaff(StaffRole.Admin), api.MapPut("/api/practices", Put).ForStaff(StaffRole.Admin));

    private static async Task<Reply<PracticesView>> Show(Practices practices, CancellationToken cancellation) =>
        new(PracticesView.Of(await practices.Source(cancellation), null), ApiJson.Default.PracticesView);

    private static Task<Results<Reply<PracticesView>, ApiProblem>> Put(
        HttpContext context, Practices practices, ILogger<PracticesEndpoints> log) =>
        SentFile.Take<PracticesView>(context, PracticeFile.MostBytes, async (name, sent) =>
        {
            (PracticeFile? read, string? why) = PracticeFile.Open(sent);
            if (read is null)
                return SentFile.Unreadable(why!);
            using PracticeFile list = read;
            PracticesSource taken = await practices.Import(list.Rows(), name, context.RequestAborted);
            string by = context.Member().Id;
            LogImported(log, by, taken.Count, list.LeftOut);
            return new Reply<PracticesView>(PracticesView.Of(taken, list), ApiJson.Default.PracticesView);
        });

    [LoggerMessage(EventId = 5654, Level = LogLevel.Information,
        Message = "Staff {By} imported the list of practices: {Taken} taken, {LeftOut} left out")]
    private static partial void LogImported(ILogger log, string by, int taken, int leftOut);
}

/// <param name="File">Missing if nothing was imported.</param>
/// <param name="LeftOut">After an import: how many lines of the file are not practices.</param>
/// <param name="Bad">After an import: the first of those lines.</param>
public sealed record PracticesView(
    string? File, DateTimeOffset? At, int Practices, int? LeftOut, IReadOnlyList<PracticeFile.BadRow>? Bad)
{
    public static PracticesView Of(PracticesSource? source, PracticeFile? read) =>
        new(source?.File, source?.At, source?.Count ?? 0, read?.LeftOut, read?.Bad);
}
