using System.Net;
using SocialPrescribing.Contracts;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Pages;

[Collection(InTurn.Name)]
public sealed class MailPagesTests
{
    [Fact]
    public async Task Mail_is_listed_newest_first_a_page_at_a_time()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        for (int i = 1; i <= MailFolder.PageSize + 1; i++)
        {
            await host.Get<IMailer>()
                .Deliver($"letter-{i}", new Letter("ana@example.org", "Riverside", $"Letter {i} <b>", "<p>Hello</p>", "Hello"), default);
            host.Clock.Move(TimeSpan.FromSeconds(1));
        }
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Admin));

        string first = await visitor.Html("/mail"), second = await visitor.Html("/mail?page=2");

        Assert.True(first.IndexOf("Letter 51", StringComparison.Ordinal) < first.IndexOf("Letter 50", StringComparison.Ordinal));
        Assert.DoesNotContain("Letter 1 &lt;b&gt;", first, StringComparison.Ordinal);
        Assert.Contains("Letter 1 &lt;b&gt;", second, StringComparison.Ordinal);
        await visitor.Html("/mail?page=-1");
        await visitor.Html("/mail?page=99999999999");
    }

    [Theory]
    [InlineData(StaffRole.LinkWorker)]
    [InlineData(StaffRole.SafeguardingLead)]
    [InlineData(StaffRole.Lead)]
    public async Task Links_in_letters_are_for_admins(StaffRole role)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        await host.Booked();
        using Visitor visitor = await host.SignIn(await host.Employ(role));
        string name = host.Letters[0].Name;

        foreach (string path in (string[])["/mail", $"/mail/{name}", $"/mail/{name}/body"])
            await visitor.Html(path, HttpStatusCode.Forbidden);

        Assert.DoesNotContain("href=\"/mail\"", await visitor.Html("/board"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_shows_its_links_its_words_and_its_calendar_and_its_body_stays_in_a_box()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember admin = await host.Employ(StaffRole.Admin);
        await host.Booked();
        using Visitor visitor = await host.SignIn(admin);
        StoredLetter letter = host.Letters.First(l => l.Calendar is not null);

        string html = await visitor.Html($"/mail/{letter.Name}");
        HttpResponseMessage body = await visitor.Get($"/mail/{letter.Name}/body");

        Assert.Contains("BEGIN:VCALENDAR", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{host.PublicUrl}/m/", html, StringComparison.Ordinal);
        Assert.Contains("sandbox=\"allow-popups", html, StringComparison.Ordinal);
        string policy = body.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("sandbox allow-popups", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policy, StringComparison.Ordinal);
        string shown = await body.Content.ReadAsStringAsync();
        Assert.Contains("<base target=\"_blank\">", shown, StringComparison.Ordinal);
        Assert.Equal(letter.Html, shown.Replace("<base target=\"_blank\">", "", StringComparison.Ordinal));
        await visitor.Html("/mail/none.eml", HttpStatusCode.NotFound);
        await visitor.Html("/mail/..%2F..%2Fetc%2Fpasswd", HttpStatusCode.NotFound);
    }

    [Fact]
    [InProcess("wants a host that really sends, to a server that is not there")]
    public async Task Mail_needs_a_sign_in_and_is_not_there_where_mail_is_really_sent()
    {
        await using PagesHost folder = await PagesHost.Run(isTriedOut: true);
        await using PagesHost sends = await PagesHost.Run(sendsMail: true);
        using Visitor stranger = folder.Visit(), worker = await sends.SignIn(await sends.Employ(StaffRole.Admin));

        Assert.Equal(HttpStatusCode.SeeOther, (await stranger.Get("/mail")).StatusCode);
        await worker.Html("/mail", HttpStatusCode.NotFound);
        await worker.Html("/mail/0.eml", HttpStatusCode.NotFound);
    }
}
