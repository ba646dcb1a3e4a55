using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

/// <summary>The times and limits of the programme: leads read them, and admins set what no file does.</summary>
/// <remarks>Not static, for its logger is named after it.</remarks>
public sealed partial class PathwayPages
{
    private const string Address = "/settings/pathway";
    /// <summary>In each stage.</summary>
    private const int MostCounted = 200;

    /// <param name="readers">Pages for those who may read it.</param>
    public static void Map(IEndpointRouteBuilder staffPages, IEndpointRouteBuilder readers)
    {
        readers.MapGet(Address, (HttpContext context, ServiceSettings settings, Pathway pathway) =>
            Page(context, settings, pathway, SentForm.Empty, StatusCodes.Status200OK));
        staffPages.MapFor(StaffRole.Admin).MapPost(Address, Change);
    }

    private static async Task<IResult> Change(
        HttpContext context, ServiceSettings settings, Pathway pathway, IJourneyStore store, ILogger<PathwayPages> log,
        CancellationToken cancellation)
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
                string changed = string.Join(", ", version.Changes.Select(c => c.Setting));
                LogChanged(log, version.By, changed, version.Number);
                return Pages.SeeOther(
                    $"{Address}?done=saved&moved={await Moved(pathway, settings.PathwayOf(version), store, cancellation)}");
            default:
                return Pages.SeeOther($"{Address}?done=same");
        }
    }

    /// <summary>For how many people something else is next, or at another time.</summary>
    private static async Task<int> Moved(Pathway before, Pathway after, IJourneyStore store, CancellationToken cancellation)
    {
        int moved = 0;
        foreach (Stage stage in (Stage[])[Stage.Triage, Stage.Contacting, Stage.Meeting, Stage.Planning, Stage.Attending])
            moved += (await store.Journeys(new JourneyQuery(stage, Most: MostCounted), cancellation)).Items
                .Count(j => Agenda.Next(j.State, before) != Agenda.Next(j.State, after));
        return moved;
    }

    private static string? Done(HttpContext context) => SettingsForm.DoneIn(context) is not { } done ? null
        : int.TryParse(context.Request.Query["moved"], NumberStyles.None, CultureInfo.InvariantCulture, out int moved)
            ? $"{done} {(moved is 0 ? "Nobody's next step moves." : moved is 1 ? "The next step of one person moves."
                : $"The next step of {moved} people moves.")}"
        : done;

    private static async Task<IResult> Page(
        HttpContext context, ServiceSettings settings, Pathway pathway, SentForm form, int status) =>
        Pages.Of<PathwayPage>(status, (nameof(PathwayPage.Reader), context.Reader()), (nameof(PathwayPage.Form), form),
            (nameof(PathwayPage.Groups), PathwayWords.Of(pathway)),
            (nameof(PathwayPage.Settings), settings.Now.ToDictionary(s => s.Name)),
            (nameof(PathwayPage.Version), (await settings.Versions(1, context.RequestAborted)) is [var latest] ? latest.Number : 0),
            (nameof(PathwayPage.Done), Done(context)));

    [LoggerMessage(EventId = 5314, Level = LogLevel.Information,
        Message = "Staff {By} changed {Settings} of the pathway on a page: version {Version}")]
    private static partial void LogChanged(ILogger log, string by, string settings, int version);
}
