using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Api;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>Signing in and out with an email address and a password; where the platform signs people in, the way there.</summary>
public static class SignIn
{
    private const string Wrong =
        "That email address and password do not match. Please try again. After many tries, wait a quarter of an hour.";
    internal const string TooMany = "Many people are signing in at this moment. Please try again in a few seconds.";

    /// <param name="next">Where to go then; only a path on this service counts.</param>
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
        // A password may begin or end with a space, so it is taken as it was sent.
        string password = context.Request.HasFormContentType ? context.Request.Form["password"].ToString() : "";
        SignInResult result = await Try(context, form["email"], password, staff, limiter, cancellation);
        log.Came(result);
        if (result.IsRightPassword)
            return await GoOn(context, result, next, staff, cancellation);
        if (result.End is SignInEnd.TooManyAtOnce)
        {
            form.Problem("", TooMany);
            context.Response.Headers.RetryAfter = "10";
            return Form(form, next, StatusCodes.Status503ServiceUnavailable);
        }
        // Too many tries get the answer of a wrong password: whoever is guessing learns nothing from it.
        form.Problem("email", Wrong);
        return Form(form, next, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The password was right: in, or to the second step.</summary>
    internal static async Task<Results<PageResult, SeeOther>> GoOn(
        HttpContext context, SignInResult result, string? next, StaffDirectory staff, CancellationToken cancellation)
    {
        KnownBrowser.Remember(context);
        if (result.Step is { } step)
            return SecondStepSignIn.Begin(context, step, IsOurs(next) ? next : null);
        Remember(context, result.Session!);
        return Pages.SeeOther(IsOurs(next) ? next : OpenTo.Home(await staff.Find(result.Staff!, cancellation)));
    }

    /// <summary>Until the browser is closed; the session ends by itself besides.</summary>
    internal static void Remember(HttpContext context, string session) => context.SetOwnCookie(Access.SessionCookie, session);

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
        // Where somebody else guesses from the same address, whoever sits at their own browser is not kept waiting.
        bool counts = limiter.Takes(from);
        if (!counts && !(known is not null && await staff.KnowsBrowser(email, known, cancellation)))
            return new(SignInEnd.TooManyFromOnePlace);
        SignInResult? result = null;
        try
        {
            // No password is longer than that, so a longer text is wrong and need not be hashed.
            return result = password.Length > StaffDirectory.LongestPassword ? new(SignInEnd.WrongPassword)
                : await staff.SignIn(email, password, Visitors.PlaceOf(from), cancellation, KnownBrowser.Given(context));
        }
        finally
        {
            // What failed for other reasons was no guess either.
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

    /// <summary>A path on this service and nothing else. <c>//host</c> and <c>/\host</c> are other hosts to a browser.</summary>
    internal static bool IsOurs([NotNullWhen(true)] string? path) =>
        path is ['/', ..] && (path.Length is 1 || path[1] is not ('/' or '\\')) && path.All(c => c is > ' ' and < '\x7f' and not '\\');
}
