using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>What the operator's log says about the mail.</summary>
public sealed partial class Postman
{
    /// <summary>Why the last letter could not be handed over; null once one could.</summary>
    private string? _whyNotTaken;

    /// <summary>Logs when letters begin to be refused and when that is over, and not for each letter.</summary>
    private void TellWhyNotTaken(MailOutcome outcome)
    {
        if (outcome is not (MailOutcome.Accepted or MailOutcome.Unavailable))
            return;
        string? why = (outcome as MailOutcome.Unavailable)?.Reason, before = Interlocked.Exchange(ref _whyNotTaken, why);
        if (why is not null && why != before)
            LogNotTaken(log, why);
        else if (why is null && before is not null)
            LogTakenAgain(log);
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Message {Kind}: {Outcome} at attempt {Attempt}")]
    private static partial void LogOutcome(ILogger log, MessageKind kind, string outcome, int attempt);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "Mail is not taken, and is tried again: {Reason}")]
    private static partial void LogNotTaken(ILogger log, string reason);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Information, Message = "Mail is taken again")]
    private static partial void LogTakenAgain(ILogger log);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error,
        Message = "Message {Kind} of journey {Journey} could not be put into words: {Failure}")]
    private static partial void LogNotWritten(ILogger log, MessageKind kind, Guid journey, string failure);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error,
        Message = "Handing over message {Kind} of journey {Journey} failed; nobody knows whether it went out: {Failure}")]
    private static partial void LogMailerFailed(ILogger log, MessageKind kind, Guid journey, string failure);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Error,
        Message = "Message {Kind} of journey {Journey} is set aside and tried again; the others go on: {Failure}")]
    private static partial void LogSetAside(ILogger log, MessageKind kind, Guid journey, string failure);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error,
        Message = "Message {Kind} reaches nobody: no enabled member of staff has a role for it")]
    private static partial void LogNobody(ILogger log, MessageKind kind);
}
