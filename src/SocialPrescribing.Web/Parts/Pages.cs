using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SocialPrescribing.Web.Parts;

/// <summary>Answers for handlers of pages.</summary>
public static class Pages
{
    /// <summary>Added to the address that stops letters: stops only the questions about how somebody is.</summary>
    public const string OfSurveys = "?of=surveys";

    public static PageResult Of<TComponent>(params ReadOnlySpan<(string Name, object? Value)> parameters) where TComponent : IComponent =>
        Of<TComponent>(StatusCodes.Status200OK, parameters);

    public static PageResult Of<TComponent>(int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent
    {
        Dictionary<string, object?> values = [];
        foreach ((string name, object? value) in parameters)
            values[name] = value;
        return new PageResult(new RazorComponentResult<TComponent>(values) { StatusCode = status, PreventStreamingRendering = true });
    }

    /// <summary>After a form was accepted: the browser goes on with a GET, so that reloading sends nothing again.</summary>
    public static SeeOther SeeOther(string path) => new(path);
}
