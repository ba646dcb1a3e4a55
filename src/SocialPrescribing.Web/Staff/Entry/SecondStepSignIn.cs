using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>The code after the password. Somebody who needs one and has no app yet sets it up here.</summary>
public static class SecondStepSignIn
{
    internal const string Address = "/sign-in/code";
    internal const string SetUpAddress = "/sign-in/set-up";
    private const string Cookie = "sp-sign-in";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, (HttpContext context, StaffDirectory staff, HostSettings settings) =>
            Form(context, staff, settings, SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost(Address, Enter).EvenAtRest();
        pages.MapPost(SetUpAddress, SetUp);
    }

    /// <summary>The password was right. The session comes with the second step.</summary>
    public static SeeOther Begin(HttpContext context, string step, string? next)
    {
        context.SetOwnCookie(Cookie, step);
        return Pages.SeeOther(next is null ? Address : $"{Address}?next={Uri.EscapeDataString(next)}");
    }

    private static async Task<Results<PageResult, SeeOther>> Enter(
        HttpContext context, StaffDirectory staff, SignInLog log, HostSettings settings)
    {
        SentForm form = SentForm.Of(context);
        if (StepOf(context) is not { } step)
            return Over(context, settings, form);
        SignInResult result = await staff.ShowCode(step, form["code"], context.RequestAborted, KnownBrowser.Of(context));
        log.Came(result);
        if (result.Session is { } session)
        {
            await SignIn.Remember(context, staff, session);
            context.RemoveOwnCookie(Cookie);
            return Pages.SeeOther(NextOf(context, form) ?? OpenTo.Home(await staff.Find(result.Staff!, context.RequestAborted)));
        }
        if (result.End is SignInEnd.StepIsOver)
            return Over(context, settings, form);
        form.Problem("code", result.End switch
        {
            SignInEnd.TooManyAtOnce => SignIn.TooMany,
            SignInEnd.CodesLocked => SecondStepWords.Locked,
            SignInEnd.WrongCode => SecondStepWords.WrongCode,
            // Ends of the first step, and what was answered above.
            SignInEnd.SignedIn or SignInEnd.WrongPassword or SignInEnd.UnknownAddress or SignInEnd.LockedOut
                or SignInEnd.TooManyFromOnePlace or SignInEnd.SecondStep or SignInEnd.StepIsOver => throw new UnreachableException(),
        });
        form.Untick("code");
        return await Form(context, staff, settings, form, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Results<PageResult, SeeOther>> SetUp(
        HttpContext context, StaffDirectory staff, SignInLog log, HostSettings settings, Clocks clocks)
    {
        DateTimeOffset since = clocks.MachineNow;
        SentForm form = SentForm.Of(context);
        if (StepOf(context) is not { } step || await staff.AtSecondStep(step, context.RequestAborted) is not { } member)
            return Over(context, settings, form);
        // Here somebody has only shown their password. With that alone an app that is set up cannot be replaced by another.
        NewRecoveryCodes made =
            await staff.TurnOnSecondStep(member, form["offered"], form["code"], replaces: false, context.RequestAborted,
                KnownBrowser.Of(context));
        if (made.Codes is not { } codes)
        {
            form.Problem("code", made.TooManyAtOnce ? SignIn.TooMany : SecondStepWords.WrongCode);
            form.Untick("code");
            return await Form(context, staff, settings, form, StatusCodes.Status422UnprocessableEntity);
        }
        await staff.EndStep(step, context.RequestAborted);
        await SignIn.Remember(context, staff, await staff.OpenSession(member, since, context.RequestAborted));
        context.RemoveOwnCookie(Cookie);
        log.TurnedOn(member.Id);
        log.Came(new SignInResult(SignInEnd.SignedIn, member.Id));
        return Pages.Of<RecoveryCodesPage>((nameof(RecoveryCodesPage.Codes), codes),
            (nameof(RecoveryCodesPage.Onward), NextOf(context, form) ?? OpenTo.Home(member)));
    }

    private static async Task<Results<PageResult, SeeOther>> Form(
        HttpContext context, StaffDirectory staff, HostSettings settings, SentForm form, int status)
    {
        if (StepOf(context) is not { } step || await staff.AtSecondStep(step, context.RequestAborted) is not { } member)
            return Over(context, settings, form);
        string? next = NextOf(context, form);
        if (member.SecondStep is not null)
            return Pages.Of<CodePage>(status, (nameof(CodePage.Form), form), (nameof(CodePage.Next), next),
                (nameof(CodePage.Recovery), context.Request.Query["with"] == CodePage.WithRecoveryCode));
        // The second step was removed meanwhile and is no longer needed. Then the password is asked for once more.
        if (!staff.NeedsSecondStep(member))
            return Over(context, settings, form);
        string service = settings.Profile.Name;
        return Pages.Of<SetUpAppAtSignIn>(status, (nameof(SetUpAppAtSignIn.Form), form), (nameof(SetUpAppAtSignIn.Next), next),
            (nameof(SetUpAppAtSignIn.Offer), form.Has("offered")
                ? staff.OfferAgain(member, service, form["offered"]) : staff.OfferSecondStep(member, service)));
    }

    /// <summary>Leads back to the password.</summary>
    private static SeeOther Over(HttpContext context, HostSettings settings, SentForm form) =>
        Pages.SeeOther(SignIn.AddressFor(settings, NextOf(context, form)));

    private static string? StepOf(HttpContext context) =>
        context.OwnCookie(Cookie) is { Length: > 0 and <= 100 } step ? step : null;

    private static string? NextOf(HttpContext context, SentForm form) =>
        (form.Has("next") ? form["next"] : context.Request.Query["next"].ToString()) is var next && SignIn.IsOurs(next) ? next : null;
}
