using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Mail;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>What people see behind links to a journey that cannot be read.</summary>
public sealed class UnreadableLinksTests
{
    [Fact]
    public async Task A_link_of_the_person_opens_again_later_and_is_not_called_ended()
    {
        await using PagesHost host = await PagesHost.Run();
        Guid journey = await host.Receive();
        string link = host.Link(LinkPurpose.Preferences, journey);
        using Visitor person = host.Visit();
        person.Speaks("cy");
        await host.Spoil(journey);

        Assert.Contains("Rhowch gynnig arall", WebUtility.HtmlDecode(await person.Html($"/p/{link}", HttpStatusCode.ServiceUnavailable)),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await person.Post($"/p/{link}/stop")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await person.Get($"/p/{link[..^1]}")).StatusCode);
    }

    [Fact]
    public async Task Who_referred_is_told_that_it_is_not_lost_and_not_that_there_is_none()
    {
        await using PagesHost host = await PagesHost.Run();
        Organisation mill = await host.Get<Organisations>().Ensure("Mill Lane Surgery");
        using HttpClient surgery = host.Client();
        surgery.DefaultRequestHeaders.Add("X-Api-Key", (await host.Get<Organisations>().AddKey(mill, default)).Secret);
        IntakeResult.Received received = Assert.IsType<IntakeResult.Received>(await host.Get<ReferralIntake>()
            .Receive(Example.Referral, mill.Id, "{}"u8.ToArray(), null, default));
        Guid referral = received.Receipt.Id;
        Record<Guid> record = (await ReferralIntake.LookUps.In(host.Get<IRegister>()).Get(referral.ToString("N"), default))!;
        await host.Spoil(record.Value);

        HttpResponseMessage followed = await surgery.GetAsync($"/api/referrals/{referral}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, followed.StatusCode);
        Assert.Contains("It is not lost", await followed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await surgery.GetAsync($"/api/referrals/{Guid.NewGuid()}")).StatusCode);
    }

    [Theory]
    [InlineData("/board?due=later&after=elsewhere")]
    [InlineData("/board?view=everybody&due=overdue&after=%00")]
    public async Task A_page_of_the_board_that_never_was_is_the_first_one(string path)
    {
        await using PagesHost host = await PagesHost.Run();
        StaffMember leila = await host.Employ(StaffRole.Lead, "Leila Marsh");
        await host.Receive();
        await host.Pass(TimeSpan.FromDays(path.Contains("later", StringComparison.Ordinal) ? 0 : 9));
        using Visitor visitor = await host.SignIn(leila);

        Assert.Contains("Ana O&#x27;Connor", await visitor.Html(path), StringComparison.Ordinal);
    }
}
