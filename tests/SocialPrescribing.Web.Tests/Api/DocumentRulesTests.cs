using System.Net;
using System.Text;
using SocialPrescribing.Contracts;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>What is no document, and who may not add one.</summary>
[Collection(ApiCollection.Name)]
public sealed class DocumentRulesTests(ApiHost host)
{
    private static MultipartFormDataContent Form(byte[]? file, string name, params (string Name, string Value)[] fields)
    {
        MultipartFormDataContent form = [];
        foreach ((string field, string value) in fields)
            form.Add(new StringContent(value), field);
        if (file is not null)
            form.Add(new ByteArrayContent(file), "file", name);
        return form;
    }

    private static Task<Answer> Add(Caller caller, string journey, byte[]? file, string id = "d-1", string name = "housing.pdf") =>
        caller.Send(HttpMethod.Post, $"/api/journeys/{journey}/documents",
            Form(file, name, ("commandId", id), ("title", "Letter from the housing office")));

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string id = await host.NewJourney();
        Answer wrong = await worker.Send(HttpMethod.Post, $"/api/journeys/{id}/documents",
            Form(null, "", ("commandId", "no good"), ("title", ""), ("version", "x")));
        wrong.IsProblem(HttpStatusCode.BadRequest, "invalid-command");
        Assert.Equal(
            ["/commandId command-id-invalid", "/title required", "/version wrong-type", "/file required"], wrong.Errors);
        (await Add(worker, id, "<html>"u8.ToArray(), name: "page.pdf")).IsProblem(HttpStatusCode.Conflict, "document-type");
        (await worker.Post($"/api/journeys/{id}/documents", "{}")).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await Add(worker, Guid.NewGuid().ToString(), SampleFiles.Pdf())).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Add(worker, "nothing", SampleFiles.Pdf())).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Only_those_who_care_for_people_add_documents_and_referrers_read_none()
    {
        Caller admin = await host.Program(StaffRole.Admin), referrer = await host.Referrer(),
            safeguarding = await host.Program(StaffRole.SafeguardingLead);
        string id = await host.NewJourney();
        (await Add(admin, id, SampleFiles.Pdf())).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await Add(host.Nobody(), id, SampleFiles.Pdf())).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        (await Add(safeguarding, id, SampleFiles.Pdf())).Is(HttpStatusCode.OK);
        (await referrer.Get($"/api/journeys/{id}/documents/d-1")).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        (await admin.Get($"/api/journeys/{id}/documents/d-1")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_from_another_website_adds_nothing()
    {
        Caller browser = await host.Browser(await host.Member(StaffRole.LinkWorker));
        string id = await host.NewJourney();
        (await Add(browser.With("Origin", "https://elsewhere.example"), id, SampleFiles.Pdf()))
            .IsProblem(HttpStatusCode.Forbidden, "cross-site");
    }
}
