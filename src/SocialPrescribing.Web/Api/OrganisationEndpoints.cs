using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Who may send referrals: organisations and their keys.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class OrganisationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.TakesOnly("/api/organisations",
            api.MapGet("/api/organisations", List).ForStaff(StaffRole.Admin),
            api.MapPost("/api/organisations", Add).ForStaff(StaffRole.Admin));
        api.TakesOnly("/api/organisations/{id}/keys",
            api.MapGet("/api/organisations/{id}/keys", ListKeys).ForStaff(StaffRole.Admin),
            api.MapPost("/api/organisations/{id}/keys", AddKey).ForStaff(StaffRole.Admin));
        api.TakesOnly("/api/organisations/{id}/keys/{keyId}",
            api.MapDelete("/api/organisations/{id}/keys/{keyId}", Revoke).ForStaff(StaffRole.Admin));
    }

    private static async Task<Reply<Listing<Organisation>>> List(Organisations organisations, CancellationToken cancellation) => new(
        new([.. (await organisations.All(cancellation)).OrderBy(o => o.Name, Alphabetical.Order)]),
            ApiJson.Default.Organisations);

    private static async Task<Results<Reply<Organisation>, ApiProblem>> Add(
        HttpContext context, Organisations organisations, ILogger<OrganisationEndpoints> log)
    {
        string by = context.Member().Id;
        (NewOrganisation? wanted, ApiProblem? problem) =
            await AdminRequest.Read(context.Request, ApiJson.Default.NewOrganisation, NewOrganisation.Check);
        if (wanted is null)
            return problem!;
        if ((await organisations.All(context.RequestAborted))
            .Any(o => o.Name.Equals(wanted.Name.Trim(), StringComparison.OrdinalIgnoreCase)))
            return ApiProblem.Conflict("organisation-exists", "There is an organisation of that name already.");
        Organisation added = await organisations.Ensure(wanted.Name, wanted.PerMinute, context.RequestAborted);
        LogChanged(log, by, "added", added.Id, "-");
        context.Response.Headers.Location = $"/api/organisations/{added.Id}/keys";
        return new Reply<Organisation>(added, ApiJson.Default.Organisation, StatusCodes.Status201Created);
    }

    private static async Task<Results<Reply<Listing<KeyView>>, ApiProblem>> ListKeys(
        string id, Organisations organisations, CancellationToken cancellation) =>
        await organisations.Find(id, cancellation) is not { } organisation ? NotFound
        : new Reply<Listing<KeyView>>(new(
            [.. (await KeysOf(organisation, organisations, cancellation)).Select(k => new KeyView(k.Id, k.CreatedAt, k.RevokedAt))]),
            ApiJson.Default.Keys);

    private static async Task<Results<Reply<NewKeyView>, ApiProblem>> AddKey(
        string id, HttpContext context, Organisations organisations, ILogger<OrganisationEndpoints> log)
    {
        string by = context.Member().Id;
        if (await organisations.Find(id, context.RequestAborted) is not { } organisation)
            return NotFound;
        (string secret, ApiKey key) = await organisations.AddKey(organisation, context.RequestAborted);
        LogChanged(log, by, "issued a key for", organisation.Id, key.Id);
        context.Response.Headers.Location = $"/api/organisations/{organisation.Id}/keys/{key.Id}";
        return new Reply<NewKeyView>(new(key.Id, secret, key.CreatedAt), ApiJson.Default.NewKeyView, StatusCodes.Status201Created);
    }

    /// <summary>Revoking a key twice is no error: it stays revoked.</summary>
    private static async Task<Results<NoContent, ApiProblem>> Revoke(
        string id, string keyId, HttpContext context, Organisations organisations, ILogger<OrganisationEndpoints> log)
    {
        string by = context.Member().Id;
        if (await organisations.Find(id, context.RequestAborted) is not { } organisation)
            return NotFound;
        if (!(await KeysOf(organisation, organisations, context.RequestAborted)).Any(k => k.Id == keyId)
            || !await organisations.Revoke(keyId, context.RequestAborted))
            return ApiProblem.NotFound("key");
        LogChanged(log, by, "revoked a key of", organisation.Id, keyId);
        return TypedResults.NoContent();
    }

    private static async Task<IEnumerable<ApiKey>> KeysOf(
        Organisation organisation, Organisations organisations, CancellationToken cancellation) =>
        (await organisations.Keys(cancellation)).Where(k => k.Organisation.Id == organisation.Id);

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

/// <param name="Key">Shown once: only its hash is stored.</param>
internal sealed record NewKeyView(string Id, string Key, DateTimeOffset CreatedAt);
