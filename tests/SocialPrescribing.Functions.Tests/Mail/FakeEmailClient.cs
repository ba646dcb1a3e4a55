using Azure;
using Azure.Communication.Email;

namespace SocialPrescribing.Functions.Tests.Mail;

/// <summary>Takes letters, or answers as a test says.</summary>
internal sealed class FakeEmailClient : EmailClient
{
    public List<(Guid Id, EmailMessage Message)> Sent { get; } = [];
    public Func<EmailSendOperation> Answer { get; set; } = () => new Taken();

    public override async Task<EmailSendOperation> SendAsync(WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Assert.Equal(WaitUntil.Started, wait);
        Sent.Add((operationId, message));
        return Answer();
    }

    public sealed class Taken : EmailSendOperation;
}
