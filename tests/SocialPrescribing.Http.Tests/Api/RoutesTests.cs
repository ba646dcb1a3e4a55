using System.Net;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service;

namespace SocialPrescribing.Http.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class RoutesTests(ApiHost host)
{
    [Fact]
    public void Every_route_is_described_and_every_description_has_a_route()
    {
        IEnumerable<string> mapped = host.Service.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal) || e.RoutePattern.RawText.StartsWith("/health/", StringComparison.Ordinal) || e.RoutePattern.RawText is "/openapi.yaml" || e.RoutePattern.RawText.StartsWith("/open-referral", StringComparison.Ordinal))
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(m => $"{m} {e.RoutePattern.RawText}"))
            .Where(route => !route.StartsWith("HEAD ", StringComparison.Ordinal));
        Assert.Equal(host.Contract.Operations.Order(StringComparer.Ordinal), mapped.Except(host.Service.RoutesOfPlatform).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_command_is_described_and_in_the_table_of_roles()
    {
        string[] commands = [.. typeof(JourneyCommand).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(a => (string)a.TypeDiscriminator!).Order(StringComparer.Ordinal)];
        Assert.Equal(commands, host.Contract.Commands.Order(StringComparer.Ordinal));
        string page = File.ReadAllText(Path.Combine(Referrals.Above("docs"), "api.md"));
        Assert.All(commands, command => Assert.Contains($"`{command}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_request_of_the_samples_has_a_route()
    {
        MatchCollection requests = Regex.Matches(File.ReadAllText(Path.Combine(Referrals.Folder, "requests.http")), @"^(GET|POST) \{\{host\}\}([^?\s]+)", RegexOptions.Multiline);
        Assert.NotEmpty(requests);
        Assert.All(requests, request => Assert.Contains($"{request.Groups[1].Value} {Regex.Replace(request.Groups[2].Value, @"\{\{\w+\}\}", "{id}")}", host.Contract.Operations));
    }

    [Fact]
    public void Every_example_fits_its_schema() => Assert.Empty(host.Contract.ProblemsOfExamples);

    [Fact]
    public async Task The_description_is_served_as_it_is_kept()
    {
        Answer answer = (await host.Nobody().Get("/openapi.yaml")).Is(HttpStatusCode.OK);
        Assert.Equal("application/yaml", answer.ContentHeaders.ContentType?.MediaType);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Referrals.Above("src"), "SocialPrescribing.Web", "openapi.yaml")), answer.Text);
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
