using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>The texts of letters for admins: read, previewed as a letter, saved, and taken back.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class LetterTextPages
{
    internal const string Address = "/settings/letters";
    private const int Shown = 20, MostCounted = 500;

    /// <summary>
    /// A letter has its styles on its elements, because mail programs drop style sheets. Only this page allows such styles, in a frame in
    /// which nothing runs. We made the content from plain text.
    /// </summary>
    private static readonly string _pageWithLetters =
        PageRules.ContentPolicy.Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal);

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Address, All);
        pages.MapGet($"{Address}/{{name}}", One);
        pages.MapPost($"{Address}/{{name}}", Change);
        pages.MapPost($"{Address}/{{name}}/versions/{{number:int}}/restore", Restore);
    }

    /// <summary>The services that these pages need.</summary>
    // Each parameter says where it comes from. The generator would take any other for a JSON body and then refuse forms.
    public sealed record LetterDesk(
        [FromServices] ILetterTemplates Templates, [FromServices] LetterTexts Letters, [FromServices] StaffDirectory Staff,
        [FromServices] IOutbox Outbox, [FromServices] ServiceProfile Profile, [FromServices] Clocks Clocks,
        [FromServices] ILogger<LetterTextPages> Log);

    private static PageResult All(HttpContext context, ILetterTemplates templates, LetterTexts letters) =>
        Pages.Of<LettersPage>((nameof(LettersPage.Reader), context.Reader()), (nameof(LettersPage.Templates), templates),
            (nameof(LettersPage.Letters), letters));

    private static Task<PageResult> One(string name, HttpContext context, [AsParameters] LetterDesk desk) =>
        Page(name, context, desk, SentForm.Empty, false, StatusCodes.Status200OK,
            int.TryParse(context.Request.Query["bring"], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null);

    private static async Task<Results<PageResult, SeeOther>> Change(string name, HttpContext context, [AsParameters] LetterDesk desk)
    {
        if (desk.Templates.All.FirstOrDefault(t => t.Name == name) is not { } template)
            return Notices.NoSuchPage(context.Reader());
        SentForm form = SentForm.Of(context);
        Dictionary<string, string> texts = [];
        foreach (string language in template.Languages.Where(l => desk.Templates.Now(name, l).FixedBy is null))
        {
            if (!template.IsEnd && !form.Has($"{language}-subject"))
                form.Problem($"{language}-subject", $"{LetterWords.Language(language)}: write a subject.");
            if (!form.Has($"{language}-text"))
                form.Problem($"{language}-text",
                    $"{LetterWords.Language(language)}: write the text. Everybody gets the letter in their language.");
            LetterSource parts = Typed(form, language, template);
            string given = desk.Templates.Given(name, language);
            texts[language] = LetterSource.Of(given) == parts ? given : parts.ToString();
        }
        if (form.IsRight)
            Tell(form, texts, texts.SelectMany(t => desk.Templates.Check(name, t.Key, t.Value)));
        if (!form.IsRight)
            return await Page(name, context, desk, form, false, StatusCodes.Status422UnprocessableEntity);
        if (form["do"] is not "save")
            return await Page(name, context, desk, form, true, StatusCodes.Status200OK);
        LetterOutcome outcome = await desk.Letters.Change(
            context.Reader().Id, name, texts, SettingsForm.Seen(form), context.RequestAborted);
        return await Answer(outcome, name, context, desk, form, texts);
    }

    private static async Task<Results<PageResult, SeeOther>> Restore(
        string name, int number, HttpContext context, [AsParameters] LetterDesk desk)
    {
        LetterOutcome outcome = await desk.Letters.Restore(
            context.Reader().Id, name, number, SettingsForm.Seen(SentForm.Of(context)), context.RequestAborted);
        return await Answer(outcome, name, context, desk, SentForm.Empty, []);
    }

    private static async Task<Results<PageResult, SeeOther>> Answer(
        LetterOutcome outcome, string name, HttpContext context, LetterDesk desk, SentForm form, Dictionary<string, string> texts)
    {
        switch (outcome)
        {
            case LetterOutcome.Refused refused:
                Tell(form, texts, refused.Problems);
                return await Page(name, context, desk, form, false, StatusCodes.Status422UnprocessableEntity);
            case LetterOutcome.Stale:
                form.Problem("", "Somebody else has changed this letter since you opened it. Their words are under Earlier versions. Save "
                    + "yours if they are still right.");
                // The form now has the other admin's version, so it can be saved when it is sent again.
                form.Note("version", $"{desk.Letters.Newest(name)?.Number ?? 0}");
                return await Page(name, context, desk, form, false, StatusCodes.Status409Conflict);
            case LetterOutcome.Done { Version: { } version }:
                LogChanged(desk.Log, version.By, name, version.Number);
                return Pages.SeeOther($"{Address}/{name}?done=saved");
            default:
                return Pages.SeeOther($"{Address}/{name}?done=same");
        }
    }

    internal static LetterSource Typed(SentForm form, string language, LetterTemplate template) => template.IsEnd
        ? new LetterSource("", "", form[$"{language}-text"])
        : new LetterSource(
            form[$"{language}-subject"], template.HasNeutralSubject ? form[$"{language}-neutral"] : "", form[$"{language}-text"]);

    /// <summary>Reports each problem at the field that must be corrected.</summary>
    private static void Tell(SentForm form, Dictionary<string, string> texts, IEnumerable<LetterProblem> problems)
    {
        foreach (LetterProblem problem in problems)
        {
            LetterSource parts = LetterSource.Of(texts.GetValueOrDefault(problem.Language, ""));
            (string field, string where) = problem.Line is 1 && parts.Before > 0 ? ("subject", ", subject")
                : problem.Line is 2 && parts.Before is 3 ? ("neutral", ", subject for discretion")
                : problem.Line > 0 ? ("text", string.Create(CultureInfo.InvariantCulture, $", line {problem.Line - parts.Before}"))
                : ("text", "");
            form.Problem($"{problem.Language}-{field}",
                $"{LetterWords.Language(problem.Language)}{where}: found {problem.Found}. Allowed: {problem.Allowed}.");
        }
    }

    /// <param name="looks">Whether to show the letter that the typed text makes, which can then be saved.</param>
    /// <param name="bring">An earlier version to preview, which can be brought back; 0 for the program's text.</param>
    private static async Task<PageResult> Page(
        string name, HttpContext context, LetterDesk desk, SentForm form, bool looks, int status, int? bring = null)
    {
        CancellationToken cancellation = context.RequestAborted;
        if (desk.Templates.All.FirstOrDefault(t => t.Name == name) is not { } template)
            return Notices.NoSuchPage(context.Reader());
        context.Response.Headers.ContentSecurityPolicy = _pageWithLetters;
        Dictionary<string, string> names = (await desk.Staff.AllCached(cancellation)).ToDictionary(s => s.Id, s => s.Name);
        IReadOnlyList<QueuedMessage> waiting = looks ? await desk.Outbox.Waiting(desk.Clocks.MachineNow, MostCounted, cancellation) : [];
        return Pages.Of<LetterTextPage>(status, (nameof(LetterTextPage.Reader), context.Reader()), (nameof(LetterTextPage.Form), form),
            (nameof(LetterTextPage.Template), template), (nameof(LetterTextPage.Looks), looks),
            (nameof(LetterTextPage.Templates), desk.Templates), (nameof(LetterTextPage.Profile), desk.Profile),
            (nameof(LetterTextPage.Newest), desk.Letters.Newest(name)), (nameof(LetterTextPage.Names), names),
            (nameof(LetterTextPage.Versions), await desk.Letters.Versions(name, Shown, cancellation)),
            (nameof(LetterTextPage.Waiting), waiting.Count(m => template.IsEnd
                ? MessageType.Of(m.Kind).Audience == template.To : m.Kind == template.Kind)),
            (nameof(LetterTextPage.Bring), bring), (nameof(LetterTextPage.Done), context.Request.Query["done"].ToString() switch
            {
                "saved" => "Saved. Letters are written with these words within a minute.",
                "same" => "Nothing was different, so nothing was changed.",
                _ => null,
            }));
    }

    [LoggerMessage(EventId = 5315, Level = LogLevel.Information,
        Message = "Staff {By} changed the words of the letter {Letter}: version {Version}")]
    private static partial void LogChanged(ILogger log, string by, string letter, int version);
}
