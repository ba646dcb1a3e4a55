using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>When two referrals are the same or about the same person, and who sees what became of them.</summary>
[Collection(ApiCollection.Name)]
public sealed class ReferralRulesTests(ApiHost host)
{
    [Fact]
    public async Task A_number_that_nobody_can_read_is_named_in_the_answer_and_in_the_same_answer_again()
    {
        Caller referrer = (await host.Referrer()).With("Idempotency-Key", "next-door");
        JsonObject referral = Referrals.New(r => r["person"]!["contacts"]![0]!["value"] = "ask next door");
        Answer first = (await referrer.Post("/api/referrals", referral)).Is(HttpStatusCode.Created);
        Answer again = (await referrer.Post("/api/referrals", referral)).Is(HttpStatusCode.Created);

        System.Text.Json.JsonElement note = Assert.Single(first.Json.GetProperty("notes").EnumerateArray());
        Assert.Equal("/person/contacts/0/value", note.GetProperty("pointer").GetString());
        Assert.Equal("phone-not-read", note.GetProperty("code").GetString());
        Assert.DoesNotContain("next door", first.Text, StringComparison.Ordinal);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task The_same_key_and_another_body_are_refused()
    {
        Caller referrer = (await host.Referrer()).With("Idempotency-Key", "once");
        (await referrer.Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);
        (await referrer.Post("/api/referrals", Referrals.New())).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await referrer.Post("/api/referrals", Referrals.New(r => r.Remove("consent"))))
            .IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await referrer.Post("/api/referrals", "7")).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task Two_organisations_may_use_the_same_key()
    {
        Answer one = await (await host.Referrer()).With("Idempotency-Key", "1").Post("/api/referrals", Referrals.New());
        Answer other = await (await host.Referrer()).With("Idempotency-Key", "1").Post("/api/referrals", Referrals.New());
        Assert.NotEqual(one.Is(HttpStatusCode.Created)["id"], other.Is(HttpStatusCode.Created)["id"]);
    }

