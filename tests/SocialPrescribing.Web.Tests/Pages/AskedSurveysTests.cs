using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Surveys that staff fill in with the person, on the phone, face to face, and from paper.</summary>
public sealed class AskedSurveysTests
{
    [Theory]
    [InlineData("Phone", "", "on the phone, Tom Ashby", "Baseline survey answered on the phone")]
    [InlineData("FaceToFace", "", "face to face, Tom Ashby", "Baseline survey answered face to face")]
    [InlineData("Paper", "2027-01-19", "19 January 2027, on paper, Tom Ashby", "Baseline survey answered on paper, filled in on 19")]
    public async Task A_red_flag_acts_at_once_and_who_asked_and_how_is_kept(string how, string on, string shown, string told)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(tom);
        Guid id = await host.Surveyed();
        await host.Pass(TimeSpan.FromDays(how is "Paper" ? 20 : 1));
        string page = $"/journeys/{id:N}/measures";

        HttpResponseMessage sent = await visitor.Send(page, "/commands", "value=\"answerSurvey\"",
            ("ons4.satisfied", "0"), ("callMe", "yes"), ("how", how), ("filledInOn", on));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Journey journey = await host.State(id);
        Concern concern = Assert.Single(journey.Concerns);
        Assert.Equal(host.Clock.GetUtcNow(), concern.RaisedAt);
        Assert.Contains(journey.Tasks, t => t.Kind is TaskKind.AcknowledgeConcern);
        Assert.Contains(journey.Tasks, t => t.Kind is TaskKind.CallPerson);
        Assert.Equal((how, tom.Id), ($"{journey.Surveys[0].How}", journey.Surveys[0].AskedBy));
        string html = WebUtility.HtmlDecode(await visitor.Html(page));
        Assert.Contains(shown, string.Join(' ', html.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.Contains(told, WebUtility.HtmlDecode(await visitor.Html($"/journeys/{id:N}/history")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "How are you doing?", "Hardly ever or never", "I would like someone to call me soon")]
    [InlineData("cy", "Sut ydych chi?", "Hardly ever or never", "Hoffwn i rywun fy ffonio cyn bo hir")]
    public async Task Paper_is_in_the_language_that_was_asked_for_with_whom_to_call_and_no_name(
        string language, string title, string wording, string call)
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker)), stranger = host.Visit();
        Guid id = await host.Surveyed();
        string path = $"/journeys/{id:N}/surveys/baseline/paper?language={language}";

        Assert.Contains(WebUtility.HtmlEncode(path), await visitor.Html($"/journeys/{id:N}/measures"), StringComparison.Ordinal);
        string html = WebUtility.HtmlDecode(await visitor.Html(path));
        string paper = html[html.IndexOf("app-paper", StringComparison.Ordinal)..];

        Assert.Contains($"lang=\"{language}-GB\"", html, StringComparison.Ordinal);
        foreach (string words in (string[])[title, call, "116 123", "111", "☐\u00a010", (await host.State(id)).Referrals[0].Reference])
            Assert.Contains(words, paper, StringComparison.Ordinal);
        Assert.Equal(language is "en", paper.Contains(wording, StringComparison.Ordinal));
        Assert.DoesNotContain("O'Connor", paper[..paper.IndexOf("</main>", StringComparison.Ordinal)], StringComparison.Ordinal);
        await visitor.Html($"/journeys/{id:N}/surveys/none/paper", HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.SeeOther, (await stranger.Get(path)).StatusCode);
    }

    [Fact]
    public async Task Nothing_at_all_is_no_answer_and_a_day_that_cannot_be_is_refused()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        Guid id = await host.Surveyed();
        string page = $"/journeys/{id:N}/measures";

        foreach ((string satisfied, string on) in (IReadOnlyList<(string, string)>)[("", ""), ("5", "2027-01-01"), ("5", "tomorrow")])
            Assert.InRange((int)(await visitor.Send(page, "/commands", "value=\"answerSurvey\"",
                ("ons4.satisfied", satisfied), ("how", "Paper"), ("filledInOn", on))).StatusCode, 409, 422);
        Assert.Null((await host.State(id)).Surveys[0].AnsweredAt);
    }
}
