using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>When a link worker is away, so that nothing is booked then by mistake. One's own; a lead writes down anybody's.</summary>
public static class LeavePages
{
    private const string Path = "/board/leave";
    private const int MostLeaves = 50, LongestDays = 366;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet(Path, Show);
        staffPages.MapPost(Path, Add);
        staffPages.MapPost($"{Path}/remove", Remove);
        staffPages.MapGet($"{Path}/remove", () => Pages.SeeOther(Path));
    }

    private static Task<IResult> Show(HttpContext context, IJourneyStore store, StaffDirectory staff) =>
        ForSomebody(context, store, staff, whose => Form(context, whose, SentForm.Empty));

    private static Task<IResult> Add(HttpContext context, IJourneyStore store, StaffDirectory staff, Clocks clocks) =>
        ForSomebody(context, store, staff, async whose =>
    {
        SentForm form = SentForm.Of(context);
        Leave leave = new(Typed.RequiredDate(form, "from"), Typed.RequiredDate(form, "to"));
        if (form.IsRight && leave.To < leave.From)
            form.Problem("to", "The last day is not before the first.");
        if (form.IsRight && leave.To.DayNumber - leave.From.DayNumber >= LongestDays)
            form.Problem("to", "Give at most a year at once.");
        if (!form.IsRight || whose.Member is not { } member)
            return Form(context, whose, form, StatusCodes.Status422UnprocessableEntity);
        DateOnly over = WorkingCalendar.LondonDate(clocks.Now).AddYears(-1);
        await staff.Change(member.Id, s => s.Leave.Contains(leave) ? s
            : s with { Leave = [.. s.Leave.Where(l => l.To >= over).Append(leave).OrderBy(l => l.From).TakeLast(MostLeaves)] },
            context.RequestAborted);
        return Pages.SeeOther(PathOf(member));
    });

    private static Task<IResult> Remove(HttpContext context, IJourneyStore store, StaffDirectory staff) =>
        ForSomebody(context, store, staff, async whose =>
    {
        SentForm form = SentForm.Of(context);
        Leave leave = new(Typed.RequiredDate(form, "from"), Typed.RequiredDate(form, "to"));
        if (whose.Member is not { } member)
            return Form(context, whose, form, StatusCodes.Status422UnprocessableEntity);
        await staff.Change(member.Id, s => s.Leave.Contains(leave) ? s with { Leave = [.. s.Leave.Where(l => l != leave)] } : s,
            context.RequestAborted);
        return Pages.SeeOther(PathOf(member));
    });

    private static async Task<IResult> ForSomebody(
        HttpContext context, IJourneyStore store, StaffDirectory staff, Func<WhoseCaseload, Task<IResult>> then) =>
        await CaseloadPages.Whose(context, store, staff, context.RequestAborted) is { } whose ? await then(whose)
            : StaffOnly.NotForYou(context.Reader(), CaseloadPages.Others);

    private static Task<IResult> ForSomebody(
        HttpContext context, IJourneyStore store, StaffDirectory staff, Func<WhoseCaseload, IResult> then) =>
        ForSomebody(context, store, staff, whose => Task.FromResult(then(whose)));

    private static IResult Form(HttpContext context, WhoseCaseload whose, SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Of<LeavePage>(status,
        (nameof(LeavePage.Reader), context.Reader()), (nameof(LeavePage.Whose), whose), (nameof(LeavePage.Form), form),
        (nameof(LeavePage.Path), PathOf(whose.Member)));

    private static string PathOf(StaffMember? member) => member is null ? Path : $"{Path}?of={member.Id}";
}
