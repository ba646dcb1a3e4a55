using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Which question sets are asked and when, and the days of closing, as an admin sets them.</summary>
public sealed class SurveyPagesTests
{
    private const string Page = "/settings/surveys";

    private static (string, string)[] Row(int i, string id, string number, string unit, string anchor, params string[] measures) =>
        [($"s{i}-id", id), ($"s{i}-number", number), ($"s{i}-unit", unit), ($"s{i}-anchor", anchor),
            .. measures.Select(m => ($"s{i}-{m}", "yes"))];

    [Fact]
    public async Task Surveys_are_looked_at_saved_and_a_new_one_gets_a_name()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        (string, string)[] typed =
        [
            ("version", "0"), .. Row(0, "baseline", "2", "d", "FirstMeeting", "ons4"), .. Row(1, "week-6", "6", "w", "PlanAgreed"),
            .. Row(2, "", "9", "w", "PlanAgreed", "ons4", "gad2"),
        ];

        Assert.Contains("Survey at 6 weeks", await admin.Html(Page), StringComparison.Ordinal);
        HttpResponseMessage looked = await admin.Post(Page, [.. typed, ("do", "look")]);
        HttpResponseMessage saved = await admin.Post(Page, [.. typed, ("do", "save")]);
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);

        string html = await looked.Content.ReadAsStringAsync();
        Assert.Contains("survey at 9 weeks: 63 days after the plan, with ons4, gad2", html, StringComparison.Ordinal);
        Assert.Contains("Nobody&#x27;s next step moves.", html, StringComparison.Ordinal);
        Assert.Equal($"{Page}?done=saved", saved.Headers.Location!.OriginalString);
        Assert.Equal(["baseline", "week-9"], host.Get<Pathway>().Surveys.Select(s => s.Id));
    }

    [Theory]
    [InlineData("", "d", "Write after how many days")]
    [InlineData("-3", "d", "Write after how many days")]
    [InlineData("5000", "w", "Write after how many days")]
    public async Task What_is_no_time_is_refused_at_its_field(string number, string unit, string sentence)
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        HttpResponseMessage refused =
            await admin.Post(Page, [("version", "0"), ("do", "save"), .. Row(0, "baseline", number, unit, "FirstMeeting", "ons4")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(sentence, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await host.Get<ServiceSettings>().Versions(10, default));
    }

    [Fact]
    public async Task The_last_survey_stays_names_that_nobody_could_give_are_refused_and_leads_change_nothing()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila"));
        (string, string)[] none = [("version", "0"), ("do", "save"), .. Row(0, "baseline", "1", "d", "FirstMeeting")];
        (string, string)[] odd = [("version", "0"), ("do", "save"), .. Row(0, "<b> x; y", "1", "d", "FirstMeeting", "ons4")];

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post(Page, none)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post(Page, odd)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await lead.Post(Page, none)).StatusCode);
        Assert.Empty(await host.Get<ServiceSettings>().Versions(10, default));
    }

    [Fact]
    public async Task Days_of_closing_are_set_with_the_hours()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));

        await admin.Send("/settings/service", "/settings/service", "version", ("holidays", "2027-06-15,\n2027-06-16"));
        HttpResponseMessage wrong = await admin.Send("/settings/service", "/settings/service", "version", ("holidays", "15 June"));
        host.Machine.Move(ServiceSettings.UntilPathwayCounts);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal([new DateOnly(2027, 6, 15), new DateOnly(2027, 6, 16)],
            host.Get<Pathway>().Calendar.ExtraHolidays.Order());
        Assert.Contains("2027-06-15, 2027-06-16", await admin.Html("/settings/service"), StringComparison.Ordinal);
        Assert.Contains("href=\"/settings/surveys\"", await admin.Html("/settings/pathway"), StringComparison.Ordinal);
    }
}
