using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>One's own account, where it is this service that signs people in.</summary>
public static class Account
{
    private const string Address = "/account";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet(Address, (HttpContext context, StaffDirectory staff) =>
            Show(context, staff, SentForm.Empty, StatusCodes.Status200OK));
        staffPages.MapPost($"{Address}/password", ChangePassword);
        staffPages.MapPost($"{Address}/tokens/{{token}}/revoke", Revoke);
        staffPages.MapPost($"{Address}/sign-out-everywhere",
            async (HttpContext context, StaffDirectory staff, HostSettings settings, CancellationToken cancellation) =>
        {
            await staff.SignOutEverywhere(context.Reader().Id, cancellation);
            context.Response.Cookies.Delete(Access.SessionCookie, SignIn.CookieOf(settings));
            return Pages.SeeOther("/");
        });
    }

    private static async Task<IResult> Show(HttpContext context, StaffDirectory staff, SentForm form, int status) =>
        Pages.Of<AccountPage>(status, (nameof(AccountPage.Reader), context.Reader()), (nameof(AccountPage.Form), form),
            (nameof(AccountPage.Tokens), await staff.Tokens(context.Reader(), context.RequestAborted)),
            (nameof(AccountPage.Done), context.Request.Query["done"].ToString() switch
            {
                "password" => "Your password is changed. You are signed out everywhere else.",
                "revoked" => "Revoked. Whatever used this token is out at once.",
                _ => null,
            }));

    private static async Task<IResult> ChangePassword(
        HttpContext context, StaffDirectory staff, SignInLimiter limiter, SignInLog log, HostSettings settings)
    {
        StaffMember reader = context.Reader();
        SentForm form = SentForm.Of(context);
        // A password may begin or end with a space, so it is taken as it was sent.
        IFormCollection? sent = context.Request.HasFormContentType ? context.Request.Form : null;
        string present = sent?["present"].ToString() ?? "", password = sent?["password"].ToString() ?? "";
        if (StaffDirectory.PasswordProblem(password) is { } weak)
            form.Problem("password", weak);
        else if (TriedFirst.Has(password, reader.Name, reader.Email, settings.Profile.Name, settings.Profile.DiscreetName))
            form.Problem("password", TriedFirst.Sentence);
        else if (sent!["again"].ToString() != password)
            form.Problem("again", "The two passwords are not the same.");
        if (!form.IsRight)
            return await Show(context, staff, form, StatusCodes.Status422UnprocessableEntity);
        // The present password counts like one at the door: a session that was left open is not enough to guess it.
        IPAddress? from = context.Connection.RemoteIpAddress;
        SignInResult shown = await SignIn.Try(reader.Email, present, from, staff, limiter, context.RequestAborted);
        log.Came(shown);
        if (shown.End is not SignInEnd.SignedIn)
            form.Problem("present", shown.End is SignInEnd.TooManyAtOnce ? SignIn.TooMany : Wrong);
        else if (!await staff.ReplacePassword(reader.Id, password, context.RequestAborted))
            form.Problem("", SignIn.TooMany);
        if (!form.IsRight)
            return await Show(context, staff, form, StatusCodes.Status422UnprocessableEntity);
        // Every session is over, this one as well: whoever has just typed the password twice need not type it again.
        SignInResult again = await staff.SignIn(reader.Email, password, Visitors.PlaceOf(from), context.RequestAborted);
        if (again.Session is { } session)
            context.Response.Cookies.Append(Access.SessionCookie, session, SignIn.CookieOf(settings));
        return Pages.SeeOther($"{Address}?done=password");
    }

    private const string Wrong = "This is not your present password. After many tries, wait a quarter of an hour.";

    private static async Task<IResult> Revoke(string token, HttpContext context, StaffDirectory staff) =>
        await staff.RevokeToken(context.Reader(), token, context.RequestAborted)
            ? Pages.SeeOther($"{Address}?done=revoked") : Notices.NoSuchPage(context.Reader());
}
