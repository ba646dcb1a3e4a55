using System.Globalization;
using System.Net.Http;
using Azure;
using Azure.Communication.Email;
using Azure.Core;
using Azure.Identity;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Mail;

/// <summary>
/// Delivers through Azure Communication Services. It sends and never asks for the status afterwards: questions and refused calls count
/// against the quota, too.
/// </summary>
/// <remarks>
/// What the service refuses because of the settings (the key, the sender, the domain) is <see cref="MailOutcome.Unavailable"/>. Otherwise
/// staff would be asked to phone people because a role assignment was forgotten. The sender's name belongs to the sender's address in Azure
/// and cannot be given with a letter, so people who asked for discretion get letters from another address.
/// </remarks>
/// <param name="from">The sender's address.</param>
/// <param name="discreetFrom">The sender for people who asked for discretion. Its name does not say what the service is for.</param>
public sealed class AcsMailer(
    EmailClient client, MailOperations operations, ServiceProfile profile, Clocks clocks, string from, string discreetFrom) : IMailer
{
    private static readonly TimeSpan WaitUnlessTold = TimeSpan.FromMinutes(1);

    /// <summary>One attempt each: the postman repeats within the quota.</summary>
    public static EmailClientOptions Options() => new()
    {
        Retry = { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(30) },
        // Letters and addresses stay out of the SDK's logs.
        Diagnostics = { IsLoggingContentEnabled = false },
    };

    public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
    {
        if (!LetterMessage.IsAddress(letter.To))
            return new MailOutcome.Refused("The recipient's mail address is not valid.");
        cancellation.ThrowIfCancellationRequested();

        (Guid operation, bool isKnown) = await operations.Begin(key, CancellationToken.None);
        try
        {
            await client.SendAsync(WaitUntil.Started, Compose(letter), operation, cancellation);
            return new MailOutcome.Accepted();
        }
        catch (RequestFailedException answer) when (answer.Status is not 0)
        {
            if (answer.Status is not 409)
                await operations.TakeNext(key, CancellationToken.None);
            return OutcomeOf(answer, isKnown);
        }
        catch (Exception e) when (e is RequestFailedException or HttpRequestException or IOException)
        {
            if (!NothingWentOut(e))
                return new MailOutcome.Uncertain("The connection to the mail service broke before it answered.");
            await operations.TakeNext(key, CancellationToken.None);
            return new MailOutcome.Unavailable("The mail service could not be reached.");
        }
        catch (AuthenticationFailedException)
        {
            await operations.TakeNext(key, CancellationToken.None);
            return new MailOutcome.Unavailable("There is no token for the mail service: check the managed identity.");
        }
        catch (OperationCanceledException)
        {
            return new MailOutcome.Uncertain("The mail service did not answer in time.");
        }
    }

    private EmailMessage Compose(Letter letter)
    {
        EmailMessage message = new(
            letter.FromName == profile.DiscreetName ? discreetFrom : from,
            new EmailRecipients([new EmailAddress(letter.To)]),
            new EmailContent(LetterMessage.OneLine(letter.Subject)) { PlainText = letter.Text, Html = letter.Html })
        {
            // Nobody watches whether a person opens their mail.
            UserEngagementTrackingDisabled = true,
        };
        if (letter.ReplyTo is { } answers && LetterMessage.IsAddress(answers))
            message.ReplyTo.Add(new EmailAddress(answers));
        foreach ((string name, string value) in LetterMessage.Headers(letter))
            message.Headers.Add(name, value);
        if (letter.Calendar is not null)
        {
            // Outlook ignores a calendar file unless the content type names its method, too.
            string type = $"text/calendar; charset=utf-8; method={LetterMessage.CalendarMethod(letter.Calendar)}";
            message.Attachments
                .Add(
                    new EmailAttachment(LetterMessage.CalendarName, type,
                        BinaryData.FromString(letter.Calendar.ReplaceLineEndings("\r\n"))));
        }
        return message;
    }

    /// <param name="isKnown">The id was used before and not answered, so this answer may be about that first time.</param>
    private MailOutcome OutcomeOf(RequestFailedException answer, bool isKnown) => answer.Status switch
    {
        // The service is still working on this operation, so it has the letter.
        409 => new MailOutcome.Accepted(),
        429 => new MailOutcome.Throttled(RetryAfter(answer)),
        // The service did not carry out the request, because it may have done so before. (In RFC 9110, 412 is about conditions. Here the
        // service uses it for a repetition that it cannot judge.)
        400 or 412 when isKnown => new MailOutcome.Uncertain($"The mail service knows this operation from before ({answer.Status})."),
        412 => new MailOutcome.Unavailable("The mail service takes this for an old request (412): check the clock."),
        401 or 403 or 404 =>
            new MailOutcome.Unavailable(
                $"The mail service does not take letters from here ({answer.Status}): check its address, the role of the identity and the "
                    + $"domain."),
        400 when IsAboutSender(answer) =>
            new MailOutcome.Unavailable("The mail service does not know the sender (400): check the sender's address and its domain."),
        // A gateway without an answer does not know whether the request behind it was carried out.
        502 or 504 => new MailOutcome.Uncertain($"The mail service did not answer its gateway ({answer.Status})."),
        408 or >= 500 => new MailOutcome.Unavailable($"The mail service cannot take letters now ({answer.Status})."),
        _ => new MailOutcome.Refused($"The mail service does not take this letter ({answer.Status})."),
    };

    private static bool IsAboutSender(RequestFailedException answer) =>
        answer.ErrorCode is { } code
            && (code.Contains("Sender", StringComparison.OrdinalIgnoreCase) || code.Contains("Domain", StringComparison.OrdinalIgnoreCase));

    /// <summary>In seconds or as a date (RFC 9110, section 10.2.3).</summary>
    private DateTimeOffset RetryAfter(RequestFailedException answer)
    {
        DateTimeOffset now = clocks.MachineNow;
        if (answer.GetRawResponse() is not { } response || !response.Headers.TryGetValue("Retry-After", out string? asked))
            return now + WaitUnlessTold;
        return int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? now.AddSeconds(seconds)
            : DateTimeOffset.TryParseExact(asked, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
                ? at
            : now + WaitUnlessTold;
    }

    /// <summary>The connection was never made. Once it was, nobody can tell how far the letter came.</summary>
    private static bool NothingWentOut(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
            if (e
                is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
                })
                return true;
        return false;
    }
}
