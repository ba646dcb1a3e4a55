using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>Files that are refused as lists of practices, and who may send one. <c>PracticesByAddressTests</c> has those
/// that are taken.</summary>
[Collection(ApiCollection.Name)]
public sealed class PracticesTests(ApiHost host)
{
    private static StringContent Csv(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));

    [Fact]
    public async Task What_is_no_list_is_refused_and_only_an_admin_may_ask()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        Assert.Equal("0", (await admin.Get("/api/practices")).Is(HttpStatusCode.OK)["practices"]);
        Answer refused = await admin.Send(HttpMethod.Put, "/api/practices?name=a.csv", Csv("name,provider\nChoir,Voices\n"));
        refused.IsProblem(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Contains("epraccur.csv", refused.Text, StringComparison.Ordinal);
        (await admin.Send(HttpMethod.Put, "/api/practices", Csv(""))).IsProblem(HttpStatusCode.BadRequest, "invalid-parameter");
        Caller lead = await host.Program(StaffRole.Lead);
        (await lead.Get("/api/practices")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await lead.Send(HttpMethod.Put, "/api/practices?name=a.csv", Csv("x"))).IsProblem(HttpStatusCode.Forbidden, "forbidden");
    }
}
