using System.Net;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Web.Tests.Pages;

/// <summary>Needs that an operator adds (<c>referral.extraNeeds</c>).</summary>
public sealed class OwnNeedsTests
{
    private static readonly (string Step, (string, string)[] Fields)[] Steps =
    [
        ("you",
            [("source", "gp"), ("referrerName", "Amal Reid"), ("service", "Surgery"), ("organisation", "Mill Lane Surgery"),
                ("referrerEmail", "reid@surgery.example")]),
        ("person",
            [("firstName", "Josie"), ("familyName", "Quill"), ("born-day", "14"), ("born-month", "6"), ("born-year", "1951"),
                ("odsCode", "J82055")]),
        ("contact", [("mobile", "07700 900123"), ("noFixedAbode", "yes")]),
        ("why", [("need-allotment", "yes"), ("need-transport", "yes"), ("reason", "Used to grow vegetables.")]),
        ("safety", [("risks", "none"), ("safeguarding", "no"), ("consent", "yes")]),
    ];

    [Fact]
    public async Task A_need_of_the_operators_own_that_is_ticked_stands_in_the_referral()
    {
        await using TestedService service = await Run();
        using Visitor nurse = new(service);
        await nurse.Post("/refer");
        foreach ((string step, (string, string)[] fields) in Steps)
            Assert.Equal(HttpStatusCode.SeeOther, (await nurse.Post($"/refer/{step}", fields)).StatusCode);

        Assert.Contains("Allotment", await nurse.Html("/refer/check"), StringComparison.Ordinal);
        Assert.Contains("type=\"checkbox\" name=\"need-allotment\" value=\"yes\" checked", await nurse.Html("/refer/why"),
            StringComparison.Ordinal);
        await nurse.Post("/refer/check");

        Guid id = Assert.Single(await service.Get<IJourneyStore>().All(default).ToListAsync());
        Journey journey = (await service.Get<IJourneyStore>().Find(id, default))!.State;
        Assert.Equal(["transport", "allotment"], journey.Referrals[0].Details.Needs);
    }

    [Fact]
    public async Task It_stays_ticked_for_whoever_begins_anew()
    {
        await using TestedService service = await Run();
        using Visitor nurse = new(service);

        HttpResponseMessage late = await nurse.Post("/refer/why", Steps[3].Fields);

        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        foreach ((string step, (string, string)[] fields) in Steps[..3])
            await nurse.Post($"/refer/{step}", fields);
        Assert.Contains("type=\"checkbox\" name=\"need-allotment\" value=\"yes\" checked", await nurse.Html("/refer/why"),
            StringComparison.Ordinal);
    }

    private static Task<TestedService> Run() =>
        TestedHost.Start(new SetUp(PagesHost.Start, Pathway: """{ "referral": { "extraNeeds": ["allotment"] } }"""));
}
