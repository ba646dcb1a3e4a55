using SocialPrescribing.Service.Staff;


namespace SocialPrescribing.Local.Tests.Host;

/// <summary>Only the one-machine host has a demo.</summary>
public sealed class DemoPagesTests
{
    [Fact]
    public async Task The_demo_says_so_and_lets_everybody_in_as_a_lead()
    {
        await using PagesHost host = new(await OneMachine.Start(PagesHost.Start, demoDay: "1s"), new MovedClock(PagesHost.Start));
        await host.Employ(StaffRole.Lead, "Invented Lead");
        using Visitor visitor = host.Visit();

        Assert.Contains("and a day lasts 1s.", await visitor.Html("/"), StringComparison.Ordinal);
        Assert.Contains("Invented Lead", await visitor.Html("/board"), StringComparison.Ordinal);
        Assert.Contains("No mail yet", await visitor.Html("/mail"), StringComparison.Ordinal);
    }
}
