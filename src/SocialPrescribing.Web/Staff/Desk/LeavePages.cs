using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Desk;

/// <summary>When a link worker is away, so that nothing is booked then by mistake, or a safeguarding lead, so that somebody else hears of
/// concerns. Link workers enter their own leave, leads anybody's.</summary>
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

    private static async Task<PageResult> Show(HttpContext context, IJourneyStore store, StaffDirectory staff, Clocks clocks) =>
        await CaseloadPages.Whose(context, store, staff, context.RequestAborted, away: true) is { } whose
            ? await Form(context, staff, whose, SentForm.Empty, await Booked(whose.Member, store, clocks, context.RequestAborted))
            : StaffOnly.NotForYou(context.Reader(), CaseloadPages.Others);

    private static Task<Results<PageResult, SeeOther>> Add(
        HttpContext context, IJourneyStore store, StaffDirectory staff, LeaveCover covers, Clocks clocks) =>
        ForSomebody(context, store, staff, async whose =>
    {
        SentForm form = SentForm.Of(context);
        Leave leave = new(Typed.RequiredDate(form, "from"), Typed.RequiredDate(form, "to"));
        if (form.Has("cover"))
        {
            leave = leave with { Cover = form["cover"], EnteredAt = clocks.Now };
            if (form["cover"] == whose.Member?.Id || !Permissions.MaySupport(await staff.Find(form["cover"], context.RequestAborted)))
                form.Problem("cover", "Choose somebody else who works here as a link worker or lead.");
        }
        if (form.IsRight && leave.To < leave.From)
            form.Problem("to", "The last day is not before the first.");
        if (form.IsRight && leave.To.DayNumber - leave.From.DayNumber >= LongestDays)
            form.Problem("to", "Give at most a year at once.");
        if (!form.IsRight || whose.Member is not { } member)
            return await Form(context, staff, whose, form, [], StatusCodes.Status422UnprocessableEntity);
        DateOnly over = WorkingCalendar.LondonDate(clocks.Now).AddYears(-1);
        StaffMember? changed = await staff.Change(member.Id, s => s.Leave.Any(leave.IsSame) ? s : s with
        {
            Leave = [.. s.Leave.Where(l => l.To >= over && (l.From, l.To) != (leave.From, leave.To)).Append(leave).OrderBy(l => l.From)
                .TakeLast(MostLeaves)],
        }, context.RequestAborted);
        // Somebody else covers from now on.
        foreach (Leave before in member.Leave.Where(l => (l.From, l.To) == (leave.From, leave.To) && l.Cover != leave.Cover))
            await covers.GiveBack(member, before, CancellationToken.None);
        if (changed is not null)
            await covers.Give(changed, CancellationToken.None);
        return Pages.SeeOther(PathOf(member));
    });

    private static Task<Results<PageResult, SeeOther>> Remove(
        HttpContext context, IJourneyStore store, StaffDirectory staff, LeaveCover covers) =>
        ForSomebody(context, store, staff, async whose =>
    {
        SentForm form = SentForm.Of(context);
        Leave leave = new(Typed.RequiredDate(form, "from"), Typed.RequiredDate(form, "to"));
        if (whose.Member is not { } member)
            return await Form(context, staff, whose, form, [], StatusCodes.Status422UnprocessableEntity);
        bool IsIt(Leave other) => (other.From, other.To) == (leave.From, leave.To);
        Leave[] ended = [.. member.Leave.Where(IsIt)];
        await staff.Change(member.Id, s => s.Leave.Any(IsIt) ? s with { Leave = [.. s.Leave.Where(l => !IsIt(l))] } : s,
            context.RequestAborted);
        foreach (Leave one in ended)
            await covers.GiveBack(member, one, CancellationToken.None);
        return Pages.SeeOther(PathOf(member));
    });

    private static async Task<Results<PageResult, SeeOther>> ForSomebody(
        HttpContext context, IJourneyStore store, StaffDirectory staff, Func<WhoseCaseload, Task<Results<PageResult, SeeOther>>> then) =>
        await CaseloadPages.Whose(context, store, staff, context.RequestAborted, away: true) is { } whose ? await then(whose)
            : StaffOnly.NotForYou(context.Reader(), CaseloadPages.Others);

    private static async Task<PageResult> Form(
        HttpContext context, StaffDirectory staff, WhoseCaseload whose, SentForm form, IReadOnlyList<DiaryEntry> booked,
        int status = StatusCodes.Status200OK) =>
        Pages.Of<LeavePage>(status,
            (nameof(LeavePage.Reader), context.Reader()), (nameof(LeavePage.Whose), whose), (nameof(LeavePage.Form), form),
            (nameof(LeavePage.Booked), booked),
            (nameof(LeavePage.Staff), await staff.AllCached(context.RequestAborted)), (nameof(LeavePage.Path), PathOf(whose.Member)));

    /// <summary>What is booked on days of leave that are still to come: people wait there.</summary>
    private static async Task<IReadOnlyList<DiaryEntry>> Booked(
        StaffMember? member, IJourneyStore store, Clocks clocks, CancellationToken cancellation)
    {
        Leave[] ahead = [.. (member?.Leave ?? []).Where(l => l.To >= WorkingCalendar.LondonDate(clocks.Now))];
        if (ahead is [])
            return [];
        DateTimeOffset back = WorkingCalendar.London(ahead.Max(l => l.To).AddDays(1), TimeOnly.MinValue);
        return [.. (await DiaryDays.Between(clocks.Now, back, member!.Id, store, cancellation))
            .Where(e => e.IsOpen && ahead.Any(l => l.Holds(WorkingCalendar.LondonDate(e.At))))];
    }

    private static string PathOf(StaffMember? member) => member is null ? Path : $"{Path}?of={member.Id}";
}
