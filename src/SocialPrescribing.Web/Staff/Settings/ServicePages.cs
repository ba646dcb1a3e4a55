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

/// <summary>The service's name and how people reach a human: set by an admin, with every earlier version.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class ServicePages
{
    private const string Address = "/settings/service";
    private const int Shown = 20;

    /// <summary>The setting behind each field of the form.</summary>
    internal static IReadOnlyList<(string Field, string Setting)> Fields { get; } =
        [
            ("name", ServiceSettings.Name), ("phone", ServiceSettings.Phone), ("discreetName", ServiceSettings.DiscreetName),
            ("replyTo", ServiceSettings.ReplyTo), ("nation", PathwaySource.CalendarNation),
            ("opens", "calendar.opens"), ("closes", "calendar.closes"), ("holidays", PathwaySource.Holidays),
            ("schoolHolidays", PathwaySource.SchoolHolidays),
        ];

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet(Address, Show);
        pages.MapPost(Address, Change);
        pages.MapPost($"{Address}/versions/{{number:int}}/restore", Restore);
    }

    /// <summary>With <c>bring</c>, the number of an earlier version, it shows what bringing that back would change.</summary>
    private static async Task<PageResult> Show(
        HttpContext context, ServiceSettings settings, StaffDirectory staff, Pathway pathway, IJourneyStore store,
        CancellationToken cancellation) =>
        int.TryParse(context.Request.Query["bring"], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && await settings.LookBack(number, cancellation) is ([_, ..] changes, var then)
            ? await Form(context, settings, staff, SentForm.Empty, StatusCodes.Status200OK,
                await ChangesFirst.Of(changes, pathway, then, store, cancellation), number)
            : await Form(context, settings, staff, SentForm.Empty, StatusCodes.Status200OK);

    private static async Task<Results<PageResult, SeeOther>> Change(
        HttpContext context, ServiceSettings settings, StaffDirectory staff, Pathway pathway, IJourneyStore store,
        ILogger<ServicePages> log, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        Dictionary<string, string> wanted =
            SettingsForm.Changed(form, settings, n => Fields.FirstOrDefault(f => f.Setting == n).Field ?? "");
        if (form["do"] is "look" && settings.Look(wanted) is ([_, ..] changes, var then, null))
            return await Form(context, settings, staff, form, StatusCodes.Status200OK,
                await ChangesFirst.Of(changes, pathway, then, store, cancellation));
        SettingsOutcome outcome = settings.Look(wanted).Refused as SettingsOutcome
            ?? await settings.Change(context.Reader().Id, wanted, SettingsForm.Seen(form), cancellation);
        return await Answer(outcome, context, settings, staff, form, log);
    }

    private static async Task<Results<PageResult, SeeOther>> Restore(
        int number, HttpContext context, ServiceSettings settings, StaffDirectory staff, ILogger<ServicePages> log,
        CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        SettingsOutcome outcome = await settings.Restore(context.Reader().Id, number, SettingsForm.Seen(form), cancellation);
        return await Answer(outcome, context, settings, staff, SentForm.Empty, log);
    }

    private static Task<Results<PageResult, SeeOther>> Answer(
        SettingsOutcome outcome, HttpContext context, ServiceSettings settings, StaffDirectory staff, SentForm form,
        ILogger<ServicePages> log) =>
        SettingsForm.Answer(outcome, form, settings, Address,
            (setting, allowed) => form.Problem(Fields.FirstOrDefault(f => f.Setting == setting).Field ?? "",
                allowed == ServiceProfile.Allowed ? $"Write one line of at most {ServiceSettings.Longest} characters."
                    : $"Allowed here: {allowed}."),
            status => Form(context, settings, staff, form, status),
            (version, changed) => LogChanged(log, version.By, changed, version.Number),
            also: "", context.RequestAborted);

    private static async Task<PageResult> Form(
        HttpContext context, ServiceSettings settings, StaffDirectory staff, SentForm form, int status, ChangesFirst? look = null,
        int? bring = null)
    {
        Dictionary<string, string> names = (await staff.AllCached(context.RequestAborted)).ToDictionary(s => s.Id, s => s.Name);
        return Pages.Of<ServicePage>(status, (nameof(ServicePage.Reader), context.Reader()), (nameof(ServicePage.Form), form),
            (nameof(ServicePage.Settings), settings.Now), (nameof(ServicePage.Names), names),
            (nameof(ServicePage.Versions), await settings.Versions(Shown, context.RequestAborted)),
            (nameof(ServicePage.Look), look), (nameof(ServicePage.Bring), bring),
            (nameof(ServicePage.Done), SettingsForm.DoneIn(context)));
    }

    [LoggerMessage(EventId = 5313, Level = LogLevel.Information, Message = "Staff {By} changed {Settings} on a page: version {Version}")]
    private static partial void LogChanged(ILogger log, string by, string settings, int version);
}
