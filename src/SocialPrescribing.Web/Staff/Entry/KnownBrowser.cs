using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace SocialPrescribing.Web.Staff.Entry;

/// <summary>
/// Recognises a browser in which somebody has signed in, so that wrong passwords from elsewhere do not lock it out
/// (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). By itself it opens nothing.
/// </summary>
internal static class KnownBrowser
{
    private const string Cookie = "sp-known";
    private const int Length = 48;
    /// <summary>As long as a place is remembered.</summary>
    private static readonly TimeSpan _lasts = TimeSpan.FromDays(90);

    /// <summary>Null if nobody has signed in here, or if the cookie is not ours.</summary>
    public static string? Of(HttpContext context) =>
        context.OwnCookie(Cookie) is { Length: Length } known && known.All(char.IsAsciiHexDigitLower) ? known : null;

    /// <summary>The browser's value, or a new one that it gets if the password is right.</summary>
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
