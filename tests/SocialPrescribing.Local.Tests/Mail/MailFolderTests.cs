using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Local.Tests.Mail;

public sealed class MailFolderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("mail-").FullName, "mail");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2027, 3, 12, 10, 30, 5, 123, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private FolderMailer Mailer() => new(_folder, _clock, "hello@example.org");

    private static Task<MailOutcome> Deliver(FolderMailer mailer, string key, Letter letter) =>
        mailer.Deliver(key, letter, CancellationToken.None);

    [Fact]
    public async Task A_delivered_letter_can_be_read_back()
    {
        Assert.IsType<MailOutcome.Accepted>(await Deliver(Mailer(), "meeting/1/2/reminder/48h", Letters.Full));

        StoredLetter letter = Assert.Single(new MailFolder(_folder).List(1).Letters);
        Assert.Equal($"20270312-103005-123-{LetterMessage.HashOf("meeting/1/2/reminder/48h")[..12]}.eml", letter.Name);
        Assert.Equal(LetterMessage.HashOf("meeting/1/2/reminder/48h"), letter.KeyHash);
        Assert.Equal(new DateTimeOffset(2027, 3, 12, 10, 30, 5, TimeSpan.Zero), letter.Date);
        Assert.Equal("Équipe “Été”, Ltd. <hello@example.org>", letter.From);
        Assert.Equal(Letters.Full.To, letter.To);
        Assert.Equal(Letters.Full.Subject, letter.Subject);
        Assert.Equal(Letters.Full.Text, letter.Text.ReplaceLineEndings("\n"));
        Assert.Equal(Letters.Full.Html, letter.Html.ReplaceLineEndings("\n"));
        Assert.Equal(Letters.Calendar, letter.Calendar);
        Assert.Equal(Letters.Full.Unsubscribe, letter.Unsubscribe);
        Assert.Equal(letter, new MailFolder(_folder).Read(letter.Name));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_letter_with_long_lines_and_no_calendar_can_be_read_back()
    {
        string text = string.Concat(Enumerable.Repeat("é😀", 3000));
        await Deliver(Mailer(), "key", Letters.Plain with { Text = text, Subject = text });

        StoredLetter letter = Assert.Single(new MailFolder(_folder).List(1).Letters);
        Assert.Equal((text, text, null, null), (letter.Text, letter.Subject, letter.Calendar, letter.Unsubscribe));
    }

    [Fact]
    public async Task Letters_are_listed_newest_first_and_in_pages()
    {
        FolderMailer mailer = Mailer();
        for (int i = 0; i < 2 * MailFolder.PageSize + 1; i++)
        {
            await Deliver(mailer, $"key/{i}", Letters.Plain with { Subject = $"{i}" });
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        MailFolder folder = new(_folder);

        IEnumerable<string> subjects = new[] { 1, 2, 3, 4 }.SelectMany(page => folder.List(page).Letters).Select(letter => letter.Subject);

        Assert.Equal(Enumerable.Range(0, 101).Reverse().Select(i => $"{i}"), subjects);
        Assert.True(folder.List(2).HasMore);
        Assert.False(folder.List(3).HasMore);
        Assert.Empty(folder.List(int.MaxValue).Letters);
    }

    [Fact]
    public async Task A_letter_delivered_twice_is_seen_twice()
    {
        FolderMailer mailer = Mailer();
        await Deliver(mailer, "key", Letters.Plain);
        await Deliver(mailer, "key", Letters.Plain);

        IReadOnlyList<StoredLetter> letters = new MailFolder(_folder).List(1).Letters;
        Assert.Equal(2, letters.Count);
        Assert.Single(letters.Select(letter => letter.KeyHash).Distinct());
    }

    [Fact]
    public async Task A_folder_that_went_away_is_unavailable()
    {
        FolderMailer mailer = Mailer();
        Directory.Delete(_folder);

        Assert.Equal(new MailOutcome.Unavailable("The mail folder is not there."), await Deliver(mailer, "key", Letters.Plain));
        Assert.Empty(new MailFolder(_folder).List(1).Letters);
    }

    [Fact]
    public async Task What_is_not_one_address_is_refused()
    {
        MailOutcome outcome = await Deliver(Mailer(), "key", Letters.Plain with { To = "ana@example.org\r\nBcc: all@example.org" });

        Assert.DoesNotContain("example.org", Assert.IsType<MailOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("../secret.eml")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\secret.eml")]
    [InlineData("20270312-103005-123-0123456789ab.eml/../../secret.eml")]
    [InlineData("20270312-103005-123-0123456789ab.eml\n")]
    [InlineData("20270312-103005-123-0123456789ab.eml")]
    [InlineData("other.eml")]
    [InlineData("")]
    public void Only_names_that_the_writer_gives_are_read(string name)
    {
        _ = Mailer();
        foreach (string path in new[] { Path.Combine(_folder, "..", "secret.eml"), Path.Combine(_folder, "other.eml") })
            File.WriteAllText(path, "Subject: secret\r\n\r\n", Encoding.UTF8);

        Assert.Null(new MailFolder(_folder).Read(name));
        Assert.Empty(new MailFolder(_folder).List(1).Letters);
    }
}
