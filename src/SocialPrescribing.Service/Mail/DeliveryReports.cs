using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// What a mail system says later of a letter that it has taken. A report that comes twice, or about nothing that we know, changes nothing.
/// </summary>
public sealed partial class DeliveryReports(
    MailOperations operations, IOutbox outbox, JourneyService journeys, Clocks clocks, ILogger<DeliveryReports> log)
{
    private const int Attempts = 5;

    /// <param name="operation">The id under which the letter was handed over.</param>
    /// <param name="isDelivered">False: it came back, or lies where nobody looks. A human does instead what the letter should have
    /// done.</param>
    /// <returns>False if it could not be recorded now, and should be told again.</returns>
    public async Task<bool> Take(Guid operation, bool isDelivered, CancellationToken cancellation)
    {
        // The service's own messages fill a long list; that one of them arrived is no news.
        if (await operations.Find(operation, cancellation) is not var (owner, key) || (isDelivered && owner == Guid.Empty))
            return true;
        Retry retry = new(Attempts);
        while (await retry.Again(cancellation))
        {
            if ((await outbox.Of(owner, cancellation)).FirstOrDefault(m => m.Key == key)
                is not { Status: not (MessageStatus.Failed or MessageStatus.Dropped) } message
                || (isDelivered && message.Status is MessageStatus.Sent))
                return true;
            if (!isDelivered && owner != Guid.Empty && await journeys.Do(
                owner, new Messages.ReportUndelivered(key, message.Kind, message.About, Messages.Reasons.Refused), Actor.System,
                Postman.UndeliveredId(key), null, cancellation) is CommandResult.Refused)
                return false;
            // A postman who is still waiting for the answer finds that the ledger has moved on.
            MessageStatus status = isDelivered ? MessageStatus.Sent : MessageStatus.Failed;
            if (await outbox.Move(message, status, null, isDelivered ? null : "it came back", clocks.Now, cancellation) is not null)
            {
                LogTaken(log, message.Kind, message.Status, status);
                return true;
            }
        }
        return false;
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information,
        Message = "The mail system reported on message {Kind}: {Before} became {After}")]
    private static partial void LogTaken(ILogger log, MessageKind kind, MessageStatus before, MessageStatus after);
}
