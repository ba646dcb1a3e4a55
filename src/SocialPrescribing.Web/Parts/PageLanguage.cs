using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SocialPrescribing.Web.Parts;

/// <summary>
/// Pages for people who use the service are in their language: that of their journey once a link has shown whose it is, otherwise the one
/// they chose, otherwise the one their browser asks for. All other pages are in English.
/// </summary>
public static class PageLanguage
{
    public const string Choice = "lang";
    /// <summary>The cookie's usual path. Each place that sets the cookie says which pages get it: some, and never all.</summary>
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
    /// Remembers the choice <c>?lang=cy</c> until the browser is closed, for the pages below <paramref name="path"/>.
    /// </summary>
    public static void Keep(HttpContext context, string path)
    {
        if (context.Request.Query[Choice] is [{ Length: > 0 } chosen])
            context.SetOwnCookie(Choice, Texts.LanguageOf(chosen).TwoLetterISOLanguageName, path);
    }

    private static bool IsOurs(string tag) =>
        Texts.LanguageOf(tag) == Texts.Welsh || tag.Split('-')[0].Equals("en", StringComparison.OrdinalIgnoreCase);
}
