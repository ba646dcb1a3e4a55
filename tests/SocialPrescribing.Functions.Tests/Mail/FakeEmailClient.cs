using Azure;
using Azure.Communication.Email;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Functions.Tests.Mail;

/// <summary>Accepts letters, or answers as a test tells it.</summary>
internal sealed class FakeEmailClient : EmailClient
{
    public List<(Guid Id, EmailMessage Message)> Sent { get; } = [];
    /// <summary>The letters as in a mailbox, newest first.</summary>
    public IEnumerable<StoredLetter> Letters => Sent.AsEnumerable().Reverse().Select(sent => Letter(sent.Id, sent.Message));
    public Func<EmailSendOperation> Answer { get; set; } = () => new Taken();

    public override async Task<EmailSendOperation> SendAsync(
        WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Assert.Equal(WaitUntil.Started, wait);
        Sent.Add((operationId, message));
        return Answer();
    }

    private static StoredLetter Letter(Guid id, EmailMessage message) => new(
        $"{id:N}", "", default, message.SenderAddress, message.Recipients.To[0].Address, message.Content.Subject, message.Content.PlainText,
        message.Content.Html,
        message.Attachments is [var calendar] ? calendar.Content.ToString() : null,
        message.Headers.TryGetValue("List-Unsubscribe", out string? unsubscribe) ? new Uri(unsubscribe.Trim('<', '>')) : null);

    public sealed class Taken : EmailSendOperation;
}
