using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>One's own account, if this service signs people in.</summary>
public static class Account
{
    internal const string Address = "/account";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet(Address, (HttpContext context, StaffDirectory staff, TriedFirst triedFirst) =>
        {
            triedFirst.GetReady();
            return Show(context, staff, SentForm.Empty, StatusCodes.Status200OK);
        });
        staffPages.MapPost($"{Address}/password", ChangePassword);
        AccountSecondStep.Map(staffPages);
        staffPages.MapPost($"{Address}/tokens/{{token}}/revoke", Revoke);
        staffPages.MapPost($"{Address}/sign-out-everywhere", SignOutEverywhere);
    }

    private static async Task<SeeOther> SignOutEverywhere(HttpContext context, StaffDirectory staff, CancellationToken cancellation)
    {
        await staff.SignOutEverywhere(context.Reader().Id, cancellation);
        SignIn.Forget(context);
        return Pages.SeeOther("/");
    }

    private static async Task<PageResult> Show(HttpContext context, StaffDirectory staff, SentForm form, int status) =>
        Pages.Of<AccountPage>(status, (nameof(AccountPage.Reader), context.Reader()), (nameof(AccountPage.Form), form),
            (nameof(AccountPage.Tokens), await staff.Tokens(context.Reader(), context.RequestAborted)),
            (nameof(AccountPage.Done), context.Request.Query["done"].ToString() switch
            {
                "password" => "Your password is changed. You are signed out everywhere else.",
                "second-step-off" => "Two-step sign-in is off. Your password alone lets you in.",
                "revoked" => "Revoked. Whatever used this token is out at once.",
                _ => null,
            }));

    private static async Task<Results<PageResult, SeeOther>> ChangePassword(
        HttpContext context, StaffDirectory staff, SignInLimiter limiter, SignInLog log, HostSettings settings, TriedFirst triedFirst,
        Clocks clocks)
    {
        StaffMember reader = context.Reader();
        SentForm form = SentForm.Of(context);
        string password = await NewPassword.Of(context, form, triedFirst, settings.Profile, reader.Name, reader.Email,
            present: () => PresentProblem(context, staff, limiter, log));
        if (form.IsRight && !await staff.ReplacePassword(reader.Id, password, context.RequestAborted))
            form.Problem("", SignIn.TooMany);
        if (!form.IsRight)
            return await Show(context, staff, form, StatusCodes.Status422UnprocessableEntity);
        // Every session has ended, including this one. Somebody who has just typed the password twice need not type it again.
        DateTimeOffset since = clocks.MachineNow;
        if (await staff.Find(reader.Id, context.RequestAborted) is { Enabled: true } still)
            await SignIn.Remember(context, staff, await staff.OpenSession(still, since, context.RequestAborted));
        return Pages.SeeOther($"{Address}?done=password");
    }

    /// <summary>
    /// What is wrong with the present password that was sent; null if it is right. It counts like a try at signing in, so nobody can guess
    /// the password with a session that was left open.
    /// </summary>
    internal static async Task<string?> PresentProblem(HttpContext context, StaffDirectory staff, SignInLimiter limiter, SignInLog log)
    {
        SignInResult shown = await SignIn.Try(
            context, context.Reader().Email, SentForm.Exactly(context, "present"), staff, limiter, context.RequestAborted);
        log.Came(shown);
        return shown.IsRightPassword ? null : shown.End is SignInEnd.TooManyAtOnce ? SignIn.TooMany : Wrong;
    }

    private const string Wrong = "This is not your present password. After many tries, wait a quarter of an hour.";

    private static async Task<Results<PageResult, SeeOther>> Revoke(string token, HttpContext context, StaffDirectory staff) =>
        await staff.RevokeToken(context.Reader(), token, context.RequestAborted)
            ? Pages.SeeOther($"{Address}?done=revoked") : Notices.NoSuchPage(context.Reader());
}
