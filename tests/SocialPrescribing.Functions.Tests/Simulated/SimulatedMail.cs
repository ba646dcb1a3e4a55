using System.Net.Http;
using Azure;
using Azure.Communication.Email;
using Azure.Core;
using SocialPrescribing.Functions.Tests.Mail;
using SocialPrescribing.Functions.Tests.Storage;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Simulated;

/// <summary>
/// The mail service. It may refuse, throttle, or accept a letter and answer late or never. It keeps its own record of what went out. It
/// treats a repeated operation as <see cref="CommunicationServices"/> does.
/// </summary>
internal sealed class SimulatedMail(World world, Weather weather) : EmailClient
{
    /// <summary>The end of the id of a letter that a planted bug sends again.</summary>
    public const char Again = '+';
    private static readonly TimeSpan _remembered = TimeSpan.FromMinutes(5);
    private readonly Dictionary<Guid, DateTimeOffset> _operations = [];
    private readonly AsyncLocal<string?> _key = new();

    /// <summary>How often each message went out, by key.</summary>
    public Dictionary<string, int> Delivered { get; } = new(StringComparer.Ordinal);

    /// <summary>Tells this service whose letter comes next. The real service never learns that.</summary>
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

    /// <summary>A failure that means the letter was not accepted.</summary>
    private Exception Refusal() => world.Random.Next(4) switch
    {
        0 => new RequestFailedException(new FakeResponse(429, retryAfter: "90")),
        1 => new RequestFailedException(503, "ServiceUnavailable", "ServiceUnavailable", null),
        2 => new RequestFailedException(500, "InternalServerError", "InternalServerError", null),
        _ => new HttpRequestException(HttpRequestError.ConnectionError, "Nobody answers."),
    };

    /// <summary>A failure although the letter was accepted.</summary>
    private Exception Silence() => world.Random.Next(3) switch
    {
        0 => new RequestFailedException(504, "GatewayTimeout", "GatewayTimeout", null),
        1 => new TaskCanceledException("The client has waited long enough."),
        _ => new RequestFailedException(0, "The line is cut.", null, new IOException("The line is cut.")),
    };
}
