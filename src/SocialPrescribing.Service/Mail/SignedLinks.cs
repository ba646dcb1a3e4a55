using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <param name="Journey">The journey, or what <see cref="LinkType"/> says in its place; empty if there is none.</param>
/// <param name="Subject">What in the journey it is about, as <see cref="LinkType"/> says. Empty if that is the whole journey.</param>
/// <param name="Generation">The journey's <see cref="Journey.LinkGeneration"/> when the link was sent; 0 in links older
/// than generations.</param>
/// <param name="SentTo">A keyed hash of the address to which it was sent; null in older links and in those that are not
/// the person's.</param>
/// <param name="ShowsUntil">Only for <see cref="LinkPurpose.Preferences"/>: until when it also shows what is held; null in older links,
/// which do not say it.</param>
public sealed record LinkTarget(
    LinkPurpose Purpose, Guid Journey, string Subject, int Generation = 0, string? SentTo = null, DateTimeOffset? ShowsUntil = null);

/// <summary>
/// Links that open one thing for whoever holds them, without an account. They carry ids and never a name. They are signed
/// (HMAC-SHA-256, cut to 128 bits) and say when they end. Links to opt out never end, but only show what is held as long as others last.
/// Those of organisations and calendars do not end either, but can be renewed.
/// </summary>
public sealed class SignedLinks(Secrets secrets, Clocks clocks)
{
    public string Create(LinkTarget target)
    {
        LinkType type = LinkType.Of(target.Purpose);
        long until = (type.Shows is null ? clocks.MachineNow + type.Lasts : target.ShowsUntil)?.ToUnixTimeSeconds() ?? 0;
        // The generation is part of the first field. Older links have none there and can still be read.
        string kind = target is { Generation: 0, SentTo: null }
            ? $"{(int)target.Purpose}"
            : string.Create(CultureInfo.InvariantCulture, $"{(int)target.Purpose}~{target.Generation}~{target.SentTo}");
        return Seal(secrets.Links[0], string.Create(CultureInfo.InvariantCulture, $"{kind}|{target.Journey:N}|{until}|{target.Subject}"));
    }

    /// <summary>A link for a letter to the person.</summary>
    /// <param name="address">Where the letter goes.</param>
    public string ToPerson(LinkPurpose purpose, Journey journey, string subject, string address) =>
        Create(new LinkTarget(purpose, journey.Id, subject, journey.LinkGeneration, HashOf(address),
            clocks.MachineNow + LinkType.Of(purpose).Shows));

    /// <summary>A link for a letter to whoever runs an activity. It works for that address, until the entry names another one.</summary>
    public string ToProvider(LinkPurpose purpose, Guid activity, string subject, string address) =>
        Create(new LinkTarget(purpose, activity, subject, 0, HashOf(address)));

    /// <summary>A link for a letter to a volunteer. It works for that address and one session.</summary>
    public string ToVolunteer(Guid journey, string subject, string address) =>
        Create(new LinkTarget(LinkPurpose.Volunteer, journey, subject, 0, HashOf(address)));

    /// <summary>A link for a letter to a referrer. It works for that address and one referral.</summary>
    public string ToReferrer(Guid journey, HeldReferral referral, string address) =>
        Create(new LinkTarget(LinkPurpose.ClosingSummary, journey, referral.Id.ToString("N"), 0, HashOf(address)));

    /// <summary>Whether a link to the person still opens something: its generation has not ended, and its address is still
    /// one of theirs.</summary>
    public bool IsCurrent(LinkTarget target, Journey journey) =>
        LinkType.Of(target.Purpose).Addresses is not { } addresses
            || (target.Generation == journey.LinkGeneration
                && (target.SentTo is null || addresses(journey).Any(a => HashOf(a) == target.SentTo)));

    /// <summary>Whether staff have checked who the person is, while mail went to the address to which this link was sent.</summary>
    public bool IsConfirmed(LinkTarget target, Journey journey) =>
        IsCurrent(target, journey) && journey.Identity?.Email is { } email && target.SentTo == HashOf(email);

    /// <summary>
    /// Whether a link to the preferences is young enough to show what is held. Older links do not say when they were sent. They count from
    /// the beginning of the journey, because they cannot have been sent before it.
    /// </summary>
    public bool ShowsHeld(LinkTarget target, Journey journey) =>
        clocks.MachineNow < (target.ShowsUntil ?? journey.Referrals[0].ReceivedAt + LinkType.HalfAYear);

    /// <summary>Whether the link was sent to this address.</summary>
    public bool WasSentTo(LinkTarget target, string address) => target.SentTo == HashOf(address);

    /// <summary>64 bits: enough to tell a few addresses of one person apart. Without the key nobody can test addresses
    /// against it.</summary>
    private string HashOf(string address) => secrets.HashOfPerson($"address:{address.Trim().ToLowerInvariant()}")[..16];

    /// <summary>What the link opens; null if it is not ours, has ended, or is for another purpose.</summary>
    public LinkTarget? Read(string token, LinkPurpose purpose) => Read(token) is { } target && target.Purpose == purpose ? target : null;

    /// <summary>What the link opens; null if it is not ours or has ended.</summary>
    public LinkTarget? Read(string token)
    {
        int dot = token.LastIndexOf('.');
        if (token.Length > 400
            || dot < 3
            || secrets.Links.FirstOrDefault(k => token.StartsWith(k.Id, StringComparison.Ordinal)) is not { } key
            || !Base64Url.IsValid(token.AsSpan(2, dot - 2)))
            return null;
        string body = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AsSpan(2, dot - 2)));
        // The whole token is compared, not only the decoded signature, so that each link can be written in one way only.
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Seal(key, body)), Encoding.UTF8.GetBytes(token)))
            return null;
        string[] parts = body.Split('|', 4);
        string[] kind = parts[0].Split('~');
        if (LinkType.Find((LinkPurpose)int.Parse(kind[0], CultureInfo.InvariantCulture)) is not { } type)
            return null;
        DateTimeOffset? until = long.Parse(parts[2], CultureInfo.InvariantCulture) is not 0 and long seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        if (type.Shows is null && clocks.MachineNow >= until)
            return null;
        LinkTarget target = new(type.Purpose, Guid.ParseExact(parts[1], "N"), parts[3], ShowsUntil: type.Shows is null ? null : until);
        return kind is [_, var generation, var sentTo]
            ? target with { Generation = int.Parse(generation, CultureInfo.InvariantCulture), SentTo = sentTo is "" ? null : sentTo }
            : target;
    }

    private static string Seal(LinkKey key, string body)
    {
        byte[] text = Encoding.UTF8.GetBytes(body);
        return $"{key.Id}{Base64Url.EncodeToString(text)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.Key, text).AsSpan(0, 16))}";
    }
}
