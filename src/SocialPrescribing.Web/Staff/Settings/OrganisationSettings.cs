using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>Who may send referrals: organisations and their keys.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class OrganisationSettings
{
    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet("/settings/organisations", (HttpContext context, Organisations organisations) =>
            List(context, organisations, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/settings/organisations", Add);
        pages.MapGet("/settings/organisations/{id}",
            (string id, HttpContext context, Organisations organisations, OrganisationLinks links) =>
                Show(id, context, organisations, links));
        pages.MapPost("/settings/organisations/{id}/link", RenewLink);
        pages.MapPost("/settings/organisations/{id}/keys", AddKey);
        pages.MapPost("/settings/organisations/{id}/keys/{key}/replace", ReplaceKey);
        pages.MapPost("/settings/organisations/{id}/keys/{key}/revoke", Revoke);
    }

    private static async Task<PageResult> List(HttpContext context, Organisations organisations, SentForm form, int status)
    {
        ILookup<string, ApiKey> keys = (await organisations.Keys(context.RequestAborted)).ToLookup(k => k.Organisation.Id);
        return Pages.Of<OrganisationListPage>(status, (nameof(OrganisationListPage.Reader), context.Reader()),
            (nameof(OrganisationListPage.Form), form),
            (nameof(OrganisationListPage.Organisations),
                (IReadOnlyList<(Organisation, int)>)[.. (await organisations.All(context.RequestAborted))
                    .OrderBy(o => o.Name, Alphabetical.Order).Select(o => (o, keys[o.Id].Count(k => k.RevokedAt is null)))]));
    }

    private static async Task<Results<PageResult, SeeOther>> Add(
        HttpContext context, Organisations organisations, ILogger<OrganisationSettings> log)
    {
        string by = context.Reader().Id;
        SentForm form = SentForm.Of(context);
        if (AdminFields.NameProblem(form["name"], "name") is { } problem)
            form.Problem("name", problem.Detail);
        int perMinute =
            Typed.Number(form, "perMinute", 1, Organisation.HighestRate, $"Give a number from 1 to {Organisation.HighestRate}.");
        if (!form.IsRight)
            return await List(context, organisations, form, StatusCodes.Status422UnprocessableEntity);
        if ((await organisations.All(context.RequestAborted)).Any(o => o.Name.Equals(form["name"], StringComparison.OrdinalIgnoreCase)))
        {
            form.Problem("name", "There is an organisation of that name already.");
            return await List(context, organisations, form, StatusCodes.Status409Conflict);
        }
        Organisation added = await organisations.Ensure(form["name"], perMinute, context.RequestAborted);
        LogChanged(log, by, "added", added.Id, "-");
        return Pages.SeeOther($"/settings/organisations/{added.Id}");
    }

    private static async Task<PageResult> Show(
        string id, HttpContext context, Organisations organisations, OrganisationLinks links, string? secret = null) =>
        await organisations.Find(id, context.RequestAborted) is not { } organisation ? None(context) : Pages.Of<OrganisationPage>(
            (nameof(OrganisationPage.Link), await links.Of(organisation, context.RequestAborted)),
            (nameof(OrganisationPage.Reader), context.Reader()), (nameof(OrganisationPage.Organisation), organisation),
            (nameof(OrganisationPage.Secret), secret), (nameof(OrganisationPage.Keys), await KeysOf(id, context, organisations)));

    private static Task<Results<PageResult, SeeOther>> AddKey(
        string id, HttpContext context, Organisations organisations, OrganisationLinks links, ILogger<OrganisationSettings> log) =>
        Issue(id, null, context, organisations, links, log);

    private static Task<Results<PageResult, SeeOther>> ReplaceKey(
        string id, string key, HttpContext context, Organisations organisations, OrganisationLinks links,
        ILogger<OrganisationSettings> log) =>
        Issue(id, key, context, organisations, links, log);

    /// <param name="key">The key that the new one replaces; null for one more.</param>
    private static async Task<Results<PageResult, SeeOther>> Issue(
        string id, string? key, HttpContext context, Organisations organisations, OrganisationLinks links,
        ILogger<OrganisationSettings> log)
    {
        string by = context.Reader().Id;
        if (await organisations.Find(id, context.RequestAborted) is not { } organisation
            || (key is not null && !await Holds(id, key, context, organisations)))
            return None(context);
        // Reloading the page with a new key sends its form again. That must not make another key.
        if (SentForm.Of(context)["keys"] != $"{(await KeysOf(id, context, organisations)).Count}")
            return Pages.SeeOther($"/settings/organisations/{id}");
        (string secret, ApiKey added) = await organisations.AddKey(organisation, context.RequestAborted);
        LogChanged(log, by, "issued a key for", id, added.Id);
        if (key is not null && await organisations.Revoke(key, context.RequestAborted))
            LogChanged(log, by, "revoked a key of", id, key);
        return await Show(id, context, organisations, links, secret);
    }

    private static async Task<Results<PageResult, SeeOther>> RenewLink(
        string id, HttpContext context, Organisations organisations, OrganisationLinks links, ILogger<OrganisationSettings> log)
    {
        string by = context.Reader().Id;
        if (await organisations.Find(id, context.RequestAborted) is not { } organisation)
            return None(context);
        // Reloading the page sends its form again. That must not end the link that was just made.
        if (int.TryParse(SentForm.Of(context)["renewed"], NumberStyles.None, CultureInfo.InvariantCulture, out int renewed)
            && await links.Renew(organisation, renewed, context.RequestAborted))
            LogChanged(log, by, "renewed the link of", id, "-");
        return Pages.SeeOther($"/settings/organisations/{id}");
    }

    private static async Task<Results<PageResult, SeeOther>> Revoke(
        string id, string key, HttpContext context, Organisations organisations, ILogger<OrganisationSettings> log)
    {
        string by = context.Reader().Id;
        if (!await Holds(id, key, context, organisations) || !await organisations.Revoke(key, context.RequestAborted))
            return None(context);
        LogChanged(log, by, "revoked a key of", id, key);
        return Pages.SeeOther($"/settings/organisations/{id}");
    }

    private static async Task<bool> Holds(string id, string key, HttpContext context, Organisations organisations) =>
        (await KeysOf(id, context, organisations)).Any(k => k.Id == key);

    private static async Task<IReadOnlyList<ApiKey>> KeysOf(string id, HttpContext context, Organisations organisations) =>
        [.. (await organisations.Keys(context.RequestAborted)).Where(k => k.Organisation.Id == id).OrderByDescending(k => k.CreatedAt)];

    private static PageResult None(HttpContext context) => Notices.NoSuchPage(context.Reader());

    [LoggerMessage(EventId = 5312, Level = LogLevel.Information,
        Message = "Staff {By} {Did} organisation {Organisation} (key {Key}) on a page")]
    private static partial void LogChanged(ILogger log, string by, string did, string organisation, string key);
}
