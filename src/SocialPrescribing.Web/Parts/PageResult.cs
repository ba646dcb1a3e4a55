using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// A component as an answer, rendered completely before it is sent. A page is written after its handler has ended, in the
/// handler's language.
/// </summary>
public sealed class PageResult(IResult page) : IResult
{
    private readonly CultureInfo _language = Texts.Language;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        Texts.Begin(_language);
        return page.ExecuteAsync(httpContext);
    }
}

/// <summary>Redirects to another page (303).</summary>
public sealed class SeeOther(string path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = FitForHeader(path);
        return Task.CompletedTask;
    }

    /// <summary>A decoded address may contain any character, but a header allows few. So it is encoded again.</summary>
    private static string FitForHeader(string path) => path.All(c => c is > ' ' and < '\x7f') ? path
        : string.Concat(path.EnumerateRunes()
            .Select(r => r.Value is > ' ' and < '\x7f' ? r.ToString() : Uri.EscapeDataString(r.ToString())));
}
