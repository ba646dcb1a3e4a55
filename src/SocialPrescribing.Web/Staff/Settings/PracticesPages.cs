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

/// <summary>The NHS's list of GP practices, imported by an admin.</summary>
/// <remarks>Not static, for its logger is named after it.</remarks>
public sealed partial class PracticesPages
{
    private const string Path = "/settings/directory/practices";
    /// <summary>For what a browser sends around the file.</summary>
    private const int Envelope = 64 * 1024;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Path, (HttpContext context, Practices practices) => Page(context, practices, SentForm.Empty, null, null));
        pages.MapPost(Path, Import).ReadsItsForm();
    }

    private static async Task<PageResult> Import(HttpContext context, Practices practices, ILogger<PracticesPages> log)
    {
        string by = context.Reader().Id;
        bool isRead = await PageRules.ReadForm(context, PracticeFile.MostBytes + Envelope);
        SentForm form = isRead ? SentForm.Of(context) : SentForm.Empty;
        IFormFile? file = isRead && context.Request.HasFormContentType ? context.Request.Form.Files.GetFile("file") : null;
        if (!isRead || file?.Length > PracticeFile.MostBytes)
            form.Problem("file", $"Choose a file of at most {PracticeFile.MostBytes / 1024 / 1024} MB.");
        else if (file is not { Length: > 0 })
            form.Problem("file", "Choose a file that is not empty.");
        if (!form.IsRight)
            return await Page(context, practices, form, null, null);
        await using Stream stream = file!.OpenReadStream();
        (PracticeFile? read, string? why) = PracticeFile.Open(stream);
        using PracticeFile? list = read;
        if (list is null)
        {
            form.Problem("file", why!);
            return await Page(context, practices, form, null, null);
        }
        try
        {
            PracticesSource taken = await practices.Import(list.Rows(), PlacesPages.NameOf(file), context.RequestAborted);
            LogImported(log, by, taken.Count, list.LeftOut);
            return await Page(context, practices, SentForm.Empty, taken, list);
        }
        catch (PracticesException e)
        {
            form.Problem("file", e.Message);
            return await Page(context, practices, form, null, null);
        }
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
