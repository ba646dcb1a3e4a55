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

/// <summary>Imports the places of postcodes from the files that the statistics office and Ordnance Survey publish, for admins.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class PlacesPages
{
    /// <summary>Azure accepts at most 100. For the whole United Kingdom in one file use the command line.</summary>
    public const int MostMegabytes = 95;
    private const long MostBytes = MostMegabytes * 1024L * 1024;
    private const string Path = "/settings/directory/places";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Path, (HttpContext context, IPlaces places) => Page(context, places, SentForm.Empty, null, 0));
        pages.MapPost(Path, Import).ReadsItsForm();
    }

    private static async Task<PageResult> Import(HttpContext context, IPlaces places, Clocks clocks, ILogger<PlacesPages> log)
    {
        PlacesSource? taken = null;
        int leftOut = 0;
        SentForm form = await FileForm.Take(context, MostBytes,
            $"Choose a file of at most {MostMegabytes} MB: one area, or Code-Point Open as a zip.", async (name, stream) =>
            {
                (PostcodeFile? postcodes, string? why) = PostcodeFile.Open(stream);
                if (postcodes is null)
                    return why;
                using (postcodes)
                {
                    taken = await places.Import(postcodes.Rows(), name, clocks.Now, context.RequestAborted);
                    leftOut = postcodes.LeftOut;
                }
                string by = context.Reader().Id;
                LogImported(log, by, taken.Postcodes);
                return null;
            });
        return await Page(context, places, taken is null ? form : SentForm.Empty, taken, leftOut);
    }

    private static async Task<PageResult> Page(HttpContext context, IPlaces places, SentForm form, PlacesSource? taken, int leftOut) =>
        Pages.Of<PlacesPage>(form.IsRight ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(PlacesPage.Reader), context.Reader()), (nameof(PlacesPage.Form), form), (nameof(PlacesPage.Taken), taken),
            (nameof(PlacesPage.LeftOut), leftOut), (nameof(PlacesPage.Known), await places.Source(context.RequestAborted)));

    [LoggerMessage(EventId = 5507, Level = LogLevel.Information, Message = "Staff {By} imported places on a page: {Postcodes} postcodes")]
    private static partial void LogImported(ILogger log, string by, int postcodes);
}
