using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>Staff accounts: admins add people, change their roles, and enable or disable them.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
internal sealed partial class AdminEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapApi();
        api.TakesOnly("/api/staff",
            // Leads choose link workers, so they can see who there is.
            api.MapGet("/api/staff", List).ForStaff(StaffRole.Admin, StaffRole.Lead),
            api.MapPost("/api/staff", Add).ForStaff(StaffRole.Admin));
        api.TakesOnly("/api/staff/{id}", api.MapPatch("/api/staff/{id}", Change).ForStaff(StaffRole.Admin));
        api.TakesOnly("/api/staff/{id}/set-up-link", api.MapPost("/api/staff/{id}/set-up-link", IssueSetUpLink).ForStaff(StaffRole.Admin));
        api.TakesOnly("/api/staff/{id}/token", api.MapPost("/api/staff/{id}/token", IssueToken).ForStaff(StaffRole.Admin));
        api.TakesOnly("/api/staff/{id}/hand-over",
            api.MapPost("/api/staff/{id}/hand-over", HandOver).ForStaff(StaffRole.Lead, StaffRole.Admin));
        StaffTokenEndpoints.Map(api);
        OrganisationEndpoints.Map(api);
        ReportEndpoints.Map(api);
        FactEndpoints.Map(api);
        PlacesEndpoints.Map(api);
        PracticesEndpoints.Map(api);
    }

    private static async Task<Reply<Listing<StaffView>>> List(StaffDirectory staff, CancellationToken cancellation) => new(
        new([.. (await staff.All(cancellation)).OrderBy(s => s.Name, Alphabetical.Order).Select(StaffView.Of)]),
            ApiJson.Default.StaffList);

    private static async Task<Results<Reply<StaffView>, ApiProblem>> Add(
        HttpContext context, StaffDirectory staff, ILogger<AdminEndpoints> log)
    {
        string by = context.Member().Id;
        (NewStaff? wanted, ApiProblem? problem) = await AdminRequest.Read(context.Request, ApiJson.Default.NewStaff, NewStaff.Check);
        if (wanted is null)
            return problem!;
        if (await staff.Add(wanted.Email, wanted.Name, wanted.Role, context.RequestAborted) is not { } added)
            return ApiProblem.Conflict("email-taken", "Somebody here has that email address already.");
        LogChanged(log, by, added.Id, added.Role, added.Enabled);
        context.Response.Headers.Location = $"/api/staff/{added.Id}";
        return new Reply<StaffView>(StaffView.Of(added), ApiJson.Default.StaffView, StatusCodes.Status201Created);
    }

    private static async Task<Results<Reply<StaffView>, ApiProblem>> Change(
        string id, HttpContext context, StaffDirectory staff, HostSettings settings, ILogger<AdminEndpoints> log)
    {
        string by = context.Member().Id;
        (StaffChange? wanted, ApiProblem? problem) =
            await AdminRequest.Read(context.Request, ApiJson.Default.StaffChange, StaffChange.Check);
        if (wanted is null)
            return problem!;
        AccountChange? change = await staff.ChangeAccount(
            id, s => s with { Name = wanted.Name?.Trim() ?? s.Name, Role = wanted.Role ?? s.Role, Enabled = wanted.Enabled ?? s.Enabled },
            settings.PlatformSignsIn, context.RequestAborted);
        if (change is not { Member: var after })
            return ApiProblem.NotFound("member of staff");
        if (change.IsLastAdmin)
            return ApiProblem.Conflict("last-admin", AccountChange.LastAdmin);
        LogChanged(log, by, after.Id, after.Role, after.Enabled);
        return new Reply<StaffView>(StaffView.Of(after), ApiJson.Default.StaffView);
    }

    private static async Task<Results<Reply<SetUpLinkView>, ApiProblem>> IssueSetUpLink(
        string id, HttpContext context, StaffDirectory staff, StaffInvitations invitations, HostSettings settings,
        ILogger<AdminEndpoints> log)
    {
        string by = context.Member().Id;
        if (await staff.Find(id, context.RequestAborted) is not { } member)
            return ApiProblem.NotFound("member of staff");
        if (!member.Enabled)
            return ApiProblem.StaffDisabled;
        if (settings.PlatformSignsIn)
            return ApiProblem.Conflict("no-passwords", "People sign in with their work account here, so there is no password to set.");
        string secret = await invitations.Invite(member.Id, context.RequestAborted);
        LogIssued(log, by, "set-up link", member.Id);
        return new Reply<SetUpLinkView>(new(new Uri(settings.Profile.PublicUrl, $"/set-up/{secret}")), ApiJson.Default.SetUpLinkView,
            StatusCodes.Status201Created);
    }

    private static async Task<Results<Reply<StaffTokenView>, ApiProblem>> IssueToken(
        string id, HttpContext context, StaffDirectory staff, ILogger<AdminEndpoints> log)
    {
        string by = context.Member().Id;
        if (await staff.Find(id, context.RequestAborted) is not { } member)
            return ApiProblem.NotFound("member of staff");
        if (!member.Enabled)
            return ApiProblem.StaffDisabled;
        string token = await staff.IssueToken(member.Id, context.RequestAborted);
        LogIssued(log, by, "token", member.Id);
        return new Reply<StaffTokenView>(new(token), ApiJson.Default.StaffTokenView, StatusCodes.Status201Created);
    }

    private static async Task<Results<Reply<HandOverView>, ApiProblem>> HandOver(
        string id, HttpContext context, StaffDirectory staff, HandingOver handingOver)
    {
        (HandOverWanted? wanted, ApiProblem? problem) = await AdminRequest.Read(context.Request, ApiJson.Default.HandOverWanted, _ => []);
        if (wanted is null)
            return problem!;
        if (await staff.Find(id, context.RequestAborted) is not { } from)
            return ApiProblem.NotFound("member of staff");
        IReadOnlyList<string> to = wanted.To ?? [];
        if (to.Contains(from.Id))
            return ApiProblem.Refused("hand-over-to-oneself", "Nobody takes over from themselves. Name others.");
        return await handingOver.HandOver(from.Id, to, Actor.Staff(context.Member().Id), context.RequestAborted) switch
        {
            HandOverResult.Done done =>
                new Reply<HandOverView>(new([.. done.Shares.Select(s => new HandOverShare(s.Key, s.Value))], done.Left, done.GoesOn),
                    ApiJson.Default.HandOverView),
            HandOverResult.Unknown =>
                ApiProblem.Refused("link-worker-unknown", "Choose colleagues who work here as a link worker or lead and are not disabled."),
            _ => ApiProblem.Refused("nobody-to-hand-over-to", "There is no other link worker. Add one first, or name a lead."),
        };
    }

    [LoggerMessage(EventId = 5301, Level = LogLevel.Information, Message = "Staff {By} changed {Staff}: role {Role}, enabled {Enabled}")]
    private static partial void LogChanged(ILogger log, string by, string staff, StaffRole role, bool enabled);

    [LoggerMessage(EventId = 5302, Level = LogLevel.Information, Message = "Staff {By} issued a {What} for {Staff}")]
    private static partial void LogIssued(ILogger log, string by, string what, string staff);
}

