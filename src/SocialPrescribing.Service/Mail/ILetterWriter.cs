using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Mail;

/// <summary>What became of a message that was to be put into words.</summary>
public abstract record WritingOutcome
{
    private WritingOutcome() { }

    public sealed record Written(Letter Letter) : WritingOutcome;

    /// <summary>What the message is about is not there any more, so its text lacks what it must say.</summary>
    /// <param name="Lacks">The placeholder that has no value: <c>when</c>.</param>
    public sealed record Gone(string Lacks) : WritingOutcome;

    /// <summary>It would send somebody to an activity that has perhaps closed or moved, so a human must find out and tell them.</summary>
    public sealed record ForAHuman : WritingOutcome;
}

/// <summary>Puts a message into words. No other part of the mail knows languages and links.</summary>
public interface ILetterWriter
{
    /// <param name="journey">The journey as it is now; null for the service's own messages.</param>
    /// <param name="address">Where it goes. Empty for a letter on paper, where links cannot be opened.</param>
    /// <param name="reader">The member of staff who reads it, for messages to staff.</param>
    Task<WritingOutcome> Write(
        QueuedMessage message, Journey? journey, string address, StaffMember? reader, CancellationToken cancellation);
}
