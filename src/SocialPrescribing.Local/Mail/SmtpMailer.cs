using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local.Mail;

/// <summary>Whether the connection to the mail server is encrypted.</summary>
[JsonConverter(typeof(CamelCaseEnum<StartTls>))]
public enum StartTls
{
    /// <summary>Always; a server that does not offer it is not used.</summary>
    Required,

    /// <summary>Never. For a server on the same machine.</summary>
    None,
}

/// <summary>How to reach the mail server.</summary>
/// <param name="From">The sender's address.</param>
/// <param name="Timeout">For one letter, from connecting to the answer.</param>
/// <param name="TrustedCertificate">A PEM file: a certificate, or an authority, that is trusted for this host beside the machine's own. The host's name must still match.</param>
public sealed record SmtpSettings(string Host, int Port, StartTls StartTls, string From, string? User, string? Password, TimeSpan Timeout, string? TrustedCertificate = null)
{
    /// <summary>Without the password: settings get printed.</summary>
    public override string ToString() => $"{Host}:{Port}, STARTTLS {(StartTls == StartTls.Required ? "required" : "none")}, {(User is null ? "no user" : "with a user")}";
}

/// <summary>Delivers through a mail server, one connection a letter.</summary>
/// <remarks>
/// What the server refuses before it has seen a recipient (the sender, the password) is a fault of the settings and never the letter's:
/// it is <see cref="MailOutcome.Unavailable"/>, so that no person is phoned because a password ran out.
/// </remarks>
public sealed class SmtpMailer : IMailer
{
    private readonly SmtpSettings _settings;

