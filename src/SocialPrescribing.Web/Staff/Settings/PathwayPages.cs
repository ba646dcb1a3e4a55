using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>The times and limits of the programme: leads read them, and admins set what no file does.</summary>
/// <remarks>Not static, for its logger is named after it.</remarks>
public sealed partial class PathwayPages
{
    private const string Address = "/settings/pathway";

    /// <param name="readers">Pages for those who may read it.</param>
    public static void Map(IEndpointRouteBuilder staffPages, IEndpointRouteBuilder readers)
    {
        readers.MapGet(Address, (HttpContext context, ServiceSettings settings, Pathway pathway) =>
            Page(context, settings, pathway, SentForm.Empty, StatusCodes.Status200OK));
        staffPages.MapFor(StaffRole.Admin).MapPost(Address, Change);
    }

    private static async Task<IResult> Change(
        HttpContext context, ServiceSettings settings, Pathway pathway, ILogger<PathwayPages> log, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        SettingsOutcome outcome = await settings.Change(context.Reader().Id, SettingsForm.Changed(form, settings, n => n),
            SettingsForm.Seen(form), cancellation);
        switch (outcome)
        {
            case SettingsOutcome.Refused refused:
                foreach ((string setting, string allowed) in refused.Problems)
                    form.Problem(setting, $"Allowed here: {allowed}.");
                return await Page(context, settings, pathway, form, StatusCodes.Status422UnprocessableEntity);
            case SettingsOutcome.Stale:
                form.Problem("", SettingsForm.Overtaken);
                return await Page(context, settings, pathway, form, StatusCodes.Status409Conflict);
            case SettingsOutcome.Done { Version: { } version }:
                LogChanged(log, context.Reader().Id, string.Join(", ", version.Changes.Select(c => c.Setting)), version.Number);
                return Pages.SeeOther($"{Address}?done=saved");
            default:
                return Pages.SeeOther($"{Address}?done=same");
        }
    }

    private static async Task<IResult> Page(
        HttpContext context, ServiceSettings settings, Pathway pathway, SentForm form, int status) =>
        Pages.Of<PathwayPage>(status, (nameof(PathwayPage.Reader), context.Reader()), (nameof(PathwayPage.Form), form),
            (nameof(PathwayPage.Groups), PathwayWords.Of(pathway)),
            (nameof(PathwayPage.Settings), settings.Now.ToDictionary(s => s.Name)),
            (nameof(PathwayPage.Version), (await settings.Versions(1, context.RequestAborted)) is [var latest] ? latest.Number : 0),
            (nameof(PathwayPage.Done), SettingsForm.DoneIn(context)));

    [LoggerMessage(EventId = 5314, Level = LogLevel.Information,
        Message = "Staff {By} changed {Settings} of the pathway on a page: version {Version}")]
    private static partial void LogChanged(ILogger log, string by, string settings, int version);
}
