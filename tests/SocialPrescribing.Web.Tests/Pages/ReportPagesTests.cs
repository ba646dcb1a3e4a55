using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Reports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The reports that leads, admins and analysts read, and what they may pass on.</summary>
public sealed class ReportPagesTests
{
    private const string Quarter = "period=2027-01/3";

    private static async Task<(PagesHost Host, Visitor Visitor)> Read(StaffRole role = StaffRole.Lead)
    {
        PagesHost host = await PagesHost.Run();
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        (Guid journey, string meeting) = await host.Booked(linkWorker: tom.Id);
        for (int i = 0; i < 8; i++)
            await host.Receive();
        await host.Pass(TimeSpan.FromDays(2));
        await host.Do(journey, new Meetings.RecordOutcome(meeting, MeetingOutcome.Held));
        await host.Do(journey, Example.Plan);
        return (host, await host.SignIn(await host.Employ(role, "Rita Lamb")));
    }

    private static string Plain(string html) => WebUtility.HtmlDecode(Regex.Replace(Regex.Replace(html, "<[^>]*>", " "), @"\s+", " "));

    [Fact]
    public async Task A_lead_reads_the_results_and_opens_each_report()
    {
        (PagesHost host, Visitor visitor) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = visitor;

        string first = Plain(await visitor.Html($"/reports?{Quarter}"));

        Assert.Contains("January to March 2027. As it is today; the period is not over.", first, StringComparison.Ordinal);
        Assert.Contains("9 people were referred; 0 in the period before.", first, StringComparison.Ordinal);
        Assert.Contains("9 people who were referred, 1 has been met and 0 go alone.", first, StringComparison.Ordinal);
        foreach ((string id, string title) in ReportList.All)
        {
            string page = await visitor.Html($"/reports/{id}?{Quarter}");
            Assert.Contains($"<h1>{title}</h1>", page, StringComparison.Ordinal);
            Assert.Contains("/assets/charts-", page, StringComparison.Ordinal);
        }
        Assert.Contains("href=\"/reports\"", await visitor.Html("/board"), StringComparison.Ordinal);
        await visitor.Html("/reports/nothing", HttpStatusCode.NotFound);
        await visitor.Html("/reports/volume/nothing.csv", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_shared_hides_small_numbers_on_the_page_in_files_and_for_programs()
    {
        (PagesHost host, Visitor lead) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = lead;
        await host.Pass(new DateTimeOffset(2027, 4, 2, 9, 0, 0, TimeSpan.Zero) - host.Clock.GetUtcNow());
        using Visitor visitor = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada Min"));

        string pack = Plain(await visitor.Html($"/reports/pack?{Quarter}&for=others"));
        Assert.Contains("10 people were referred", pack, StringComparison.Ordinal);
        Assert.Contains("10 people who were referred, a number that is not shown have been met and 0 go alone.",
            pack, StringComparison.Ordinal);
        string method = pack[pack.IndexOf("How these figures are made", StringComparison.Ordinal)..];
        Assert.Matches("Missed meetings[^.]*These are meetings and sessions, and not people", method);
        string exact = await visitor.Html($"/reports/funnel/funnel.csv?{Quarter}"),
            shared = await visitor.Html($"/reports/funnel/funnel.csv?{Quarter}&for=others");
        Assert.Contains("Met,met,1,11,", exact, StringComparison.Ordinal);
        Assert.Contains("Met,met,*,*,", shared, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"*\"", await visitor.Html($"/api/reports/funnel?{Quarter}&for=others"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_for_spreadsheets_and_everything_is_in_one()
    {
        (PagesHost host, Visitor visitor) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = visitor;

        HttpResponseMessage csv = await visitor.Get($"/reports/volume/month.csv?{Quarter}"),
            zip = await visitor.Get($"/reports/everything.zip?{Quarter}");
        byte[] file = await csv.Content.ReadAsByteArrayAsync();

        Assert.Equal([0xEF, 0xBB, 0xBF], file[..3]);
        Assert.Equal("volume-month-2027-01-to-2027-03.csv", csv.Content.Headers.ContentDisposition!.FileName);
        Assert.StartsWith("Month,code,People referred\r\nJanuary 2027,2027-01,9\r\n",
            Encoding.UTF8.GetString(file[3..]), StringComparison.Ordinal);
        using ZipArchive archive = new(await zip.Content.ReadAsStreamAsync());
        string[] names = [.. archive.Entries.Select(e => e.FullName)];
        Assert.Contains("columns.csv", names);
        Assert.Contains("waiting-waits.csv", names);
        Assert.All(ReportList.All, r => Assert.Contains(names, n => n.StartsWith(r.Id, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("facts.csv", "text/csv", "\uFEFFkey,month,source")]
    [InlineData("facts.ndjson", "application/x-ndjson", "{\"format\":")]
    [InlineData("minimum-data-set.csv", "text/csv", "\uFEFFkey,group,item")]
    public async Task Facts_are_given_as_files_by_month_and_who_took_them_is_noted(string file, string type, string begins)
    {
        (PagesHost host, Visitor analyst) = await Read(StaffRole.Analyst);
        await using PagesHost _ = host;
        using Visitor __ = analyst;
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead, "Leda Hall")),
            worker = await host.SignIn(await host.Employ(StaffRole.SafeguardingLead, "Sam Lee"));

        Assert.Contains($"href=\"/reports/{file}?{Quarter}\"", await analyst.Html($"/reports/facts?{Quarter}"), StringComparison.Ordinal);
        HttpResponseMessage all = await analyst.Get($"/reports/{file}"), before = await analyst.Get($"/reports/{file}?period=2026-10/3");
        string text = Encoding.UTF8.GetString(await all.Content.ReadAsByteArrayAsync());

        Assert.Equal((type, file), (all.Content.Headers.ContentType!.MediaType, all.Content.Headers.ContentDisposition!.FileName));
        Assert.StartsWith(begins, text, StringComparison.Ordinal);
        Assert.Contains("2027-0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("2027-0", await before.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await worker.Html($"/reports/{file}", HttpStatusCode.Forbidden);
        string exports = Plain(await lead.Html("/reports/exports"));
        Assert.Contains($"{file}, referrals of all months", exports, StringComparison.Ordinal);
        Assert.Contains($"{file}, referrals from 2026-10 to 2026-12", exports, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_took_a_file_along_is_kept_and_shown()
    {
        (PagesHost host, Visitor visitor) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = visitor;

        await visitor.Get($"/reports/volume/month.csv?{Quarter}&for=others");
        await visitor.Get($"/api/reports/waiting?{Quarter}");

        string exports = Plain(await visitor.Html("/reports/exports"));
        Assert.Contains("Rita Lamb , lead", exports, StringComparison.Ordinal);
        Assert.Contains("volume-month-2026-10-to-2026-12-to-share.csv", exports, StringComparison.Ordinal);
        Assert.Contains("waiting by a program, 2027-01/3", exports, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_sees_what_link_workers_have_on_their_hands_and_nobody_else_does()
    {
        (PagesHost host, Visitor lead) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = lead;
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada Min")),
            analyst = await host.SignIn(await host.Employ(StaffRole.Analyst, "Ana List"));

        string page = await lead.Html($"/reports/workload?{Quarter}");
        Assert.Contains("By link worker", page, StringComparison.Ordinal);
        Assert.Contains("<option value=", page[page.IndexOf("name=\"linkWorker\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        string toms = Regex.Match(page, "name=\"linkWorker\".*?<option value=\"(\\w+)\"", RegexOptions.Singleline).Groups[1].Value;
        Assert.Contains("1 person was referred",
            Plain(await lead.Html($"/reports?{Quarter}&linkWorker={toms}")), StringComparison.Ordinal);
        Assert.Contains("9 people were referred",
            Plain(await admin.Html($"/reports?{Quarter}&linkWorker={toms}")), StringComparison.Ordinal);
        foreach (string path in (string[])[$"/reports/workload?{Quarter}&for=others", "/api/reports/workload?for=others"])
            Assert.DoesNotContain("By link worker", await lead.Html(path), StringComparison.Ordinal);
        Assert.DoesNotContain("By link worker", await analyst.Html($"/reports/workload?{Quarter}"), StringComparison.Ordinal);
        await admin.Html($"/reports/workload/linkWorkers.csv?{Quarter}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_leads_chooses_who_gets_the_results_of_each_quarter()
    {
        (PagesHost host, Visitor visitor) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = visitor;
        StaffMember analyst = await host.Employ(StaffRole.Analyst, "Ana List");

        await visitor.Post("/reports/readers", ($"gets-{analyst.Id}", "yes"));
        Assert.Matches($"name=\"gets-{analyst.Id}\" value=\"yes\" checked", await visitor.Html("/reports?done=readers"));
        await host.Pass(new DateTimeOffset(2027, 4, 2, 9, 0, 0, TimeSpan.Zero) - host.Clock.GetUtcNow());

        string letter = Assert.Single(host.Letters, l => l.Subject == "January to March 2027: the results").Text;
        Assert.Contains("10 people were referred.", letter, StringComparison.Ordinal);
        Assert.Contains("/reports/pack?period=2027-01/3", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_analyst_sees_reports_and_whoever_leads_no_team_does_not()
    {
        (PagesHost host, Visitor analyst) = await Read(StaffRole.Analyst);
        await using PagesHost _ = host;
        using Visitor __ = analyst;
        using Visitor worker = await host.SignIn(await host.Employ(StaffRole.SafeguardingLead, "Sam Lee"));

        Assert.Contains("9 people were referred", Plain(await analyst.Html($"/reports?{Quarter}")), StringComparison.Ordinal);
        await analyst.Html("/board", HttpStatusCode.Forbidden);
        await worker.Html("/reports", HttpStatusCode.Forbidden);
        Assert.DoesNotContain("href=\"/reports\"", await worker.Html("/board"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_whole_quarters_that_are_over_and_everybody_are_shared()
    {
        (PagesHost host, Visitor visitor) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = visitor;

        foreach (string asked in (string[])["period=2027-01/3", "period=2026-11/3", "period=2026-01/12", "source=Self&period=2026-10/3"])
        {
            string page = await visitor.Html($"/reports?{asked}&for=others");
            Assert.Contains("October to December 2026. As it was at the end", Plain(page), StringComparison.Ordinal);
            Assert.DoesNotContain("name=\"source\"", page, StringComparison.Ordinal);
            await visitor.Html($"/api/reports/volume?{asked}&for=others", HttpStatusCode.BadRequest);
        }
        Assert.Contains("July to September 2026",
            Plain(await visitor.Html("/reports/volume?period=2026-07/3&for=others")), StringComparison.Ordinal);
        string shared = await visitor.Html("/reports/volume/source.csv?for=others"),
            exact = await visitor.Html("/reports/volume/source.csv");
        Assert.DoesNotContain("In the period before", shared, StringComparison.Ordinal);
        Assert.Contains("In the period before", exact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_reached_is_compared_with_who_lives_in_the_area()
    {
        (PagesHost host, Visitor visitor) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = visitor;

        Assert.DoesNotContain("area&#x27;s population", await visitor.Html("/reports/equality"), StringComparison.Ordinal);
        HttpResponseMessage wrong = await visitor.Send("/reports/population", "/reports/population", "name=\"population\"",
            ("population", "kind,group,people\nsex,female,three"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("Line 2 is no kind, group and number of people", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await visitor.Post("/reports/population", ("population", "kind,group,people\nsex,female,5100\nsex,male,4900\n"));

        Assert.Contains("sex,female,5100", await visitor.Html("/reports/population?done=saved"), StringComparison.Ordinal);
        string csv = await visitor.Html($"/reports/equality/sex.csv?{Quarter}");
        Assert.Contains("Share of the area's population", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("Share of the area's population", await visitor.Html($"/reports/equality/ageBand.csv?{Quarter}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_and_a_period_stand_in_the_address()
    {
        (PagesHost host, Visitor visitor) = await Read();
        await using PagesHost _ = host;
        using Visitor __ = visitor;

        string nobody = Plain(await visitor.Html($"/reports?{Quarter}&source=Self")),
            before = Plain(await visitor.Html("/reports?period=2026-10/3"));
        Assert.Contains("referred by: self", nobody, StringComparison.Ordinal);
        Assert.Contains("0 people were referred", nobody, StringComparison.Ordinal);
        Assert.Contains("October to December 2026. As it was at the end of the period.", before, StringComparison.Ordinal);
        await visitor.Html("/api/reports/volume?period=soon", HttpStatusCode.BadRequest);
    }
}