    [Fact]
    public async Task The_longest_idempotency_key_is_taken()
    {
        Caller referrer = (await host.Referrer()).With("Idempotency-Key", new string('~', 255));
        (await referrer.Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Without_a_key_the_same_body_is_the_same_referral()
    {
        Caller referrer = await host.Referrer();
        JsonObject referral = Referrals.New();
        Answer first = await referrer.Post("/api/referrals", referral);
        Assert.Equal(first.Is(HttpStatusCode.Created).Text,
            (await referrer.Post("/api/referrals", referral)).Is(HttpStatusCode.Created).Text);
    }

    [Fact]
    public async Task A_second_referral_with_the_same_number_birth_date_and_first_name_joins_and_is_answered_alike()
    {
        JsonObject first = Referrals.New();
        Answer one = await (await host.Referrer()).Post("/api/referrals", first);
        Answer other = await (await host.Referrer()).Post("/api/referrals", Referrals.New(r =>
        {
            r.Person()["nhsNumber"] = first.Person()["nhsNumber"]!.GetValue<string>();
            r.Person()["address"] = JsonNode.Parse("""{ "lines": ["Elsewhere"], "postcode": "SO23 8UJ" }""");
        }));

        Journey journey = await host.JourneyOf(one.Is(HttpStatusCode.Created));
        Assert.Equal(journey.Id, (await host.JourneyOf(other.Is(HttpStatusCode.Created))).Id);
        Assert.Contains(journey.Tasks, t => t.Kind is TaskKind.ReviewJoinedReferral);
        Assert.Equal(one.Json.EnumerateObject().Select(p => p.Name), other.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal((one["status"], one["stage"]), (other["status"], other["stage"]));
    }

    [Fact]
    public async Task Name_birth_date_and_postcode_are_for_a_human_to_look_at_however_they_are_spelt()
    {
        JsonObject first = Referrals.New(r =>
        {
            r.Person().Remove("nhsNumber");
            r.Person()["firstName"] = "Zoë-Ann";
            r.Person()["familyName"] = "O’Malley";
        });
        Answer one = await (await host.Referrer()).Post("/api/referrals", first);
        Answer other = await (await host.Referrer()).Post("/api/referrals", Referrals.New(r =>
        {
            r.Person()["firstName"] = "ZOE ANN";
            r.Person()["familyName"] = "OMalley";
            r.Person()["address"] = JsonNode.Parse("""{ "lines": ["12, Heather Cl."], "postcode": "gu359lp" }""");
        }));
        Journey journey = await host.JourneyOf(other);
        Assert.Equal([AlikeReason.NameAndBirth, AlikeReason.NameAndPostcode],
            Assert.Single(journey.Alikes, a => a.Journey == host.JourneyOf(one).GetAwaiter().GetResult().Id).Reasons);
    }

    [Fact]
    public async Task Two_different_NHS_numbers_never_join()
    {
        JsonObject first = Referrals.New();
        JsonObject twin = Referrals.New(r => r.Person()["familyName"] = first.Person()["familyName"]!.GetValue<string>());
        Answer one = await (await host.Referrer()).Post("/api/referrals", first);
        Answer other = await (await host.Referrer()).Post("/api/referrals", twin);
        Assert.NotEqual((await host.JourneyOf(one)).Id, (await host.JourneyOf(other)).Id);
    }

    [Fact]
    public async Task The_same_name_and_birth_date_alone_are_for_a_human_to_look_at()
    {
        JsonObject first = Referrals.New(r => r.Person().Remove("nhsNumber"));
        await (await host.Referrer()).Post("/api/referrals", first);
        Answer other = await (await host.Referrer()).Post("/api/referrals", Referrals.New(r =>
        {
            r.Person().Remove("nhsNumber");
            r.Person()["familyName"] = first.Person()["familyName"]!.GetValue<string>();
            r.Person()["address"] = JsonNode.Parse("""{ "lines": ["Elsewhere"], "postcode": "SO23 8UJ" }""");
        }));
        Journey journey = await host.JourneyOf(other);
        Assert.Single(journey.Referrals);
        // Here the clock stands still. Of two journeys that come in the same moment, their ids decide which one asks.
        Assert.Equal([AlikeReason.NameAndBirth], Assert.Single(journey.Alikes).Reasons);
    }

    [Fact]
    public async Task A_referrer_follows_its_referral_without_personal_details()
    {
        Caller referrer = await host.Referrer();
        JsonObject referral = Referrals.New();
        Answer sent = await referrer.Post("/api/referrals", referral);
        Answer seen = (await referrer.Get(sent.Headers.Location!.ToString())).Is(HttpStatusCode.OK);

        Assert.Equal((sent["id"], sent["reference"], "requested", "triage"),
            (seen["id"], seen["reference"], seen["status"], seen["stage"]));
        Assert.Equal("received", seen.Json.GetProperty("milestones")[0].GetProperty("what").GetString());
        Assert.DoesNotContain(referral.Person()["familyName"]!.GetValue<string>(), seen.Text, StringComparison.Ordinal);
        Assert.Equal("no-store", seen.Header("Cache-Control"));
    }

    [Fact]
    public async Task Only_the_organisation_that_referred_sees_a_referral()
    {
        Answer sent = await (await host.Referrer()).Post("/api/referrals", Referrals.New());
        Caller other = await host.Referrer();
        Answer foreign = (await other.Get(sent.Headers.Location!.ToString())).IsProblem(HttpStatusCode.NotFound, "not-found");
        Answer unknown = (await other.Get($"/api/referrals/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        Answer nonsense = (await other.Get("/api/referrals/7")).IsProblem(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(Said(unknown), Said(foreign));
        Assert.Equal(Said(unknown), Said(nonsense));
        (await host.Nobody().Get(sent.Headers.Location!.ToString())).IsProblem(HttpStatusCode.Unauthorized, "api-key-required");

        // Each request has its own trace id.
        static string Said(Answer answer) => answer.Text.Replace(answer["traceId"]!, "", StringComparison.Ordinal);
    }
}
