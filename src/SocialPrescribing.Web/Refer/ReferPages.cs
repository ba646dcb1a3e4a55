using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// Pages for referring, for professionals under <c>/refer</c> and for people themselves under <c>/refer/myself</c>: page by page, each
/// checked when it is sent, and sent once at the end.
/// </summary>
public static class ReferPages
{
    /// <summary>The hidden field that says which referral a page belongs to.</summary>
    public const string DraftField = "draft";

    /// <summary>An organisation's own link, in the address and in the page that it opens.</summary>
    public const string LinkField = "as";

    internal const string Done = "done", BeginHere = "begin";
    private const string Check = "check";

    // The handlers are lambdas, because both forms have the same pages: each holds the form of its route.
    public static void Map(RouteGroupBuilder pages, ReferralForm form)
    {
        pages.MapGet(form.Path, (HttpContext context, [AsParameters] Services services) => Start(context, form, services));
        pages.MapPost(form.Path, (HttpContext context, [AsParameters] Services services) => Begin(context, form, services));
        if (form == ReferralForm.Professional)
            OnePage.Map(pages);
        pages.MapGet($"{form.Path}/{{step}}", (string step, HttpContext context, [AsParameters] Services services) =>
            Show(step, context, form, services));
        pages.MapPost($"{form.Path}/{{step}}", (string step, HttpContext context, [AsParameters] Services services) =>
            Take(step, context, form, services));
    }

    /// <summary>The services that the pages after the first need.</summary>
    // Each parameter says where it comes from. The generator would take any other for a JSON body and then refuse forms.
    internal sealed record Services(
        [FromServices] Drafts Drafts, [FromServices] ReferralIntake Intake, [FromServices] PublicFormLimiter Limiter,
        [FromServices] Pathway Pathway, [FromServices] Clocks Clocks, [FromServices] ReferrerMemory Memory,
        [FromServices] OrganisationLinks Links, [FromServices] Practices Practices)
    {
        public DateOnly Today => WorkingCalendar.LondonDate(Clocks.Now);

        /// <summary>The initial values of a form: what the device remembers of its referrer, and what their organisation's
        /// link says.</summary>
        public async Task<Dictionary<string, string>> ToBeginWith(HttpContext context, string link)
        {
            Dictionary<string, string> values = Memory.ToBeginWith(context);
            if (await Links.Read(link, context.RequestAborted) is { } organisation)
                values["organisation"] = organisation.Name;
            return values;
        }
    }

    private static async Task<PageResult> Start(HttpContext context, ReferralForm form, Services services)
    {
        KeepLanguage(context, form);
        Draft? draft = await services.Drafts.Find(context, form.Name);
        bool isBegun = draft is { Content.Receipt: null } && draft.Content.Steps.Count > 0;
        bool isSentBack = !isBegun && context.Request.Query.ContainsKey(BeginHere);
        if (form == ReferralForm.Professional && ReferWay.IsOnePage(context))
            return await OnePage.Fresh(context, services, draft is { Content: { Receipt: null, Values.Count: > 0 } }, isSentBack);
        string link = LinkIn(context);
        bool isLinkOld = link.Length > 0 && await services.Links.Read(link, context.RequestAborted) is null;
        string? goOn = isBegun ? PathOf(form, FirstOpen(form, draft!)) : null;
        return form == ReferralForm.Myself
            ? Pages.Of<MyselfStart>((nameof(MyselfStart.GoOn), goOn), (nameof(MyselfStart.IsSentBack), isSentBack))
            : Pages.Of<ReferStart>((nameof(ReferStart.GoOn), goOn), (nameof(ReferStart.IsSentBack), isSentBack),
                (nameof(ReferStart.Link), link), (nameof(ReferStart.IsLinkOld), isLinkOld));
    }

    private static async Task<Results<PageResult, SeeOther>> Begin(HttpContext context, ReferralForm form, Services services)
    {
        if (!services.Limiter.Allows(context))
            return PublicFormLimiter.Refused(context);
        if (form == ReferralForm.Myself)
        {
            await services.Drafts.Begin(context, form.Name, new Dictionary<string, string>());
            return Pages.SeeOther(PathOf(form, form.Steps[0].Name));
        }
        SentForm sent = SentForm.Of(context);
        string way = sent[ReferWay.Name], link = sent[LinkField];
        ReferWay.Keep(context, way);
        if (way is ReferWay.OnePage)
            return Pages.SeeOther($"{form.Path}?{ReferWay.Name}={ReferWay.OnePage}"
                + (link.Length > 0 ? $"&{LinkField}={Uri.EscapeDataString(link)}" : ""));
        await services.Drafts.Begin(context, form.Name, await services.ToBeginWith(context, link));
        return Pages.SeeOther(PathOf(form, form.Steps[0].Name));
    }

