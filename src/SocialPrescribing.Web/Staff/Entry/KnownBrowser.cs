using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// Something by which a browser is known in which somebody has signed in, so that wrong passwords from elsewhere keep nobody out of it
/// (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). It opens nothing by itself.
/// </summary>
internal static class KnownBrowser
{
    private const string Cookie = "sp-known";
    private const int Length = 48;
    /// <summary>As long as a place is known.</summary>
    private static readonly TimeSpan _lasts = TimeSpan.FromDays(90);

    /// <summary>Null where nobody has signed in here, or what came is not ours.</summary>
    public static string? Of(HttpContext context) =>
        context.OwnCookie(Cookie) is { Length: Length } known && known.All(char.IsAsciiHexDigitLower) ? known : null;

    /// <summary>The same, or what this browser gets if the password is right.</summary>
    public static string Given(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(KnownBrowser), out object? drawn))
            return (string)drawn!;
        string browser = Of(context) ?? RandomNumberGenerator.GetHexString(Length, lowercase: true);
        context.Items[typeof(KnownBrowser)] = browser;
        return browser;
    }

    public static void Remember(HttpContext context) => context.SetOwnCookie(Cookie, Given(context), lasts: _lasts);
}
