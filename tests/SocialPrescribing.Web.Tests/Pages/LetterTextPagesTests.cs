using System.Net;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The words of letters: an admin reads them, previews new ones, saves them, and goes back to earlier ones.</summary>
public sealed class LetterTextPagesTests
{
    private const string Page = "/settings/letters/referrer-received", Both = "/settings/letters/goodbye";

    private static (string, string)[] Words(string subject, string text, string version = "0", string action = "save") =>
        [("version", version), ("do", action), ("en-subject", subject), ("en-text", text)];

    private static (string, string)[] InBoth(string english, string welsh, string action = "look") =>
        [("version", "0"), ("do", action), ("en-subject", "Bye"), ("en-neutral", ""), ("en-text", english),
            ("cy-subject", "Hwyl"), ("cy-neutral", ""), ("cy-text", welsh)];

    [Fact]
    public async Task Every_letter_is_there_with_who_gets_it_and_when_and_how_it_arrives()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        string list = await admin.Html("/settings/letters");
        foreach (LetterTemplate letter in host.Get<ILetterTemplates>().All)
        {
            Assert.Contains($"href=\"/settings/letters/{letter.Name}\"", list, StringComparison.Ordinal);
            string page = await admin.Html($"/settings/letters/{letter.Name}");
            Assert.Equal(letter.Languages.Count, page.Split("srcdoc=").Length - 1);
            Assert.All(letter.Must.Concat(letter.May), p => Assert.Contains($"<code>{{{{{p}}}}}</code>", page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task New_words_are_looked_at_saved_sent_and_taken_back()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        const string text = "We have {{reference}}.\n\nThank you.";
        string look = await Body(await admin.Post(Page, Words("Thanks: {{reference}}", text, "0", "look")));
        Assert.Contains("Save these words", look, StringComparison.Ordinal);
        Assert.Contains("We have SP-7K3M-9QX2.", look, StringComparison.Ordinal);
        await host.Receive();
        Assert.DoesNotContain(host.Letters, l => l.Subject.StartsWith("Thanks: ", StringComparison.Ordinal));

        HttpResponseMessage saved = await admin.Post(Page, Words("Thanks: {{reference}}", text));
        Assert.Equal($"{Page}?done=saved", saved.Headers.Location!.OriginalString);
        await host.Receive();
        StoredLetter sent = host.Letters.Single(l => l.Subject.StartsWith("Thanks: SP-", StringComparison.Ordinal));
        Assert.Contains("Thank you.", sent.Text, StringComparison.Ordinal);
        Assert.Contains("Ada", await admin.Html(Page), StringComparison.Ordinal);

        await admin.Post($"{Page}/versions/0/restore", ("version", "1"));
        await host.Receive();
        Assert.Single(host.Letters, l => l.Subject.StartsWith("Thanks: ", StringComparison.Ordinal));
        string again = await admin.Html($"{Page}?bring=1");
        Assert.Contains("We have SP-7K3M-9QX2.", again, StringComparison.Ordinal);
        Assert.Contains("Bring these words back", again, StringComparison.Ordinal);
        Assert.DoesNotContain("Bring these words back", await admin.Html($"{Page}?bring=99"), StringComparison.Ordinal);
        await admin.Post($"{Page}/versions/1/restore", ("version", "2"));
        await host.Receive();
        Assert.Equal(2, host.Letters.Count(l => l.Subject.StartsWith("Thanks: ", StringComparison.Ordinal)));
        Assert.Equal([3, 2, 1], (await host.Get<LetterTexts>().Versions("referrer-received", 10, default)).Select(v => v.Number));
    }

    [Fact]
    public async Task Both_languages_are_shown_as_they_would_arrive_and_neither_may_be_missing()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        string look = await Body(await admin.Post(Both, InBoth("Dear {{preferredName}}", "Annwyl {{preferredName}}")));
        HttpResponseMessage missing = await admin.Post(Both, InBoth("Dear {{preferredName}}", "", "save"));

        Assert.Contains("Dear Ana", look, StringComparison.Ordinal);
        Assert.Contains("Annwyl Ana", look, StringComparison.Ordinal);
        Assert.Contains("Neges i chi", look, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.StatusCode);
        Assert.Contains("Welsh: write the text.", await Body(missing), StringComparison.Ordinal);
        Assert.Empty(await host.Get<LetterTexts>().Versions("goodbye", 10, default));
    }

    [Theory]
    [InlineData("Thanks", "We have it.", "found no {{reference}}")]
    [InlineData("Thanks", "One\n\nTwo {{refrence}} and {{reference}}", "English, line 3: found {{refrence}}. Allowed: {{nextBy}}, ")]
    [InlineData("Thanks {{nextStep}}", "{{reference}}", "English, subject: found {{nextStep}} in the subject.")]
    [InlineData("", "{{reference}}", "English: write a subject.")]
    [InlineData("Thanks", "{{reference}} [x](javascript:alert)", "English, line 1: found a link to")]
    [InlineData("Thanks", "{{reference}}\n\n![x](https://elsewhere.example/x.png)", "English, line 3: found a picture")]
    public async Task What_would_be_refused_at_start_is_refused_here_and_says_where(string subject, string text, string sentence)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        foreach (string action in (string[])["look", "save"])
        {
            HttpResponseMessage refused = await admin.Post(Page, Words(subject, text, "0", action));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            string page = WebUtility.HtmlDecode(await Body(refused));
            Assert.Contains(sentence, page, StringComparison.Ordinal);
            Assert.Contains(text.Split('\n')[^1], page, StringComparison.Ordinal);
        }
        Assert.Empty(await host.Get<LetterTexts>().Versions("referrer-received", 10, default));
    }

