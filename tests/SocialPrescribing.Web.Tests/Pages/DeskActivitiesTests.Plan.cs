using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Web.Staff.Desk;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The plan, its reviews, a pause, and support that is taken up again.</summary>
public sealed partial class DeskActivitiesTests
{
    [Fact]
    public async Task A_plan_is_agreed_in_the_persons_order_and_a_change_keeps_the_earlier_one()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await host.Met());

        Assert.Contains("Not agreed yet", await desk.Read(), StringComparison.Ordinal);
        await desk.Give("agreePlan", ("whatMatters", "To be out of the house"), ("need-loneliness", "yes"), ("need-transport", "yes"),
            ("rank-transport", "2"), ("rank-anxiety", "1"),
            ("goal-1", "Sing with others"), ("importance-1", "9"), ("step-1", "Listen in once"), ("goal-3", "See the sea"),
            ("importance-3", "4"), ("step-3", "Look at the timetable"),
            ("strengths", "Sings well\n\n A good sister \n"), ("review-1", "2027-02-27"), ("review-2", "2027-04-10"));
        await desk.Give("raiseNeed", ("need", "digitalAccess"), ("note", "No phone of her own"));
        await desk.Give("agreePlan", ("whatMatters", "To sing"), ("need-anxiety", "yes"), ("goal-1", "Sing at Easter"),
            ("importance-1", "10"), ("step-1", "Ask the choir"));

        AgreedPlan[] plans = [.. (await desk.Journey()).Plans];
        Assert.Equal(["anxiety", "transport", "loneliness"], plans[0].Needs);
        Assert.Equal(["Sing with others", "See the sea"], plans[0].Goals.Select(g => g.Text));
        Assert.Equal(["Sings well", "A good sister"], plans[0].Strengths);
        Assert.Equal([new(2027, 2, 27), new(2027, 4, 10)], plans[0].ReviewOn);
        string read = await desk.Read();
        foreach (string words in (string[])["Change the plan", "Sing at Easter", "Importance 10 of 10", "Earlier plan of 16 January 2027",
            "Next review: 27 February 2027", "anxiety, transport, loneliness", "A need came up: digital access"])
            Assert.Contains(words, read, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rank-anxiety", "13")]
    [InlineData("rank-anxiety", "first")]
    [InlineData("importance-1", "11")]
    [InlineData("importance-1", "")]
    [InlineData("step-1", "")]
    [InlineData("whatMatters", "")]
    [InlineData("goal-1", "")]
    [InlineData("on", "yesterday")]
    [InlineData("review-2", "in May")]
    public async Task A_field_of_the_plan_that_is_wrong_is_pointed_at_and_the_rest_is_kept(string field, string value)
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await host.Met());
        Dictionary<string,
            string> fields = new()
            {
                ["whatMatters"] = "To sing",
                ["need-stress"] = "yes",
                ["goal-1"] = "Sing",
                ["importance-1"] = "8",
                ["step-1"] = "Listen",
                [field] = value
            };

        HttpResponseMessage sent = await desk.Send("agreePlan", [.. fields.Select(f => (f.Key, f.Value))]);
        string html = await sent.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.StatusCode);
        Assert.Contains($"href=\"#agreePlan-{field}\"", html, StringComparison.Ordinal);
        Assert.Contains($" id=\"agreePlan-{field}\"", html, StringComparison.Ordinal);
        Assert.Contains("name=\"need-stress\" value=\"yes\" checked", html, StringComparison.Ordinal);
        Assert.Empty((await desk.Journey()).Plans);
    }

    [Fact]
    public async Task A_review_is_recorded_and_says_when_the_next_is()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));

        await desk.Give("recordReview", ("outcome", "GoOn"), ("note", "Likes it"), ("nextOn", "2027-02-01"));

        Assert.Contains("Next review: 1 February 2027", await desk.Read(), StringComparison.Ordinal);
        Assert.Contains("The link worker is asked to review the plan", await desk.Read(), StringComparison.Ordinal);
        Assert.Contains("<p class=\"app-words\"><bdi>Likes it</bdi></p>", await desk.Html(JourneyTab.Plan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_is_seen_at_once_and_ends_by_itself_or_earlier()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        Assert.DoesNotContain("value=\"resume\"", await desk.Html(), StringComparison.Ordinal);

        await desk.Give("pause", ("reason", "Hospital"), ("until", "2027-02-01"), ("note", "A new hip"));
        Assert.Contains("Paused until 1 February 2027: hospital", await desk.Read(), StringComparison.Ordinal);
        await desk.Give("pause", ("reason", "Hospital"), ("until", "2027-03-01"));
        await desk.Give("resume", ("note", "Home early"));
        Assert.DoesNotContain("Paused until", await desk.Read(head: true), StringComparison.Ordinal);

        await desk.Give("pause", ("reason", "Holiday"), ("until", "2027-01-25"));
        await host.Pass(TimeSpan.FromDays(12));
        Assert.Null((await desk.Journey()).Pause);
        Assert.Contains("Support goes on", await desk.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Support_that_has_ended_can_be_taken_up_again_for_half_a_year()
    {
        await using PagesHost host = await PagesHost.Run();
        using Desk desk = await Desk.Of(host, await Planned(host));
        await desk.Give("introduce", ("name", "Choir"), ("provider", "Church"), ("as", "Signposting"));
        Assert.DoesNotContain("value=\"reopen\"", await desk.Html(), StringComparison.Ordinal);

        await desk.Give("close", ("reason", "GoalsMet"));
        foreach (string form in (string[])["agreePlan", "raiseNeed", "recordReview", "introduce", "endActivity", "planSession",
            "changeSupport", "registerUnmetNeed", "pause"])
            Assert.DoesNotContain($"value=\"{form}\"", await desk.Html(), StringComparison.Ordinal);
        await desk.Give("reopen", ("note", "He called"));
        Assert.Equal((1, Stage.Attending), ((await desk.Journey()).Reopenings, (await desk.Journey()).Stage));
        Assert.Contains("Support taken up again", await desk.Read(), StringComparison.Ordinal);

        await desk.Give("close", ("reason", "Independent"));
        await host.Pass(TimeSpan.FromDays(190));
        Assert.DoesNotContain("value=\"reopen\"", await desk.Html(), StringComparison.Ordinal);
    }
}
