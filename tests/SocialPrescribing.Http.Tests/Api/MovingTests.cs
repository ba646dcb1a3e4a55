using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Pages;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;
using SocialPrescribing.Service.Transfer;
using SocialPrescribing.Service.Watch;
using static SocialPrescribing.Http.Tests.Api.MovedService;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>A service is paused and exported over HTTP, and another goes on from there.</summary>
[Collection(ApiCollection.Name)]
public sealed class MovingTests(ApiHost host, MovedService moved) : IClassFixture<MovedService>
{
    [Fact]
    public async Task Another_service_goes_on_where_the_first_one_stopped()
    {
        (TestedService service, string admin) = await moved.Begin();
        await using TestedService _ = service;
        (HttpStatusCode taken, JsonNode? why) = await Import(service, admin, 0, moved.Exported);
        Assert.True(taken is HttpStatusCode.OK, why?.ToJsonString());
        Assert.Null(await MovedService.Rests(service));

        List<string> now = await MovedService.Everything(service);
        // Ada and her token were in the new service before the import.
        Assert.Equal(moved.Held.Count + 2, now.Count);
        Assert.Equal(moved.Held, now.Where(moved.Held.Contains));
        Assert.Empty((await JournalCheck.Run(service.Get<IJourneyStore>(), service.Get<Pathway>(), default)).Findings);

        // No letter goes twice.
        await service.Settle();
        Assert.Empty(service.Letters);

        // Everybody who had access to the old service has it here: by key, by token, and as a person.
        Answer again = await As(service, "X-Api-Key", moved.Key).Post("/api/referrals", moved.Sent[0]);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        (await As(service, "X-Staff-Token", moved.Tom).Get("/api/tasks")).Is(HttpStatusCode.OK);
        (await As(service, "X-Api-Key", moved.Key).With("Idempotency-Key", "another").Post("/api/referrals", moved.Sent[0]))
            .Is(HttpStatusCode.Created);
        Assert.Equal(4, (await service.Get<IJourneyStore>().Journeys(new JourneyQuery(), default)).Items.Count);

        // The reminder of the meeting comes at its time.
        await service.MoveTo(ApiHost.Wednesday.AddDays(4));
        Assert.Contains(service.Letters, l => l.To == Email(1) && l.Subject.StartsWith("See you", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Until_the_last_line_is_in_nothing_happens_and_an_interrupted_import_goes_on()
    {
        (TestedService service, string admin) = await moved.Begin();
        await using TestedService _ = service;
        string[] lines = moved.Exported;
        Assert.Equal(HttpStatusCode.OK, (await Import(service, admin, 0, lines[..^1])).Status);
        Assert.Equal("import", await MovedService.Rests(service));
        // Long after everything was due.
        service.Clock.MoveTo(ApiHost.Wednesday.AddDays(9));
        await service.Get<Watch>().Look(default);
        Assert.Empty(service.Letters);
        Caller boss = As(service, "X-Staff-Token", admin);
        (await As(service, "X-Api-Key", moved.Key).Post("/api/referrals", Referrals.New()))
            .IsProblem(HttpStatusCode.ServiceUnavailable, "service-resting");
        (await boss.Delete("/api/rest")).IsProblem(HttpStatusCode.Conflict, "import-under-way");
        (await boss.Get("/api/export")).IsProblem(HttpStatusCode.Conflict, "not-resting");

        Refused("other-line", await Import(service, admin, 3, lines[3..5]));
        // Sent again, as if the answer had been lost.
        Assert.Equal(HttpStatusCode.OK, (await Import(service, admin, 0, lines[..^1])).Status);
        Assert.Equal(HttpStatusCode.OK, (await Import(service, admin, lines.Length - 1, lines[^1..])).Status);
        Assert.Null(await MovedService.Rests(service));
        await service.Settle();
        Assert.NotEmpty(service.Letters);
    }

    private string Email(int person) => (string)moved.Sent[person]["person"]!["contacts"]!.AsArray()
        .First(c => (string?)c!["kind"] is "email")!["value"]!;

    private Caller As(TestedService service, string header, string value) => new Caller(service, host.Contract).With(header, value);
}
