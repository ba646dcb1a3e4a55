using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocialPrescribing.Service;

/// <summary>What a link in an email opens.</summary>
public enum LinkPurpose { Survey, Meeting, Preferences, Calendar, ConfirmActivity, Provider, ReferrerList }

/// <param name="Journey">The journey; for <see cref="LinkPurpose.ConfirmActivity"/> the entry of the directory, for <see cref="LinkPurpose.ReferrerList"/> the link itself, which is good once.</param>
/// <param name="Subject">The survey, the meeting with its version, or the introduction; empty where the journey says it all.</param>
public sealed record LinkTarget(LinkPurpose Purpose, Guid Journey, string Subject);

/// <summary>
/// Links that open one thing for whoever holds them, without an account. They carry ids and never a name, are signed
/// (HMAC-SHA-256, cut to 128 bits), and say when they end; opt-out links never do.
/// </summary>
public sealed class SignedLinks(Secrets secrets, Clocks clocks)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(180);

    public string Create(LinkTarget target)
    {
        long until = target.Purpose is LinkPurpose.Preferences ? 0 : (clocks.MachineNow + Lasts).ToUnixTimeSeconds();
        return Seal(secrets.Links[0], string.Create(CultureInfo.InvariantCulture, $"{(int)target.Purpose}|{target.Journey:N}|{until}|{target.Subject}"));
    }

    /// <summary>What the link opens; null if it is not ours, has ended, or opens something else.</summary>
    public LinkTarget? Read(string token, LinkPurpose purpose)
    {
        int dot = token.LastIndexOf('.');
        if (token.Length > 400 || dot < 3 || secrets.Links.FirstOrDefault(k => token.StartsWith(k.Id, StringComparison.Ordinal)) is not { } key
            || !Base64Url.IsValid(token.AsSpan(2, dot - 2)))
            return null;
        string body = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AsSpan(2, dot - 2)));
        // The whole token, not only what its signature decodes to: one link has one spelling.
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Seal(key, body)), Encoding.UTF8.GetBytes(token)))
            return null;
        string[] parts = body.Split('|', 4);
        long until = long.Parse(parts[2], CultureInfo.InvariantCulture);
        return parts[0] == ((int)purpose).ToString(CultureInfo.InvariantCulture) && (until is 0 || clocks.MachineNow.ToUnixTimeSeconds() < until)
            ? new LinkTarget(purpose, Guid.ParseExact(parts[1], "N"), parts[3]) : null;
    }

    private static string Seal(LinkKey key, string body)
    {
        byte[] text = Encoding.UTF8.GetBytes(body);
        return $"{key.Id}{Base64Url.EncodeToString(text)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.Key, text).AsSpan(0, 16))}";
    }
}
