using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>One's own second step: set up, moved to another phone, turned off. Each of these asks for the password.</summary>
public static class AccountSecondStep
{
    internal const string Address = "/account/second-step";

    public static void Map(IEndpointRouteBuilder staffPages)
    {
        staffPages.MapGet(Address, (HttpContext context, StaffDirectory staff, HostSettings settings) =>
            Show(context, staff, settings, SentForm.Empty, StatusCodes.Status200OK));
        staffPages.MapPost(Address, TurnOn);
        staffPages.MapPost($"{Address}/change", Change);
    }

    private static Task<PageResult> Show(HttpContext context, StaffDirectory staff, HostSettings settings, SentForm form, int status)
    {
        StaffMember reader = context.Reader();
        bool setsUp = reader.SecondStep is null || form.Has("offered") || context.Request.Query["phone"] == "new";
        string service = settings.Profile.Name;
        return Task.FromResult(setsUp
            ? Pages.Of<SetUpAppPage>(status, (nameof(SetUpAppPage.Reader), reader), (nameof(SetUpAppPage.Form), form),
                (nameof(SetUpAppPage.Offer), form.Has("offered")
                    ? staff.OfferAgain(reader, service, form["offered"]) : staff.OfferSecondStep(reader, service)))
            : Pages.Of<SecondStepPage>(status, (nameof(SecondStepPage.Reader), reader), (nameof(SecondStepPage.Form), form),
                (nameof(SecondStepPage.IsNeeded), staff.NeedsSecondStep(reader))));
    }

    private static async Task<PageResult> TurnOn(
        HttpContext context, StaffDirectory staff, SignInLimiter limiter, SignInLog log, HostSettings settings)
    {
        StaffMember reader = context.Reader();
        SentForm form = SentForm.Of(context);
        IReadOnlyList<string>? codes = null;
        if (await Account.PresentProblem(context, staff, limiter, log) is { } wrong)
            form.Problem("present", wrong);
        else
        {
            NewRecoveryCodes made =
                await staff.TurnOnSecondStep(reader, form["offered"], form["code"], replaces: true, context.RequestAborted,
                    KnownBrowser.Of(context));
            codes = made.Codes;
            if (codes is null)
                form.Problem("code", made.TooManyAtOnce ? SignIn.TooMany : SecondStepWords.WrongCode);
        }
        form.Untick("code");
        if (codes is null)
            return await Show(context, staff, settings, form, StatusCodes.Status422UnprocessableEntity);
        log.TurnedOn(reader.Id);
        return Pages.Of<RecoveryCodesPage>((nameof(RecoveryCodesPage.Reader), reader), (nameof(RecoveryCodesPage.Codes), codes),
            (nameof(RecoveryCodesPage.Onward), Account.Address));
    }

    /// <summary>Two buttons under one password field: new recovery codes, or turn the second step off.</summary>
    private static async Task<Results<PageResult, SeeOther>> Change(
        HttpContext context, StaffDirectory staff, SignInLimiter limiter, SignInLog log, HostSettings settings)
    {
        StaffMember reader = context.Reader();
        SentForm form = SentForm.Of(context);
        if (reader.SecondStep is null)
            return Pages.SeeOther(Address);
        if (await Account.PresentProblem(context, staff, limiter, log) is { } wrong)
            form.Problem("present", wrong);
        else if (form["do"] is "codes")
        {
            NewRecoveryCodes made = await staff.RenewRecoveryCodes(reader.Id, context.RequestAborted);
            if (made.Codes is { } codes)
                return Pages.Of<RecoveryCodesPage>((nameof(RecoveryCodesPage.Reader), reader), (nameof(RecoveryCodesPage.Codes), codes),
                    (nameof(RecoveryCodesPage.Onward), Account.Address));
            form.Problem("", made.TooManyAtOnce ? SignIn.TooMany : "Two-step sign-in is off, so there are no codes to replace.");
        }
        else if (form["do"] is "off" && !staff.NeedsSecondStep(reader))
        {
            await staff.TurnOffSecondStep(reader.Id, context.RequestAborted);
            log.TurnedOff(reader.Id, reader.Id);
            return Pages.SeeOther($"{Account.Address}?done=second-step-off");
        }
        else
            form.Problem("", "Choose what is to be done.");
        return await Show(context, staff, settings, form, StatusCodes.Status422UnprocessableEntity);
    }
}
