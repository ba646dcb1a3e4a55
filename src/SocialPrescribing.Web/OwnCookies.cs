using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SocialPrescribing.Web;

/// <summary>
/// The cookies of our pages: no script reads them, and no other website sends them along. Where people come by https their names say to
/// browsers that only this host, and only over https, may set them.
/// </summary>
public static class OwnCookies
{
    private const string Root = "/";

    /// <param name="path">The pages that get it.</param>
    public static string NameOf(HostSettings settings, string name, string path = Root) =>
        !IsSecure(settings) ? name : path is Root ? $"__Host-{name}" : $"__Secure-{name}";

    /// <summary>Null where the browser sent none.</summary>
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

    /// <summary>Whoever sits down at this browser next finds nothing that it has kept of ours.</summary>
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
