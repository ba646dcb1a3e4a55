using System.Net;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Whoever looks into concerns is on leave, too: then others hear of them.</summary>
public sealed class SafeguardingLeaveTests
{
    [Fact]
    public async Task A_safeguarding_lead_writes_down_their_leave_and_a_lead_can_do_it_for_them()
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember grace = await host.Employ(StaffRole.SafeguardingLead, "Grace Okafor"),
            leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        using Visitor hers = await host.SignIn(grace), lead = await host.SignIn(leila);
        Assert.Contains("href=\"/board/leave\"", await hers.Html("/team"), StringComparison.Ordinal);
        Assert.Contains("Leave: Grace Okafor", await hers.Html("/board/leave"), StringComparison.Ordinal);
        Assert.Contains("Leave: Leila Marsh", await lead.Html("/board/leave"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther,
            (await hers.Post("/board/leave", ("from", "2027-01-19"), ("to", "2027-01-21"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther,
            (await lead.Post($"/board/leave?of={grace.Id}", ("from", "2027-02-01"), ("to", "2027-02-05"))).StatusCode);

        Assert.Equal([new DateOnly(2027, 1, 19), new DateOnly(2027, 2, 1)],
            (await host.Get<StaffDirectory>().Find(grace.Id, default))!.Leave.Select(l => l.From));
        Assert.DoesNotContain(grace.Id, await lead.Html("/board/day"), StringComparison.Ordinal);
    }
}
