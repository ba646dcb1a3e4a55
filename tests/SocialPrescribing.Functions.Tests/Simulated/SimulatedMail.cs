using System.Net.Http;
using Azure;
using Azure.Communication.Email;
using Azure.Core;
using SocialPrescribing.Functions.Tests.Mail;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>
/// The mail service, which may refuse, throttle, take a letter and not say so, or say so late. It keeps a record of its own of what went
/// out. How it takes a repeated operation is as <see cref="CommunicationServices"/> has it.
/// </summary>
internal sealed class SimulatedMail(World world, Weather weather) : EmailClient
{
    /// <summary>Ends the key of a letter that a planted bug sends once more.</summary>
    public const char Again = '+';
    private static readonly TimeSpan _remembered = TimeSpan.FromMinutes(5);
    private readonly Dictionary<Guid, DateTimeOffset> _operations = [];
    private readonly AsyncLocal<string?> _key = new();

    /// <summary>How often each message went out, by its key.</summary>
    public Dictionary<string, int> Delivered { get; } = new(StringComparer.Ordinal);

    /// <summary>Tells this service whose letter comes next, which the real one never learns.</summary>
    public IMailer Named(IMailer mailer) => new NamedMailer(this, mailer);

    private sealed class NamedMailer(SimulatedMail mail, IMailer mailer) : IMailer
    {
        public Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
        {
            mail._key.Value = key;
            return mailer.Deliver(key, letter, cancellation);
        }
    }

    public override Task<EmailSendOperation> SendAsync(
        WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default)
    {
        string key = _key.Value!;
        return world.Network.Start(async () =>
        {
            world.Note($"mail {key} {operationId}");
            await weather.Way();
            if (weather.FailsBefore)
                throw Refusal();
            if (_operations.TryGetValue(operationId, out DateTimeOffset at))
            {
                if (world.Now - at >= _remembered)
                    throw new RequestFailedException(412, "PreconditionFailed", "PreconditionFailed", null);
                if (world.Random.Next(2) is 0)
                    throw new RequestFailedException(409, "Conflict", "Conflict", null);
            }
            else
            {
                _operations.Add(operationId, world.Now);
                string message = key.TrimEnd(Again);
                Delivered[message] = Delivered.GetValueOrDefault(message) + 1;
            }
            await weather.Way();
            if (weather.FailsAfter)
                throw Silence();
            return (EmailSendOperation)new FakeEmailClient.Taken();
        });
    }

    /// <summary>Nothing was taken.</summary>
    private Exception Refusal() => world.Random.Next(4) switch
    {
        0 => new RequestFailedException(new FakeResponse(429, retryAfter: "90")),
        1 => new RequestFailedException(503, "ServiceUnavailable", "ServiceUnavailable", null),
        2 => new RequestFailedException(500, "InternalServerError", "InternalServerError", null),
        _ => new HttpRequestException(HttpRequestError.ConnectionError, "Nobody answers."),
    };

    /// <summary>The letter was taken.</summary>
    private Exception Silence() => world.Random.Next(3) switch
    {
        0 => new RequestFailedException(504, "GatewayTimeout", "GatewayTimeout", null),
        1 => new TaskCanceledException("The client has waited long enough."),
        _ => new RequestFailedException(0, "The line is cut.", null, new IOException("The line is cut.")),
    };
}
