using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>For what a referral is refused.</summary>
[Collection(ApiCollection.Name)]
public sealed class ReferralRefusalsTests(ApiHost host)
{
    [Fact]
    public async Task Nobody_refers_without_a_key_or_with_a_wrong_or_revoked_one()
    {
        (await host.Nobody().Post("/api/referrals", Referrals.New())).IsProblem(HttpStatusCode.Unauthorized, "api-key-required");
        (await host.Nobody().With("X-Api-Key", "spk_nonsense").Post("/api/referrals", Referrals.New()))
            .IsProblem(HttpStatusCode.Unauthorized, "api-key-required");
        (await host.Nobody().With("X-Api-Key", new string('x', 5000)).Post("/api/referrals", Referrals.New()))
            .IsProblem(HttpStatusCode.Unauthorized, "api-key-required");

        Organisations organisations = host.Service.Get<Organisations>();
        (string secret, ApiKey key) = await organisations.AddKey(await organisations.Ensure("Gone Surgery"), CancellationToken.None);
        Caller gone = host.Nobody().With("X-Api-Key", secret);
        (await gone.Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);
        Assert.True(await organisations.Revoke(key.Id, CancellationToken.None));
        Answer refused = (await gone.Post("/api/referrals", Referrals.New())).IsProblem(HttpStatusCode.Unauthorized, "api-key-required");
        Assert.Contains("X-Api-Key", refused.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_refuses_a_referral_comes_at_once_and_repeats_nothing_that_was_sent()
    {
        Answer answer = await (await host.Referrer()).Post("/api/referrals", Referrals.New(r =>
        {
            r["source"] = "doctor";
            r["colour"] = "red";
            r["needs"] = JsonNode.Parse("""["loneliness", "loneliness", "sorrow"]""");
            r["risks"] = JsonNode.Parse("""[{ "kind": "none" }, { "kind": "falls" }]""");
            r["reason"] = new string('x', 10_001);
            r.Person()["nhsNumber"] = "943 476 5918";
            r.Person()["dateOfBirth"] = "2027-01-01";
            r.Person()["familyName"] = new string('n', 201);
            r.Person()["firstName"] = "a\nb";
            r.Person()["noFixedAbode"] = "yes";
            r.Person()["address"]!["postcode"] = "SECRET 1";
            r.Person()["contacts"]![0]!["value"] = "phone\tme";
        }));
        Assert.Equal(
            ["/person/dateOfBirth in-the-future", "/person/familyName too-long", "/person/nhsNumber nhs-number-invalid",
                "/risks none-and-others"],
            answer.IsProblem(HttpStatusCode.BadRequest, "invalid-referral").Errors.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("SECRET", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("phone\\tme", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_required_is_asked_for()
    {
        Answer answer = await (await host.Referrer()).Post("/api/referrals", """{ "source": "gp", "person": {} }""");
        Assert.Equal(
            ["/consent required", "/person/dateOfBirth required", "/person/firstName required", "/referrer required", "/risks required"],
            answer.IsProblem(HttpStatusCode.BadRequest, "invalid-referral").Errors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_not_about_safety_costs_nobody_their_referral_and_staff_read_it()
    {
        Answer taken = (await (await host.Referrer()).Post("/api/referrals", Referrals.New(r =>
        {
            r["source"] = "doctor";
            r["colour"] = "teal";
            r["needs"] = JsonNode.Parse("""["loneliness", "sorrow"]""");
            r["reason"] = new string('x', 10_001);
            r.Person().Remove("address");
            r["referrer"]!["email"] = "ask at the desk";
        }))).Is(HttpStatusCode.Created);

        Assert.Equal(
            ["/colour unknown-field", "/needs/1 unknown-need", "/person/address missing", "/reason too-long",
                "/referrer/email email-not-read", "/source not-one-of"],
            taken.Json.GetProperty("notes").EnumerateArray()
                .Select(n => $"{n.GetProperty("pointer").GetString()} {n.GetProperty("code").GetString()}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("at the desk", taken.Text, StringComparison.Ordinal);
        string id = (await host.JourneyOf(taken)).Id.ToString("N");
        Answer view = (await (await host.Program(StaffRole.LinkWorker)).Get($"/api/journeys/{id}")).Is(HttpStatusCode.OK);
        System.Text.Json.JsonElement details = view.Json.GetProperty("referrals")[0].GetProperty("details");
        Assert.Contains("ask at the desk", details.GetProperty("asWritten").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_referral_that_was_refused_leaves_nothing_behind()
    {
        Caller referrer = (await host.Referrer()).With("Idempotency-Key", "second-try");
        JsonObject referral = Referrals.New(r => r.Remove("consent"));
        (await referrer.Post("/api/referrals", referral)).IsProblem(HttpStatusCode.BadRequest, "invalid-referral");
        referral["consent"] = JsonNode.Parse("""{ "toShare": true }""");
        Answer taken = (await referrer.Post("/api/referrals", referral)).Is(HttpStatusCode.Created);
        Assert.Null(taken.Header("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\n  \"source\": \"gp\",\n  \"reason\": 'x'\n}", 3, 13)]
    [InlineData("{\"source\":\"gp\",}", 1, 16)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("{\"ä\": tru}", 1, 10)]
    [InlineData("{\"source\":\"gp\",\n\"source\":\"self\"}", 2, 1)]
    [InlineData("{\"person\":{\"a\":1,\"\\u0061\":2}}", 1, 18)]
    [InlineData("{\"reason\":\"\\ud800\"}", 1, 11)]
    [InlineData("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", 1, 17)]
    [InlineData("not json", 1, 2)]
    public async Task Malformed_JSON_says_where(string json, int line, int column)
    {
        Answer answer = (await (await host.Referrer()).Post("/api/referrals", json)).IsProblem(HttpStatusCode.BadRequest, "malformed-json");
        Assert.Equal((line, column), (answer.Json.GetProperty("line").GetInt32(), answer.Json.GetProperty("column").GetInt32()));
        Assert.StartsWith($"At line {line}, column {column}: ", answer["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("\"referral\"")]
    public async Task Anything_but_one_object_is_refused(string json)
    {
        Answer answer =
            (await (await host.Referrer()).Post("/api/referrals", json)).IsProblem(HttpStatusCode.BadRequest, "invalid-referral");
        Assert.Equal([" wrong-type"], answer.Errors);
    }

    [Fact]
    public async Task An_organisation_that_sends_too_fast_is_asked_to_wait_and_others_are_not()
    {
        Caller referrer = await host.Referrer(perMinute: 2);
        (await referrer.Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);
        (await referrer.Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);
        Answer refused =
            (await referrer.Post("/api/referrals", Referrals.New())).IsProblem(HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.Equal("30", refused.Header("Retry-After"));
        (await (await host.Referrer()).Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_reason_of_10_000_characters_and_every_script_is_taken()
    {
        string reason = string.Concat(Enumerable.Repeat("<b>=1+1</b> 😀 ✓ שלום\n", 450));
        string journey = await host.NewJourney(r => r["reason"] = reason);
        Answer view = await (await host.Program(StaffRole.LinkWorker)).Get($"/api/journeys/{journey}");
        Assert.Equal(reason.TrimEnd(), view.Is(HttpStatusCode.OK).Json.GetProperty("referrals")[0].GetProperty("details")
            .GetProperty("reason").GetString());
    }
}
