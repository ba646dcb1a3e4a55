using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Intake;

/// <summary>
/// A referrer's own referrals, for whoever can read the mail of the address that was given with them. Referrals are found by a keyed hash of that
/// address; asking for the list is the same for every address, so that nobody learns from it who refers here.
/// </summary>
public sealed class ReferrerLists(IJourneyStore store, IRegister register, IOutbox outbox, IJourneyRuntime runtime, Pathway pathway, Clocks clocks, Secrets secrets)
{
    public static readonly TimeSpan LinkLasts = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan SessionLasts = TimeSpan.FromHours(1);
    /// <summary>To one address, so that nobody fills somebody's mailbox.</summary>
    public const int MostLinksAnHour = 3;
    public const int PageSize = 20;

    internal sealed record Link(string By, string Email);

    /// <summary>What a referral has to write when it is taken in: newest first under its referrer.</summary>
    internal static IEnumerable<RecordWrite> Entries(Guid journey, HeldReferral referral, Secrets secrets) => referral.Details.Referrer?.Email is { } email
        ? [new RecordWrite(RecordKinds.Referred, string.Create(CultureInfo.InvariantCulture, $"{Under(email, secrets)}{long.MaxValue - referral.ReceivedAt.UtcTicks:D19}/{referral.Id:N}"), journey.ToString("N"))] : [];

    /// <summary>Sends a link to the list, if anybody ever referred from this address; more often than a few times an hour it does nothing.</summary>
    public async Task Ask(string email, CancellationToken cancellation)
    {
        string by = Under(email, secrets);
        RegisterRecord? asked = await register.Get(RecordKinds.ReferrerAsked, by, cancellation);
        bool isOver = asked is null || asked.ExpiresAt <= clocks.MachineNow;
        int times = isOver ? 1 : int.Parse(asked!.Json, CultureInfo.InvariantCulture) + 1;
        if (times > MostLinksAnHour || !await register.Put(new RecordWrite(RecordKinds.ReferrerAsked, by, times.ToString(CultureInfo.InvariantCulture), asked?.Version ?? 0,
            isOver ? clocks.MachineNow.AddHours(1) : asked!.ExpiresAt), cancellation))
            return;
        string id = Guid.NewGuid().ToString("N");
        await register.Put(new RecordWrite(RecordKinds.ReferrerLink, id, JsonSerializer.Serialize(new Link(by, email), IntakeJson.Default.Link), ExpiresAt: clocks.MachineNow + LinkLasts), cancellation);
        await outbox.Queue(new QueuedMessage(Guid.Empty, $"referrer-list/{id}", MessageKind.ReferrerList, id, Staff: null, Messages.PriorityOf(MessageKind.ReferrerList), clocks.Now), cancellation);
        await runtime.NudgePostman(cancellation);
    }

    /// <summary>Where the link goes; null for an address that nobody ever referred from, and once the link is over.</summary>
    internal static async Task<string?> AddressOf(QueuedMessage message, IRegister register, Clocks clocks, CancellationToken cancellation) =>
        await Open(message.About ?? "", register, clocks, cancellation) is var (link, _) && (await register.List(RecordKinds.Referred, link.By, 1, null, cancellation)).Items.Count > 0 ? link.Email : null;

    /// <summary>Whether the link is still good. Looking does not use it up: mail programs look, too.</summary>
    public async Task<bool> IsOpen(Guid link, CancellationToken cancellation) => await Open(link.ToString("N"), register, clocks, cancellation) is not null;

    /// <summary>Uses the link up, and gives the secret of a session; null for a link that is over.</summary>
    public async Task<string?> Enter(Guid link, CancellationToken cancellation)
    {
        if (await Open(link.ToString("N"), register, clocks, cancellation) is not var (opened, version) || !await register.Delete(RecordKinds.ReferrerLink, link.ToString("N"), version, cancellation))
            return null;
        string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await register.Put(new RecordWrite(RecordKinds.ReferrerSession, HexDigest.Of(secret), opened.By, ExpiresAt: clocks.MachineNow + SessionLasts), cancellation);
        return secret;
    }

    public async Task Leave(string session, CancellationToken cancellation)
    {
        if (await register.Get(RecordKinds.ReferrerSession, HexDigest.Of(session), cancellation) is { } record)
            await register.Delete(RecordKinds.ReferrerSession, record.Key, record.Version, cancellation);
    }

    /// <summary>A page of the referrals of whoever has this session, newest first; null where there is none, or none any more.</summary>
    /// <param name="after">The last of the page before, as it was given with it.</param>
    public async Task<Page<OwnReferral>?> List(string session, string? after, CancellationToken cancellation)
    {
        if (await register.Get(RecordKinds.ReferrerSession, HexDigest.Of(session), cancellation) is not { } record || record.ExpiresAt <= clocks.MachineNow)
            return null;
        string by = record.Json;
        Page<RegisterRecord> page = await register.List(RecordKinds.Referred, by, PageSize, after is null ? null : by + after, cancellation);
        List<OwnReferral> referred = [];
        ListedJourneys journeys = new(store);
        foreach (RegisterRecord entry in page.Items)
            if (Guid.TryParseExact(entry.Key.Split('/')[^1], "N", out Guid id) && await journeys.Referral(Guid.ParseExact(entry.Json, "N"), id, cancellation) is var (stored, referral)
                && referral.Details.Referrer?.Email is { } email && Under(email, secrets) == by)
                referred.Add(new OwnReferral(referral, ReferralStatus.Of(stored.State, referral, pathway)));
        return new Page<OwnReferral>(referred, page.Continue is null ? null : page.Items[^1].Key[by.Length..]) { Unreadable = journeys.Unreadable };
    }

    private static async Task<(Link Link, int Version)?> Open(string id, IRegister register, Clocks clocks, CancellationToken cancellation) =>
        await register.Get(RecordKinds.ReferrerLink, id, cancellation) is { } record && record.ExpiresAt > clocks.MachineNow
            ? (JsonSerializer.Deserialize(record.Json, IntakeJson.Default.Link)!, record.Version) : null;

    private static string Under(string email, Secrets secrets) => secrets.HashOfPerson($"referrer/{email.Trim().ToLowerInvariant()}") + "/";
}

/// <param name="Referral">As this referrer sent it.</param>
/// <param name="Status">What they may know of it.</param>
public sealed record OwnReferral(HeldReferral Referral, ReferralStatus Status);
