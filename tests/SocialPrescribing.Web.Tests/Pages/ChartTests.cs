using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Charts: each has a table, and pages without a chart do not load the script.</summary>
public sealed partial class ChartTests
{
    [Fact]
    public async Task Attendance_and_confidence_of_a_person_stand_in_a_table_that_the_chart_is_drawn_from()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        Guid id = await host.Met();
        await host.Do(id, Example.Plan);
        using Visitor visitor = await host.SignIn(tom);
        string introduction = await host.Do(id,
            new Activities.Introduce(new ActivityDetails("Choir & <b>tea</b>", "Hall"), IntroductionKind.Signposting, null, true, null));
        string before = await visitor.Html($"/journeys/{id:N}/activities");
        foreach ((bool came, int? confidence) in ((bool, int?)[])[(true, 3), (false, null), (true, 8)])
        {
            string session = await host.Do(id,
                new Attendance.PlanSession(introduction, host.Clock.GetUtcNow().AddDays(1), new Transport(TransportKind.Own)));
            await host.Pass(TimeSpan.FromDays(2));
            await host.Do(id, new Attendance.RecordSession(session, came, Confidence: confidence));
        }

        string html = await visitor.Html($"/journeys/{id:N}/activities");
        string figure = Figures().Match(html).Value;

        Assert.DoesNotContain("data-chart", before, StringComparison.Ordinal);
        Assert.DoesNotContain("/assets/charts-", before, StringComparison.Ordinal);
        Assert.Contains("/assets/charts-", html, StringComparison.Ordinal);
        Assert.Contains("<caption class=\"nhsuk-u-visually-hidden\">Attendance and confidence</caption>", figure, StringComparison.Ordinal);
        Assert.Contains("Choir &amp; &lt;b&gt;tea", figure, StringComparison.Ordinal);
        Assert.Equal(["Yes", "3", "No", "–", "Yes", "8"], Cells().Matches(figure).Select(c => WebUtility.HtmlDecode(c.Groups[2].Value))
            .Where((_, i) => i % 3 > 0));
        Assert.Equal(["", "3", "0", "", "", "8"], Cells().Matches(figure).Select(c => c.Groups[1].Value).Where((_, i) => i % 3 > 0));
    }

    [Fact]
    public async Task What_the_last_week_came_to_stands_with_the_settings()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember lead = await host.Employ(StaffRole.Lead, "Leila"), tom = await host.Employ(StaffRole.LinkWorker);
        using Visitor visitor = await host.SignIn(lead);
        await host.Booked(linkWorker: tom.Id);
        (Guid other, _) = await host.Booked(linkWorker: lead.Id);
        await host.Pass(TimeSpan.FromDays(7));
        await host.Do(other, new Closing.Close(ClosingReason.Withdrew));
        await host.Pass(TimeSpan.FromDays(7));

        Assert.Contains("People supported 1 at the end of the week from 18 January 2027",
            Regex.Replace(Regex.Replace(await visitor.Html("/settings"), "<[^>]*>|\\s+", " "), " +", " "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_of_charts_is_a_file_of_its_own_and_other_pages_stay_light()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Lead));

        string board = await visitor.Html("/board");
        long first = 0;
        using HttpClient http = host.Client();
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        foreach (Match file in Files().Matches(board))
            first += (await http.GetByteArrayAsync(file.Groups[1].Value)).Length;
        HttpResponseMessage charts = await http.GetAsync(Web.Parts.PageFiles.Address("charts.js"));

        Assert.DoesNotContain("charts", board, StringComparison.Ordinal);
        Assert.InRange(first, 1, 100_000);
        Assert.Equal(HttpStatusCode.OK, charts.StatusCode);
    }

    [GeneratedRegex("<figure .*?</figure>", RegexOptions.Singleline)]
    private static partial Regex Figures();

    [GeneratedRegex("<td class=\"nhsuk-table__cell\"(?: data-value=\"([^\"]*)\")?><bdi>([^<]*)</bdi></td>")]
    private static partial Regex Cells();

    [GeneratedRegex("(?:src|href)=\"(/assets/[^\"]*)\"")]
    private static partial Regex Files();
}
