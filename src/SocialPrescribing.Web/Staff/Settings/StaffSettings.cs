using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;
using SocialPrescribing.Web.Staff.Entry;

namespace SocialPrescribing.Web.Staff.Settings;

/// <summary>Staff accounts: added, changed, enabled and disabled.</summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class StaffSettings
{
    public static void Map(IEndpointRouteBuilder staffPages)
    {
        RouteGroupBuilder pages = staffPages.MapFor(StaffRole.Admin);
        pages.MapGet("/settings/staff", (HttpContext context, StaffDirectory staff, HostSettings settings) =>
            List(context, staff, settings, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/settings/staff", Add);
        pages.MapGet("/settings/staff/{id}", (string id, HttpContext context, StaffDirectory staff, HostSettings settings) =>
            Show(id, context, staff, settings, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost("/settings/staff/{id}", Change);
        pages.MapPost("/settings/staff/{id}/set-up-link", Invite);
        pages.MapPost("/settings/staff/{id}/token", IssueToken);
        pages.MapPost("/settings/staff/{id}/tokens/{token}/revoke", RevokeToken);
        pages.MapPost("/settings/staff/{id}/sign-out", SignOut);
        pages.MapPost("/settings/staff/{id}/second-step/off", TakeOffSecondStep);
    }

    private static async Task<PageResult> List(
        HttpContext context, StaffDirectory staff, HostSettings settings, SentForm form, int status) =>
        Pages.Of<StaffListPage>(status,
        (nameof(StaffListPage.Reader), context.Reader()), (nameof(StaffListPage.Form), form),
        (nameof(StaffListPage.NeedsInvitation), !settings.PlatformSignsIn),
        (nameof(StaffListPage.Staff),
            (IReadOnlyList<StaffMember>)[.. (await staff.All(context.RequestAborted)).OrderByDescending(s => s.Enabled)
                .ThenBy(s => s.Name, Alphabetical.Order)]));

    private static async Task<Results<PageResult, SeeOther>> Add(
        HttpContext context, StaffDirectory staff, HostSettings settings, ILogger<StaffSettings> log)
    {
        string by = context.Reader().Id;
        SentForm form = SentForm.Of(context);
        Check(form, AdminFields.EmailProblem(form["email"], "email"), AdminFields.NameProblem(form["name"], "name"));
        StaffRole role = Typed.Choice<StaffRole>(form, "role", "Choose what they do here.");
        if (!form.IsRight)
            return await List(context, staff, settings, form, StatusCodes.Status422UnprocessableEntity);
        if (await staff.Add(form["email"], form["name"], role, context.RequestAborted) is not { } added)
        {
            form.Problem("email", "Somebody here has that email address already.");
            return await List(context, staff, settings, form, StatusCodes.Status409Conflict);
        }
        LogChanged(log, by, added.Id, added.Role, added.Enabled);
        return Pages.SeeOther($"/settings/staff/{added.Id}?done=added");
    }

    private static async Task<PageResult> Show(
        string id, HttpContext context, StaffDirectory staff, HostSettings settings, SentForm form, int status, string? link = null,
        string? token = null) =>
        await staff.Find(id, context.RequestAborted) is not { } member ? None(context) : Pages.Of<StaffMemberPage>(status,
            (nameof(StaffMemberPage.Reader), context.Reader()), (nameof(StaffMemberPage.Member), member),
            (nameof(StaffMemberPage.Form), form), (nameof(StaffMemberPage.Link), link), (nameof(StaffMemberPage.Token), token),
            (nameof(StaffMemberPage.Platform), settings.PlatformSignsIn),
            (nameof(StaffMemberPage.NeedsSecondStep), staff.NeedsSecondStep(member)),
            (nameof(StaffMemberPage.TakenOffBy), member.SecondStepTakenOff is { By: var by }
                ? (await staff.Find(by, context.RequestAborted))?.Name ?? "whoever runs the service" : null),
            (nameof(StaffMemberPage.Tokens), await staff.Tokens(member, context.RequestAborted)),
            (nameof(StaffMemberPage.Done), context.Request.Query["done"].ToString() switch
            {
                "added" =>
                    settings.PlatformSignsIn
                        ? "Added. They sign in with their work account."
                        : "Added. Send them an invitation, so that they can sign in.",
                "changed" => "Changed.",
                "second-step-off" => "Two-step sign-in is off for them, and they are signed out everywhere.",
                "signed-out" => "Signed out everywhere.",
                "revoked" => "Revoked. Whatever used this token is out at once.",
                _ => null,
            }));

    private static async Task<Results<PageResult, SeeOther>> Change(
        string id, HttpContext context, StaffDirectory staff, HostSettings settings, ILogger<StaffSettings> log)
    {
        string by = context.Reader().Id;
        SentForm form = SentForm.Of(context);
        Check(form, AdminFields.NameProblem(form["name"], "name"));
        StaffRole role = Typed.Choice<StaffRole>(form, "role", "Choose what they do here.");
        if (!form.IsRight)
            return await Show(id, context, staff, settings, form, StatusCodes.Status422UnprocessableEntity);
        switch (await staff.ChangeAccount(id, s => s with { Name = form["name"], Role = role, Enabled = form.Has("enabled") },
            settings.PlatformSignsIn, context.RequestAborted))
        {
            case null:
                return None(context);
            case { IsLastAdmin: true }:
                form.Problem("role", AccountChange.LastAdmin);
                return await Show(id, context, staff, settings, form, StatusCodes.Status409Conflict);
            case { Member: var after }:
                LogChanged(log, by, id, after.Role, after.Enabled);
                return Pages.SeeOther($"/settings/staff/{id}?done=changed");
        }
    }

    /// <summary>Mails the link, and shows a second one that can be handed over if mail does not arrive.</summary>
    private static async Task<PageResult> Invite(
        string id, HttpContext context, StaffDirectory staff, StaffInvitations invitations, HostSettings settings,
        ILogger<StaffSettings> log)
    {
        string by = context.Reader().Id;
        if (await staff.Find(id, context.RequestAborted) is not { Enabled: true })
            return None(context);
        if (settings.PlatformSignsIn)
            return Notices.FormRefused();
        string secret = await invitations.Invite(id, context.RequestAborted);
        LogIssued(log, by, "set-up link", id);
        return await Show(
            id, context, staff, settings, SentForm.Empty, StatusCodes.Status200OK,
            link: new Uri(settings.Profile.PublicUrl, $"/set-up/{secret}").ToString());
    }

    private static async Task<PageResult> IssueToken(
        string id, HttpContext context, StaffDirectory staff, HostSettings settings, ILogger<StaffSettings> log)
    {
        string by = context.Reader().Id;
        if (await staff.Find(id, context.RequestAborted) is not { Enabled: true })
            return None(context);
        SentForm form = SentForm.Of(context);
        if (AdminFields.NameProblem(form["for"], "for") is not null)
        {
            form.Problem("for", "Write in a line what uses it, so that it can be told from others.");
            return await Show(id, context, staff, settings, form, StatusCodes.Status422UnprocessableEntity);
        }
        (string secret, _) = await staff.IssueToken(id, form["for"], context.RequestAborted);
        LogIssued(log, by, "token", id);
        return await Show(id, context, staff, settings, SentForm.Empty, StatusCodes.Status200OK, token: secret);
    }

    private static async Task<Results<PageResult, SeeOther>> RevokeToken(
        string id, string token, HttpContext context, StaffDirectory staff, ILogger<StaffSettings> log)
    {
        string by = context.Reader().Id;
        if (await staff.Find(id, context.RequestAborted) is not { } member
            || !await staff.RevokeToken(member, token, context.RequestAborted))
            return None(context);
        LogRevoked(log, by, token, id);
        return Pages.SeeOther($"/settings/staff/{id}?done=revoked");
    }

    private static async Task<Results<PageResult, SeeOther>> SignOut(
        string id, HttpContext context, StaffDirectory staff, ILogger<StaffSettings> log)
    {
        string by = context.Reader().Id;
        if (await staff.SignOutEverywhere(id, context.RequestAborted) is null)
            return None(context);
        LogIssued(log, by, "sign-out", id);
        return Pages.SeeOther($"/settings/staff/{id}?done=signed-out");
    }

    /// <summary>For somebody who has lost phone and codes. One's own second step is removed in one's account, which asks for
    /// the password.</summary>
    private static async Task<Results<PageResult, SeeOther>> TakeOffSecondStep(
        string id, HttpContext context, StaffDirectory staff, HostSettings settings, SignInLog log)
    {
        string by = context.Reader().Id;
        if (settings.PlatformSignsIn || id == by)
            return Notices.FormRefused();
        if (!await staff.TakeOffSecondStep(id, by, context.RequestAborted))
            return None(context);
        log.TurnedOff(id, by);
        return Pages.SeeOther($"/settings/staff/{id}?done=second-step-off");
    }

    private static void Check(SentForm form, params ReadOnlySpan<Problem?> problems)
    {
        foreach (Problem? problem in problems)
            if (problem is not null)
                form.Problem(problem.Pointer, problem.Detail);
    }

    private static PageResult None(HttpContext context) => Notices.NoSuchPage(context.Reader());

    [LoggerMessage(EventId = 5303, Level = LogLevel.Information,
        Message = "Staff {By} changed {Staff} on a page: role {Role}, enabled {Enabled}")]
    private static partial void LogChanged(ILogger log, string by, string staff, StaffRole role, bool enabled);

    [LoggerMessage(EventId = 5305, Level = LogLevel.Information, Message = "Staff {By} revoked token {Token} of {Staff} on a page")]
    private static partial void LogRevoked(ILogger log, string by, string token, string staff);

    [LoggerMessage(EventId = 5304, Level = LogLevel.Information, Message = "Staff {By} issued a {What} for {Staff} on a page")]
    private static partial void LogIssued(ILogger log, string by, string what, string staff);
}