    private static async Task<Results<PageResult, SeeOther>> Show(string step, HttpContext context, ReferralForm form, Services services)
    {
        KeepLanguage(context, form);
        if (await services.Drafts.Find(context, form.Name) is not { } draft)
            return Pages.SeeOther($"{form.Path}?{BeginHere}");
        if (draft.Content.Receipt is { } receipt)
            return step is Done ? Pages.Of<Referred>(
                (nameof(Referred.Form), form), (nameof(Referred.Receipt), receipt), (nameof(Referred.ReadBy), draft.Content.ReadBy),
                (nameof(Referred.Now), services.Clocks.Now)) : Pages.SeeOther(PathOf(form, Done));
        PracticeList practices = await services.Practices.Now(context.RequestAborted);
        if (step is Check && FirstOpen(form, draft) is Check)
            return CheckPage(form, draft, SentForm.Again(draft.Content.Values), services.Pathway, practices);
        if (form.Find(step) is not { } found || IsTooFar(form, draft, found))
            return Pages.SeeOther(PathOf(form, FirstOpen(form, draft)));
        bool refused = draft.Content.Refused == step;
        SentForm kept = form.FieldsOf(found, services.Pathway).Any(draft.Content.Values.ContainsKey) ? SentForm.Again(draft.Content.Values)
            : SentForm.Empty;
        foreach (FormProblem problem in refused ? Problems(form, found, draft.Content.Values, services, practices) : [])
            kept.Problem(problem);
        return StepPage(form, draft, found, kept, services.Pathway, practices);
    }

    private static async Task<Results<PageResult, SeeOther>> Take(string step, HttpContext context, ReferralForm form, Services services)
    {
        SentForm sent = SentForm.Of(context);
        if (await services.Drafts.Find(context, form.Name, sent[DraftField]) is not { } draft)
            return await BeginAnew(context, form, form.Find(step), sent, services);
        if (draft.Content.Receipt is not null)
            return Pages.SeeOther(PathOf(form, Done));
        if (step is Check)
            return await Send(context, form, draft, services);
        if (form.Find(step) is not { } found || IsTooFar(form, draft, found))
            return Pages.SeeOther(PathOf(form, FirstOpen(form, draft)));

        // Somebody who changes to the other kind of form keeps what they have typed, as when going back.
        bool goesToOnePage = form == ReferralForm.Professional && sent[ReferWay.Name] is ReferWay.OnePage;
        bool leaves = sent.GoesBack || goesToOnePage;
        Dictionary<string, string> values = new(draft.Content.Values);
        foreach (string field in form.FieldsOf(found, services.Pathway))
            values[field] = sent[field];
        PracticeList practices = await services.Practices.Now(context.RequestAborted);
        PracticeAsk.Settle(values, practices);
        bool isRight = !Problems(form, found, values, services, practices).Any();
        List<string> steps = [.. draft.Content.Steps.Where(s => s != step)];
        if (isRight && (!leaves || draft.Content.Steps.Contains(step)))
            steps.Add(step);
        // Somebody who goes back has not finished the page, so they are not told yet what is wrong.
        DraftContent content = draft.Content with { Values = values, Steps = steps, Refused = isRight || leaves ? null : step };
        if (!Drafts.CanHold(content))
        {
            sent.Problem(found.Fields[0], Texts.Say("Problem.TooMuch"));
            return StepPage(form, draft, found, sent, services.Pathway, practices, StatusCodes.Status422UnprocessableEntity);
        }
        if (!await services.Drafts.Save(draft with { Content = content }, context.RequestAborted))
        {
            sent.Problem("", Texts.Say("Problem.TwoTabs"));
            return StepPage(form, draft, found, sent, services.Pathway, practices, StatusCodes.Status409Conflict);
        }
        if (goesToOnePage)
        {
            ReferWay.Keep(context, ReferWay.OnePage);
            return Pages.SeeOther(OnePage.Path);
        }
        if (sent.GoesBack)
            return Pages.SeeOther(form.Before(found) is { } before ? PathOf(form, before.Name) : form.Path);
        // Problems are shown on a page that is loaded by GET, so that going back to it or reloading it does not send the form again.
        if (!isRight)
            return Pages.SeeOther(PathOf(form, step) + context.Request.QueryString);
        // Somebody who came back to change one answer returns to the check page.
        return Pages.SeeOther(
            PathOf(form,
                FirstOpen(form, draft with { Content = content }) is Check && context.Request.Query.ContainsKey("change")
                    ? Check
                    : form.After(found)?.Name ?? Check));
    }

