using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// Pages for the people whom the service is there for speak their language: that of their journey once a link has said whose it is, else
/// what they chose, else what their browser asks for. All other pages are in English.
/// </summary>
public static class PageLanguage
{
    public const string Choice = "lang";
    /// <summary>Which pages get it is said where it is set; it is some and never all.</summary>
    private const string Below = "/refer";

    private sealed record ForPeople;

    public static RouteGroupBuilder MapPeoplesPages(this RouteGroupBuilder pages) => pages.MapGroup("").WithMetadata(new ForPeople());

    public static CultureInfo Of(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ForPeople>() is null)
            return Texts.English;
        string? chosen = context.Request.Query[Choice].FirstOrDefault() ?? context.OwnCookie(Choice, Below);
        return Texts.LanguageOf(chosen ?? context.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.ToString()).FirstOrDefault(IsOurs));
    }

    /// <summary>
    /// Keeps what was chosen with <c>?lang=cy</c> for as long as the browser is open, on the pages below <paramref name="path"/>.
    /// </summary>
    public static void Keep(HttpContext context, string path)
    {
        if (context.Request.Query[Choice] is [{ Length: > 0 } chosen])
            context.SetOwnCookie(Choice, Texts.LanguageOf(chosen).TwoLetterISOLanguageName, path);
    }

    private static bool IsOurs(string tag) =>
        Texts.LanguageOf(tag) == Texts.Welsh || tag.Split('-')[0].Equals("en", StringComparison.OrdinalIgnoreCase);
}
