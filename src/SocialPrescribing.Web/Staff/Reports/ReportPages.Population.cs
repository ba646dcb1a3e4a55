using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Reports;

/// <content>How many people live in the area.</content>
public static partial class ReportPages
{
    public const string Population = Address + "/population";
    /// <summary>Enough for about sixty groups in short lines.</summary>
    private const int LongestPopulation = 10_000;

    private static void MapPopulation(RouteGroupBuilder pages)
    {
        pages.MapGet(Population, (HttpContext context, Populations populations) =>
            Ask(context, populations, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost(Population, KeepPopulation);
    }

    private static async Task<PageResult> Ask(HttpContext context, Populations populations, SentForm form, int status) =>
        Pages.Of<PopulationPage>(status, (nameof(PopulationPage.Reader), context.Reader()), (nameof(PopulationPage.Form), form),
            (nameof(PopulationPage.Written), await populations.Written(context.RequestAborted)),
            (nameof(PopulationPage.IsDone), context.Request.Query.ContainsKey("done")));

    private static async Task<Results<PageResult, SeeOther>> KeepPopulation(HttpContext context, Populations populations)
    {
        SentForm form = SentForm.Of(context);
        (ReportPopulation read, string? problem) = Populations.Read(form.Text("population", LongestPopulation) ?? "");
        if (problem is not null)
            form.Problem("population", problem);
        if (!form.IsRight)
            return await Ask(context, populations, form, StatusCodes.Status422UnprocessableEntity);
        await populations.Keep(read, context.RequestAborted);
        return Pages.SeeOther($"{Population}?done=saved");
    }
}
