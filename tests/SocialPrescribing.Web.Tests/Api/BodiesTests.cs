using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialPrescribing.Http.Tests.Api;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Tests.Api;

/// <summary>Every example of a request body, with each value in it replaced by invalid ones.</summary>
[Collection(ApiCollection.Name)]
public sealed class BodiesTests(ApiHost host, BodiesTests.Spoiled spoiled) : IClassFixture<BodiesTests.Spoiled>
{
    private static readonly string[] _instead = ["{}", "[null]", "[]", "-7", "true", "\"x\"", "null"];

    /// <summary>A separate service, because these requests may leave anything behind.</summary>
    public sealed class Spoiled : IAsyncLifetime
    {
        public TestedService Service { get; private set; } = null!;
        public string Key { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Service = await TestedHost.Start(new SetUp(ApiHost.Wednesday));
            Key = (await Service.AddOrganisation()).Key;
            // Another admin, in case this one loses the role.
            await Service.AddStaff(StaffRole.Admin, "Ada");
        }

        public async Task DisposeAsync() => await Service.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/referrals", StaffRole.Lead)]
    [InlineData("/api/journeys/{id}/commands", StaffRole.Lead)]
    [InlineData("/api/staff", StaffRole.Admin)]
    [InlineData("/api/staff/{id}", StaffRole.Admin)]
    [InlineData("/api/staff/{id}/hand-over", StaffRole.Lead)]
    [InlineData("/api/staff/{id}/tokens", StaffRole.Admin)]
    [InlineData("/api/organisations", StaffRole.Admin)]
    [InlineData("/api/directory/{id}", StaffRole.Lead)]
    [InlineData("/api/directory/import", StaffRole.Lead)]
    public async Task Whatever_is_sent_is_taken_or_refused_and_never_an_error_of_ours(string path, StaffRole role)
    {
        TestedService service = spoiled.Service;
        // Each route gets its own people, because another route may have changed or removed others.
        string id = (await service.AddStaff(StaffRole.Lead, $"{Guid.NewGuid():N}")).Member.Id;
        Caller caller = new Caller(service, host.Contract)
            .With("X-Api-Key", spoiled.Key).With("X-Staff-Token", (await service.AddStaff(role, $"{Guid.NewGuid():N}")).Token);
        List<string> ours = [];
        int sent = 0;
        foreach ((string method, _, JsonElement example) in host.Contract.Bodies.Where(b => b.Path == path))
        {
            string address = path switch
            {
                "/api/journeys/{id}/commands" => $"/api/journeys/{await Journey(caller)}/commands",
                "/api/directory/{id}" => $"/api/directory/{Guid.NewGuid()}",
                _ => path.Replace("{id}", id, StringComparison.Ordinal),
            };
            foreach (JsonNode? body in Spoil(JsonNode.Parse(example.GetRawText())!))
            {
                if (path.EndsWith("commands", StringComparison.Ordinal)
                    && body is JsonObject command
                    && command["commandId"]?.ToString() == example.GetProperty("commandId").GetString())
                    command["commandId"] = $"f-{sent}";
                Answer answer = await caller.Send(new HttpMethod(method), address, JsonContent.Create(body));
                sent++;
                if ((int)answer.Status >= 500)
                    ours.Add($"{method} {path} {body?.ToJsonString()}");
            }
        }
        Assert.True(sent > _instead.Length, "There is no example.");
        Assert.Empty(ours);
    }

    [Fact]
    public void Every_route_that_takes_JSON_is_among_them() => Assert.Equal(
        typeof(BodiesTests).GetMethod(nameof(Whatever_is_sent_is_taken_or_refused_and_never_an_error_of_ours))!.GetCustomAttributes(false)
            .OfType<InlineDataAttribute>().Select(a => (string)a.GetData(null!).Single()[0]).Order(StringComparer.Ordinal),
        host.Contract.Bodies.Select(b => b.Path).Distinct().Order(StringComparer.Ordinal));

    /// <summary>The body with each of its values, and the body itself, replaced by each kind of invalid value.</summary>
    private static IEnumerable<JsonNode?> Spoil(JsonNode body)
    {
        yield return body.DeepClone();
        foreach (string instead in _instead)
            yield return JsonNode.Parse(instead);
        for (int i = Places(body).Count() - 1; i >= 0; i--)
            foreach (string instead in _instead)
            {
                JsonNode spoiled = body.DeepClone();
                JsonNode place = Places(spoiled).ElementAt(i);
                if (place.Parent is JsonObject owner)
                    owner[place.GetPropertyName()] = JsonNode.Parse(instead);
                else
                    place.Parent!.AsArray()[place.GetElementIndex()] = JsonNode.Parse(instead);
                yield return spoiled;
            }
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject o => o.Select(p => p.Value).OfType<JsonNode>().SelectMany(v => Places(v).Prepend(v)),
        JsonArray a => a.OfType<JsonNode>().SelectMany(v => Places(v).Prepend(v)),
        _ => [],
    };

    /// <summary>A journey that has everything the examples name: a meeting, a concern, a plan, an activity, a session.</summary>
    private async Task<string> Journey(Caller caller)
    {
        string referral = (await caller.Post("/api/referrals", Referrals.New())).Is(HttpStatusCode.Created)["id"];
        Record<Guid> record =
            (await ReferralIntake.LookUps.In(spoiled.Service.Get<IRegister>()).Get(Guid.Parse(referral).ToString("N"), default))!;
        string[] first =
            ["accept", "recordAttempt", "bookMeeting", "agreePlan", "introduce", "recordProviderAnswer", "planSession", "raiseConcern"];
        foreach (JsonElement command in first.Select(
            kind => host.Contract.Bodies.Select(b => b.Body)
                .First(b => b.TryGetProperty("kind", out JsonElement k) && k.GetString() == kind)))
        {
            JsonObject sent = JsonNode.Parse(command.GetRawText())!.AsObject();
            // The people and days that the examples name do not exist in this service.
            foreach (string field in (string[])["linkWorker", "version", "on",
                .. sent["kind"]!.ToString() is "recordAttempt" ? (string[])["at"] : []])
                sent.Remove(field);
            Answer answer = await caller.Post($"/api/journeys/{record.Value}/commands", sent);
            Assert.True(answer.Status is HttpStatusCode.OK, $"{sent.ToJsonString()}: {answer.Text}");
        }
        return record.Value.ToString("N");
    }
}
