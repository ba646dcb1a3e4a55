using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SocialPrescribing.Service;

namespace SocialPrescribing.Web.Refer;

/// <summary>
/// What a referrer has asked this device to remember of themselves: who they are and their practice, and never anything of somebody whom
/// they refer. It is kept in their browser alone, encrypted, so that nobody who finds the cookie reads a name in it or writes one.
/// </summary>
/// <param name="settings">Where the keys are; those that sign links. A new key is put in front and the old one is still read.</param>
public sealed class ReferrerMemory(HostSettings settings)
{
    /// <summary>The box that is ticked for it.</summary>
    public const string Wanted = "remember";

    /// <summary>What is remembered, by field.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["source", "referrerName", "role", "service", "organisation", "referrerEmail", "referrerPhone", "odsCode",
            "yourPractice"];

    private const string Cookie = "referrer-me";
    /// <summary>Browsers keep a cookie of 4 KB, with its name.</summary>
    private const int Longest = 3_500;
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(365);
    private static readonly byte[] Purpose = "social prescribing: a referrer's own fields"u8.ToArray();

    /// <summary>Nothing where nothing is remembered, or what came is not ours.</summary>
    public IReadOnlyDictionary<string, string> Of(HttpContext context)
    {
        if (context.OwnCookie(Cookie, ReferRoutes.Path) is not { Length: > 2 and <= Longest } cookie
            || settings.Secrets.Links.FirstOrDefault(k => cookie.StartsWith(k.Id, StringComparison.Ordinal)) is not { } key
            || Open(key, cookie[2..]) is not { } kept)
            return new Dictionary<string, string>();
        return kept.Where(field => Fields.Contains(field.Key) && field.Value.Length <= ReferralForm.LongestLine).ToDictionary();
    }

    /// <summary>With what a form begins that nobody has filled in yet.</summary>
    public Dictionary<string, string> ToBeginWith(HttpContext context)
    {
        Dictionary<string, string> values = new(Of(context));
        if (values.Count > 0)
            values[Wanted] = "yes";
        return values;
    }

    /// <summary>After a referral was sent: keeps what its referrer said of themselves if they wish so, and else forgets it.</summary>
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
        // A cookie is whatever a browser sends: what is not ours is nobody's mistake.
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ReferrerMemoryJson : JsonSerializerContext;
