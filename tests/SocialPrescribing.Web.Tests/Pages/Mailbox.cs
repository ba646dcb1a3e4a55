using System.Globalization;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Keeps what is sent, the newest first, as the folder of the one-machine host does.</summary>
internal sealed class Mailbox(Clocks clocks) : IMailer, IStoredMail
{
    private const int PageSize = 2;
    private readonly List<StoredLetter> _letters = [];

    public Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
    {
        lock (_letters)
            _letters.Insert(0, new StoredLetter(string.Create(CultureInfo.InvariantCulture, $"{_letters.Count}.eml"), "", clocks.Now, letter.FromName, letter.To, letter.Subject, letter.Text, letter.Html, letter.Calendar, letter.Unsubscribe));
        return Task.FromResult<MailOutcome>(new MailOutcome.Accepted());
    }

    public MailPage List(int page)
    {
        lock (_letters)
            return new MailPage([.. _letters.Skip((page - 1) * PageSize).Take(PageSize)], page, page * PageSize < _letters.Count);
    }

    public StoredLetter? Read(string name)
    {
        lock (_letters)
            return _letters.FirstOrDefault(l => l.Name == name);
    }
}
