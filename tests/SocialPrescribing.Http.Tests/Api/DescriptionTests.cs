using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using SocialPrescribing.Journeys;

namespace SocialPrescribing.Http.Tests.Api;

/// <summary>openapi.yaml, the documents and the samples, compared with the routes that the host has mapped.</summary>
[Collection(ApiCollection.Name)]
public sealed class DescriptionTests(ApiHost host)
{
    [Fact]
    public async Task Every_route_is_described_and_every_description_has_a_route()
    {
        // The Azure host maps its endpoints at the first request.
        await host.Nobody().Get("/openapi.yaml");
        IEnumerable<string> mapped = host.Service.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(
                e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
                    || e.RoutePattern.RawText.StartsWith("/health/", StringComparison.Ordinal)
                    || e.RoutePattern.RawText is "/openapi.yaml"
                    || e.RoutePattern.RawText.StartsWith("/open-referral", StringComparison.Ordinal))
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(m => $"{m} {e.RoutePattern.RawText}"))
            .Where(route => !route.StartsWith("HEAD ", StringComparison.Ordinal));
        Assert.Equal(host.Contract.Operations.Order(StringComparer.Ordinal), mapped.Except(host.Service.RoutesOfPlatform)
            .Order(StringComparer.Ordinal));
    }
}
