using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// A referrer's own list under <c>/refer/mine</c>. They type their work email, open the link that is sent to it, and see what
/// came of their referrals.
/// </summary>
public static class MinePages
{
    public const string Path = "/refer/mine";
    private const string SessionCookie = "referrer";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, Show);
        pages.MapPost(Path, Ask);
        pages.MapGet($"{Path}/sent", () => Pages.Of<MineSent>());
        pages.MapPost($"{Path}/leave", Leave);
        pages.MapGet($"{Path}/of/{{referral:guid}}", Summary);
        pages.MapGet($"{Path}/{{token}}", Open);
        pages.MapPost($"{Path}/{{token}}", Enter);
    }

    private static async Task<PageResult> Show(HttpContext context, ReferrerLists lists, CancellationToken cancellation) =>
        context.OwnCookie(SessionCookie, Path) is { Length: > 0 and <= 100 } session
            && await lists.List(session, AfterOf(context.Request), cancellation) is { } page
            ? Pages.Of<MineList>((nameof(MineList.Referrals), page.Items), (nameof(MineList.Continue), page.Continue),
                (nameof(MineList.Missing), page.Unreadable.Count > 0)) : Form(SentForm.Empty);

    /// <summary>One referral on one page, to print for the file.</summary>
    private static async Task<PageResult> Summary(Guid referral, HttpContext context, ReferrerLists lists, CancellationToken cancellation)
    {
        if (context.OwnCookie(SessionCookie, Path) is not { Length: > 0 and <= 100 } session || !await lists.IsIn(session, cancellation))
            return Form(SentForm.Empty);
        return await lists.Find(session, referral, cancellation) is { } own
            ? Pages.Of<MineSummary>((nameof(MineSummary.Own), own)) : Notices.NoSuchPage(null);
    }

    /// <summary>The milestones that referrers look for, in their order. Those that have not happened are listed, too, until
    /// support has ended.</summary>
    public static IEnumerable<(string What, DateTimeOffset? At)> Line(ReferralStatus status)
    {
        Dictionary<string, DateTimeOffset> happened = status.Milestones.ToDictionary(m => m.What, m => m.At);
        // What is kept back is not called "not yet".
        bool isOver = status.IsBrief || happened.ContainsKey("supportEnded") || happened.ContainsKey("declined");
        foreach (string what in (string[])["received", "declined", "contacted", "met", "planAgreed", "independent", "supportEnded"])
            if (happened.TryGetValue(what, out DateTimeOffset at))
                yield return (MilestoneOf(what), at);
            else if (!isOver && what is not "declined")
                yield return (MilestoneOf(what), null);
    }

    /// <summary>The API's milestones in words.</summary>
    public static string MilestoneOf(string what) => StaffTexts.Say($"Milestone.{what}");

    private static async Task<Results<PageResult, SeeOther>> Ask(
        HttpContext context, ReferrerLists lists, PublicFormLimiter limiter, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        if (!EmailAddress.IsPlausible(form["email"]))
        {
            form.Problem("email", "Enter an email address, such as name@example.org");
            return Form(form, StatusCodes.Status422UnprocessableEntity);
        }
        if (!limiter.Allows(context))
            return PublicFormLimiter.Refused(context);
        await lists.Ask(form["email"], cancellation);
        return Pages.SeeOther($"{Path}/sent");
    }

    private static async Task<PageResult> Open(string token, SignedLinks links, ReferrerLists lists, CancellationToken cancellation) =>
        links.Read(token, LinkPurpose.ReferrerList) is { } link && await lists.IsOpen(link.Journey, cancellation)
            ? Pages.Of<MineOpen>((nameof(MineOpen.Token), token)) : Gone();

    private static async Task<Results<PageResult, SeeOther>> Enter(
        string token, HttpContext context, SignedLinks links, ReferrerLists lists, CancellationToken cancellation)
    {
        if (links.Read(token, LinkPurpose.ReferrerList) is not { } link || await lists.Enter(link.Journey, cancellation) is not { } session)
            return Gone();
        context.SetOwnCookie(SessionCookie, session, Path);
        return Pages.SeeOther(Path);
    }

    private static async Task<SeeOther> Leave(
        HttpContext context, ReferrerLists lists, CancellationToken cancellation)
    {
        if (context.OwnCookie(SessionCookie, Path) is { Length: > 0 and <= 100 } session)
            await lists.Leave(session, cancellation);
        context.RemoveOwnCookie(SessionCookie, Path);
        context.ClearKept();
        return Pages.SeeOther("/refer");
    }

    private static PageResult Form(SentForm form, int status = StatusCodes.Status200OK) =>
        Pages.Of<MineAsk>(status, (nameof(MineAsk.Form), form));

    /// <summary>The mark of a page is a time and an id. Anything else leads to the first page.</summary>
    private static string? AfterOf(HttpRequest request) =>
        request.Query["after"] is [{ Length: 52 } after] && after.All(c => char.IsAsciiHexDigitLower(c) || c is '/') ? after : null;

    /// <summary>The API's status words in plain English.</summary>
    public static string StatusOf(ReferralTaskStatus status) => StaffTexts.Of(status);

    private static PageResult Gone() => Pages.Of<Notice>(StatusCodes.Status404NotFound,
        (nameof(Notice.Title), "This link does not work any more"), (nameof(Notice.Sentence), "A link works for half an hour, and once."),
        (nameof(Notice.Onward), new Onward("", Path, "Ask for a new one")));
}
