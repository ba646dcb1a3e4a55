using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Watch;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>The first hour of a new service: what is still missing, and a trial referral of an invented person.</summary>
public sealed partial class FirstStepsTests
{
    private const string Steps = "/settings/first-steps";

    [Fact]
    public async Task A_step_is_ticked_once_it_is_so_and_the_list_can_be_hidden()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        int before = Done(await admin.Html("/board"));

        await host.Employ(StaffRole.LinkWorker);
        await host.Get<Organisations>().Ensure("Mill Lane Surgery");
        int after = Done(await admin.Html("/board"));
        HttpResponseMessage hidden = await admin.Send("/board", "/hide", "Hide this list");

        Assert.Equal(before + 2, after);
        Assert.Equal("/board", hidden.Headers.Location!.OriginalString);
        Assert.DoesNotContain("First steps</h2>", await admin.Html("/board"), StringComparison.Ordinal);
        Assert.Equal(after, Done(await admin.Html(Steps)));
    }

    [Fact]
    public async Task The_list_is_for_admins()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor lead = await host.SignIn(await host.Employ(StaffRole.Lead, "Leila"));

        Assert.DoesNotContain("First steps", await lead.Html("/board"), StringComparison.Ordinal);
        await lead.Html(Steps, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await lead.Post($"{Steps}/test")).StatusCode);
    }

    [Fact]
    public async Task A_test_referral_goes_the_whole_way_to_both_letters_and_is_thrown_away_in_one_step()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        StaffMember ada = await host.Employ(StaffRole.Admin, "Ada");
        using Visitor admin = await host.SignIn(ada);

        HttpResponseMessage sent = await admin.Send("/board", "/test", "Send a test referral");
        await host.Pass(TimeSpan.FromMinutes(2));
        (Guid test, _) = Assert.Single(await host.Get<TestReferrals>().All(default));

        Assert.Equal($"{Steps}?done=sent", sent.Headers.Location!.OriginalString);
        Assert.Equal(2, host.Letters.Count);
        Assert.All(host.Letters, letter => Assert.Equal(ada.Email, letter.To));
        Assert.Contains("Test Referral", await admin.Html("/board?view=everybody"), StringComparison.Ordinal);
        Assert.Contains("Test: nobody is behind this referral.", await admin.Html($"/journeys/{test:N}"), StringComparison.Ordinal);

        HttpResponseMessage thrown = await admin.Send(Steps, "/throw-away", "Throw the test away");

        Assert.Equal($"{Steps}?done=thrown-away", thrown.Headers.Location!.OriginalString);
        Assert.True((await host.State(test)).IsClosed);
        Assert.Empty((await host.Store.Tasks(new TaskQuery(), default)).Items);
        Assert.DoesNotContain("Throw the test away", await admin.Html(Steps), StringComparison.Ordinal);
        Assert.DoesNotContain("Test: nobody", await admin.Html($"/journeys/{await host.Receive():N}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_real_can_be_thrown_away_as_a_test()
    {
        await using PagesHost host = await PagesHost.Run();
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        Guid real = await host.Receive();

        await admin.Post($"{Steps}/test/{real}/throw-away");

        Assert.False((await host.State(real)).HasEnded);
    }

    [Fact]
    public async Task A_test_is_in_no_figures_and_in_no_digest_also_while_somebody_tries_it_out()
    {
        await using PagesHost host = await PagesHost.Run(isTriedOut: true);
        using Visitor admin = await host.SignIn(await host.Employ(StaffRole.Admin, "Ada"));
        StaffMember tom = await host.Employ(StaffRole.LinkWorker);
        await admin.Send("/board", "/test", "Send a test referral");
        (Guid test, _) = Assert.Single(await host.Get<TestReferrals>().All(default));
        await host.Do(test, new Intake.Accept(LinkWorker: tom.Id));

        await host.Pass(TimeSpan.FromDays(8));

        Assert.Empty(await host.Get<WeeklyFigures>().Latest(5, default));
        Assert.DoesNotContain(host.Letters, letter => letter.To == tom.Email && letter.Subject.Contains("tasks", StringComparison.Ordinal));
    }

    private static int Done(string html) => int.Parse(Counts().Match(html).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d) of 6 done")]
    private static partial Regex Counts();
}
