using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Words in a form that somebody should read at once: what the writer sees, and what staff see.</summary>
public sealed class UrgentWordsTests
{
    [Theory]
    [InlineData(0, "reads what you wrote by 11:00 today.")]
    [InlineData(6.5, "Somebody here reads what you wrote by Friday 15 January 2027 at 09:30.")] // half past four, when we are open
    [InlineData(9, "We are closed now. Somebody here reads what you wrote by Friday 15 January 2027 at 10:00.")] // seven in the evening
    [InlineData(56, "We are closed now. Somebody here reads what you wrote by Monday 18 January 2027 at 10:00.")] // Saturday evening
    public async Task Who_writes_that_they_do_not_want_to_live_sees_the_crisis_lines_and_when_somebody_reads_it_before_the_reference(
        double hours, string said)
    {
        await using PagesHost host = await PagesHost.Run();
        await host.Pass(TimeSpan.FromHours(hours));
        using Visitor ana = host.Visit();
        await Ask(ana, "I do not want to live any more");

        string done = WebUtility.HtmlDecode(await ana.Html("/refer/myself/done"));
        Assert.Contains("We have seen that this may be urgent.", done, StringComparison.Ordinal);
        Assert.Contains(said, done, StringComparison.Ordinal);
        Assert.Equal(said.StartsWith("We are closed", StringComparison.Ordinal), done.Contains("We are closed", StringComparison.Ordinal));
        string before = done[..done.IndexOf("Reference", StringComparison.Ordinal)];
        foreach (string read in (string[])["116 123", "We have seen that this may be urgent."])
            Assert.Contains(read, before, StringComparison.Ordinal);
        // The writer is not told what the program found in their words.
        Assert.DoesNotContain("live any more", done, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_for_company_is_told_nothing_of_the_kind()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor ana = host.Visit();
        await Ask(ana, "I would like to meet people and hit the shops");
        Assert.DoesNotContain("may be urgent", await ana.Html("/refer/myself/done"), StringComparison.Ordinal);
        Assert.Empty((await Only(host)).UrgentTexts);
    }

    [Fact]
    public async Task Triage_reads_the_words_says_what_is_done_and_the_mail_quotes_nothing()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember safeguarding = await host.Employ(StaffRole.SafeguardingLead, "Nia Rees"),
            worker = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive(r => r with { Reason = "My son hits me" });
        await host.Pass(TimeSpan.FromMinutes(1));
        StoredLetter letter = Assert.Single(host.Letters, l => l.Subject.StartsWith("Please read this now", StringComparison.Ordinal));
        Assert.Equal(safeguarding.Email, letter.To);
        Assert.DoesNotContain("hits me", letter.ToString(), StringComparison.Ordinal);

        using Visitor team = await host.SignIn(safeguarding), sam = await host.SignIn(worker);
        Assert.Contains("Read this now", await team.Html("/team"), StringComparison.Ordinal);
        string page = $"/journeys/{journey:N}";
        string shown = WebUtility.HtmlDecode(await sam.Html(page));
        Assert.Contains("Read this now: what the referral says may be urgent.", shown, StringComparison.Ordinal);
        Assert.Contains("My son hits me", shown, StringComparison.Ordinal);
        HttpResponseMessage sent = await sam.Send(page, "/commands", "readUrgentWords", ("note", "Rang her: she is at her sister's."));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        string after = WebUtility.HtmlDecode(await sam.Html(page) + await sam.Html($"{page}/history"));
        Assert.DoesNotContain("may be urgent.</strong>", after, StringComparison.Ordinal);
        Assert.Contains("Read, because it might have been urgent", after, StringComparison.Ordinal);
        Assert.DoesNotContain("Read this now", await team.Html("/team"), StringComparison.Ordinal);
    }

    /// <summary>A form that is sent again with other words is not taken for a repetition, and its words are not lost.</summary>
    [Fact]
    public async Task A_form_that_went_out_once_and_comes_back_with_other_words_is_said_to_be_another()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember worker = await host.Employ(StaffRole.LinkWorker);
        Guid journey = await host.Receive();
        using Visitor sam = await host.SignIn(worker);
        string path = $"/journeys/{journey:N}/commands", id = new('a', 32);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await sam.Post(path, ("form", "addNote"), ("commandId", id), ("text", "Rang her."))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await sam.Post(path, ("form", "addNote"), ("commandId", id), ("text", "Rang her."), ("version", "1"))).StatusCode);
        HttpResponseMessage other = await sam.Post(path, ("form", "raiseConcern"), ("commandId", id), ("detail", "Her son hits her."));
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        string html = await other.Content.ReadAsStringAsync();
        Assert.Contains("Her son hits her.", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain(id, html, StringComparison.Ordinal);
    }

    internal static async Task Ask(Visitor ana, string reason)
    {
        await ana.Post("/refer/myself");
        foreach ((string step, (string, string)[] fields) in ((string, (string, string)[])[])[
            ("name", [("firstName", "Ana"), ("familyName", "Vale"), ("born-day", "05"), ("born-month", "6"), ("born-year", "1950")]),
            ("contact", [("email", "ana@mail.example"), ("noFixedAbode", "yes")]),
            ("you", [("need-lowMood", "yes"), ("reason", reason)]),
            ("meeting", [("consent", "yes")]), ("check", [("consent", "yes")])])
            Assert.Equal(HttpStatusCode.SeeOther, (await ana.Post($"/refer/myself/{step}", fields)).StatusCode);
    }

    private static async Task<Journey> Only(PagesHost host)
    {
        await foreach (Guid id in host.Store.All(default))
            return await host.State(id);
        throw new InvalidOperationException("Nobody was referred.");
    }
}
