using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using SocialPrescribing.Invented;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Web.Composition;
using SocialPrescribing.Web.Parts;

namespace SocialPrescribing.Functions.Tests;

/// <summary>The whole host. Its container checks when it is built that every service can be made.</summary>
public sealed class AzureHostTests
{
    [Fact]
    public async Task The_sample_answers_machines_referrers_and_staff()
    {
        await using AzureOnOneMachine azure = await AzureOnOneMachine.Start(AzureOnOneMachine.Sample);
        using HttpResponseMessage live = await azure.Ask("/health/live"), ready = await azure.Ask("/health/ready"),
            openApi = await azure.Ask("/openapi.yaml"), welcome = await azure.Ask("/");
        Assert.All([live, ready, openApi, welcome], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Contains("Do you work here?", await welcome.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using HttpResponseMessage board = await azure.Ask("/board");
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in?next=%2Fboard"), (board.StatusCode, board.Headers.Location?.ToString()));
        using HttpResponseMessage refused = await azure.Send(HttpMethod.Post, "/api/referrals", AzureOnOneMachine.Json("{}"));
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"),
            (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Guid journey = await azure.Refer();
        Assert.True(azure.Hub.IsRunning(journey.ToString("N")));
        Assert.True(azure.Hub.IsRunning(PostmanOrchestration.Instance));
        using HttpResponseMessage events = await azure.Send(HttpMethod.Post, "/api/events/mail", AzureOnOneMachine.Json("[]"));
        Assert.Equal(HttpStatusCode.NotFound, events.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_endpoint_is_reached_by_a_function_and_every_function_reaches_an_endpoint(bool onAzure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddAzureHost(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Add(
            new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
            {
                InitialData =
                onAzure ? AzureOnOneMachine.OnAzure : AzureOnOneMachine.Sample
            }).Build());
        MemoryStore store = new();
        builder.Services.AddSingleton<IJourneyStore>(store).AddSingleton<IRegister>(store).AddSingleton<IOutbox>(store);
        WebApplication app = builder.Build();
        Endpoints.Map(app);
        string[] table = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.RawText!.TrimStart('/')).Distinct()];
        string[] functions = [.. AzureOnOneMachine.HttpRoutes.Select(f => f.Route)];

        // An API route without a function of its own belongs to the function for the rest of the API, never to the one for pages.
        Assert.All(table,
            route =>
                Assert.True(
                    Of(functions, route) is { } function
                        && (route.StartsWith("api/", StringComparison.Ordinal) == function.StartsWith("api/", StringComparison.Ordinal)),
                        route));
        Assert.All(functions.Where(f => onAzure || f is not "api/events/mail"), function => Assert.True(
            table.Any(route => Shape(route) == Shape(function))
                || (function.Contains("{*", StringComparison.Ordinal) && table.Any(route => Of(functions, route) == function)), function));
    }

    /// <summary>The function that the Functions host would choose: the first whose template fits.</summary>
    private static string? Of(string[] functions, string route)
    {
        string path = "/"
            + string.Join('/', RoutePatternFactory.Parse(route).PathSegments
                .Select(s => s.IsSimple && s.Parts[0] is RoutePatternLiteralPart literal ? literal.Content : "x"));
        return functions.Where(f => new TemplateMatcher(TemplateParser.Parse(f), []).TryMatch(path, []))
            .OrderBy(f => RoutePatternFactory.Parse(f).InboundPrecedence).FirstOrDefault();
    }

    private static string Shape(string route) =>
        string.Join('/', route.Split('/').Select(s => s.StartsWith("{*", StringComparison.Ordinal) ? "**" : s.StartsWith('{') ? "*" : s));
}
