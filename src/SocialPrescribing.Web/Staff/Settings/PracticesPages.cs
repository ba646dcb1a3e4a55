using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>Imports the NHS's list of GP practices, for admins.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class PracticesPages
{
    private const string Path = "/settings/directory/practices";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Path, (HttpContext context, Practices practices) => Page(context, practices, SentForm.Empty, null, null));
        pages.MapPost(Path, Import).ReadsItsForm();
    }

    private static async Task<PageResult> Import(HttpContext context, Practices practices, ILogger<PracticesPages> log)
    {
        PracticesSource? taken = null;
        PracticeFile? list = null;
        SentForm form = await FileForm.Take(context, PracticeFile.MostBytes,
            $"Choose a file of at most {PracticeFile.MostBytes / 1024 / 1024} MB.", async (name, stream) =>
            {
                (list, string? why) = PracticeFile.Open(stream);
                if (list is null)
                    return why;
                using (list)
                    taken = await practices.Import(list.Rows(), name, context.RequestAborted);
                string by = context.Reader().Id;
                LogImported(log, by, taken.Count, list.LeftOut);
                return null;
            });
        return await Page(context, practices, taken is null ? form : SentForm.Empty, taken, taken is null ? null : list);
    }

    private static async Task<PageResult> Page(
        HttpContext context, Practices practices, SentForm form, PracticesSource? taken, PracticeFile? read) =>
        Pages.Of<PracticesPage>(form.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(PracticesPage.Reader), context.Reader()), (nameof(PracticesPage.Form), form), (nameof(PracticesPage.Taken), taken),
            (nameof(PracticesPage.LeftOut), read?.LeftOut ?? 0), (nameof(PracticesPage.Bad), read?.Bad ?? []),
            (nameof(PracticesPage.Known), await practices.Source(context.RequestAborted)));

    [LoggerMessage(EventId = 5508, Level = LogLevel.Information,
        Message = "Staff {By} imported the list of practices on a page: {Taken} taken, {LeftOut} left out")]
    private static partial void LogImported(ILogger log, string by, int taken, int leftOut);
}