    private static async Task<Results<PageResult, SeeOther>> Send(HttpContext context, ReferralForm form, Draft draft, Services services)
    {
        if (FirstOpen(form, draft) is not Check and var open)
            return Pages.SeeOther(PathOf(form, open));
        SentForm sent = SentForm.Again(draft.Content.Values);
        PracticeList practices = await services.Practices.Now(context.RequestAborted);
        return await Sending.Off(
            context, form, draft, sent, services, status => CheckPage(form, draft, sent, services.Pathway, practices, status));
    }

    /// <summary>The referral of the page is gone, but what was on the page is kept for a new one.</summary>
    private static async Task<PageResult> BeginAnew(
        HttpContext context, ReferralForm form, ReferralStep? step, SentForm sent, Services services)
    {
        Dictionary<string, string> values = step is null ? []
            : form.FieldsOf(step, services.Pathway).Where(sent.Has).Distinct().ToDictionary(field => field, field => sent[field]);
        bool keeps = values.Count > 0 && values.Values.Sum(v => v.Length) <= ReferralForm.LongestText && services.Limiter.Allows(context);
        if (keeps)
            await services.Drafts.Begin(context, form.Name, values);
        return Pages.Of<DraftGone>(StatusCodes.Status410Gone, (nameof(DraftGone.Form), form), (nameof(DraftGone.Keeps), keeps));
    }

    internal static string LinkIn(HttpContext context) => context.Request.Query[LinkField] is [{ Length: > 0 } link] ? link : "";

    private static void KeepLanguage(HttpContext context, ReferralForm form)
    {
        if (form == ReferralForm.Myself)
            PageLanguage.Keep(context, form.Path);
    }

    internal static IEnumerable<FormProblem> Problems(
        ReferralForm form, ReferralStep step, IReadOnlyDictionary<string, string> values, Services services,
        PracticeList practices) =>
        form.Read(values, services.Pathway, services.Today, practices).Problems.Where(p => step.Fields.Contains(p.Field));

    /// <summary>Nobody should check answers that they were not asked for yet.</summary>
    private static bool IsTooFar(ReferralForm form, Draft draft, ReferralStep step) =>
        form.Steps.TakeWhile(s => s != step).Any(s => !draft.Content.Steps.Contains(s.Name));

    internal static string FirstOpen(ReferralForm form, Draft draft) =>
        form.Steps.FirstOrDefault(s => !draft.Content.Steps.Contains(s.Name))?.Name ?? Check;

    internal static string PathOf(ReferralForm form, string step) => $"{form.Path}/{step}";

    private static PageResult StepPage(
        ReferralForm form, Draft draft, ReferralStep step, SentForm sent, Pathway pathway, PracticeList practices,
        int status = StatusCodes.Status200OK) => Pages.Of<StepPage>(status,
        (nameof(Refer.StepPage.Form), form), (nameof(Refer.StepPage.Draft), draft), (nameof(Refer.StepPage.Step), step),
        (nameof(Refer.StepPage.Sent), sent), (nameof(Refer.StepPage.Pathway), pathway), (nameof(Refer.StepPage.Practices), practices));

    private static PageResult CheckPage(
        ReferralForm form, Draft draft, SentForm sent, Pathway pathway, PracticeList practices, int status = StatusCodes.Status200OK) =>
        Pages.Of<CheckPage>(status,
        (nameof(Refer.CheckPage.Form), form), (nameof(Refer.CheckPage.Draft), draft), (nameof(Refer.CheckPage.Sent), sent),
        (nameof(Refer.CheckPage.Pathway), pathway), (nameof(Refer.CheckPage.Practices), practices));
}
