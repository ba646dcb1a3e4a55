using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// A link by email for somebody who has forgotten their password. Nobody may learn whether an address is known here, so the answer is
/// always the same, and it is given before anything is looked up.
/// </summary>
/// <remarks>Not static, because its logger is named after it.</remarks>
public sealed partial class ForgottenPassword
{
    public const string Address = "/forgotten-password";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, () => Form(SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost(Address, Ask);
    }

    private static PageResult Ask(
        HttpContext context, StaffInvitations invitations, SignInLimiter limiter, ILogger<ForgottenPassword> log)
    {
        SentForm form = SentForm.Of(context);
        string email = form["email"];
        if (AdminFields.EmailProblem(email, "email") is { } problem)
        {
            form.Problem("email", problem.Detail);
            return Form(form, StatusCodes.Status422UnprocessableEntity);
        }
        // Each request counts as a failed sign-in from this place, so that nobody can ask for a thousand addresses.
        if (limiter.Takes(context.Connection.RemoteIpAddress))
            context.Response.OnCompleted(() => Send(invitations, email, log));
        return Pages.Of<Notice>((nameof(Notice.Title), "Look at your email"),
            (nameof(Notice.Sentence),
                "If somebody signs in here with that address, an email with a link is on its way to it. The link works once, within an "
                    + "hour. Nothing there after some minutes? Look among the unwanted mail, or ask an admin."),
            (nameof(Notice.Onward), new Onward("Do you remember it after all? ", "/sign-in", "Sign in")));
    }

    /// <summary>Runs after the answer, so that the answer's time says nothing.</summary>
    private static async Task Send(StaffInvitations invitations, string email, ILogger<ForgottenPassword> log)
    {
        try
        {
            if (await invitations.Remind(email, CancellationToken.None) is { } staff)
                LogSent(log, staff);
        }
        // The answer was given. Somebody who gets no mail asks again.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(log, Failure.Of(e));
        }
    }

    private static PageResult Form(SentForm form, int status) =>
        Pages.Of<ForgottenPasswordPage>(status, (nameof(ForgottenPasswordPage.Form), form));

    [LoggerMessage(EventId = 5331, Level = LogLevel.Information, Message = "A link for a forgotten password was queued for staff {Staff}")]
    private static partial void LogSent(ILogger log, string staff);

    [LoggerMessage(EventId = 5332, Level = LogLevel.Warning, Message = "A link for a forgotten password could not be queued: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);
}
