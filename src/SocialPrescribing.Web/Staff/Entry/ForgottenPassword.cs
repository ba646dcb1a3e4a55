using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Web.Forms;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// A link by email for somebody who has forgotten their password. Nobody may learn whether an address is known here, so the answer is
/// always the same, and addresses are looked up apart from any request.
/// </summary>
/// <remarks>
/// What runs when an answer is complete is no place for it: the server waits for that before it reads the next request of the same
/// connection, and how long that takes would tell.
/// </remarks>
public sealed partial class ForgottenPassword(StaffInvitations invitations, ILogger<ForgottenPassword> log) : BackgroundService
{
    public const string Address = "/forgotten-password";

    /// <summary>Beyond that an address is dropped, whosever it is. Somebody who gets no mail asks again.</summary>
    private const int MostWaiting = 100;

    /// <summary>A store that does not answer for one address must not keep the next ones waiting for ever.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ILogger _log = log;
    private readonly Channel<string> _asked = Channel.CreateBounded<string>(MostWaiting);
    private volatile bool _stops;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, () => Form(SentForm.Empty, StatusCodes.Status200OK));
        pages.MapPost(Address, Ask);
    }

    /// <summary>Those who asked before the service was stopped still get their letters.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _stops = true;
        _asked.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <remarks>It ends when all who asked have been looked up, and not before.</remarks>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (string email in _asked.Reader.ReadAllAsync(CancellationToken.None))
            await Send(email);
    }

    private static PageResult Ask(HttpContext context, SignInLimiter limiter, ForgottenPassword asked)
    {
        SentForm form = SentForm.Of(context);
        string email = form["email"];
        if (AdminFields.EmailProblem(email, "email") is { } problem)
        {
            form.Problem("email", problem.Detail);
            return Form(form, StatusCodes.Status422UnprocessableEntity);
        }
        // Each request counts as a failed sign-in from this place, so that nobody can ask for a thousand addresses.
        if (limiter.Takes(context.Connection.RemoteIpAddress) && !asked._asked.Writer.TryWrite(email))
        {
            if (asked._stops)
                LogStopping(asked._log);
            else
                LogDropped(asked._log, MostWaiting);
        }
        return Pages.Of<Notice>((nameof(Notice.Title), "Look at your email"),
            (nameof(Notice.Sentence),
                "If somebody signs in here with that address, an email with a link is on its way to it. The link works once, within an "
                    + "hour. Nothing there after some minutes? Look among the unwanted mail, or ask an admin."),
            (nameof(Notice.Onward), new Onward("Do you remember it after all? ", "/sign-in", "Sign in")));
    }

    private async Task Send(string email)
    {
        using CancellationTokenSource over = new(_patience);
        try
        {
            if (await invitations.Remind(email, over.Token).WaitAsync(over.Token) is { } staff)
                LogSent(_log, staff);
        }
        // The answer was given. Somebody who gets no mail asks again, and nobody else waits for what failed here.
        catch (Exception e)
        {
            LogFailed(_log, Failure.Of(e));
        }
    }

    private static PageResult Form(SentForm form, int status) =>
        Pages.Of<ForgottenPasswordPage>(status, (nameof(ForgottenPasswordPage.Form), form));

    [LoggerMessage(EventId = 5331, Level = LogLevel.Information, Message = "A link for a forgotten password was queued for staff {Staff}")]
    private static partial void LogSent(ILogger log, string staff);

    [LoggerMessage(EventId = 5332, Level = LogLevel.Warning, Message = "A link for a forgotten password could not be queued: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);

    [LoggerMessage(EventId = 5333, Level = LogLevel.Warning,
        Message = "Somebody who has forgotten their password was not looked up, because {Most} others wait for that")]
    private static partial void LogDropped(ILogger log, int most);

    [LoggerMessage(EventId = 5334, Level = LogLevel.Warning,
        Message = "Somebody who has forgotten their password was not looked up, because the service is stopping")]
    private static partial void LogStopping(ILogger log);
}
