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

/// <summary>The times and limits of the programme. Leads read them, and admins set what no file sets.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class PathwayPages
{
    private const string Address = "/settings/pathway";

    /// <param name="readers">The pages for those who may only read it.</param>
    public static void Map(IEndpointRouteBuilder staffPages, IEndpointRouteBuilder readers)
    {
        readers.MapGet(Address, (HttpContext context, ServiceSettings settings, Pathway pathway) =>
            Page(context, settings, pathway, SentForm.Empty, StatusCodes.Status200OK));
        staffPages.MapFor(StaffRole.Admin).MapPost(Address, Change);
    }

    private static async Task<Results<PageResult, SeeOther>> Change(
        HttpContext context, ServiceSettings settings, Pathway pathway, IJourneyStore store, ILogger<PathwayPages> log,
        CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        Dictionary<string, string> wanted = SettingsForm.Changed(form, settings, n => n);
        (IReadOnlyList<SettingChange> changes, Pathway then, SettingsOutcome.Refused? wrong) = settings.Look(wanted);
        ChangesFirst look = await ChangesFirst.Of(changes, pathway, then, store, cancellation);
        if (form["do"] is "look" && wrong is null && changes is [_, ..])
            return await Page(context, settings, pathway, form, StatusCodes.Status200OK, look);
        SettingsOutcome outcome =
            wrong ?? await settings.Change(context.Reader().Id, wanted, SettingsForm.Seen(form), cancellation);
        return await SettingsForm.Answer(outcome, form, settings, Address,
            (setting, allowed) => form.Problem(setting, $"Allowed here: {allowed}."),
            status => Page(context, settings, pathway, form, status),
            (version, changed) => LogChanged(log, version.By, changed, version.Number),
            $"&moved={look.Moved}", cancellation);
    }

    private static string? Done(HttpContext context) => SettingsForm.DoneIn(context) is not { } done ? null
        : int.TryParse(context.Request.Query["moved"], NumberStyles.None, CultureInfo.InvariantCulture, out int moved)
            ? $"{done} {new ChangesFirst([], moved, false).Sentence}"
        : done;

    private static async Task<PageResult> Page(
        HttpContext context, ServiceSettings settings, Pathway pathway, SentForm form, int status, ChangesFirst? look = null) =>
        Pages.Of<PathwayPage>(status, (nameof(PathwayPage.Reader), context.Reader()), (nameof(PathwayPage.Form), form),
            (nameof(PathwayPage.Groups), PathwayWords.Of(pathway)),
            (nameof(PathwayPage.Settings), settings.Now.ToDictionary(s => s.Name)),
            (nameof(PathwayPage.Version), await settings.LatestNumber(context.RequestAborted)),
            (nameof(PathwayPage.Look), look), (nameof(PathwayPage.Done), Done(context)));

    [LoggerMessage(EventId = 5314, Level = LogLevel.Information,
        Message = "Staff {By} changed {Settings} of the pathway on a page: version {Version}")]
    private static partial void LogChanged(ILogger log, string by, string settings, int version);
}
