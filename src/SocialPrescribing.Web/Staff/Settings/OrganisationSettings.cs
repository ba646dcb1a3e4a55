using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>Who may send referrals: organisations and their keys.</summary>
public sealed partial class OrganisationSettings(Organisations organisations, ILogger<OrganisationSettings> log)
{
    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet("/settings/organisations", (HttpContext context, OrganisationSettings settings) => settings.List(context, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/settings/organisations", (HttpContext context, OrganisationSettings settings) => settings.Add(context));
        pages.MapGet("/settings/organisations/{id}", (string id, HttpContext context, OrganisationSettings settings) => settings.Show(id, context));
        pages.MapPost("/settings/organisations/{id}/keys", (string id, HttpContext context, OrganisationSettings settings) => settings.AddKey(id, null, context));
        pages.MapPost("/settings/organisations/{id}/keys/{key}/replace", (string id, string key, HttpContext context, OrganisationSettings settings) => settings.AddKey(id, key, context));
        pages.MapPost("/settings/organisations/{id}/keys/{key}/revoke", (string id, string key, HttpContext context, OrganisationSettings settings) => settings.Revoke(id, key, context));
    }

    private async Task<IResult> List(HttpContext context, SentForm form, int status)
    {
        ILookup<string, ApiKey> keys = (await organisations.Keys(context.RequestAborted)).ToLookup(k => k.Organisation.Id);
        return Pages.Of<OrganisationListPage>(status, (nameof(OrganisationListPage.Reader), context.Reader()), (nameof(OrganisationListPage.Form), form),
            (nameof(OrganisationListPage.Organisations), (IReadOnlyList<(Organisation, int)>)[.. (await organisations.All(context.RequestAborted)).OrderBy(o => o.Name, StringComparer.OrdinalIgnoreCase).Select(o => (o, keys[o.Id].Count(k => k.RevokedAt is null)))]));
    }

    private async Task<IResult> Add(HttpContext context)
    {
        string by = context.Reader().Id;
        SentForm form = SentForm.Of(context);
        if (AdminFields.NameProblem(form["name"], "name") is { } problem)
            form.Problem("name", problem.Detail);
        int perMinute = Typed.Number(form, "perMinute", 1, Organisation.HighestRate, $"Give a number from 1 to {Organisation.HighestRate}.");
        if (!form.IsRight)
            return await List(context, form, StatusCodes.Status422UnprocessableEntity);
        if ((await organisations.All(context.RequestAborted)).Any(o => o.Name.Equals(form["name"], StringComparison.OrdinalIgnoreCase)))
        {
            form.Problem("name", "There is an organisation of that name already.");
            return await List(context, form, StatusCodes.Status409Conflict);
        }
        Organisation added = await organisations.Ensure(form["name"], perMinute, context.RequestAborted);
        LogChanged(log, by, "added", added.Id, "-");
        return Pages.SeeOther($"/settings/organisations/{added.Id}");
    }

    private async Task<IResult> Show(string id, HttpContext context, string? secret = null) =>
        await organisations.Find(id, context.RequestAborted) is not { } organisation ? None(context) : Pages.Of<OrganisationPage>(
            (nameof(OrganisationPage.Reader), context.Reader()), (nameof(OrganisationPage.Organisation), organisation), (nameof(OrganisationPage.Secret), secret), (nameof(OrganisationPage.Keys), await KeysOf(id, context)));

    /// <param name="replaced">The key that the new one replaces; null for one more.</param>
    private async Task<IResult> AddKey(string id, string? replaced, HttpContext context)
    {
        string by = context.Reader().Id;
        if (await organisations.Find(id, context.RequestAborted) is not { } organisation || (replaced is not null && !await Holds(id, replaced, context)))
            return None(context);
        // Whoever loads the page with a new key once more sends its form again: that must not make another key.
        if (SentForm.Of(context)["keys"] != $"{(await KeysOf(id, context)).Count}")
            return Pages.SeeOther($"/settings/organisations/{id}");
        (string secret, ApiKey key) = await organisations.AddKey(organisation, context.RequestAborted);
        LogChanged(log, by, "issued a key for", id, key.Id);
        if (replaced is not null && await organisations.Revoke(replaced, context.RequestAborted))
            LogChanged(log, by, "revoked a key of", id, replaced);
        return await Show(id, context, secret);
    }

    private async Task<IResult> Revoke(string id, string key, HttpContext context)
    {
        string by = context.Reader().Id;
        if (!await Holds(id, key, context) || !await organisations.Revoke(key, context.RequestAborted))
            return None(context);
        LogChanged(log, by, "revoked a key of", id, key);
        return Pages.SeeOther($"/settings/organisations/{id}");
    }

    private async Task<bool> Holds(string id, string key, HttpContext context) => (await KeysOf(id, context)).Any(k => k.Id == key);

    private async Task<IReadOnlyList<ApiKey>> KeysOf(string id, HttpContext context) => [.. (await organisations.Keys(context.RequestAborted)).Where(k => k.Organisation.Id == id).OrderByDescending(k => k.CreatedAt)];

    private static IResult None(HttpContext context) => Notices.NoSuchPage(context.Reader());

    [LoggerMessage(EventId = 5312, Level = LogLevel.Information, Message = "Staff {By} {Did} organisation {Organisation} (key {Key}) on a page")]
    private static partial void LogChanged(ILogger log, string by, string did, string organisation, string key);
}
