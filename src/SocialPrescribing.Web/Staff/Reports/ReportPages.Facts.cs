using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Reports;

/// <content>Facts as files.</content>
public static partial class ReportPages
{
    public const string Facts = Address + "/facts";

    private static void MapFacts(RouteGroupBuilder pages)
    {
        pages.MapGet(Facts, (HttpContext context, Clocks clocks) => Pages.Of<FactsPage>(
            (nameof(FactsPage.Reader), context.Reader()), (nameof(FactsPage.Period), PeriodIn(context)),
            (nameof(FactsPage.Today), WorkingCalendar.LondonDate(clocks.Now))));
        foreach ((string form, (string name, _)) in FactsFiles.Forms)
            pages.MapGet($"{Address}/{name}", (HttpContext context, FactsFiles files, CancellationToken cancellation) =>
                OneFile(form, context, files, cancellation));
    }

    private static Task<PushStreamHttpResult> OneFile(string form, HttpContext context, FactsFiles files, CancellationToken cancellation)
    {
        Period? period = PeriodIn(context);
        return files.Give(form, context.Reader(), period?.From, period?.Until, cancellation);
    }

    private static Period? PeriodIn(HttpContext context) =>
        Period.TryParse(context.Request.Query["period"], out Period period) ? period : null;
}