    public static TheoryData<string> Hostile { get; } =
    [
        "{{reference}} " + new string('x', LetterTexts.LongestText),
        "{{reference}}\n\n" + string.Concat(Enumerable.Repeat("- ", 1_500)) + "x",
        "{{reference}}\n\n" + string.Concat(Enumerable.Repeat("[", 3_000)),
        "{{reference}}\n\n" + string.Concat(Enumerable.Repeat("*_", 1_500)) + "x",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_nobody_would_write_breaks_nothing(string text)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        HttpResponseMessage sent = await admin.Post(Page, Words("Thanks", text));

        Assert.True(sent.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.SeeOther, sent.StatusCode.ToString());
        await host.Receive();
        Assert.NotEmpty(host.Letters);
    }

    [Fact]
    public async Task A_script_is_shown_as_it_was_typed_and_runs_nowhere()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        const string script = "<script>alert(1)</script>";

        string look = await Body(await admin.Post(Page, Words($"Thanks {script}", $"{script} {{{{reference}}}}", "0", "look")));
        await admin.Post(Page, Words($"Thanks\nNeutral subject: {script}", $"{script} {{{{reference}}}}"));
        await host.Receive();

        Assert.DoesNotContain(script, look, StringComparison.Ordinal);
        Assert.Contains("&amp;lt;script&amp;gt;alert(1)", look, StringComparison.Ordinal);
        Assert.Matches("<iframe[^>]* sandbox(=\"\")?[ >]", look);
        Assert.DoesNotContain(script, await admin.Html(Page), StringComparison.Ordinal);
        StoredLetter letter = host.Letters.Single(l => l.Subject.StartsWith("Thanks Neutral subject: ", StringComparison.Ordinal));
        Assert.Contains("&lt;script&gt;", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(script, letter.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_saves_over_somebody_elses_words_is_told_and_keeps_what_they_typed()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        await admin.Post(Page, Words("First", "{{reference}}"));

        HttpResponseMessage late = await admin.Post(Page, Words("Second", "{{reference}} of mine"));

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        string page = await Body(late);
        Assert.Contains("Somebody else has changed this letter", page, StringComparison.Ordinal);
        Assert.Contains("of mine</textarea>", page, StringComparison.Ordinal);
        Assert.Contains("name=\"version\" value=\"1\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.Post(Page, Words("Second", "{{reference}} of mine", "1"))).StatusCode);
    }

    [Fact]
    public async Task A_stored_text_that_cannot_be_used_does_not_go_out_and_health_says_so()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        host.Get<ILetterTemplates>().Become(new Dictionary<(string, string), string>
        {
            [("referrer-received", "en")] = "Subject: Thanks\n\nOf a version that knew no references.\n",
        });

        await host.Receive();

        Assert.DoesNotContain(host.Letters, l => l.Subject is "Thanks");
        HealthNote note = Assert.Single(host.Get<HealthNotes>().Now, n => n.Code is "letter-unusable");
        Assert.Contains("found no {{reference}}", note.Detail, StringComparison.Ordinal);
        Assert.Contains("do not count.", await admin.Html(Page), StringComparison.Ordinal);
        Assert.Contains("Yours cannot be used", await admin.Html("/settings/letters"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_admins_see_and_change_them()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila"));
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        await lead.Html("/settings/letters", HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await lead.Post(Page, Words("Mine", "{{reference}}"))).StatusCode);
        await admin.Html("/settings/letters/good-bye", HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Post("/settings/letters/good-bye", Words("Mine", "x"))).StatusCode);
    }

    private static Task<string> Body(HttpResponseMessage response) => response.Content.ReadAsStringAsync();
}
