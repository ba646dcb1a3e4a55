using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// A component as an answer, whole and at once. A page is written after its handler has ended, in the language that the handler spoke.
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

/// <summary>The way to another page (303).</summary>
public sealed class SeeOther(string path) : IResult
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
