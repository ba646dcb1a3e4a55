using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>The first hour of a new service, and the test referral that shows that it works.</summary>
public static class FirstStepsPages
{
    private const string Address = "/settings/first-steps";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Address, Show);
        pages.MapPost($"{Address}/hide", Hide);
        pages.MapPost($"{Address}/test", Send);
        pages.MapPost($"{Address}/test/{{journey:guid}}/throw-away", ThrowAway);
    }

    private static PageResult Show(HttpContext context) => Page(context, context.Request.Query["done"].ToString() switch
    {
        "sent" => $"The test referral is in. Two letters go to {context.Reader().Email}: what the referrer gets, and what the person "
            + "gets. It waits on the board, to be accepted like any other.",
        "thrown-away" => "The test referral is thrown away. Nothing of it is counted anywhere.",
        _ => null,
    });

    private static async Task<SeeOther> Hide(FirstSteps steps, CancellationToken cancellation)
    {
        await steps.Hide(cancellation);
        return Pages.SeeOther("/board");
    }

    private static async Task<Results<PageResult, SeeOther>> Send(
        HttpContext context, FirstSteps steps, Clocks clocks, CancellationToken cancellation) =>
        await steps.SendTest(context.Reader(), SentForm.Of(context).Id, WorkingCalendar.LondonDate(clocks.Now), cancellation) is not null
            ? Pages.SeeOther($"{Address}?done=sent")
            : Page(context, null, "The test referral was not taken. Please try again in a minute.",
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<PageResult, SeeOther>> ThrowAway(
        Guid journey, HttpContext context, FirstSteps steps, CancellationToken cancellation) =>
        await steps.ThrowAway(journey, context.Reader(), cancellation) is { } problem
            ? Page(context, null, problem, StatusCodes.Status409Conflict)
            : Pages.SeeOther($"{Address}?done=thrown-away");

    private static PageResult Page(HttpContext context, string? done, string? problem = null, int status = StatusCodes.Status200OK)
    {
        SentForm form = SentForm.Empty;
        if (problem is not null)
            form.Problem("", problem);
        return Pages.Of<FirstStepsPage>(status, (nameof(FirstStepsPage.Reader), context.Reader()), (nameof(FirstStepsPage.Done), done),
            (nameof(FirstStepsPage.Form), form));
    }
}
