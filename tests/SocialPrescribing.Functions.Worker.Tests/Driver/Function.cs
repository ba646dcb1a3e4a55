using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using SocialPrescribing.Functions.Worker.Tests.Driver.Protocol;

namespace SocialPrescribing.Functions.Worker.Tests.Driver;

/// <summary>A function as the worker describes it when asked for its functions.</summary>
internal sealed record Function(RpcFunctionMetadata Metadata)
{
    public string Name => Metadata.Name;
    public Binding[] Bindings { get; } =
        [.. Metadata.RawBindings.Select(binding => JsonSerializer.Deserialize<Binding>(binding, JsonSerializerOptions.Web)!)];
    public Binding Trigger => Bindings.First(b => b.Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The function that a request reaches. As in the Functions host, functions are sorted by name, and the first whose route fits wins,
    /// however general it is. Constraints in routes (<c>{id:guid}</c>) are ignored.
    /// </summary>
    /// <param name="prefix"><c>extensions.http.routePrefix</c> of host.json.</param>
    public static (Function Function, RouteValueDictionary Values)? Reached(
        IEnumerable<Function> functions, string prefix, string method, PathString path)
    {
        foreach (Function function in functions.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase))
        {
            (_, string type, _, string? route, string[]? methods) = function.Trigger;
            RouteValueDictionary values = [];
            TemplateMatcher matcher = new(TemplateParser.Parse($"{prefix}/{route ?? function.Name}".Trim('/')), []);
            bool takesMethod = methods is null or [] || methods.Contains(method, StringComparer.OrdinalIgnoreCase);
            if (type is "httpTrigger" && takesMethod && matcher.TryMatch(path, values))
                return (function, values);
        }
        return null;
    }
}

internal sealed record Binding(
    string Name, string Type, [property: JsonConverter(typeof(JsonStringEnumConverter))] BindingInfo.Types.Direction Direction,
    string? Route, string[]? Methods);
