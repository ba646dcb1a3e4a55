using System.Text.Json;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Intake;

/// <param name="Id">Twelve characters.</param>
/// <param name="PerMinute">How many referrals it may send in a minute.</param>
public sealed record Organisation(string Id, string Name, int PerMinute = Organisation.UsualRate)
{
    public const int UsualRate = 600;
}

/// <param name="Id">The first twelve characters of the key's hash: enough to name it, useless for calling.</param>
public sealed record ApiKey(string Id, Organisation Organisation, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt = null);

/// <summary>Who may send referrals. A key is shown once and kept as a hash; what is revoked here is refused at the next call.</summary>
public sealed class Organisations(IRegister register, Clocks clocks)
{
    public async Task<IReadOnlyList<Organisation>> All(CancellationToken cancellation) =>
        [.. (await Read(RecordKinds.Organisation, cancellation)).Select(Parse<Organisation>)];

    public async Task<Organisation?> Find(string id, CancellationToken cancellation) =>
        await register.Get(RecordKinds.Organisation, id, cancellation) is { } record ? Parse<Organisation>(record) : null;

    /// <summary>The organisation of this name, made if there is none yet.</summary>
    public async Task<Organisation> Ensure(string name, int perMinute = Organisation.UsualRate, CancellationToken cancellation = default)
    {
        // The id follows from the name, so that two who add it at once add the same.
        Organisation organisation = new(HexDigest.Of("organisation/" + name.Trim().ToUpperInvariant())[..12], name.Trim(), perMinute);
        await register.Put(new RecordWrite(RecordKinds.Organisation, organisation.Id, Text(organisation)), cancellation);
        return (await Find(organisation.Id, cancellation))!;
    }

    /// <summary>A new key: the text that its owner keeps, and what is kept of it here.</summary>
    public async Task<(string Secret, ApiKey Key)> AddKey(Organisation organisation, CancellationToken cancellation)
    {
        string secret = "spk_" + StaffDirectory.Random();
        string hash = HexDigest.Of(secret);
        ApiKey key = new(hash[..12], organisation, clocks.MachineNow);
        await register.Put(new RecordWrite(RecordKinds.ApiKey, hash, Text(key)), cancellation);
        return (secret, key);
    }

    public async Task<IReadOnlyList<ApiKey>> Keys(CancellationToken cancellation) =>
        [.. (await Read(RecordKinds.ApiKey, cancellation)).Select(Parse<ApiKey>).OrderBy(k => k.CreatedAt)];

    /// <summary>False if there is no such key.</summary>
    public async Task<bool> Revoke(string keyId, CancellationToken cancellation)
    {
        if (keyId.Length is not 12)
            return false;
        while ((await register.List(RecordKinds.ApiKey, keyId, 1, null, cancellation)).Items is [{ } record])
        {
            ApiKey key = Parse<ApiKey>(record);
            if (key.RevokedAt is not null || await register.Put(new RecordWrite(record.Kind, record.Key, Text(key with { RevokedAt = clocks.MachineNow }), record.Version), cancellation))
                return true;
        }
        return false;
    }

    /// <summary>Whose key this is; null if it is unknown or revoked.</summary>
    public async Task<Organisation?> Authenticate(string secret, CancellationToken cancellation) =>
        secret.Length < 100 && await register.Get(RecordKinds.ApiKey, HexDigest.Of(secret), cancellation) is { } record
            && Parse<ApiKey>(record) is { RevokedAt: null } key ? key.Organisation : null;

    private async Task<List<RegisterRecord>> Read(string kind, CancellationToken cancellation)
    {
        List<RegisterRecord> records = [];
        string? after = null;
        do
        {
            Page<RegisterRecord> page = await register.List(kind, "", 200, after, cancellation);
            records.AddRange(page.Items);
            after = page.Continue;
        } while (after is not null);
        return records;
    }

    private static T Parse<T>(RegisterRecord record) => JsonSerializer.Deserialize<T>(record.Json, JsonSerializerOptions.Web)!;
    private static string Text<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
