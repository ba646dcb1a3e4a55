using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The nation, the address for answers, reminders, and templates for notes: an admin sets them and takes them back.</summary>
public sealed class SettingsByPageTests
{
    private const string Service = "/settings/service", Notes = "/settings/notes", Pathway = "/settings/pathway";
    private const string Lifeline = "0808 808 8000";

    [Fact]
    public async Task Another_nation_has_its_own_crisis_lines_and_bank_holidays_until_it_is_taken_back()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada")), visitor = host.Visit();
        await admin.Send(Service, Service, "version", ("phone", "01420 555 099"));

        string look = await Body(await admin.Send(Service, Service, "version", ("nation", "northernIreland"), ("do", "look")));
        await admin.Send(Service, Service, "version", ("nation", "northernIreland"));
        await host.Receive();
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);
        await host.Receive();

        Assert.Contains("Northern Ireland", look, StringComparison.Ordinal);
        StoredLetter[] letters = [.. host.Letters.Where(l => l.Text.Contains("116 123", StringComparison.Ordinal))];
        Assert.Contains("111", letters[^1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Lifeline, letters[^1].Text, StringComparison.Ordinal);
        Assert.Contains(Lifeline, letters[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("111", letters[0].Text, StringComparison.Ordinal);
        Assert.Contains(Lifeline, await visitor.Html("/refer/myself"), StringComparison.Ordinal);
        Assert.False(host.Get<Pathway>().Calendar.IsWorkingDay(new DateOnly(2027, 3, 17)));

        await admin.Send($"{Service}?bring=1", "/versions/1/restore", "Restore");
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);
        await host.Receive();
        Assert.DoesNotContain(Lifeline, host.Letters.First(l => l.Text.Contains("116 123", StringComparison.Ordinal)).Text,
            StringComparison.Ordinal);
        string page = await admin.Html(Service);
        Assert.Contains("Nation: <bdi>Northern Ireland</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("Ada", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_nation_is_set_whose_crisis_lines_a_letter_would_lack()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        const string end = "In danger, call 999. To talk, call 111 or 116 123.\n\nCall us: {{servicePhone}}\n\n[Stop]({{preferencesLink}})";
        HttpResponseMessage own = await admin.Post("/settings/letters/footer-person",
            ("version", "0"), ("do", "save"), ("en-text", end), ("cy-text", end));
        Assert.Equal(HttpStatusCode.SeeOther, own.StatusCode);

        HttpResponseMessage sent = await admin.Send(Service, Service, "version", ("nation", "northernIreland"));
        string said = await Body(sent);
        HttpResponseMessage wales = await admin.Send(Service, Service, "version", ("nation", "wales"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains("footer-person", said, StringComparison.Ordinal);
        Assert.Contains(Lifeline, said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, wales.StatusCode);
    }

    [Fact]
    public async Task Letters_say_where_an_answer_goes_but_not_to_whoever_asked_for_discretion()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        await host.Receive();
        HttpResponseMessage wrong = await admin.Send(Service, Service, "version", ("replyTo", "answers"));
        await admin.Send(Service, Service, "version", ("replyTo", "answers@riverside.example"));
        await host.Receive();
        StoredLetter[] letters = [.. host.Letters];
        await host.Receive(Example.WithDiscretion);
        StoredLetter discreet = host.Letters.First(host.HidesService);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("an email address such as", await Body(wrong), StringComparison.Ordinal);
        Assert.Null(letters[^1].ReplyTo);
        Assert.Contains("Nobody watches this inbox", letters[^1].Text, StringComparison.Ordinal);
        Assert.Equal("answers@riverside.example", letters[0].ReplyTo);
        Assert.Contains("You can reply to this email", letters[0].Text, StringComparison.Ordinal);
        Assert.Null(discreet.ReplyTo);
        Assert.Contains("Nobody watches this inbox", discreet.Text, StringComparison.Ordinal);
        await admin.Send(Service, Service, "version", ("replyTo", ""));
        Assert.Equal("", host.Get<ServiceProfile>().ReplyTo);
    }

    [Fact]
    public async Task What_a_note_may_begin_with_is_written_looked_at_saved_and_taken_back()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada")),
            worker = await host.SignIn(await host.Employ(StaffRole.LinkWorker, "Tom"));
        Guid journey = await host.Receive();
        (string, string)[] visit =
            [("t0-name", "Home visit"), ("t0-text", "Who was there:\r\n\"Quoted\" & agreed:"), ("t1-name", ""), ("t1-text", "")];
        (string, string)[] twice = [("t0-name", "Same"), ("t0-text", "a"), ("t1-name", "Same"), ("t1-text", "b")];

        string look = await Body(await admin.Post(Notes, [("version", "0"), ("do", "look"), .. visit]));
        HttpResponseMessage wrong = await admin.Post(Notes, [("version", "0"), ("do", "save"), .. twice]);
        HttpResponseMessage saved = await admin.Post(Notes, [("version", "0"), ("do", "save"), .. visit]);
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);
        string form = await worker.Html($"/journeys/{journey:N}/contacts?template=Home%20visit");

        Assert.Contains("<strong><bdi>Home visit</bdi></strong>", look, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal($"{Notes}?done=saved", saved.Headers.Location!.OriginalString);
        Assert.Contains("Who was there:\n\"Quoted\" & agreed:", WebUtility.HtmlDecode(form), StringComparison.Ordinal);
        Assert.DoesNotContain("Supervision", form, StringComparison.Ordinal);
        Assert.Contains("What a note may begin with: <bdi>Home visit</bdi>", await admin.Html(Service), StringComparison.Ordinal);
        // To have no template is a choice, too.
        await admin.Post(Notes, ("version", "1"), ("do", "save"), ("t0-name", ""), ("t0-text", ""));
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);
        Assert.Empty(host.Get<Pathway>().NoteTemplates);
        Assert.Equal(HttpStatusCode.Forbidden, (await worker.Post(Notes, ("version", "2"))).StatusCode);
    }

    [Fact]
    public async Task Reminders_are_typed_with_commas_between()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        HttpResponseMessage wrong = await admin.Send(Pathway, Pathway, "version", ("meetings.reminders", "soon"));
        await admin.Send(Pathway, Pathway, "version", ("meetings.reminders", "24h,sameDay 09:00"), ("sessions.reminders", "none"),
            ("reviews.days", "30, 60"));
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Pathway now = host.Get<Pathway>();
        Assert.Equal(["24h", "sameDay 09:00"], now.MeetingReminders.Select(r => r.ToString()));
        Assert.Empty(now.SessionReminders);
        Assert.Equal([30, 60], now.ReviewDays);
        string page = await admin.Html(Pathway);
        Assert.Contains("value=\"24h, sameDay 09:00\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"none\"", page, StringComparison.Ordinal);
    }

    private static async Task<string> Body(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
}
