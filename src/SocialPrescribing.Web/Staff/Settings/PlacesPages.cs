using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>Where postcodes are, imported by an admin from the files that the statistics office and Ordnance Survey publish.</summary>
/// <remarks>Not static, for its logger is named after it.</remarks>
public sealed partial class PlacesPages
{
    /// <summary>Azure passes on no more than 100. The whole United Kingdom in one file is for the command line.</summary>
    public const int MostMegabytes = 95;
    private const long MostBytes = MostMegabytes * 1024L * 1024;
    /// <summary>For what a browser sends around the file.</summary>
    private const int Envelope = 64 * 1024;
    private const string Path = "/settings/directory/places";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Path, (HttpContext context, IPlaces places) => Page(context, places, SentForm.Empty, null, null));
        pages.MapPost(Path, Import).ReadsItsForm();
    }

    private static async Task<PageResult> Import(HttpContext context, IPlaces places, Clocks clocks, ILogger<PlacesPages> log)
    {
        string by = context.Reader().Id;
        bool isRead = await PageRules.ReadForm(context, MostBytes + Envelope);
        SentForm form = isRead ? SentForm.Of(context) : SentForm.Empty;
        IFormFile? file = isRead && context.Request.HasFormContentType ? context.Request.Form.Files.GetFile("file") : null;
        if (!isRead || file?.Length > MostBytes)
            form.Problem("file", $"Choose a file of at most {MostMegabytes} MB: one area, or Code-Point Open as a zip.");
        else if (file is not { Length: > 0 })
            form.Problem("file", "Choose a file that is not empty.");
        if (!form.IsRight)
            return await Page(context, places, form, null, null);
        await using Stream stream = file!.OpenReadStream();
        (PostcodeFile? postcodes, string? why) = PostcodeFile.Open(stream);
        if (postcodes is null)
        {
            form.Problem("file", why!);
            return await Page(context, places, form, null, null);
        }
        using (postcodes)
        {
            try
            {
                PlacesSource taken = await places.Import(postcodes.Rows(), NameOf(file), clocks.Now, context.RequestAborted);
                LogImported(log, by, taken.Postcodes);
                return await Page(context, places, SentForm.Empty, taken, postcodes.LeftOut);
            }
            catch (PlacesException e)
            {
                form.Problem("file", e.Message);
                return await Page(context, places, form, null, null);
            }
        }
    }

    private static async Task<PageResult> Page(HttpContext context, IPlaces places, SentForm form, PlacesSource? taken, int? leftOut) =>
        Pages.Of<PlacesPage>(form.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(PlacesPage.Reader), context.Reader()), (nameof(PlacesPage.Form), form), (nameof(PlacesPage.Taken), taken),
            (nameof(PlacesPage.LeftOut), leftOut ?? 0), (nameof(PlacesPage.Known), await places.Source(context.RequestAborted)));

    /// <summary>A browser may send a whole path, and anything at all in it.</summary>
    internal static string NameOf(IFormFile file) =>
        string.Concat(System.IO.Path.GetFileName(file.FileName).Where(c => !char.IsControl(c)).Take(100));

    [LoggerMessage(EventId = 5507, Level = LogLevel.Information, Message = "Staff {By} imported places on a page: {Postcodes} postcodes")]
    private static partial void LogImported(ILogger log, string by, int postcodes);
}
