namespace SocialPrescribing.Service.Ports;

/// <summary>Mail that was put into a folder instead of being sent, for looking at.</summary>
public interface IStoredMail
{
    /// <param name="page">Counted from 1; the pages after the last are empty.</param>
    MailPage List(int page);

    /// <summary>Null if there is no such letter.</summary>
    StoredLetter? Read(string name);

    /// <summary>Deletes letters for good.</summary>
    /// <param name="names">How their names go on behind the time: the first twelve digits of the hash of the message's key.</param>
    void Remove(IReadOnlySet<string> names);
}

/// <param name="Name">The file's name, by which it can be read again.</param>
/// <param name="KeyHash">SHA-256 of the message's key, 64 hexadecimal digits.</param>
public sealed record StoredLetter(
    string Name, string KeyHash, DateTimeOffset Date, string From, string To, string Subject, string Text, string Html, string? Calendar,
    Uri? Unsubscribe, string? ReplyTo = null);

/// <summary>One page of stored mail, newest first.</summary>
public sealed record MailPage(IReadOnlyList<StoredLetter> Letters, int Page, bool HasMore);
