using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>
/// Records what a mail system reports later about a letter that it accepted. A report that is repeated, or is about an unknown
/// letter, changes nothing.
/// </summary>
public sealed partial class DeliveryReports(
    MailOperations operations, IOutbox outbox, JourneyService journeys, Clocks clocks, ILogger<DeliveryReports> log)
{
    private const int Attempts = 5;

    /// <param name="operation">The id under which the letter was handed over.</param>
    /// <param name="isDelivered">False if it came back or went to spam. Then a human does what the letter should have done.</param>
    /// <returns>False if it could not be recorded now and should be reported again.</returns>
    public async Task<bool> Take(Guid operation, bool isDelivered, CancellationToken cancellation)
    {
        // That one of the service's own messages arrived is not worth recording, and searching their long list takes time.
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
            // If the postman is still waiting for the answer, it will find that the ledger has changed.
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
