using System.Text.RegularExpressions;
using MimeKit;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>Reads the folder that <see cref="FolderMailer"/> writes. It can read only that writer's files.</summary>
public sealed partial class MailFolder(string folder) : IStoredMail
{
    public const int PageSize = 50;

    /// <param name="page">Counted from 1. Pages after the last are empty.</param>
    public MailPage List(int page)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        if (!System.IO.Directory.Exists(folder))
            return new MailPage([], page, false);
        List<string> names = [.. System.IO.Directory.EnumerateFiles(folder, "*.eml").Select(path => Path.GetFileName(path))
            .Where(name => FileName().IsMatch(name)).OrderDescending(StringComparer.Ordinal)];
        long first = (page - 1L) * PageSize;
        IEnumerable<string> shown = first >= names.Count ? [] : names.Skip((int)first).Take(PageSize);
        return new MailPage([.. shown.Select(Read).OfType<StoredLetter>()], page, first + PageSize < names.Count);
    }

    /// <summary>The letter with that name, or null. Only names that the writer gives are accepted, so a path cannot get in.</summary>
    public StoredLetter? Read(string name)
    {
        if (!FileName().IsMatch(name))
            return null;
        try
        {
            using MimeMessage message = MimeMessage.Load(Path.Combine(folder, name));
            return Read(name, message);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or FormatException)
        {
            return null;
        }
    }

    public void Remove(IReadOnlySet<string> names)
    {
        if (names.Count is 0 || !System.IO.Directory.Exists(folder))
            return;
        foreach (string path in System.IO.Directory.EnumerateFiles(folder, "*.eml").ToArray())
            if (Path.GetFileName(path) is var name && FileName().IsMatch(name) && names.Contains(name.Split('-', '.')[3]))
                File.Delete(path);
    }

    private static StoredLetter Read(string name, MimeMessage message)
    {
        TextPart[] parts = [.. message.BodyParts.OfType<TextPart>()];
        string? Text(string subtype) => parts.FirstOrDefault(part => part.ContentType.MediaSubtype == subtype)?.Text;
        MailboxAddress from = message.From.Mailboxes.First();
        return new StoredLetter(
            name,
            (message.MessageId ?? "").Split('@')[0],
            message.Date,
            $"{from.Name} <{from.Address}>",
            message.To.Mailboxes.First().Address,
            message.Subject ?? "",
            Text("plain") ?? "",
            Text("html") ?? "",
            Text("calendar")?.ReplaceLineEndings("\r\n"),
            Uri.TryCreate(message.Headers["List-Unsubscribe"]?.Trim('<', '>'), UriKind.Absolute, out Uri? unsubscribe)
                ? unsubscribe
                : null,
            message.ReplyTo.Mailboxes.FirstOrDefault()?.Address);
    }

    [GeneratedRegex(@"\A[0-9]{8}-[0-9]{6}-[0-9]{3}-[0-9a-f]{12}(-[0-9]{1,3})?\.eml\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
