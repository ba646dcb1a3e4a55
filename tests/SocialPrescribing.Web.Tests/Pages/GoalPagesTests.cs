using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Goals as the person scores them: on the forms that ask, on the pages of staff, and on the person's own.</summary>
public sealed class GoalPagesTests
{
    [Fact]
    public async Task The_plan_a_review_and_the_end_ask_for_each_goal_and_every_page_shows_what_was_said()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Met();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));
        string page = $"/journeys/{id:N}";

        await Send("/plan", "agreePlan", ("whatMatters", "To sing"), ("need-loneliness", "yes"), ("goal-1", "Sing with others"),
            ("importance-1", "9"), ("step-1", "Listen in once"), ("score-1", "2"), ("goal-2", "See the sea"), ("importance-2", "4"),
            ("step-2", "Look at the timetable"));
        Assert.DoesNotContain("/assets/charts-", await visitor.Html($"{page}/measures"), StringComparison.Ordinal);
        await host.Pass(TimeSpan.FromDays(42));
        await Send("/plan", "recordReview", ("outcome", "GoOn"), ("note", "Likes it."), ("score-1", "5"), ("score-2", "3"),
            ("mark-2", "LetGo"));
        await Send("/measures", "scoreGoals", ("score-1", "6"));
        string measures = WebUtility.HtmlDecode(await visitor.Html($"{page}/measures"));
        await Send("", "close", ("reason", "GoalsMet"), ("score-1", "9"), ("mark-1", "Reached"));

        Assert.Equal(["Plan:2 Review:5 Review:6 End:9 Reached", "Review:3 LetGo"], Goals.Of(await host.State(id)).Select(g =>
            $"{string.Join(' ', g.Points.Select(p => $"{p.Occasion}:{p.Score}"))} {g.Mark}"));
        Assert.Contains("Sing with others: 2 on 16 January 2027, 6 on 27 February 2027: closer.", measures, StringComparison.Ordinal);
        Assert.Contains("See the sea: 3 of 10 on 27 February 2027. Let go on 27 February 2027.", measures, StringComparison.Ordinal);
        Assert.Contains("/assets/charts-", measures, StringComparison.Ordinal);
        foreach (string tab in (string[])["/plan", "/summary", "/measures"])
            Assert.Contains("9 on 27 February 2027: closer. Reached on 27 February 2027.",
                WebUtility.HtmlDecode(await visitor.Html(page + tab)), StringComparison.Ordinal);
        Assert.Contains("The person said where their goals stand, at the end", await visitor.Html($"{page}/history"),
            StringComparison.Ordinal);

        async Task Send(string tab, string form, params (string, string)[] fields) =>
            Assert.Equal(HttpStatusCode.SeeOther,
                (await visitor.Send(page + tab, "/commands", $"value=\"{form}\"", fields)).StatusCode);
    }

    [Fact]
    public async Task A_number_that_is_none_is_pointed_at_and_nothing_at_all_is_refused()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await host.Met();
        await host.Do(id, Example.Plan);
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.LinkWorker));

        foreach ((string value, string problem) in (IReadOnlyList<(string, string)>)
            [("11", "Give a number from 0 to 10, or leave it empty."), ("", "Give a number or a mark to at least one goal.")])
        {
            HttpResponseMessage refused =
                await visitor.Send($"/journeys/{id:N}/measures", "/commands", "value=\"scoreGoals\"", ("score-1", value));
            Assert.Contains(problem, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Empty((await host.State(id)).GoalScorings);
    }

    [Theory]
    [InlineData("en", "16 January 2027: 2 out of 10", "Reached")]
    [InlineData("cy", "16 Ionawr 2027: 2 allan o 10", "Wedi'i gyrraedd")]
    public async Task The_person_reads_what_they_said_in_their_language_and_keeps_it_and_nobody_else_reads_it(
        string language, string said, string mark)
    {
        await using PagesHost host = await PagesHost.Run();
        Guid id = await Scored(host, r => r with { Person = r.Person with { Language = language } });
        Guid guarded = await Scored(host, r => r with { Risks = [new Risk("falls", null)] });
        using Visitor ana = host.Visit();
        string path = $"/p/{host.Link(LinkPurpose.Preferences, id)}", other = $"/p/{host.Link(LinkPurpose.Preferences, guarded)}";

        string page = WebUtility.HtmlDecode(await ana.Html($"{path}/data"));
        Assert.Contains($"Sing with others\n{said}\n{mark}", page, StringComparison.Ordinal);
        Assert.Contains("\"goalScorings\"", await ana.Html($"{path}/data.json"), StringComparison.Ordinal);
        Assert.DoesNotContain("out of 10", await ana.Html($"{other}/data"), StringComparison.Ordinal);
        Assert.DoesNotContain("goalScorings", await ana.Html($"{other}/data.json"), StringComparison.Ordinal);
    }

    private static async Task<Guid> Scored(PagesHost host, Func<Referral, Referral> change)
    {
        Guid id = await host.Met(change);
        await host.ConfirmIdentity(id);
        await host.Do(id, Example.Plan with { Scores = [2] });
        await host.Do(id, new Goals.Score([new(1, Mark: GoalMark.Reached)]));
        return id;
    }
}
