using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

public sealed class SurveyLinksTests
{
    [Fact]
    public async Task A_survey_asks_every_question_and_shows_where_help_is()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();

        string html = WebUtility.HtmlDecode(await ana.Html($"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}/all"));

        Assert.All(new Pathway().Surveys[0].Measures.SelectMany(m => Measures.Find(m)!.Questions),
            question => Assert.Contains(question.Text, html, StringComparison.Ordinal));
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

        HttpResponseMessage sent = await ana.Send($"{path}/all", path, "ons4.happy", ("ons4.satisfied", "7"), ("ucla3.leftOut", "2"),
            ("ons4.happy", ""), ("callMe", "yes"));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Survey survey = (await host.State(journey)).Surveys.Single(s => s.Id == "baseline");
        Assert.Equal(new Dictionary<string, int> { ["ons4.satisfied"] = 7, ["ucla3.leftOut"] = 2 }, survey.Answers);
        Assert.True(survey.CallMe);
        Assert.Contains("Somebody will call you by Monday 18 January 2027", await ana.Html(sent.Headers.Location!.OriginalString),
            StringComparison.Ordinal);
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

    [Fact]
    public async Task A_question_a_page_keeps_every_answer_on_the_way_back_and_in_another_tab()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit(), tablet = host.Visit();
        string path = $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}";
        Question[] questions = [.. new Pathway().Surveys[0].Measures.SelectMany(m => Measures.Find(m)!.Questions)];

        Assert.Contains($"href=\"{path}/1\"", await ana.Html(path), StringComparison.Ordinal);
        for (int i = 1; i <= questions.Length; i++)
        {
            Assert.Contains(questions[i - 1].Text, WebUtility.HtmlDecode(await ana.Html($"{path}/{i}")), StringComparison.Ordinal);
            // The second question is left out.
            HttpResponseMessage kept =
                await ana.Post($"{path}/{i}", i is 2 ? [] : [(questions[i - 1].Id, $"{questions[i - 1].Choices[1].Value}")]);
            Assert.Equal($"{path}/{i + 1}", kept.Headers.Location!.OriginalString);
        }
        Assert.Contains($"name=\"{questions[0].Id}\" value=\"{questions[0].Choices[1].Value}\" checked", await tablet.Html($"{path}/1"),
            StringComparison.Ordinal);
        await tablet.Post($"{path}/1", (questions[0].Id, $"{questions[0].Choices[2].Value}"));
        Assert.Contains($"You have answered {questions.Length - 1} of {questions.Length} questions",
            await ana.Html($"{path}/{questions.Length + 1}"), StringComparison.Ordinal);
        HttpResponseMessage sent = await ana.Send($"{path}/{questions.Length + 1}", path, "Send my answers", ("callMe", "yes"));

        Assert.Equal($"{path}/thanks", sent.Headers.Location!.OriginalString);
        Survey survey = (await host.State(journey)).Surveys.Single();
        Assert.Equal((questions.Length - 1, questions[0].Choices[2].Value, true),
            (survey.Answers!.Count, survey.Answers[questions[0].Id], survey.CallMe));
        Assert.False((await host.Get<IRegister>().List(RecordKinds.Draft.Name, "", 10, null, default)).Items.Any());
    }

    [Fact]
    public async Task Going_back_keeps_what_is_chosen_and_not_yet_sent_and_nothing_is_chosen_for_anybody()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();
        string path = $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}";
        int last = new Pathway().Surveys[0].Measures.Sum(m => Measures.Find(m)!.Questions.Count) + 1;

        Assert.DoesNotContain(" checked", await ana.Html($"{path}/5"), StringComparison.Ordinal);
        Assert.Equal($"{path}/4",
            (await ana.Post($"{path}/5", ("back", "yes"), ("ucla3.companionship", "2"))).Headers.Location!.OriginalString);
        Assert.Contains("name=\"ucla3.companionship\" value=\"2\" checked", await ana.Html($"{path}/5"), StringComparison.Ordinal);
        Assert.Equal($"{path}/6", (await ana.Post($"{path}/5", ("ucla3.companionship", ""))).Headers.Location!.OriginalString);
        Assert.Contains("name=\"ucla3.companionship\" value=\"\" checked", await ana.Html($"{path}/5"), StringComparison.Ordinal);
        Assert.Equal(path, (await ana.Post($"{path}/1", ("back", "yes"), ("ons4.satisfied", "7"))).Headers.Location!.OriginalString);

        Assert.Equal($"{path}/{last - 1}",
            (await ana.Post($"{path}/{last}", ("back", "yes"), ("callMe", "yes"))).Headers.Location!.OriginalString);
        Assert.Contains("name=\"callMe\" value=\"yes\" checked", await ana.Html($"{path}/{last}"), StringComparison.Ordinal);
        // Whoever takes the tick out again does not get a call.
        await ana.Send($"{path}/{last}", path, "Send my answers");
        Survey survey = (await host.State(journey)).Surveys.Single();
        Assert.Equal((7, false), (survey.Answers!["ons4.satisfied"], survey.CallMe));
    }

    [Fact]
    public async Task Each_question_has_a_title_of_its_own()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();

        Assert.Contains("<title>Question 2 of 8 – How are you doing? – Riverside Social Prescribing</title>",
            WebUtility.HtmlDecode(await ana.Html($"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}/2")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_chosen_stays_on_its_page_and_a_page_that_is_none_leads_to_the_start()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Surveyed();
        using Visitor ana = host.Visit();
        string path = $"/s/{host.Link(LinkPurpose.Survey, journey, "baseline")}";

        HttpResponseMessage wrong = await ana.Post($"{path}/1", ("ons4.satisfied", "11"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("href=\"#ons4.satisfied\"", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (string number in (string[])["0", "99", "-1"])
            Assert.Equal(path, (await ana.Get($"{path}/{number}")).Headers.Location?.OriginalString ?? path);
    }
}