    /// <exception cref="ArgumentException">The settings contradict themselves; the message says which and what is allowed.</exception>
    public SmtpMailer(SmtpSettings settings)
    {
        if (!MimeMessage.IsAddress(settings.From))
            throw new ArgumentException("from: allowed is one mail address, such as hello@example.org.", nameof(settings));
        if (settings.Port is < 1 or > 65535)
            throw new ArgumentException("port: allowed is 1 to 65535.", nameof(settings));
        if (settings.Timeout <= TimeSpan.Zero || settings.Timeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException("timeout: allowed is more than 0 and at most 10 minutes.", nameof(settings));
        if (settings.User is null != settings.Password is null)
            throw new ArgumentException("user and password: allowed is both or neither.", nameof(settings));
        if (settings is { User: not null, StartTls: StartTls.None } && !IsThisMachine(settings.Host))
            throw new ArgumentException("startTls: allowed is \"required\" where there is a password, which would else be sent in the open.", nameof(settings));
        if (settings.TrustedCertificate is not null)
            TrustedCertificates.Add(settings.Host, settings.TrustedCertificate);
        _settings = settings;
    }

    public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
    {
        if (!MimeMessage.IsAddress(letter.To))
            return new MailOutcome.Refused("The recipient's mail address is not valid.");

        using CancellationTokenSource limit = new(_settings.Timeout);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using LastPart last = new(Encoding.UTF8.GetBytes((letter.Calendar ?? letter.Html).ReplaceLineEndings("\r\n")));
        using MailMessage message = Compose(key, letter, last);
        using SmtpClient client = new(_settings.Host, _settings.Port)
        {
            EnableSsl = _settings.StartTls == StartTls.Required,
            Credentials = _settings.User is null ? null : new NetworkCredential(_settings.User, _settings.Password),
            Timeout = (int)_settings.Timeout.TotalMilliseconds,
        };
        try
        {
            await client.SendMailAsync(message, either.Token);
            return new MailOutcome.Accepted();
        }
        catch (Exception exception) when (exception is SmtpException or OperationCanceledException or IOException or SocketException or AuthenticationException)
        {
            // Asked to stop before the letter was handed over: the caller's own wish, not the server's answer.
            if (cancellation.IsCancellationRequested && !last.WasSent)
                throw new OperationCanceledException(cancellation);
            return OutcomeOf(exception, last.WasSent, limit.IsCancellationRequested);
        }
    }

    private MailMessage Compose(string key, Letter letter, LastPart last)
    {
        MailMessage message = new(new MailAddress(_settings.From, MimeMessage.OneLine(letter.FromName), Encoding.UTF8), new MailAddress(letter.To))
        {
            Subject = MimeMessage.OneLine(letter.Subject),
            SubjectEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in MimeMessage.Headers(letter, _settings.From, key))
            message.Headers.Add(name, value);
        message.AlternateViews.Add(new AlternateView(new MemoryStream(Encoding.UTF8.GetBytes(letter.Text.ReplaceLineEndings("\r\n"))), Type("text/plain")) { TransferEncoding = TransferEncoding.Base64 });
        Stream html = letter.Calendar is null ? last : new MemoryStream(Encoding.UTF8.GetBytes(letter.Html.ReplaceLineEndings("\r\n")));
        message.AlternateViews.Add(new AlternateView(html, Type("text/html")) { TransferEncoding = TransferEncoding.Base64 });
        if (letter.Calendar is not null)
        {
            ContentType type = Type("text/calendar");
            type.Parameters.Add("method", MimeMessage.CalendarMethod(letter.Calendar));
            type.Name = MimeMessage.CalendarName;
            Attachment attachment = new(last, type) { TransferEncoding = TransferEncoding.Base64 };
            attachment.ContentDisposition!.FileName = MimeMessage.CalendarName;
            message.Attachments.Add(attachment);
        }
        return message;
    }

    private static MailOutcome OutcomeOf(Exception exception, bool wasSent, bool timedOut)
    {
        int answer = exception is SmtpException { StatusCode: not SmtpStatusCode.GeneralFailure } smtp ? (int)smtp.StatusCode : 0;
        bool aboutTheLetter = wasSent || exception is SmtpFailedRecipientException;
        return answer switch
        {
            421 => new MailOutcome.Unavailable("The mail server is closing (421)."),
            // Most often about one mailbox (full, greylisted), so only this letter waits: one full mailbox must not hold up everybody's mail.
            >= 400 and < 500 => new MailOutcome.Unavailable($"The mail server cannot take letters now ({answer})."),
            >= 500 when aboutTheLetter => new MailOutcome.Refused($"The mail server does not take this letter ({answer})."),
            >= 500 => new MailOutcome.Unavailable($"The mail server does not take letters from this service ({answer}): check its user, password and sender."),
            _ when wasSent => new MailOutcome.Uncertain("The mail server did not answer after it was given the letter."),
            _ when timedOut => new MailOutcome.Unavailable("The mail server did not answer in time."),
            _ when Causes(exception).OfType<AuthenticationException>().Any() => new MailOutcome.Unavailable("The mail server's certificate is not trusted, or no encryption was agreed."),
            _ when Causes(exception).OfType<SocketException>().FirstOrDefault() is { } socket => new MailOutcome.Unavailable($"The mail server could not be reached ({socket.SocketErrorCode})."),
            _ => new MailOutcome.Unavailable("The mail server could not be used: no connection, or it does not offer STARTTLS."),
        };
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }

    private static ContentType Type(string type) => new(type) { CharSet = "utf-8" };

    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>
    /// The last part of the message. SmtpClient does not tell how far it came, but it reads this to its end only after the server has
    /// asked for the letter, and right before the dot that hands it over: from there on, no answer means that nobody knows.
    /// </summary>
    private sealed class LastPart(byte[] content) : MemoryStream(content, writable: false)
    {
        public bool WasSent { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Seen(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Seen(base.Read(buffer));

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Seen(await base.ReadAsync(buffer.AsMemory(offset, count), cancellationToken));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Seen(await base.ReadAsync(buffer, cancellationToken));

        private int Seen(int read)
        {
            WasSent |= Position == Length;
            return read;
        }
    }
}
