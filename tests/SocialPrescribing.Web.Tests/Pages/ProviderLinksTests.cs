using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class ProviderLinksTests
{
    private const string Email = "workshop@second-life.example";

    [Fact]
    public async Task A_provider_is_asked_by_mail_without_a_word_about_the_person()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string path) = await Introduced(host);

        StoredLetter letter = host.Letters.First(l => l.To == Email);

        Assert.StartsWith("Somebody would like to come to Furniture workshop: SP-", letter.Subject, StringComparison.Ordinal);
        Assert.Contains($"{host.PublicUrl}{path}", letter.Text, StringComparison.Ordinal);
        foreach (string secret in Secrets(await host.State(journey)).Append("Ana").Append("nervous"))
            Assert.DoesNotContain(secret, letter.Subject + letter.Text + letter.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_page_shows_a_first_name_and_what_was_agreed_and_nothing_else(bool discreet)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, string path) = await Introduced(host, discreet ? Example.WithDiscretion : null, tom.Id);
        using Visitor provider = host.Visit();
        int length = await host.JournalLength(journey);

        string html = WebUtility.HtmlDecode(await provider.Html(path));

        foreach (string shown in (string[])["Furniture workshop", "<bdi>Ana</bdi>", "Is nervous among new people", "Tom Ashby",
            "01420 555 010"])
            Assert.Contains(shown, html, StringComparison.Ordinal);
        foreach (string secret in Secrets(await host.State(journey)))
            Assert.DoesNotContain(secret, html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(length, await host.JournalLength(journey));
    }

    [Fact]
    public async Task A_preferred_name_that_holds_the_family_name_is_not_shown()
    {
        await using PagesHost host = await PagesHost.Run();
        (_, string path) = await Introduced(host, r => r with { Person = r.Person with { PreferredName = "Mrs O'Connor" } });
        using Visitor provider = host.Visit();

        string html = WebUtility.HtmlDecode(await provider.Html(path));

        Assert.Contains("<bdi>Ana</bdi>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Connor", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accepted", "", ProviderAnswer.Accepted, TaskKind.PlanSession, "Yes, they can come")]
    [InlineData("WaitingList", "About six weeks", ProviderAnswer.WaitingList, null, "We put them on our waiting list")]
    [InlineData("Full", "", ProviderAnswer.Full, TaskKind.FindActivity, "We are full")]
    [InlineData("NotSuitable", "There are steep stairs", ProviderAnswer.NotSuitable, TaskKind.FindActivity, "It does not suit")]
    public async Task An_answer_is_the_providers_and_can_be_changed(
        string chosen, string reason, ProviderAnswer answer, TaskKind? task, string words)
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string path) = await Introduced(host);
        using Visitor provider = host.Visit();

        HttpResponseMessage sent = await provider.Send(path, path, "answer", ("answer", chosen), ("reason", reason));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Journey state = await host.State(journey);
        Assert.Equal((answer, reason is "" ? null : reason),
            (state.Introductions.Single().Answer, state.Introductions.Single().AnswerReason));
        Assert.Equal(Actor.Provider,
            (await host.Store.Journal(journey, default)).Last(c => c.Events.Any(e => e is Activities.ProviderAnswered)).By);
        Assert.True(task is null || state.Tasks.Any(t => t.Kind == task));
        string thanks = WebUtility.HtmlDecode(await provider.Html(sent.Headers.Location!.OriginalString));
        Assert.Contains(words, thanks, StringComparison.Ordinal);
        Assert.Contains($"href=\"{path}\"", thanks, StringComparison.Ordinal);

        ProviderAnswer other = answer is ProviderAnswer.Accepted ? ProviderAnswer.Full : ProviderAnswer.Accepted;
        Assert.Contains($"You have answered: {words}", WebUtility.HtmlDecode(await provider.Html(path)), StringComparison.Ordinal);
        await provider.Send(path, path, "answer", ("answer", other.ToString()));
        Assert.Equal(other, (await host.State(journey)).Introductions.Single().Answer);
    }

    [Fact]
    public async Task Two_clicks_are_one_answer()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string path) = await Introduced(host);
        using Visitor provider = host.Visit();
        string form = new('a', 32);

        await provider.Post(path, ("commandId", form), ("answer", "WaitingList"));
        int length = await host.JournalLength(journey);
        HttpResponseMessage again = await provider.Post(path, ("commandId", form), ("answer", "WaitingList"));

        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal(length, await host.JournalLength(journey));
    }

    [Theory]
    [InlineData("", "", "#answer")]
    [InlineData("None", "", "#answer")]
    [InlineData("NoAnswer", "", "#answer")]
    [InlineData("4", "", "#answer")]
    [InlineData("NotSuitable", " ", "#reason")]
    public async Task What_is_missing_is_pointed_at_and_what_was_typed_is_kept(string answer, string reason, string field)
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string path) = await Introduced(host);
        using Visitor provider = host.Visit();

        HttpResponseMessage sent = await provider.Post(path, ("answer", answer), ("reason", reason));
        string html = await sent.Content.ReadAsStringAsync();
        HttpResponseMessage tooLong = await provider.Post(path, ("answer", "Full"), ("reason", "<b>" + new string('x', 500)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains($"href=\"{field}\"", html, StringComparison.Ordinal);
        Assert.Equal(answer is "NotSuitable", html.Contains("value=\"NotSuitable\" checked", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);
        Assert.Contains("&lt;b&gt;xxx", await tooLong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(ProviderAnswer.None, (await host.State(journey)).Introductions.Single().Answer);
    }

    [Fact]
    public async Task A_link_that_is_wrong_over_or_somebody_elses_gets_the_one_friendly_page()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor provider = host.Visit();
        (Guid ended, string endedPath) = await Introduced(host);
        await host.Do(ended, new Activities.EndActivity((await host.State(ended)).Introductions[0].Id, EndReason.NotWanted));
        (Guid closed, string closedPath) = await Introduced(host);
        await host.Do(closed, new Closing.Close(ClosingReason.GoalsMet));
        (Guid died, string diedPath) = await Introduced(host);
        await host.Do(died, new Closing.Close(ClosingReason.Died));
        (Guid told, _) = await Introduced(host);
        string signposted =
            await host.Do(told, new Activities.Introduce(new ActivityDetails("Choir", "Church"), IntroductionKind.Signposting));
        (Guid good, string goodPath) = await Introduced(host);
        string introduction = (await host.State(good)).Introductions[0].Id;

        HashSet<string> answers = [];
        foreach (string path in (string[])[endedPath, closedPath, diedPath, $"/a/{host.Link(LinkPurpose.Provider, told, signposted)}",
            "/a/x", "/a/x/y", $"{goodPath}x", $"{goodPath}/thanks",
            $"/a/{host.Link(LinkPurpose.Provider, told, introduction)}", $"/a/{host.Link(LinkPurpose.Preferences, good)}",
            $"/m/{goodPath[3..]}"])
            answers.Add(await provider.Html(path, HttpStatusCode.NotFound));
        HttpResponseMessage late = await provider.Post(endedPath, ("answer", "Accepted"));
        answers.Add(await late.Content.ReadAsStringAsync());
        host.Machine.Move(TimeSpan.FromDays(181));
        answers.Add(await provider.Html(goodPath, HttpStatusCode.NotFound));

        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        Assert.Contains("You have done nothing wrong", Assert.Single(answers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_after_the_time_was_up_still_counts()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string path) = await Introduced(host);
        await host.Pass(TimeSpan.FromDays(15));
        using Visitor provider = host.Visit();
        Assert.Equal(ProviderAnswer.NoAnswer, (await host.State(journey)).Introductions.Single().Answer);
        Assert.Single(host.Letters, l => l.To == Email && l.Subject.StartsWith("A person waits for your answer", StringComparison.Ordinal));

        Assert.DoesNotContain("You have answered", await provider.Html(path), StringComparison.Ordinal);
        await provider.Send(path, path, "answer", ("answer", "Accepted"));

        Assert.Equal(ProviderAnswer.Accepted, (await host.State(journey)).Introductions.Single().Answer);
    }

    [Fact]
    public async Task The_page_keeps_the_rules_of_every_page()
    {
        await using PagesHost host = await PagesHost.Run();
        (Guid journey, string path) = await Introduced(host);
        using Visitor provider = host.Visit();

        HttpResponseMessage foreign = await provider.PostFrom("https://evil.example", path, ("answer", "Accepted"));
        HttpResponseMessage page = await provider.Get(path);
        string html = await page.Content.ReadAsStringAsync();
        string[] ids = [.. System.Text.RegularExpressions.Regex.Matches(html, " id=\"([^\"]*)\"").Select(m => m.Groups[1].Value)];

        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal((2, 2), (html.Split("<h1").Length, html.Split("<main").Length));
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(ProviderAnswer.None, (await host.State(journey)).Introductions.Single().Answer);
    }

    private static async Task<(Guid Journey, string Path)> Introduced(
        PagesHost host, Func<Referral, Referral>? change = null, string? linkWorker = null)
    {
        Guid journey = await host.Receive(change);
        await host.Do(journey, new Intake.Accept(LinkWorker: linkWorker));
        await host.Do(journey, Example.Plan);
        string introduction = await host.Do(journey, new Activities.Introduce(
            new ActivityDetails("Furniture workshop", "Second Life Furniture", Email: Email, Where: "3 Station Yard"),
            IntroductionKind.Referral, Agreed: true, Share: "Is nervous among new people"));
        return (journey, $"/a/{host.Link(LinkPurpose.Provider, journey, introduction)}");
    }

    /// <summary>What no provider may ever learn.</summary>
    private static IEnumerable<string> Secrets(Journey journey) =>
    [
        journey.Person.FamilyName, "Mill Lane", "GU35", "1950", journey.Person.NhsNumber!, "ana@example.org", "900123", "Speaks softly",
        "Walks with a stick", "Lives alone",
        .. journey.Needs, .. journey.Needs.Select(Words.Code), "out of the house", "Sing with others", "Forest", "Dr Hill",
    ];
}
