using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Who may send referrals: organisations and their keys.</summary>
internal sealed partial class OrganisationEndpoints(Organisations organisations, ILogger<OrganisationEndpoints> log)
{
    public static void Map(IEndpointRouteBuilder routes, Access access)
    {
        OrganisationEndpoints admin = ActivatorUtilities.CreateInstance<OrganisationEndpoints>(routes.ServiceProvider);
        routes.MapApi("/api/organisations",
            (HttpMethods.Get, access.ForStaff(admin.List, StaffRole.Admin)),
            (HttpMethods.Post, access.ForStaff(admin.Add, StaffRole.Admin)));
        routes.MapApi("/api/organisations/{id}/keys",
            (HttpMethods.Get, access.ForStaff(admin.ListKeys, StaffRole.Admin)),
            (HttpMethods.Post, access.ForStaff(admin.AddKey, StaffRole.Admin)));
        routes.MapApi("/api/organisations/{id}/keys/{keyId}", (HttpMethods.Delete, access.ForStaff(admin.Revoke, StaffRole.Admin)));
    }

    private async Task<IResult> List(HttpContext context, StaffMember _) => new Reply<Listing<Organisation>>(
        new([.. (await organisations.All(context.RequestAborted)).OrderBy(o => o.Name, StringComparer.OrdinalIgnoreCase)]), ApiJson.Default.Organisations);

    private async Task<IResult> Add(HttpContext context, StaffMember by)
    {
        (NewOrganisation? wanted, ApiProblem? problem) = await AdminRequest.Read(context.Request, ApiJson.Default.NewOrganisation, NewOrganisation.Check);
        if (wanted is null)
            return problem!;
        if ((await organisations.All(context.RequestAborted)).Any(o => o.Name.Equals(wanted.Name.Trim(), StringComparison.OrdinalIgnoreCase)))
            return ApiProblem.Conflict("organisation-exists", "There is an organisation of that name already.");
        Organisation added = await organisations.Ensure(wanted.Name, wanted.PerMinute, context.RequestAborted);
        LogChanged(log, by.Id, "added", added.Id, "-");
        context.Response.Headers.Location = $"/api/organisations/{added.Id}/keys";
        return new Reply<Organisation>(added, ApiJson.Default.Organisation, StatusCodes.Status201Created);
    }

    private async Task<IResult> ListKeys(HttpContext context, StaffMember _) =>
        await Find(context) is not { } organisation ? NotFound
        : new Reply<Listing<KeyView>>(new([.. (await KeysOf(organisation, context)).Select(k => new KeyView(k.Id, k.CreatedAt, k.RevokedAt))]), ApiJson.Default.Keys);

    private async Task<IResult> AddKey(HttpContext context, StaffMember by)
    {
        if (await Find(context) is not { } organisation)
            return NotFound;
        (string secret, ApiKey key) = await organisations.AddKey(organisation, context.RequestAborted);
        LogChanged(log, by.Id, "issued a key for", organisation.Id, key.Id);
        context.Response.Headers.Location = $"/api/organisations/{organisation.Id}/keys/{key.Id}";
        return new Reply<NewKeyView>(new(key.Id, secret, key.CreatedAt), ApiJson.Default.NewKeyView, StatusCodes.Status201Created);
    }

    /// <summary>To revoke a key twice is no mistake: it stays revoked.</summary>
    private async Task<IResult> Revoke(HttpContext context, StaffMember by)
    {
        string keyId = (string)context.Request.RouteValues["keyId"]!;
        if (await Find(context) is not { } organisation)
            return NotFound;
        if (!(await KeysOf(organisation, context)).Any(k => k.Id == keyId) || !await organisations.Revoke(keyId, context.RequestAborted))
            return ApiProblem.NotFound("key");
        LogChanged(log, by.Id, "revoked a key of", organisation.Id, keyId);
        return Results.NoContent();
    }

    private async Task<Organisation?> Find(HttpContext context) => await organisations.Find((string)context.Request.RouteValues["id"]!, context.RequestAborted);

    private async Task<IEnumerable<ApiKey>> KeysOf(Organisation organisation, HttpContext context) =>
        (await organisations.Keys(context.RequestAborted)).Where(k => k.Organisation.Id == organisation.Id);

    private static ApiProblem NotFound => ApiProblem.NotFound("organisation");

    [LoggerMessage(EventId = 5311, Level = LogLevel.Information, Message = "Staff {By} {Did} organisation {Organisation} (key {Key})")]
    private static partial void LogChanged(ILogger log, string by, string did, string organisation, string key);
}

internal sealed record NewOrganisation(string Name, int PerMinute = Organisation.UsualRate)
{

    public static IEnumerable<Problem> Check(NewOrganisation sent)
    {
        if (AdminFields.NameProblem(sent.Name, "/name") is { } name)
            yield return name;
        if (sent.PerMinute is < 1 or > Organisation.HighestRate)
            yield return new("/perMinute", "out-of-range", $"Give a number from 1 to {Organisation.HighestRate}.");
    }
}

internal sealed record KeyView(string Id, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <param name="Key">Shown once: it is kept as a hash only.</param>
internal sealed record NewKeyView(string Id, string Key, DateTimeOffset CreatedAt);
