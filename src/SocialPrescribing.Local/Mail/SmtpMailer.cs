using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Mail;

/// <summary>Delivers through a mail server, with one connection for each letter.</summary>
/// <remarks>
/// What the server refuses before it has seen a recipient (the sender, the password) is a fault of the settings and not of the letter. Then
/// the outcome is <see cref="MailOutcome.Unavailable"/>, so that staff are not asked to phone people because a password has expired.
/// </remarks>
public sealed class SmtpMailer : IMailer
{
    private readonly SmtpSettings _settings;
    private readonly Func<CancellationToken, Task<string>>? _accessToken;
    private readonly X509Certificate2Collection? _trusted;

    /// <param name="accessToken">For a server that requires OAuth 2 instead of a password.</param>
    /// <exception cref="ArgumentException">Two settings contradict each other. The message names them and what is allowed.</exception>
    public SmtpMailer(SmtpSettings settings, Func<CancellationToken, Task<string>>? accessToken = null)
    {
        if (!LetterMessage.IsAddress(settings.From))
            throw new ArgumentException("from: allowed is one mail address, such as hello@example.org.", nameof(settings));
        if (settings.Port is < 1 or > 65535)
            throw new ArgumentException("port: allowed is 1 to 65535.", nameof(settings));
        if (settings.Timeout <= TimeSpan.Zero || settings.Timeout > TimeSpan.FromMinutes(10))
            throw new ArgumentException("timeout: allowed is more than 0 and at most 10 minutes.", nameof(settings));
        if (accessToken is null
            ? settings.User is null != settings.Password is null
            : settings.User is null || settings.Password is not null)
            throw new ArgumentException("user and password: allowed is both or neither, and with oauth a user and no password.",
                nameof(settings));
        if (settings is { User: not null, StartTls: StartTls.None } && !IsThisMachine(settings.Host))
            throw new ArgumentException(
                "startTls: allowed is \"required\" or \"implicit\" where there is a user, who would else be told in the open.",
                nameof(settings));
        (_settings, _accessToken) = (settings, accessToken);
        _trusted = settings.TrustedCertificate is null ? null : Read(settings.TrustedCertificate);
    }

    public async Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
    {
        if (!LetterMessage.IsAddress(letter.To))
            return new MailOutcome.Refused("The recipient's mail address is not valid.");

        using CancellationTokenSource limit = new(_settings.Timeout);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using MimeMessage message = LetterMessage.Compose(letter, _settings.From, key, DateTimeOffset.UtcNow);
        using SmtpClient client = new() { Timeout = (int)_settings.Timeout.TotalMilliseconds };
        if (_trusted is not null)
            client.ServerCertificateValidationCallback = IsTrusted;
        HandedOver sent = new();
        try
        {
            await client.ConnectAsync(_settings.Host, _settings.Port, Encryption, either.Token);
            if (_accessToken is not null)
                await client.AuthenticateAsync(new SaslMechanismOAuth2(_settings.User!, await _accessToken(either.Token)), either.Token);
            else if (_settings.User is not null)
                await client.AuthenticateAsync(_settings.User, _settings.Password!, either.Token);
            await client.SendAsync(message, either.Token, sent);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The caller cancelled before the letter was handed over. That says nothing about the server.
            if (cancellation.IsCancellationRequested && !sent.IsWhole)
                throw new OperationCanceledException(cancellation);
            return OutcomeOf(exception, sent.IsWhole, limit.IsCancellationRequested);
        }
        await SayGoodbye(client, either.Token);
        return new MailOutcome.Accepted();
    }

    /// <summary>The server has accepted the letter. Nothing that fails now changes that.</summary>
    private static async Task SayGoodbye(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ProtocolException or OperationCanceledException)
        {
            // The server closed the connection first.
        }
    }

    private SecureSocketOptions Encryption => _settings.StartTls switch
    {
        StartTls.None => SecureSocketOptions.None,
        StartTls.Implicit => SecureSocketOptions.SslOnConnect,
        StartTls.Required => SecureSocketOptions.StartTls,
    };

    private static MailOutcome OutcomeOf(Exception exception, bool isHandedOver, bool timedOut) => exception switch
    {
        SmtpCommandException { StatusCode: SmtpStatusCode.ServiceNotAvailable } =>
            new MailOutcome.Unavailable("The mail server is closing (421)."),
        // This is usually about one mailbox (full, greylisted). So only this letter waits: one full mailbox must not hold up all mail.
        SmtpCommandException { StatusCode: var code } when (int)code is >= 400 and < 500 =>
            new MailOutcome.Unavailable($"The mail server cannot take letters now ({Number(code)})."),
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted, StatusCode: var code } =>
            new MailOutcome.Refused($"The mail server does not take this letter ({Number(code)})."),
        SmtpCommandException { StatusCode: var code } => NotFromUs(Number(code)),
        AuthenticationException => NotFromUs("535"),
        _ when isHandedOver => new MailOutcome.Uncertain("The mail server did not answer after it was given the letter."),
        AccessTokenException token => new MailOutcome.Unavailable(token.Message),
        _ when timedOut => new MailOutcome.Unavailable("The mail server did not answer in time."),
        SslHandshakeException => new MailOutcome.Unavailable("The mail server's certificate is not trusted, or no encryption was agreed."),
        SocketException socket => new MailOutcome.Unavailable($"The mail server could not be reached ({socket.SocketErrorCode})."),
        NotSupportedException =>
            new MailOutcome.Unavailable("The mail server does not offer STARTTLS, or not the way to sign in that is set."),
        IOException or ProtocolException => new MailOutcome.Unavailable("The mail server could not be used: the connection ended."),
        // An exception that nobody expected. Nothing was handed over, so the letter can be sent again without going out twice.
        // After some tries the postman gives up and asks a human. The ledger names only the exception's type, because its
        // message may quote the letter.
        _ => new MailOutcome.Unavailable($"The mail server could not be used ({exception.GetType().Name})."),
    };

    private static MailOutcome.Unavailable NotFromUs(string answer) =>
        new($"The mail server does not take letters from this service ({answer}): check its user, password and sender.");

    private static string Number(SmtpStatusCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Trusts one more certificate than the machine does, for this server only. A wrong name or an unknown certificate is always refused.
    /// </summary>
    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors is SslPolicyErrors.None)
            return true;
        if (errors is not SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
            return false;
        using X509Chain own = new();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_trusted!);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return own.Build(server);
    }

    private static X509Certificate2Collection Read(string file)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"trustedCertificate: {file} cannot be read; allowed is a PEM file with a certificate.",
                nameof(file), exception);
        }
        return certificates.Count > 0 ? certificates
            : throw new ArgumentException($"trustedCertificate: {file} holds no certificate; allowed is a PEM file with one.",
                nameof(file));
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Whether the whole letter has gone to the server. If it has and no answer comes, the outcome is uncertain.</summary>
    private sealed class HandedOver : ITransferProgress
    {
        public bool IsWhole { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => IsWhole = bytesTransferred >= totalSize;

        // Without a size it is unknown how much has gone. Then the letter counts as handed over, so that nobody gets it twice.
        public void Report(long bytesTransferred) => IsWhole = true;
    }
}
