using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Local.Tests.Pages;

public sealed class SurveyLinksTests
{
    [Fact]
    public async Task A_survey_asks_every_question_and_shows_where_help_is()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();

        string html = WebUtility.HtmlDecode(await ana.Html($"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}"));

        Assert.All(new Pathway().Surveys[0].Measures.SelectMany(m => Measures.Find(m)!.Questions), question => Assert.Contains(question.Text, html, StringComparison.Ordinal));
        Assert.Equal(2, html.Split("tel:116123").Length - 1);
        Assert.Contains("Nobody watches these answers round the clock", html, StringComparison.Ordinal);
        Assert.Contains("<title>How are you doing? – Riverside Social Prescribing</title>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_are_kept_and_a_call_is_promised_with_its_time()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();
        string path = $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}";

        HttpResponseMessage sent = await ana.Send(path, path, "ons4.happy", ("ons4.satisfied", "7"), ("ucla3.leftOut", "2"), ("ons4.happy", ""), ("callMe", "yes"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Survey survey = (await host.State(journey)).Surveys.Single(s => s.Id == "baseline");
        Assert.Equal(new Dictionary<string, int> { ["ons4.satisfied"] = 7, ["ucla3.leftOut"] = 2 }, survey.Answers);
        Assert.True(survey.CallMe);
        Assert.Contains("Somebody will call you by Monday 18 January 2027", await ana.Html(sent.Headers.Location!.OriginalString), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_one_answer()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();
        string path = $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}", form = new('a', 32);

        await ana.Post(path, ("commandId", form), ("ons4.satisfied", "7"));
        int length = await host.JournalLength(journey);
        HttpResponseMessage again = await ana.Post(path, ("commandId", form), ("ons4.satisfied", "7"));

        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal(length, await host.JournalLength(journey));
    }

    [Theory]
    [InlineData("ons4.satisfied", "11")]
    [InlineData("ons4.satisfied", "-1")]
    [InlineData("ucla3.leftOut", "4")]
    [InlineData("ucla3.leftOut", "often")]
    public async Task An_answer_that_cannot_be_chosen_is_pointed_at_and_the_others_are_kept(string question, string value)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();
        string path = $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}";

        HttpResponseMessage sent = await ana.Post(path, ("ons4.worthwhile", "6"), (question, value));
        string html = await sent.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains($"href=\"#{question}\"", html, StringComparison.Ordinal);
        Assert.Contains("name=\"ons4.worthwhile\" value=\"6\" checked", html, StringComparison.Ordinal);
        Assert.Null((await host.State(journey)).Surveys.Single().AnsweredAt);
    }

    [Fact]
    public async Task An_empty_survey_does_not_use_up_the_link()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();

        HttpResponseMessage sent = await ana.Post($"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Null((await host.State(journey)).Surveys.Single().AnsweredAt);
    }

    [Fact]
    public async Task With_discretion_no_title_names_the_service()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed(Example.WithDiscretion);
        using Visitor ana = host.Visit();

        string html = await ana.Html($"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}");

        Assert.Contains("<title>A few questions – Riverside House</title>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Social Prescribing", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_shown_as_text_whatever_is_in_it()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed(r => r with { Person = r.Person with { PreferredName = "<script>alert(1)</script> שרה" } });
        using Visitor ana = host.Visit();

        string html = await ana.Html($"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}");

        Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<script>alert(1)</script> שרה", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }
}
