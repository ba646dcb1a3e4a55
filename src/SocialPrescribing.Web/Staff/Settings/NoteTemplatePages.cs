using System.Globalization;
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

/// <summary>The templates of notes.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class NoteTemplatePages
{
    internal const string Address = "/settings/notes";
    /// <summary>Empty rows for new ones.</summary>
    internal const int Empty = 1;
    private const int MostRows = 21;

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Address, (HttpContext context, ServiceSettings settings) =>
            Page(context, settings, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost(Address, Change);
    }

    private static async Task<Results<PageResult, SeeOther>> Change(
        HttpContext context, ServiceSettings settings, Pathway pathway, IJourneyStore store, ILogger<NoteTemplatePages> log,
        CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        string typed = PathwaySource.Text(Read(form));
        if (!form.IsRight)
            return await Page(context, settings, form, StatusCodes.Status422UnprocessableEntity);
        Dictionary<string, string> wanted = Setting(settings).Value == typed ? [] : new() { [PathwaySource.NoteTemplates] = typed };
        (IReadOnlyList<SettingChange> changes, Pathway then, SettingsOutcome.Refused? wrong) = settings.Look(wanted);
        if (form["do"] is not "save" && wrong is null && changes is [_, ..])
            return await Page(context, settings, form, StatusCodes.Status200OK,
                await ChangesFirst.Of(changes, pathway, then, store, cancellation));
        SettingsOutcome outcome = wrong as SettingsOutcome
            ?? await settings.Change(context.Reader().Id, wanted, SettingsForm.Seen(form), cancellation);
        return await SettingsForm.Answer(outcome, form, settings, Address,
            (_, allowed) => form.Problem("", allowed == ServiceProfile.Allowed
                ? "That is more than can be kept: shorten some of the texts." : $"Allowed here: {allowed}."),
            status => Page(context, settings, form, status),
            (version, _) => LogChanged(log, version.By, version.Number), also: "", cancellation);
    }

    /// <summary>The templates in the form. A row without a name and a text is ignored.</summary>
    private static List<NoteTemplate> Read(SentForm form)
    {
        List<NoteTemplate> templates = [];
        for (int i = 0; i < MostRows && form.Values.ContainsKey(Field(i, "name")); i++)
        {
            string name = form[Field(i, "name")].Trim(), text = form[Field(i, "text")].ReplaceLineEndings("\n").Trim();
            if (name.Length is 0 && text.Length is 0)
                continue;
            if (name.Length is 0)
                form.Problem(Field(i, "name"), "Write what it is called.");
            else if (templates.Any(t => t.Name == name))
                form.Problem(Field(i, "name"), "Another one is called that: choose a name of its own.");
            if (text.Length is 0)
                form.Problem(Field(i, "text"), "Write what a note begins with, or empty the name as well to take it out.");
            templates.Add(new NoteTemplate(name, text));
        }
        return templates;
    }

    internal static string Field(int row, string part) => string.Create(CultureInfo.InvariantCulture, $"t{row}-{part}");

    private static Setting Setting(ServiceSettings settings) => settings.Now.Single(s => s.Name is PathwaySource.NoteTemplates);

    private static async Task<PageResult> Page(
        HttpContext context, ServiceSettings settings, SentForm form, int status, ChangesFirst? look = null) =>
        Pages.Of<NoteTemplatesPage>(status, (nameof(NoteTemplatesPage.Reader), context.Reader()), (nameof(NoteTemplatesPage.Form), form),
            (nameof(NoteTemplatesPage.Setting), Setting(settings)),
            (nameof(NoteTemplatesPage.Templates), settings.Look(new Dictionary<string, string>()).Then.NoteTemplates),
            (nameof(NoteTemplatesPage.Look), look),
            (nameof(NoteTemplatesPage.Version), await settings.LatestNumber(context.RequestAborted)),
            (nameof(NoteTemplatesPage.Done), SettingsForm.DoneIn(context)));

    [LoggerMessage(EventId = 5317, Level = LogLevel.Information,
        Message = "Staff {By} changed what notes begin with on a page: version {Version}")]
    private static partial void LogChanged(ILogger log, string by, int version);
}
