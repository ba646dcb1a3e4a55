// Declarations of the members of Azure.Communication.Email that the Azure host uses, as the real package has them. They check the code
// where the package cannot be restored; the data classes keep what they are given, so that tests can look at it, and nothing else runs.
#pragma warning disable
using Azure.Core;

namespace Azure.Communication.Email
{
    public class EmailClientOptions : ClientOptions
    {
        public EmailClientOptions(ServiceVersion version = ServiceVersion.V2024_07_01_Preview) { }
        public enum ServiceVersion { V2021_10_01_Preview = 1, V2023_01_15_Preview = 2, V2023_03_31 = 3, V2024_07_01_Preview = 4 }
    }

    public class EmailClient
    {
        protected EmailClient() { }
        public EmailClient(string connectionString, EmailClientOptions options) { }
        public EmailClient(Uri endpoint, TokenCredential credential, EmailClientOptions options = null) { }
        public virtual Task<EmailSendOperation> SendAsync(
            WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("This build cannot send: the feed lacked Azure.Communication.Email.");
    }

    public class EmailSendOperation : Operation<EmailSendResult>
    {
        protected EmailSendOperation() { }
        public override string Id => throw new NotSupportedException();
        public override bool HasCompleted => throw new NotSupportedException();
        public override bool HasValue => throw new NotSupportedException();
        public override EmailSendResult Value => throw new NotSupportedException();
        public override Response GetRawResponse() => throw new NotSupportedException();
        public override Response UpdateStatus(CancellationToken cancellationToken = default) => throw new NotSupportedException();
        public override ValueTask<Response> UpdateStatusAsync(CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }

    public class EmailSendResult { internal EmailSendResult() { } }

    public class EmailMessage
    {
        public EmailMessage(string senderAddress, EmailRecipients recipients, EmailContent content) =>
            (SenderAddress, Recipients, Content) = (senderAddress, recipients, content);
        public string SenderAddress { get; }
        public EmailRecipients Recipients { get; }
        public EmailContent Content { get; }
        public IList<EmailAddress> ReplyTo { get; } = new List<EmailAddress>();
        public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>();
        public IList<EmailAttachment> Attachments { get; } = new List<EmailAttachment>();
        public bool? UserEngagementTrackingDisabled { get; set; }
    }

    public class EmailContent
    {
        public EmailContent(string subject) => Subject = subject;
        public string Subject { get; }
        public string Html { get; set; }
        public string PlainText { get; set; }
    }

    public class EmailRecipients
    {
        public EmailRecipients(IEnumerable<EmailAddress> to) => To = new List<EmailAddress>(to);
        public IList<EmailAddress> To { get; }
    }

    public readonly struct EmailAddress
    {
        public EmailAddress(string address) => Address = address;
        public string Address { get; }
    }

    public class EmailAttachment
    {
        public EmailAttachment(string name, string contentType, BinaryData content) =>
            (Name, ContentType, Content) = (name, contentType, content);
        public string Name { get; }
        public string ContentType { get; }
        public BinaryData Content { get; }
    }
}
