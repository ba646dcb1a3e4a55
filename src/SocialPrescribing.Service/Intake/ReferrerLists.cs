using System.Globalization;
using System.Security.Cryptography;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Intake;

/// <summary>
/// Shows a referrer their own referrals, if they can read the mail of the address that was given with them. Referrals are found by a keyed
/// hash of that address. Asking for the list looks the same for every address, so nobody learns from it who refers here.
/// </summary>
public sealed class ReferrerLists(
    IJourneyStore store, IRegister register, IOutbox outbox, IJourneyRuntime runtime, InForce<Pathway> pathways, Clocks clocks,
    Secrets secrets)
{
    public static TimeSpan SessionLasts => RecordKinds.ReferrerSession.Lasts!.Value;
    private static readonly RecordKind<Link> _links = RecordKinds.ReferrerLink.Of(IntakeJson.Default.Link);
    private static readonly RecordKind<Guid> _referred = RecordKinds.Referred.Of(PortsJson.Default.Guid);
    /// <summary>The hash of the address whose referrals the session may see.</summary>
    private readonly Records<string> _sessions = RecordKinds.ReferrerSession.Of(PortsJson.Default.String).In(register, clocks);
    /// <summary>How often a link was asked for.</summary>
    private readonly Records<int> _asked = RecordKinds.ReferrerAsked.Of(PortsJson.Default.Int32).In(register, clocks);

    /// <summary>For one address, so that nobody can fill somebody else's mailbox.</summary>
    public const int MostLinksAnHour = 3;
    public const int PageSize = 20;

    internal sealed record Link(string By, string Email);

    /// <summary>The records that list a referral under its referrer, newest first. They are written when it is received.</summary>
    internal static IEnumerable<RecordWrite> Entries(Guid journey, HeldReferral referral, Secrets secrets) =>
        referral.Details.Referrer?.Email is { } email
        ? [_referred.Write(
            Under(email, secrets) + (long.MaxValue - referral.ReceivedAt.UtcTicks).ToString("D19", CultureInfo.InvariantCulture)
            + $"/{referral.Id:N}", journey)] : [];

    /// <summary>Sends a link to the list, if anybody ever referred from this address. After a few times in an hour it
    /// does nothing.</summary>
    public async Task Ask(string email, CancellationToken cancellation)
    {
        string by = Under(email, secrets);
        Record<int>? asked = await _asked.Get(by, cancellation);
        bool isOver = asked is null || asked.ExpiresAt <= clocks.MachineNow;
        int times = isOver ? 1 : asked!.Value + 1;
        if (times > MostLinksAnHour || !await _asked.Put(by, times, asked?.Version ?? 0,
            isOver ? clocks.MachineNow.AddHours(1) : asked!.ExpiresAt, cancellation))
            return;
        MessageAbout.Link link = new(Guid.NewGuid());
        await _links.In(register, clocks).Add(link.Text, new Link(by, email), cancellation);
        await outbox.Queue(
            QueuedMessage.OfTheService($"referrer-list/{link}", MessageKind.ReferrerList, link, clocks.Now), cancellation);
        await runtime.NudgePostman(cancellation);
    }

    /// <summary>Where to send the link; null if nobody ever referred from the address, or the link is no longer valid.</summary>
    internal static async Task<string?> AddressOf(
        QueuedMessage message, IRegister register, Clocks clocks, CancellationToken cancellation) =>
        message.What is MessageAbout.Link asked
        && await _links.In(register, clocks).Current(asked.Text, cancellation) is { Value: var link }
        && (await _referred.In(register).List(link.By, 1, null, cancellation)).Items.Count > 0 ? link.Email : null;

    /// <summary>Whether the link is still valid. Asking does not use it up, because mail programs open links, too.</summary>
    public async Task<bool> IsOpen(Guid link, CancellationToken cancellation) =>
        await _links.In(register, clocks).Current(link.ToString("N"), cancellation) is not null;

    /// <summary>Uses the link up, and gives the secret of a session; null for a link that is over.</summary>
    public async Task<string?> Enter(Guid link, CancellationToken cancellation)
    {
        Records<Link> links = _links.In(register, clocks);
        if (await links.Current(link.ToString("N"), cancellation) is not { } opened
            || !await links.Delete(opened.Key, opened.Version, cancellation))
            return null;
        string secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
        await _sessions.Add(HexDigest.Of(secret), opened.Value.By, cancellation);
        return secret;
    }

    public async Task Leave(string session, CancellationToken cancellation)
    {
        if (await _sessions.Get(HexDigest.Of(session), cancellation) is { } record)
            await _sessions.Delete(record.Key, record.Version, cancellation);
    }

    /// <summary>A page of the referrals of whoever has this session, newest first; null where there is none, or none any more.</summary>
    /// <param name="after">The last of the page before, as it was given with it.</param>
    public async Task<Page<OwnReferral>?> List(string session, string? after, CancellationToken cancellation)
    {
        if (await _sessions.Current(HexDigest.Of(session), cancellation) is not { Value: var by })
            return null;
        Page<Record<Guid>> page = await _referred.In(register).List(by, PageSize, after is null ? null : by + after, cancellation);
        List<OwnReferral> referred = [];
        List<LoadedJourney> journeys = [];
        foreach (Record<Guid> entry in page.Items)
        {
            if (!Guid.TryParseExact(entry.Key.Split('/')[^1], "N", out Guid id))
                continue;
            (LoadedJourney loaded, HeldReferral? referral) = await store.LoadReferral(entry.Value, id, cancellation);
            journeys.Add(loaded);
            if (loaded is LoadedJourney.Found { Stored.State: var journey }
                && referral?.Details.Referrer?.Email is { } email && Under(email, secrets) == by)
                referred.Add(new OwnReferral(referral, ReferralStatus.Of(journey, referral, pathways.Now)));
        }
        return new Page<OwnReferral>(referred,
            page.Continue is null ? null : page.Items[^1].Key[by.Length..])
        { Unreadable = journeys.Unreadable() };
    }

    /// <summary>One of the referrals of whoever has this session; null where it is none of theirs, or nobody can read it now.</summary>
    public async Task<OwnReferral?> Find(string session, Guid referral, CancellationToken cancellation) =>
        await _sessions.Current(HexDigest.Of(session), cancellation) is { Value: var by }
        && await ReferralIntake.LookUps.In(register).Get(referral.ToString("N"), cancellation) is { Value: var begun }
        && await store.LoadReferral(begun, referral, cancellation) is (LoadedJourney.Found { Stored.State: var journey }, { } held)
        && held.Details.Referrer?.Email is { } email && Under(email, secrets) == by
            ? new OwnReferral(held, ReferralStatus.Of(journey, held, pathways.Now)) : null;

    /// <summary>Whether the session is still open.</summary>
    public async Task<bool> IsIn(string session, CancellationToken cancellation) =>
        await _sessions.Current(HexDigest.Of(session), cancellation) is not null;

    private static string Under(string email, Secrets secrets) => secrets.HashOfPerson($"referrer/{email.Trim().ToLowerInvariant()}") + "/";
}

/// <param name="Referral">As this referrer sent it.</param>
/// <param name="Status">What they may know of it.</param>
public sealed record OwnReferral(HeldReferral Referral, ReferralStatus Status);
