using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SocialPrescribing.Web;

/// <summary>
/// The cookies of our pages. No script can read them, and no other website's requests carry them. If people come by https, their names tell
/// browsers that only this host may set them, and only over https.
/// </summary>
public static class OwnCookies
{
    private const string Root = "/";

    /// <param name="path">The pages that get the cookie.</param>
    public static string NameOf(HostSettings settings, string name, string path = Root) =>
        !IsSecure(settings) ? name : path is Root ? $"__Host-{name}" : $"__Secure-{name}";

    /// <summary>Null if the browser sent none.</summary>
    internal static string? OwnCookie(this HttpContext context, string name, string path = Root) =>
        context.Request.Cookies[NameOf(SettingsOf(context), name, path)];

    /// <param name="lasts">Null: until the browser is closed.</param>
    internal static void SetOwnCookie(this HttpContext context, string name, string value, string path = Root, TimeSpan? lasts = null)
    {
        CookieOptions options = OptionsOf(context, path);
        options.MaxAge = lasts;
        context.Response.Cookies.Append(NameOf(SettingsOf(context), name, path), value, options);
    }

    internal static void RemoveOwnCookie(this HttpContext context, string name, string path = Root) =>
        context.Response.Cookies.Delete(NameOf(SettingsOf(context), name, path), OptionsOf(context, path));

    /// <summary>Makes the browser delete what it has stored of ours, for whoever uses it next.</summary>
    internal static void ClearKept(this HttpContext context) => context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";

    private static CookieOptions OptionsOf(HttpContext context, string path) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = IsSecure(SettingsOf(context)),
        Path = path,
    };

    private static HostSettings SettingsOf(HttpContext context) => context.RequestServices.GetRequiredService<HostSettings>();

    private static bool IsSecure(HostSettings settings) => settings.Profile.PublicUrl.Scheme == Uri.UriSchemeHttps;
}
