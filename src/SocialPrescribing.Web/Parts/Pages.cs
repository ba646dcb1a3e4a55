using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SocialPrescribing.Web.Parts;

/// <summary>A component as an answer, whole and at once.</summary>
public static class Pages
{
    /// <summary>Behind the address that stops letters: only the questions about how somebody is.</summary>
    public const string OfSurveys = "?of=surveys";

    public static IResult Of<TComponent>(params ReadOnlySpan<(string Name, object? Value)> parameters) where TComponent : IComponent =>
        Of<TComponent>(StatusCodes.Status200OK, parameters);

    public static IResult Of<TComponent>(int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent
    {
        Dictionary<string, object?> values = [];
        foreach ((string name, object? value) in parameters)
            values[name] = value;
        return new Spoken(Texts.Language,
            new RazorComponentResult<TComponent>(values) { StatusCode = status, PreventStreamingRendering = true });
    }

    /// <summary>After a form was taken: the browser goes on with a GET, so that reloading sends nothing again.</summary>
    public static IResult SeeOther(string path) => new Onward(path);

    /// <summary>A page is written after its handler has ended, in the language that the handler spoke.</summary>
    private sealed class Spoken(CultureInfo language, IResult page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            Texts.Begin(language);
            return page.ExecuteAsync(httpContext);
        }
    }

    private sealed class Onward(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = FitForHeader(path);
            return Task.CompletedTask;
        }

        /// <summary>What stood encoded in an address may be any sign, and a header takes few: it is encoded again.</summary>
        private static string FitForHeader(string path) => path.All(c => c is > ' ' and < '\x7f') ? path
            : string.Concat(path.EnumerateRunes()
                .Select(r => r.Value is > ' ' and < '\x7f' ? r.ToString() : Uri.EscapeDataString(r.ToString())));
    }
}
