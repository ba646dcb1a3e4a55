using System.Net;
using System.Text;
using SocialPrescribing.Contracts;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>Which files are refused as documents, and who may not add one.</summary>
[Collection(ApiCollection.Name)]
public sealed class DocumentRulesTests(ApiHost host)
{
    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        string id = await host.NewJourney();
        Answer wrong = await worker.Send(HttpMethod.Post, $"/api/journeys/{id}/documents",
            SentDocuments.Form(null, "", ("commandId", "no good"), ("title", ""), ("version", "x")));
        wrong.IsProblem(HttpStatusCode.BadRequest, "invalid-command");
        Assert.Equal(
            ["/commandId command-id-invalid", "/title required", "/version wrong-type", "/file required"], wrong.Errors);
        (await worker.AddDocument(id, "<html>"u8.ToArray(), name: "page.pdf")).IsProblem(HttpStatusCode.Conflict, "document-type");
        (await worker.Post($"/api/journeys/{id}/documents", "{}")).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await worker.AddDocument(Guid.NewGuid().ToString(), SampleFiles.Pdf())).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await worker.AddDocument("nothing", SampleFiles.Pdf())).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Only_those_who_care_for_people_add_documents_and_referrers_read_none()
    {
        Caller admin = await host.Program(StaffRole.Admin), referrer = await host.Referrer(),
            safeguarding = await host.Program(StaffRole.SafeguardingLead);
        string id = await host.NewJourney();
        (await admin.AddDocument(id, SampleFiles.Pdf())).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await host.Nobody().AddDocument(id, SampleFiles.Pdf())).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        (await safeguarding.AddDocument(id, SampleFiles.Pdf())).Is(HttpStatusCode.OK);
        (await referrer.Get($"/api/journeys/{id}/documents/d-1")).IsProblem(HttpStatusCode.Unauthorized, "sign-in-required");
        (await admin.Get($"/api/journeys/{id}/documents/d-1")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_from_another_website_adds_nothing()
    {
        Caller browser = await host.Browser(await host.Member(StaffRole.LinkWorker));
        string id = await host.NewJourney();
        (await browser.With("Origin", "https://elsewhere.example").AddDocument(id, SampleFiles.Pdf()))
            .IsProblem(HttpStatusCode.Forbidden, "cross-site");
    }
}
