using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>The tokens of one member of staff: named, listed, and revoked one by one.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class StaffTokenEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.TakesOnly("/api/staff/{id}/tokens",
            api.MapGet("/api/staff/{id}/tokens", List).ForStaff(StaffRole.Admin),
            api.MapPost("/api/staff/{id}/tokens", Add).ForStaff(StaffRole.Admin));
        api.TakesOnly("/api/staff/{id}/tokens/{tokenId}",
            api.MapDelete("/api/staff/{id}/tokens/{tokenId}", Revoke).ForStaff(StaffRole.Admin));
    }

    private static async Task<Results<Reply<Listing<StaffToken>>, ApiProblem>> List(
        string id, StaffDirectory staff, CancellationToken cancellation) =>
        await staff.Find(id, cancellation) is not { } member ? NotFound
        : new Reply<Listing<StaffToken>>(new([.. await staff.Tokens(member, cancellation)]), ApiJson.Default.StaffTokens);

    private static async Task<Results<Reply<NewStaffTokenView>, ApiProblem>> Add(
        string id, HttpContext context, StaffDirectory staff, ILogger<StaffTokenEndpoints> log)
    {
        string by = context.Member().Id;
        (NewStaffToken? wanted, ApiProblem? problem) =
            await AdminRequest.Read(context.Request, ApiJson.Default.NewStaffToken, NewStaffToken.Check);
        if (wanted is null)
            return problem!;
        if (await staff.Find(id, context.RequestAborted) is not { } member)
            return NotFound;
        if (!member.Enabled)
            return ApiProblem.StaffDisabled;
        (string secret, StaffToken token) = await staff.IssueToken(member.Id, wanted.Name, context.RequestAborted);
        LogChanged(log, by, "issued", token.Id, member.Id);
        context.Response.Headers.Location = $"/api/staff/{member.Id}/tokens/{token.Id}";
        return new Reply<NewStaffTokenView>(
            new(token.Id, wanted.Name.Trim(), secret, token.IssuedAt), ApiJson.Default.NewStaffTokenView, StatusCodes.Status201Created);
    }

    private static async Task<Results<NoContent, ApiProblem>> Revoke(
        string id, string tokenId, HttpContext context, StaffDirectory staff, ILogger<StaffTokenEndpoints> log)
    {
        string by = context.Member().Id;
        if (await staff.Find(id, context.RequestAborted) is not { } member)
            return NotFound;
        if (!await staff.RevokeToken(member, tokenId, context.RequestAborted))
            return ApiProblem.NotFound("token");
        LogChanged(log, by, "revoked", tokenId, member.Id);
        return TypedResults.NoContent();
    }

    private static ApiProblem NotFound => ApiProblem.NotFound("member of staff");

    [LoggerMessage(EventId = 5321, Level = LogLevel.Information, Message = "Staff {By} {Did} token {Token} of {Staff}")]
    private static partial void LogChanged(ILogger log, string by, string did, string token, string staff);
}

/// <param name="Name">What it is for.</param>
internal sealed record NewStaffToken(string Name)
{
    public static IEnumerable<Problem> Check(NewStaffToken sent) =>
        AdminFields.NameProblem(sent.Name, "/name") is { } name ? [name] : [];
}

/// <param name="Token">Shown once: only its hash is stored.</param>
internal sealed record NewStaffTokenView(string Id, string Name, string Token, DateTimeOffset IssuedAt);
