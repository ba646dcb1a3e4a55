using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// The form for professionals on one page, for those who know it. It needs no draft before it is sent: the page draws the secret under
/// which it is sent. So a page that was open for a day is still accepted, and a page that is sent twice is one referral.
/// </summary>
internal static class OnePage
{
    public const string Path = "/refer/all";

    /// <summary>Marks a page that was sent and was not right.</summary>
    private const string Again = "again";

    private static readonly ReferralForm Form = ReferralForm.Professional;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, Show);
        pages.MapPost(Path, Take);
        pages.MapPost("/refer/forget", Forget);
    }

    /// <summary>The empty page.</summary>
    /// <param name="hasOpen">Whether another referral was begun and not sent.</param>
    public static async Task<PageResult> Fresh(HttpContext context, ReferPages.Services services, bool hasOpen, bool isSentBack)
    {
        string link = ReferPages.LinkIn(context);
        Dictionary<string, string> values = await services.ToBeginWith(context, link);
        values["urgency"] = "routine";
        bool isLinkOld = link.Length > 0 && await services.Links.Read(link, context.RequestAborted) is null;
        PracticeList practices = await services.Practices.Now(context.RequestAborted);
        return Page(context, services, practices, Drafts.NewSecret(), SentForm.Again(values), StatusCodes.Status200OK, hasOpen,
            isSentBack, isLinkOld);
    }

    private static async Task<PageResult> Show(HttpContext context, [AsParameters] ReferPages.Services services)
    {
        if (await services.Drafts.Find(context, Form.Name) is not { Content.Receipt: null } draft)
            return await Fresh(context, services, hasOpen: false, isSentBack: context.Request.Query.ContainsKey(Again));
        Dictionary<string, string> values = new(draft.Content.Values);
        values.TryAdd("urgency", "routine");
        SentForm kept = SentForm.Again(values);
        PracticeList practices = await services.Practices.Now(context.RequestAborted);
        if (draft.Content.Refused == Path)
            foreach (FormProblem problem in Form.Read(values, services.Pathway, services.Today, practices).Problems)
                kept.Problem(problem);
        return Page(context, services, practices, draft.Secret, kept);
    }

    private static async Task<Results<PageResult, SeeOther>> Take(HttpContext context, [AsParameters] ReferPages.Services services)
    {
        SentForm sent = SentForm.Of(context);
        string secret = Drafts.IsSecret(sent[ReferPages.DraftField]) ? sent[ReferPages.DraftField] : Drafts.NewSecret();
        Draft draft = await services.Drafts.Of(secret, Form.Name, context.RequestAborted);
        if (draft.Content.Form != Form.Name)
            return Pages.SeeOther(Form.Path);
        if (draft.Content.Receipt is not null)
        {
            Drafts.Remember(context, Form.Name, secret);
            return Pages.SeeOther(ReferPages.PathOf(Form, ReferPages.Done));
        }
        Dictionary<string, string> values = [];
        foreach (string field in Form.Steps.SelectMany(step => Form.FieldsOf(step, services.Pathway)))
            values[field] = sent[field];
        PracticeList practices = await services.Practices.Now(context.RequestAborted);
        PracticeAsk.Settle(values, practices);
        IReadOnlyList<FormProblem> problems = Form.Read(values, services.Pathway, services.Today, practices).Problems;
        bool goesToSteps = sent[ReferWay.Name] is ReferWay.InSteps;
        DraftContent content = new(Form.Name, values,
            [.. Form.Steps.Where(step => !problems.Any(p => step.Fields.Contains(p.Field))).Select(step => step.Name)],
            Refused: problems.Count is 0 || goesToSteps ? null : Path);
        PageResult Page(int status) =>
            OnePage.Page(
                context, services, practices, status is StatusCodes.Status410Gone ? Drafts.NewSecret() : secret, sent, status);
        if (!Drafts.CanHold(content))
        {
            sent.Problem(Form.Steps[0].Fields[0], Texts.Say("Problem.TooMuch"));
            return Page(StatusCodes.Status422UnprocessableEntity);
        }
        // The session may end while somebody writes. Their form is then accepted all the same.
        if (problems.Count is 0 && !goesToSteps)
            return await Sending.Off(context, Form, draft with { Content = content }, sent, services, Page);
        if (!draft.IsKept && !services.Limiter.Allows(context))
            return PublicFormLimiter.Refused(context);
        if (!await services.Drafts.Save(draft with { Content = content }, context.RequestAborted))
        {
            sent.Problem("", Texts.Say("Problem.TwoTabs"));
            return Page(StatusCodes.Status409Conflict);
        }
        Drafts.Remember(context, Form.Name, secret);
        if (!goesToSteps)
            return Pages.SeeOther($"{Path}?{Again}");
        ReferWay.Keep(context, ReferWay.InSteps);
        return Pages.SeeOther(ReferPages.PathOf(Form, ReferPages.FirstOpen(Form, draft with { Content = content })));
    }

    /// <summary>Removes what is known about the referrer from the browser and from its current referral.</summary>
    private static async Task<SeeOther> Forget(HttpContext context, [AsParameters] ReferPages.Services services)
    {
        ReferrerMemory.Forget(context);
        if (await services.Drafts.Find(context, Form.Name) is { Content.Receipt: null } draft)
        {
            Dictionary<string, string> values = draft.Content.Values
                .Where(v => v.Key is not ReferrerMemory.Wanted && !ReferrerMemory.Fields.Contains(v.Key)).ToDictionary();
            string[] steps = [.. draft.Content.Steps.Where(s => !Form.Find(s)!.Fields.Any(ReferrerMemory.Fields.Contains))];
            await services.Drafts.Save(
                draft with { Content = draft.Content with { Values = values, Steps = steps, Refused = null } }, context.RequestAborted);
        }
        return Pages.SeeOther(Form.Path);
    }

    private static PageResult Page(
        HttpContext context, ReferPages.Services services, PracticeList practices, string secret, SentForm sent,
        int status = StatusCodes.Status200OK, bool hasOpen = false, bool isSentBack = false, bool isLinkOld = false) =>
        Pages.Of<AllOnOnePage>(status,
            (nameof(AllOnOnePage.Secret), secret), (nameof(AllOnOnePage.Sent), sent), (nameof(AllOnOnePage.Pathway), services.Pathway),
            (nameof(AllOnOnePage.Practices), practices),
            (nameof(AllOnOnePage.IsKnown), services.Memory.Of(context).Count > 0), (nameof(AllOnOnePage.HasOpen), hasOpen),
            (nameof(AllOnOnePage.IsSentBack), isSentBack), (nameof(AllOnOnePage.IsLinkOld), isLinkOld));
}
