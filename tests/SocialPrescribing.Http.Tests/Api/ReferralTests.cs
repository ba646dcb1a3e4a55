using System.Net;
using System.Text.Json.Nodes;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ReferralTests(ApiHost host)
{
    [Theory]
    [InlineData("gp")]
    [InlineData("community-nurse")]
    [InlineData("self")]
    [InlineData("housing-officer")]
    public async Task Every_sample_is_taken(string sample)
    {
        Caller referrer = await host.Referrer();
        Answer answer = (await referrer.Post("/api/referrals", Referrals.Sample(sample))).Is(HttpStatusCode.Created);

        Assert.Equal($"/api/referrals/{answer["id"]}", answer.Headers.Location?.ToString());
        Assert.True(Reference.TryParse(answer["reference"], out _));
        Assert.Equal("requested", answer["status"]);
        Assert.Equal("triage", answer["stage"]);
        Assert.Equal("2026-09-16T09:30:00Z", answer["receivedAt"]);
        Assert.Equal("triage", answer.Json.GetProperty("next").GetProperty("what").GetString());
        Assert.Equal(sample is "community-nurse" ? "2026-09-17T16:00:00Z" : "2026-09-18T16:00:00Z", answer.Json.GetProperty("next")
            .GetProperty("by").GetString());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact]
    public async Task The_same_key_and_body_get_the_same_answer()
    {
        Caller referrer = (await host.Referrer()).With("Idempotency-Key", "order-66");
        JsonObject referral = Referrals.New();
        Answer first = (await referrer.Post("/api/referrals", referral)).Is(HttpStatusCode.Created);
        Answer again = (await referrer.Post("/api/referrals", referral)).Is(HttpStatusCode.Created);

        Assert.Equal(first.Text, again.Text);
        Assert.Null(first.Header("Idempotency-Replayed"));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData(null)]
    public async Task An_idempotency_key_is_1_to_255_visible_characters(string? key)
    {
        Caller referrer = (await host.Referrer()).With("Idempotency-Key", key ?? new string('k', 256));
        (await referrer.Post("/api/referrals", Referrals.New())).IsProblem(HttpStatusCode.BadRequest, "invalid-idempotency-key");
    }

    [Fact]
    public async Task Fifty_at_once_are_one_referral()
    {
        Caller referrer = (await host.Referrer()).With("Idempotency-Key", "all-at-once");
        JsonObject referral = Referrals.New();
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => referrer.Post("/api/referrals", referral)));

        Assert.All(answers, a => a.Is(HttpStatusCode.Created));
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Single(answers, a => a.Header("Idempotency-Replayed") is null);
        Journey journey = await host.JourneyOf(answers[0]);
        Assert.Single(journey.Referrals);
        Assert.Single(journey.Tasks, t => t.Kind is TaskKind.Triage);
    }

    [Fact]
    public async Task Of_ten_referrals_for_one_person_at_once_none_is_lost()
    {
        Caller referrer = await host.Referrer();
        JsonObject referral = Referrals.New();
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(n => referrer.With("Idempotency-Key", $"{n}").Post("/api/referrals", referral)));

        Assert.Equal(10, answers.Select(a => a.Is(HttpStatusCode.Created)["id"]).Distinct().Count());
        Journey[] journeys = [.. (await Task.WhenAll(answers.Select(host.JourneyOf))).DistinctBy(j => j.Id)];
        Assert.Equal(10, journeys.Sum(j => j.Referrals.Count));
    }

    [Theory]
    [InlineData("D'Arcy", "Ó Séaghdha")]
    [InlineData("X", "Y")]
    [InlineData("محمد", "الفارسي")]
    [InlineData("<script>alert(1)</script>", "=HYPERLINK(\"http://evil.example\")")]
    [InlineData("👩‍🦽", "'; DROP TABLE journeys; --")]
    public async Task Every_name_comes_back_as_it_was_sent(string firstName, string familyName)
    {
        Answer answer = await (await host.Referrer()).Post("/api/referrals", Referrals.New(r =>
        {
            r.Person()["firstName"] = firstName;
            r.Person()["familyName"] = familyName;
        }));
        Journey journey = await host.JourneyOf(answer.Is(HttpStatusCode.Created));
        Answer view = (await (await host.Program(StaffRole.LinkWorker)).Get($"/api/journeys/{journey.Id}")).Is(HttpStatusCode.OK);

        Assert.Equal(firstName, view.Json.GetProperty("person").GetProperty("firstName").GetString());
        Assert.Equal(familyName, view.Json.GetProperty("person").GetProperty("familyName").GetString());
        Assert.DoesNotContain('<', view.Text);
        Assert.Equal("application/json", view.ContentHeaders.ContentType?.ToString());
        Assert.Equal("nosniff", view.Header("X-Content-Type-Options"));
    }
}
