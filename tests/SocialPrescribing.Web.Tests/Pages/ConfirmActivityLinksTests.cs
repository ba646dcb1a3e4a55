using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class ConfirmActivityLinksTests
{
    private static readonly ListingDetails _choir = new()
    {
        Name = "Choir <script>alert(1)</script>",
        Provider = new ActivityProvider(Guid.NewGuid(), "Voices", Email: "sing@voices.example"),
        Schedules = [new ActivitySchedule(DayOfWeek.Thursday, new(19, 0), new(20, 30), Every.Fortnight)],
    };

    private static async Task<(Guid Id, string Path)> Put(PagesHost host, ListingDetails? details = null)
    {
        Guid id = Guid.NewGuid();
        Assert.IsType<PutOutcome.Done>(await host.Get<ActivityDirectory>().Put(id, details ?? _choir, 0, default));
        return (id, $"/d/{host.Link(LinkPurpose.ConfirmActivity, id)}");
    }

    private static async Task<ListedActivity> Stored(PagesHost host, Guid id) =>
        (await host.Get<ActivityDirectory>().Get(id, default))!.Activity;

    [Fact]
    public async Task The_question_comes_by_mail_and_its_link_shows_what_is_known_and_changes_nothing()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid id, _) = await Put(host);
        await host.Pass(TimeSpan.FromDays(1));
        StoredLetter letter = Assert.Single(host.Letters);
        Assert.Equal("sing@voices.example", letter.To);
        Assert.Equal("Does Choir <script>alert(1)</script> still take place?", letter.Subject);
        Assert.Contains("Thursday 19:00 to 20:30, every fortnight", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", letter.Html, StringComparison.Ordinal);
        string path = "/d/" + letter.Text.Split("/d/")[1].Split([' ', '\n', '\r', ')', '>'])[0];
        using Visitor provider = host.Visit();

        string html = await provider.Html(path);

        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains("Choir <script>alert(1)</script>", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Null((await Stored(host, id)).Details.ConfirmedOn);
    }

    [Fact]
    public async Task Breaks_that_are_known_stand_there_so_that_whoever_confirms_sees_what_they_confirm()
    {
        await using PagesHost host = await PagesHost.Run();
        DateOnly today = WorkingCalendar.LondonDate(host.Clock.GetUtcNow());
        (_, string path) = await Put(host, _choir with { Breaks = [new DaySpan(today.AddDays(10), today.AddDays(24))] });
        using Visitor provider = host.Visit();

        Assert.Contains(ActivityWords.Break(new DaySpan(today.AddDays(10), today.AddDays(24))),
            WebUtility.HtmlDecode(await provider.Html(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_taken_and_thanked_for()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid id, string path) = await Put(host);
        using Visitor provider = host.Visit();

        HttpResponseMessage sent =
            await provider.Send(path, path, "runs", ("runs", "yes"), ("places", "4"), ("note", "We meet in the <b>new</b> hall"),
                ("public", "no"));

        Assert.Equal((HttpStatusCode.SeeOther, path + "/thanks"), (sent.StatusCode, sent.Headers.Location!.OriginalString));
        Assert.Contains("Thank you", await provider.Html(path + "/thanks"), StringComparison.Ordinal);
        ListedActivity choir = await Stored(host, id);
        Assert.Equal(
            (ListingStatus.Active, new DateOnly(2027, 1, 14), 4, "We meet in the <b>new</b> hall"),
            (choir.Details.Status, choir.Details.ConfirmedOn!.Value, choir.Details.Capacity!.Available!.Value, choir.ProviderNote!.Text));
        Assert.True(choir.Details.NotInPublic);
        Assert.DoesNotContain(path, await provider.Html("/find"), StringComparison.Ordinal);
        await provider.Html($"/find/{id}", HttpStatusCode.NotFound);
        await provider.Send(path, path, "runs", ("runs", "yes"), ("public", "yes"));
        Assert.Null((await Stored(host, id)).Details.NotInPublic);
        await provider.Html($"/find/{id}");
    }

    [Fact]
    public async Task Closed_for_now_and_not_any_more_are_answers_too()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid id, string path) = await Put(host);
        using Visitor provider = host.Visit();

        Assert.Equal(HttpStatusCode.SeeOther,
            (await provider.Send(path, path, "runs", ("runs", "closed"), ("until", "2027-03-01"))).StatusCode);
        ListingDetails closed = (await Stored(host, id)).Details;
        Assert.Equal((ListingStatus.TemporarilyClosed, new DateOnly(2027, 3, 1)), (closed.Status, closed.ClosedUntil!.Value));
        Assert.Null(closed.Capacity);
        Assert.Equal(HttpStatusCode.SeeOther, (await provider.Send(path, path, "runs", ("runs", "no"))).StatusCode);
        Assert.Equal(ListingStatus.Inactive, (await Stored(host, id)).Details.Status);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_asked_for_again()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid id, string path) = await Put(host);
        using Visitor provider = host.Visit();

        foreach ((string runs, string until, string places, string sentence) in ((string, string, string, string)[])[
            ("", "", "", "Please say whether it still takes place."),
            ("maybe", "", "", "Please say whether it still takes place."),
            ("closed", "2020-01-01", "", "Please give a day that is still to come, or leave it empty."),
            ("yes", "", "many", "Please write a number from 0 to 1000, or leave it empty if you do not know."),
            ("yes", "", "-1", "Please write a number from 0 to 1000, or leave it empty if you do not know.")])
        {
            HttpResponseMessage sent =
                await provider.Post(path, ("runs", runs), ("until", until), ("places", places), ("note", "kept as typed"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
            string html = await sent.Content.ReadAsStringAsync();
            Assert.Contains(sentence, html, StringComparison.Ordinal);
            Assert.Contains("kept as typed", html, StringComparison.Ordinal);
        }
        Assert.Null((await Stored(host, id)).Details.ConfirmedOn);
    }

    [Fact]
    public async Task Once_an_entry_names_another_address_the_previous_one_can_neither_see_nor_close_it()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid id, string ofBefore) = await Put(host);
        string path = $"/d/{host.Get<SignedLinks>().ToProvider(LinkPurpose.ConfirmActivity, id, "", "Sing@voices.example")}";
        using Visitor left = host.Visit();
        await left.Html(path);

        await host.Get<ActivityDirectory>().Change(id, a => a with
        {
            Details = a.Details with { Provider = a.Details.Provider with { Email = "office@voices.example" } },
        }, default);

        await left.Html(path, HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await left.Post(path, ("runs", "no"))).StatusCode);
        Assert.Equal(ListingStatus.Active, (await Stored(host, id)).Details.Status);
        // A letter of an earlier version did not say where it went. It must not fail whoever answers it late.
        await left.Html(ofBefore);
    }

    [Fact]
    public async Task A_link_that_opens_nothing_gets_the_one_friendly_page()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid id, string path) = await Put(host);
        (_, string defunct) = await Put(host, _choir with { Status = ListingStatus.Defunct });
        using Visitor provider = host.Visit();

        foreach (string wrong in (string[])[path[..^2], path + "x", "/d/", "/d/nothing", defunct,
            $"/d/{host.Link(LinkPurpose.ConfirmActivity, Guid.NewGuid())}", $"/d/{host.Link(LinkPurpose.Survey, id)}"])
            Assert.Contains("This link does not work any more", await provider.Html(wrong, HttpStatusCode.NotFound),
                StringComparison.Ordinal);
        host.Machine.Move(TimeSpan.FromDays(181));
        await provider.Html(path, HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await provider.Post(path, ("runs", "no"))).StatusCode);
        Assert.Equal(ListingStatus.Active, (await Stored(host, id)).Details.Status);
    }
}
