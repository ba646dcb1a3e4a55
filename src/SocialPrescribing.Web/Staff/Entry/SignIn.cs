using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>Signing in and out with an email address and a password. If the platform signs people in, leads there.</summary>
public static class SignIn
{
    private const string Wrong =
        "That email address and password do not match. Please try again. After many tries, wait a quarter of an hour.";
    internal const string TooMany = "Many people are signing in at this moment. Please try again in a few seconds.";

    /// <param name="next">Where to go afterwards. Only a path on this service is accepted.</param>
    public static string AddressFor(HostSettings settings, string? next) => settings.PlatformSignsIn
        ? "/.auth/login/aad?post_login_redirect_uri=" + Uri.EscapeDataString(IsOurs(next) ? next : "/board")
        : "/sign-in?next=" + Uri.EscapeDataString(next ?? "");

    public static void Map(IEndpointRouteBuilder pages)
    {
        HostSettings settings = pages.ServiceProvider.GetRequiredService<HostSettings>();
        if (settings.PlatformSignsIn)
        {
            pages.MapGet("/sign-in", (HttpRequest request) => Pages.SeeOther(AddressFor(settings, request.Query["next"])));
            return;
        }
        pages.MapGet("/sign-in", (HttpRequest request) => Form(SentForm.Empty, request.Query["next"]));
        pages.MapPost("/sign-in", Enter).EvenAtRest();
        pages.MapPost("/sign-out", Leave).EvenAtRest();
        SecondStepSignIn.Map(pages);
    }

    private static async Task<Results<PageResult, SeeOther>> Enter(
        HttpContext context, StaffDirectory staff, SignInLimiter limiter, SignInLog log, CancellationToken cancellation)
    {
        SentForm form = SentForm.Of(context);
        string next = form["next"];
        SignInResult result =
            await Try(context, form["email"], SentForm.Exactly(context, "password"), staff, limiter, cancellation);
        log.Came(result);
        if (result.IsRightPassword)
            return await GoOn(context, result, next, staff, cancellation);
        if (result.End is SignInEnd.TooManyAtOnce)
        {
            form.Problem("", TooMany);
            context.Response.Headers.RetryAfter = "10";
            return Form(form, next, StatusCodes.Status503ServiceUnavailable);
        }
        // After too many tries the answer is the one for a wrong password, so that somebody who guesses learns nothing.
        form.Problem("email", Wrong);
        return Form(form, next, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The password was right: signs in, or leads to the second step.</summary>
    internal static async Task<Results<PageResult, SeeOther>> GoOn(
        HttpContext context, SignInResult result, string? next, StaffDirectory staff, CancellationToken cancellation)
    {
        KnownBrowser.Remember(context);
        if (result.Step is { } step)
            return SecondStepSignIn.Begin(context, step, IsOurs(next) ? next : null);
        await Remember(context, staff, result.Session!);
        return Pages.SeeOther(IsOurs(next) ? next : OpenTo.Home(await staff.Find(result.Staff!, cancellation)));
    }

    /// <summary>
    /// The cookie lasts until the browser is closed. The session also ends by itself. What this browser was signed in with before is over:
    /// its cookie is gone, so only somebody who has taken it could still use it.
    /// </summary>
    internal static async Task Remember(HttpContext context, StaffDirectory staff, string session)
    {
        if (context.OwnCookie(Access.SessionCookie) is { Length: > 0 } earlier)
            await staff.SignOut(earlier, context.RequestAborted);
        context.SetOwnCookie(Access.SessionCookie, session);
    }

    internal static void Forget(HttpContext context)
    {
        context.RemoveOwnCookie(Access.SessionCookie);
        context.ClearKept();
    }

    internal static async Task<SignInResult> Try(
        HttpContext context, string email, string password, StaffDirectory staff, SignInLimiter limiter, CancellationToken cancellation)
    {
        IPAddress? from = context.Connection.RemoteIpAddress;
        string? known = KnownBrowser.Of(context);
        // If others guess from the same address, somebody at their own browser is not kept waiting.
        bool counts = limiter.Takes(from);
        if (!counts && !(known is not null && await staff.KnowsBrowser(email, known, cancellation)))
        {
            await staff.RefusedUnseen(cancellation);
            return new(SignInEnd.TooManyFromOnePlace);
        }
        SignInResult? result = null;
        try
        {
            // No password is longer than that, so a longer text is wrong and need not be hashed.
            return result = password.Length > StaffDirectory.LongestPassword ? new(SignInEnd.WrongPassword)
                : await staff.SignIn(email, password, Visitors.PlaceOf(from), cancellation, KnownBrowser.Given(context));
        }
        finally
        {
            // If it failed for another reason, it was not a guess.
            if (counts && (result is null or { IsRightPassword: true } or { End: SignInEnd.TooManyAtOnce }))
                limiter.GivesBack(from);
        }
    }

    private static async Task<SeeOther> Leave(
        HttpContext context, StaffDirectory staff, CancellationToken cancellation)
    {
        if (context.OwnCookie(Access.SessionCookie) is { Length: > 0 } session)
            await staff.SignOut(session, cancellation);
        Forget(context);
        return Pages.SeeOther("/");
    }

    private static PageResult Form(SentForm form, string? next, int status = StatusCodes.Status200OK) =>
        Pages.Of<SignInPage>(status,
        (nameof(SignInPage.Form), form), (nameof(SignInPage.Next), IsOurs(next) ? next : null));

    /// <summary>Whether it is a path on this service. Browsers take <c>//host</c> and <c>/\host</c> for other hosts.</summary>
    internal static bool IsOurs([NotNullWhen(true)] string? path) =>
        path is ['/', ..] && (path.Length is 1 || path[1] is not ('/' or '\\')) && path.All(c => c is > ' ' and < '\x7f' and not '\\');
}
