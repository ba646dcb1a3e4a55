using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Accepts every letter and keeps it for tests to read. The hosts' tests cover how letters are really sent and stored.</summary>
internal sealed class MemoryMail(TimeProvider clock, string from) : IMailer, IStoredMail
{
    private readonly Lock _lock = new();
    private readonly List<StoredLetter> _letters = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<StoredLetter> Letters
    {
        get
        {
            lock (_lock)
                return [.. _letters.AsEnumerable().Reverse()];
        }
    }

    public Task<MailOutcome> Deliver(string key, Letter letter, CancellationToken cancellation)
    {
        if (!LetterMessage.IsAddress(letter.To))
            return Task.FromResult<MailOutcome>(new MailOutcome.Refused("The recipient's mail address is not valid."));
        lock (_lock)
            _letters.Add(new StoredLetter($"{_letters.Count}", LetterMessage.HashOf(key), clock.GetUtcNow(), $"{letter.FromName} <{from}>",
                letter.To, letter.Subject, letter.Text, letter.Html, letter.Calendar, letter.Unsubscribe, letter.ReplyTo));
        return Task.FromResult<MailOutcome>(new MailOutcome.Accepted());
    }

    public MailPage List(int page) => new([.. Letters.Skip((page - 1) * 50).Take(50)], page, Letters.Count > page * 50);

    public void Remove(IReadOnlySet<string> names)
    {
        lock (_lock)
            _letters.RemoveAll(l => names.Contains(l.KeyHash[..12]));
    }

    public StoredLetter? Read(string name) => Letters.FirstOrDefault(l => l.Name == name);
}
