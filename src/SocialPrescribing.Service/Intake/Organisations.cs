using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Intake;

/// <param name="Id">Twelve characters.</param>
/// <param name="PerMinute">How many referrals it may send in a minute.</param>
public sealed record Organisation(string Id, string Name, int PerMinute = Organisation.UsualRate)
{
    public const int UsualRate = 600;
    public const int HighestRate = 60_000;
}

/// <param name="Id">The first twelve characters of the key's hash: enough to name it, useless for calling.</param>
public sealed record ApiKey(string Id, Organisation Organisation, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt = null);

/// <summary>Who may send referrals. A key is shown once and stored as a hash. A revoked key is refused at the next call.</summary>
public sealed class Organisations(IRegister register, Clocks clocks)
{
    private readonly Records<Organisation> _organisations = RecordKinds.Organisation.Of(IntakeJson.Default.Organisation).In(register);
    private readonly Records<ApiKey> _keys = RecordKinds.ApiKey.Of(IntakeJson.Default.ApiKey).In(register);

    public async Task<IReadOnlyList<Organisation>> All(CancellationToken cancellation) =>
        [.. (await _organisations.All(cancellation)).Select(r => r.Value)];

    private Recent<IReadOnlyList<Organisation>>? _cached;

    /// <summary>All organisations, at most a minute old; used for their names.</summary>
    public Task<IReadOnlyList<Organisation>> AllCached(CancellationToken cancellation) => Names.Get(cancellation);

    /// <param name="ids">The ones the caller wants to name. If another process has just added one, it is found at once.</param>
    public Task<IReadOnlyList<Organisation>> AllCached(IEnumerable<string> ids, CancellationToken cancellation) =>
        Names.Get(ids, all => all.Select(o => o.Id), cancellation);

    private Recent<IReadOnlyList<Organisation>> Names => LazyInitializer.EnsureInitialized(ref _cached, () => new(clocks, All));

    public async Task<Organisation?> Find(string id, CancellationToken cancellation) =>
        (await _organisations.Get(id, cancellation))?.Value;

    /// <summary>The organisation with this name. It is added if there is none.</summary>
    public async Task<Organisation> Ensure(string name, int perMinute = Organisation.UsualRate, CancellationToken cancellation = default)
    {
        // The id follows from the name, so two who add it at once add the same organisation.
        Organisation organisation = new(HexDigest.Of("organisation/" + name.Trim().ToUpperInvariant())[..12], name.Trim(), perMinute);
        await _organisations.Add(organisation.Id, organisation, cancellation);
        Names.Forget();
        return (await Find(organisation.Id, cancellation))!;
    }

    /// <summary>Makes a key: the text for its owner, and what is stored of it here.</summary>
    public async Task<(string Secret, ApiKey Key)> AddKey(Organisation organisation, CancellationToken cancellation)
    {
        string secret = "spk_" + StaffDirectory.Random();
        string hash = HexDigest.Of(secret);
        ApiKey key = new(hash[..12], organisation, clocks.MachineNow);
        await _keys.Add(hash, key, cancellation);
        return (secret, key);
    }

    public async Task<IReadOnlyList<ApiKey>> Keys(CancellationToken cancellation) =>
        [.. (await _keys.All(cancellation)).Select(r => r.Value).OrderBy(k => k.CreatedAt)];

    /// <summary>False if there is no such key.</summary>
    public async Task<bool> Revoke(string keyId, CancellationToken cancellation)
    {
        if (keyId.Length is not 12 || (await _keys.List(keyId, 1, null, cancellation)).Items is not [{ Key: var hash }])
            return false;
        return await _keys.Change(
            hash, r => r?.Value is { RevokedAt: null } key ? key with { RevokedAt = clocks.MachineNow } : null, cancellation) is not null;
    }

    /// <summary>Whose key this is; null if it is unknown or revoked.</summary>
    public async Task<Organisation?> Authenticate(string secret, CancellationToken cancellation) =>
        secret.Length < 100 && await _keys.Get(HexDigest.Of(secret), cancellation) is { Value: { RevokedAt: null } key }
            ? key.Organisation : null;
}
