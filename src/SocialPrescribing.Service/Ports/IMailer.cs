namespace SocialPrescribing.Service.Ports;

/// <summary>One finished message, ready for any mail system. Nothing in it is looked up again.</summary>
/// <param name="FromName">What the mailbox shows as the sender; neutral where discretion was asked for.</param>
/// <param name="Calendar">An iCalendar file (RFC 5545) to go along, or null.</param>
/// <param name="Unsubscribe">Where one click stops these messages (RFC 8058), or null where that makes no sense (staff, referrers).</param>
/// <param name="ReplyTo">Where an answer goes; null for the sender.</param>
public sealed record Letter(
    string To,
    string FromName,
    string Subject,
    string Html,
    string Text,
    string? Calendar = null,
    Uri? Unsubscribe = null,
    string? ReplyTo = null);

/// <summary>What became of handing a letter over.</summary>
public abstract record MailOutcome
{
    private MailOutcome() { }

    /// <summary>What the postman does after each.</summary>
    internal abstract Task Do(AfterMail after);

    /// <summary>The mail system has taken the letter.</summary>
    public sealed record Accepted : MailOutcome
    {
        internal override Task Do(AfterMail after) => after.Accepted();
    }

    /// <summary>The mail system asks to wait; nothing was handed over.</summary>
    public sealed record Throttled(DateTimeOffset Until) : MailOutcome
    {
        internal override Task Do(AfterMail after) => after.Throttled(Until);
    }

    /// <summary>The mail system could not be reached; nothing was handed over.</summary>
    public sealed record Unavailable(string Reason) : MailOutcome
    {
        internal override Task Do(AfterMail after) => after.Unavailable(Reason);
    }

    /// <summary>The mail system will never take this letter (no such address, blocked recipient).</summary>
    public sealed record Refused(string Reason) : MailOutcome
    {
        internal override Task Do(AfterMail after) => after.Refused();
    }

    /// <summary>It is unknown whether the letter was taken: the connection ended after it was sent and before the answer.</summary>
    public sealed record Uncertain(string Reason) : MailOutcome
    {
        internal override Task Do(AfterMail after) => after.Uncertain(Reason);
    }
}

/// <summary>What the postman does after each outcome. Whoever adds one has to say it here.</summary>
internal sealed record AfterMail(
    Func<Task> Accepted, Func<DateTimeOffset, Task> Throttled, Func<string, Task> Unavailable, Func<Task> Refused,
    Func<string, Task> Uncertain);

/// <summary>Delivers one letter under a key. Reasons never hold personal data: they reach logs and health figures.</summary>
public interface IMailer
{
    /// <param name="key">The message's own key; a mail system that can, refuses a second letter under the same key.</param>
    /// <exception cref="OperationCanceledException">It was told to stop, and nothing has been handed over.</exception>
    Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation);
}
