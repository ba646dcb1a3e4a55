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
    internal abstract Task Do(
        Func<Task> accepted, Func<DateTimeOffset, Task> throttled, Func<string, Task> unavailable, Func<Task> refused,
        Func<string, Task> uncertain);

    /// <summary>The mail system has taken the letter.</summary>
    public sealed record Accepted : MailOutcome
    {
        internal override Task Do(
            Func<Task> accepted, Func<DateTimeOffset, Task> throttled, Func<string, Task> unavailable, Func<Task> refused,
            Func<string, Task> uncertain) => accepted();
    }

    /// <summary>The mail system asks to wait; nothing was handed over.</summary>
    public sealed record Throttled(DateTimeOffset Until) : MailOutcome
    {
        internal override Task Do(
            Func<Task> accepted, Func<DateTimeOffset, Task> throttled, Func<string, Task> unavailable, Func<Task> refused,
            Func<string, Task> uncertain) => throttled(Until);
    }

    /// <summary>The mail system could not be reached; nothing was handed over.</summary>
    public sealed record Unavailable(string Reason) : MailOutcome
    {
        internal override Task Do(
            Func<Task> accepted, Func<DateTimeOffset, Task> throttled, Func<string, Task> unavailable, Func<Task> refused,
            Func<string, Task> uncertain) => unavailable(Reason);
    }

    /// <summary>The mail system will never take this letter (no such address, blocked recipient).</summary>
    public sealed record Refused(string Reason) : MailOutcome
    {
        internal override Task Do(
            Func<Task> accepted, Func<DateTimeOffset, Task> throttled, Func<string, Task> unavailable, Func<Task> refused,
            Func<string, Task> uncertain) => refused();
    }

    /// <summary>It is unknown whether the letter was taken: the connection ended after it was sent and before the answer.</summary>
    public sealed record Uncertain(string Reason) : MailOutcome
    {
        internal override Task Do(
            Func<Task> accepted, Func<DateTimeOffset, Task> throttled, Func<string, Task> unavailable, Func<Task> refused,
            Func<string, Task> uncertain) => uncertain(Reason);
    }
}

/// <summary>Delivers one letter under a key. Reasons never hold personal data: they reach logs and health figures.</summary>
public interface IMailer
{
    /// <param name="key">The message's own key; a mail system that can, refuses a second letter under the same key.</param>
    /// <exception cref="OperationCanceledException">It was told to stop, and nothing has been handed over.</exception>
    Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation);
}
