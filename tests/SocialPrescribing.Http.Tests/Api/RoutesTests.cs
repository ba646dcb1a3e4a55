using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Http.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class RoutesTests(ApiHost host)
{
    [Fact]
    public async Task The_description_is_served_as_it_is_kept()
    {
        Answer answer = (await host.Nobody().Get("/openapi.yaml")).Is(HttpStatusCode.OK);
        Assert.Equal("application/yaml", answer.ContentHeaders.ContentType?.MediaType);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Referrals.Above("src"), "SocialPrescribing.Web", "openapi.yaml")),
            answer.Text);
    }

    /// <summary>
    /// Every host has every route, for callers with and without a key. What the routes do is tested once, in memory (decision 52).
    /// </summary>
    [Fact]
    public async Task Every_route_that_is_described_answers()
    {
        Caller[] callers = [host.Nobody(), await host.Program(StaffRole.LinkWorker)];
        List<string> notWired = [];
        foreach (string operation in host.Contract.Operations)
            foreach (Caller caller in callers)
            {
                (string method, string route) = operation.Split(' ') is [var m, var r] ? (m, r) : default;
                string path = Regex.Replace(route, @"\{[^}]*\}", Guid.NewGuid().ToString());
                using StringContent? body = method is "GET" or "DELETE" ? null : new("{}", Encoding.UTF8, "application/json");
                Answer answer = await caller.Send(new HttpMethod(method), path, body);
                if ((int)answer.Status >= 500 || answer.Status is HttpStatusCode.MethodNotAllowed
                    || answer.Text.Contains("no-such-route", StringComparison.Ordinal))
                    notWired.Add($"{operation}: {(int)answer.Status}");
            }
        Assert.True(host.Contract.Operations.Count > 30);
        Assert.Empty(notWired);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/nothing")]
    [InlineData("/api/referrals/a/b/c")]
    public async Task What_is_not_there_is_a_problem(string path) =>
        (await host.Nobody().Get(path)).IsProblem(HttpStatusCode.NotFound, "no-such-route");

    [Theory]
    [InlineData("PUT", "/api/referrals", "OPTIONS, POST")]
    [InlineData("GET", "/api/referrals", "OPTIONS, POST")]
    [InlineData("POST", "/api/tasks", "OPTIONS, GET, HEAD")]
    [InlineData("DELETE", "/api/staff", "OPTIONS, GET, HEAD, POST")]
    [InlineData("POST", "/health/live", "OPTIONS, GET, HEAD")]
    public async Task A_method_that_an_address_does_not_take_is_a_problem(string method, string path, string allow)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await host.Service.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(allow, string.Join(", ", response.Content.Headers.Allow));

        using HttpRequestMessage options = new(HttpMethod.Options, path);
        using HttpResponseMessage allowed = await host.Service.Http.SendAsync(options);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(allow, string.Join(", ", allowed.Content.Headers.Allow));
    }

    [Fact]
    public async Task HEAD_is_GET_without_the_body()
    {
        Caller worker = await host.Program(StaffRole.LinkWorker);
        Answer answer = (await worker.Send(HttpMethod.Head, "/api/tasks")).Is(HttpStatusCode.OK);
        Assert.Equal("", answer.Text);
        Assert.Equal("application/json", answer.ContentHeaders.ContentType?.ToString());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact]
    public async Task The_service_says_that_it_lives_and_works()
    {
        Assert.Equal("live", (await host.Nobody().Get("/health/live")).Is(HttpStatusCode.OK)["status"]);
        Answer ready = (await host.Nobody().Get("/health/ready")).Is(HttpStatusCode.OK);
        Assert.Equal("ready", ready["status"]);
        Answer attention = (await host.Nobody().Get("/health/attention")).Is(HttpStatusCode.OK);
        Assert.Equal("well", attention["status"]);
        Assert.Equal(0, attention.Json.GetProperty("figures").GetProperty("overdueJourneys").GetInt32());
    }
}
