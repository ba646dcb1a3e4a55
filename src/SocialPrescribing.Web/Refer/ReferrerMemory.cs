using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// What a referrer has asked this device to remember about them: who they are and their practice, and never anything about a person whom
/// they refer. It is stored only in their browser, encrypted, so that nobody who finds the cookie can read or write a name.
/// </summary>
/// <param name="settings">Has the keys, which are those that sign links. After a new key is put first, the old one can still
/// be read.</param>
public sealed class ReferrerMemory(HostSettings settings)
{
    /// <summary>The box that asks for it.</summary>
    public const string Wanted = "remember";

    /// <summary>The fields that are remembered.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["source", "referrerName", "role", "service", "organisation", "referrerEmail", "referrerPhone", "odsCode",
            "yourPractice"];

    private const string Cookie = "referrer-me";
    /// <summary>Browsers store a cookie of at most 4 KB, including its name.</summary>
    private const int Longest = 3_500;
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(365);
    private static readonly byte[] Purpose = "social prescribing: a referrer's own fields"u8.ToArray();

    /// <summary>Empty if nothing is remembered, or if the cookie is not ours.</summary>
    public IReadOnlyDictionary<string, string> Of(HttpContext context)
    {
        if (context.OwnCookie(Cookie, ReferRoutes.Path) is not { Length: > 2 and <= Longest } cookie
            || settings.Secrets.Links.FirstOrDefault(k => cookie.StartsWith(k.Id, StringComparison.Ordinal)) is not { } key
            || Open(key, cookie[2..]) is not { } kept)
            return new Dictionary<string, string>();
        return kept.Where(field => Fields.Contains(field.Key) && field.Value.Length <= ReferralForm.LongestLine).ToDictionary();
    }

    /// <summary>The initial values of a new form.</summary>
    public Dictionary<string, string> ToBeginWith(HttpContext context)
    {
        Dictionary<string, string> values = new(Of(context));
        if (values.Count > 0)
            values[Wanted] = "yes";
        return values;
    }

    /// <summary>After a referral was sent: remembers its referrer if they asked for it, and otherwise forgets them.</summary>
    public void Heed(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        Dictionary<string, string> own = Fields.Where(field => values.GetValueOrDefault(field, "").Length > 0)
            .ToDictionary(field => field, field => values[field]);
        if (values.GetValueOrDefault(Wanted, "").Length is 0 || Seal(own) is not { Length: <= Longest } cookie)
        {
            Forget(context);
            return;
        }
        context.SetOwnCookie(Cookie, cookie, ReferRoutes.Path, Lasts);
    }

    public static void Forget(HttpContext context)
    {
        if (context.OwnCookie(Cookie, ReferRoutes.Path) is not null)
            context.RemoveOwnCookie(Cookie, ReferRoutes.Path);
    }

    private string Seal(Dictionary<string, string> own)
    {
        LinkKey key = settings.Secrets.Links[0];
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(own, ReferrerMemoryJson.Default.DictionaryStringString);
        return key.Id + WebEncoders.Base64UrlEncode(Sealing.Seal(key.Key, Purpose, about: Purpose, text));
    }

    private static Dictionary<string, string>? Open(LinkKey key, string text)
    {
        try
        {
            return Sealing.Open(key.Key, Purpose, about: Purpose, WebEncoders.Base64UrlDecode(text)) is { } opened
                ? JsonSerializer.Deserialize(opened, ReferrerMemoryJson.Default.DictionaryStringString) : null;
        }
        // A browser may send any cookie. One that is not ours is no error.
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ReferrerMemoryJson : JsonSerializerContext;
