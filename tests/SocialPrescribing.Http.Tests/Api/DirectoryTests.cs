using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SocialPrescribing.Contracts;
using SocialPrescribing.Service.Directory;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Web;
using SocialPrescribing.Web.Bodies;

namespace SocialPrescribing.Http.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class DirectoryTests(ApiHost host)
{
    private static Task<Answer> Import(Caller caller, string body, string type = "text/csv", string query = "") =>
        caller.Send(HttpMethod.Post, "/api/directory/import" + query,
            new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)));

    [Fact]
    public async Task A_file_is_imported_over_HTTP_with_a_line_for_every_row()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        string name = $"Group {Guid.NewGuid():N}",
            csv = $"name,provider,minimum_age,maximum_age\n{name},Voices,18+,\n{name} 2,,60,18\n";

        Assert.Equal(("1", "1", "True"),
            await Import(admin, csv, query: "?dryRun=true") is var dry
                ? (dry.Is(HttpStatusCode.OK)["taken"], dry["refused"], dry["dryRun"])
                : default);
        Assert.Equal("1", (await Import(admin, csv)).Is(HttpStatusCode.OK)["taken"]);
        Answer again = (await Import(admin, csv)).Is(HttpStatusCode.OK);
        Assert.Equal(("0", "0", "1"), (again["taken"], again["changed"], again["unchanged"]));
        Assert.Equal("Age: 18 and over", again.Json.GetProperty("lines")[0].GetProperty("understood").GetString());
        Assert.Equal("required", again.Json.GetProperty("lines")[1].GetProperty("problems")[0].GetProperty("code").GetString());

        Assert.Equal("1", (await Import(admin, "[]]", "application/json")).Is(HttpStatusCode.OK)["refused"]);
        (await Import(admin, csv, "text/plain")).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await Import(admin, new string('x', ActivityDirectory.MostBytes + 1)))
            .IsProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        (await Import(await host.Program(StaffRole.LinkWorker), csv)).IsProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact, InProcess("begins to read a file and does not end")]
    public async Task A_second_file_waits_until_the_first_was_read()
    {
        Caller admin = await host.Program(StaffRole.Admin);
        using (host.Service.Get<FileTurn>().Take(new DefaultHttpContext()))
        {
            (await Import(admin, "name\n")).IsProblem(HttpStatusCode.ServiceUnavailable, "busy");
            (await admin.Send(HttpMethod.Put, "/api/practices?name=epraccur.csv", new StringContent("x")))
                .IsProblem(HttpStatusCode.ServiceUnavailable, "busy");
        }
        (await Import(admin, "name\n")).Is(HttpStatusCode.OK);
    }
}
