using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Template;
using SocialPrescribing.Contracts;
using SocialPrescribing.Functions.Worker.Tests.Driver;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;

namespace SocialPrescribing.Functions.Worker.Tests;

/// <summary>What the published host tells the platform about its functions, read as the platform reads it.</summary>
[Needs]
public sealed class RoutesTests
{
    private static readonly IReadOnlyList<Function> Published =
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(AzureHostRunning.App, "functions.metadata")))!.AsArray()
            .Select(f => Read((string)f!["name"]!, f["bindings"]!.AsArray())),
    ];

    /// <summary>
    /// The platform takes the first function by name whose route fits. A more general function that comes earlier would take the others'
    /// requests, names and metrics.
    /// </summary>
    [Fact]
    public void No_function_takes_the_requests_of_one_that_sorts_after_it()
    {
        Assert.InRange(Published.Count(f => f.Trigger.Type is "httpTrigger"), 10, 40);
        Assert.Empty(Shadowed(Published));
    }

    [Fact]
    public void A_route_that_an_earlier_name_shadows_is_found()
    {
        Function[] functions = [Http("Api", "api/{*rest}"), Http("Referrals", "api/referrals"), Http("Status", "{what}/{id}")];
        Assert.Equal(["Referrals by Api"], Shadowed(functions));
    }

    [Fact]
    public void The_API_has_its_functions_names()
    {
        foreach ((string path, string name) in ((string, string)[])
            [("/api/referrals", "Referrals"), ("/api/journeys/1/commands", "JourneyCommands"), ("/api/no-such-thing", "UnnamedApi"),
                ("/", "WebPages"), ("/board", "WebPages")])
            Assert.Equal(name, Function.Reached(Published, prefix: "", "GET", path)?.Function.Name);
    }

    /// <summary>Paths that should reach a route's own function but reach another, with that function's name.</summary>
    private static IEnumerable<string> Shadowed(IReadOnlyList<Function> functions) =>
        from function in functions
        where function.Trigger.Type is "httpTrigger"
        let path = "/" + string.Join('/', TemplateParser.Parse(function.Trigger.Route!).Segments.Select(Example))
        let first = Function.Reached(functions, prefix: "", "GET", path)?.Function.Name
        where first != function.Name
        select $"{function.Name} by {first}";

    private static string Example(TemplateSegment segment) =>
        string.Concat(segment.Parts.Select(part => part.IsLiteral ? part.Text : part.IsCatchAll ? "of-any/length" : "of-any-name"));

    private static Function Http(string name, string route) =>
        Read(name, [new JsonObject { ["name"] = "request", ["type"] = "httpTrigger", ["route"] = route }]);

    private static Function Read(string name, JsonArray bindings)
    {
        RpcFunctionMetadata metadata = new() { Name = name };
        metadata.RawBindings.AddRange(bindings.Select(b => b!.ToJsonString()));
        return new Function(metadata);
    }
}