/// <summary>A member of staff, without passwords and tokens.</summary>
internal sealed record StaffView(string Id, string Email, string Name, StaffRole Role, bool Enabled)
{
    public static StaffView Of(StaffMember member) => new(member.Id, member.Email, member.Name, member.Role, member.Enabled);
}

internal sealed record NewStaff(string Email, string Name, StaffRole Role)
{
    public static IEnumerable<Problem> Check(NewStaff sent)
    {
        if (AdminFields.EmailProblem(sent.Email, "/email") is { } email)
            yield return email;
        if (AdminFields.NameProblem(sent.Name, "/name") is { } name)
            yield return name;
    }
}

/// <summary>What is left out stays as it is.</summary>
internal sealed record StaffChange(string? Name = null, StaffRole? Role = null, bool? Enabled = null)
{
    public static IEnumerable<Problem> Check(StaffChange sent) =>
        sent.Name is not null && AdminFields.NameProblem(sent.Name, "/name") is { } name ? [name] : [];
}

/// <summary>Shown once: only a hash of its secret is stored.</summary>
internal sealed record SetUpLinkView(Uri Url);

/// <summary>Shown once: only its hash is stored.</summary>
internal sealed record StaffTokenView(string Token);

/// <param name="To">Staff ids. If it is left out: all link workers, evenly.</param>
internal sealed record HandOverWanted(IReadOnlyList<string>? To = null);

/// <param name="Left">How many changed meanwhile and were not handed over. Send it again.</param>
internal sealed record HandOverView(IReadOnlyList<HandOverShare> Shares, int Left, bool GoesOn);

internal sealed record HandOverShare(string Staff, int Journeys);
