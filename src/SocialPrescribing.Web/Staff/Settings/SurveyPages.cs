using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>Which question sets are asked, and when.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class SurveyPages
{
    internal const string Address = "/settings/surveys";
    /// <summary>Empty rows for new ones.</summary>
    internal const int Empty = 2;
    private const int MostRows = 22;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Address, (HttpContext context, ServiceSettings settings, Pathway pathway) =>
            Page(context, settings, pathway, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost(Address, Change);
    }

    private static async Task<Results<PageResult, SeeOther>> Change(
        HttpContext context, ServiceSettings settings, Pathway pathway, IJourneyStore store, ILogger<SurveyPages> log,
        CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        string typed = PathwaySource.Text(Read(form, pathway));
        if (typed.Length is 0 && form.IsRight)
            form.Problem("", "Keep at least one survey.");
        if (!form.IsRight)
            return await Page(context, settings, pathway, form, StatusCodes.Status422UnprocessableEntity);
        Dictionary<string, string> wanted = settings.Now.Single(s => s.Name is PathwaySource.Surveys).Value == typed ? []
            : new() { [PathwaySource.Surveys] = typed };
        (IReadOnlyList<SettingChange> changes, Pathway then, SettingsOutcome.Refused? wrong) = settings.Look(wanted);
        if (form["do"] is not "save" && wrong is null && changes is [_, ..])
            return await Page(context, settings, pathway, form, StatusCodes.Status200OK,
                await ChangesFirst.Of(Told(changes, pathway, then), pathway, then, store, cancellation));
        SettingsOutcome outcome = wrong as SettingsOutcome
            ?? await settings.Change(context.Reader().Id, wanted, SettingsForm.Seen(form), cancellation);
        return await SettingsForm.Answer(outcome, form, settings, Address,
            (_, allowed) => form.Problem("", $"Allowed here: {allowed}."),
            status => Page(context, settings, pathway, form, status),
            (version, _) => LogChanged(log, version.By, version.Number), also: "", cancellation);
    }

    /// <summary>The changes in words, not in their stored form.</summary>
    private static IReadOnlyList<SettingChange> Told(IReadOnlyList<SettingChange> changes, Pathway before, Pathway then) =>
        [.. changes.Select(c => c with { Before = PathwayWords.Surveys(before.Surveys), After = PathwayWords.Surveys(then.Surveys) })];

    /// <summary>The surveys in the form. A row without a question set is ignored.</summary>
    private static List<SurveyPlan> Read(SentForm form, Pathway pathway)
    {
        List<SurveyPlan> plans = [];
        for (int i = 0; i < MostRows && form.Values.ContainsKey($"s{i}-number"); i++)
        {
            string[] measures = [.. pathway.MeasuresOnOffer().Select(m => m.Id).Where(m => form.Has($"s{i}-{m}"))];
            if (measures is [])
                continue;
            if (!int.TryParse(form[$"s{i}-number"], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > 1_000)
            {
                form.Problem($"s{i}-number", "Write after how many days, weeks or months: a whole number.");
                continue;
            }
            SurveyAnchor anchor = Enum.TryParse(form[$"s{i}-anchor"], out SurveyAnchor chosen) && Enum.IsDefined(chosen)
                ? chosen : SurveyAnchor.PlanAgreed;
            Delay after = form[$"s{i}-unit"] switch
            {
                "mo" => Delay.Months(number),
                "w" => Delay.Days(7 * number),
                _ => Delay.Days(number),
            };
            string id = form[$"s{i}-id"] is { Length: > 0 } known ? known : NewId(anchor, form[$"s{i}-unit"], number);
            while (plans.Any(p => p.Id == id))
                id += "-again";
            plans.Add(new SurveyPlan(id, anchor, after, measures));
        }
        return plans;
    }

    /// <summary>Staff will read this id: see <see cref="Words.Survey"/>.</summary>
    private static string NewId(SurveyAnchor anchor, string unit, int number) => (anchor, unit) switch
    {
        (SurveyAnchor.PlanAgreed, "w") => $"week-{number}",
        (SurveyAnchor.PlanAgreed, "mo") => $"month-{number}",
        (SurveyAnchor.SupportEnded, "mo") => $"after-{number}-months",
        _ => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(anchor.ToString())}-{number}{unit}",
    };

    private static async Task<PageResult> Page(
        HttpContext context, ServiceSettings settings, Pathway pathway, SentForm form, int status, ChangesFirst? look = null) =>
        Pages.Of<SurveysPage>(status, (nameof(SurveysPage.Reader), context.Reader()), (nameof(SurveysPage.Form), form),
            (nameof(SurveysPage.Setting), settings.Now.Single(s => s.Name is PathwaySource.Surveys)),
            (nameof(SurveysPage.Plans), Plans(settings)), (nameof(SurveysPage.Measures), pathway.MeasuresOnOffer()),
            (nameof(SurveysPage.Look), look),
            (nameof(SurveysPage.Version), await settings.LatestNumber(context.RequestAborted)),
            (nameof(SurveysPage.Done), SettingsForm.DoneIn(context)));

    /// <summary>The plans that apply, or will within a minute.</summary>
    private static IReadOnlyList<SurveyPlan> Plans(ServiceSettings settings) =>
        settings.Look(new Dictionary<string, string>()).Then.Surveys;

    [LoggerMessage(EventId = 5316, Level = LogLevel.Information, Message = "Staff {By} changed the surveys on a page: version {Version}")]
    private static partial void LogChanged(ILogger log, string by, int version);
}
