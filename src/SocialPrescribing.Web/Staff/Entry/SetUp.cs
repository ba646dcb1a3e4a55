using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>The one-time link with which somebody chooses a password. The very first one makes its owner the admin.</summary>
public static class SetUp
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/set-up/{secret}", Show);
        pages.MapPost("/set-up/{secret}", Set);
    }

    private static async Task<PageResult> Show(
        string secret, StaffDirectory staff, SignedLinks links, TriedFirst triedFirst, CancellationToken cancellation) =>
        await Form(secret, SentForm.Empty, staff, links, StatusCodes.Status200OK, triedFirst, cancellation);

    /// <summary>A mailed link is signed. A link that was shown is itself the secret.</summary>
    private static string SecretOf(string secret, SignedLinks links) =>
        (links.Read(secret, LinkPurpose.SetPassword) ?? links.Read(secret, LinkPurpose.ForgottenPassword)) is { } link
            ? StaffDirectory.MailedSecret(link.Journey) : secret;

    private static async Task<Results<PageResult, SeeOther>> Set(
        string secret, HttpContext context, StaffDirectory staff, SignedLinks links, HostSettings settings, SignInLog log,
        TriedFirst triedFirst, CancellationToken cancellation)
    {
        // Anybody can send this form, so a link that does not work is refused before the password costs anything.
        if (await staff.SetUpFor(SecretOf(secret, links), cancellation) is not { } id)
            return Gone();
        StaffMember? member = id.Length is 0 ? null : await staff.Find(id, cancellation);
        SentForm form = SentForm.Of(context);
        string password = await NewPassword.Of(
            context, form, triedFirst, settings.Profile, member?.Name ?? form["name"], member?.Email ?? form["email"]);
        if (form.IsRight
            && await staff.SetPassword(SecretOf(secret, links), form["email"], form["name"], password, cancellation) is { } problem)
            form.Problem("", problem);
        if (!form.IsRight)
            return await Form(secret, form, staff, links, StatusCodes.Status422UnprocessableEntity, triedFirst, cancellation);
        // Somebody who has just chosen a password need not type it a third time.
        SignInResult result = await staff.SignIn(
            member?.Email ?? form["email"], password, Visitors.PlaceOf(context.Connection.RemoteIpAddress), cancellation,
            KnownBrowser.Given(context));
        log.Came(result);
        return result.IsRightPassword ? await SignIn.GoOn(context, result, null, staff, cancellation)
            : Pages.SeeOther("/sign-in");
    }

    private static async Task<PageResult> Form(
        string secret, SentForm form, StaffDirectory staff, SignedLinks links, int status, TriedFirst triedFirst,
        CancellationToken cancellation)
    {
        if (await staff.SetUpFor(SecretOf(secret, links), cancellation) is not { } id)
            return Gone();
        triedFirst.GetReady();
        StaffMember? member = id.Length is 0 ? null : await staff.Find(id, cancellation);
        return Pages.Of<SetUpPage>(status, (nameof(SetUpPage.Secret), secret), (nameof(SetUpPage.Member), member),
            (nameof(SetUpPage.Form), form));
    }

    private static PageResult Gone() => Pages.Of<Notice>(StatusCodes.Status404NotFound,
        (nameof(Notice.Title), "This link does not work any more"),
        (nameof(Notice.Sentence), "It has been used, it is too old, or a newer one was sent. Ask an admin of this service for a new one."),
        (nameof(Notice.Onward), new Onward("Do you have a password already? ", "/sign-in", "Sign in")));
}
