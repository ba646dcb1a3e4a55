using System.Globalization;
using System.Text.Json;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Contracts;

/// <summary>Records as they were before each was JSON: some kinds held bare text.</summary>
public static class EarlierRecords
{
    /// <summary>A kind, its text in an earlier version, and the JSON that replaces it.</summary>
    public static IReadOnlyList<(RecordKind Kind, string Bare, string Json)> Known { get; } =
    [
        (RecordKinds.Name, "josie quill", """["josie","quill"]"""),
        (RecordKinds.Reference, "0198f2c4a1b27c3d8e4f5a6b7c8d9e0f/0198f2c4a1b27c3d8e4f5a6b7c8d9e10",
            """{"journey":"0198f2c4-a1b2-7c3d-8e4f-5a6b7c8d9e0f","referral":"0198f2c4-a1b2-7c3d-8e4f-5a6b7c8d9e10"}"""),
        (RecordKinds.Reference, "0198f2c4a1b27c3d8e4f5a6b7c8d9e0f", """{"journey":"0198f2c4-a1b2-7c3d-8e4f-5a6b7c8d9e0f"}"""),
        (RecordKinds.Referral, "0198f2c4a1b27c3d8e4f5a6b7c8d9e0f", "\"0198f2c4-a1b2-7c3d-8e4f-5a6b7c8d9e0f\""),
        (RecordKinds.Referred, "0198f2c4a1b27c3d8e4f5a6b7c8d9e0f", "\"0198f2c4-a1b2-7c3d-8e4f-5a6b7c8d9e0f\""),
        (RecordKinds.ReferrerSession, "0a1b/", "\"0a1b/\""),
        (RecordKinds.StaffEmail, "0123456789ab", "\"0123456789ab\""),
        (RecordKinds.StaffPrincipal, "0123456789ab", "\"0123456789ab\""),
        (RecordKinds.Unreadable, "2027-02-01T09:00:00.0000000+00:00", "\"2027-02-01T09:00:00.0000000+00:00\""),
        (RecordKinds.Pathway, "England;09:00;17:00", "\"England;09:00;17:00\""),
        (RecordKinds.PathwayReached, "0a1b/0198f2c4a1b27c3d8e4f5a6b7c8d9e0f/3/0", """{"pathway":""}"""),
        (RecordKinds.LastWatch, "2027-02-01T09:00:00.0000000+00:00", "\"2027-02-01T09:00:00.0000000+00:00\""),
        (RecordKinds.LookedThrough, "", "{}"),
        (RecordKinds.LookedThrough, "0198f2c4a1b27c3d8e4f5a6b7c8d9e0f", """{"last":"0198f2c4-a1b2-7c3d-8e4f-5a6b7c8d9e0f"}"""),
        (RecordKinds.Ready, "2027-02-01T09:00:00.0000000+00:00", "\"2027-02-01T09:00:00.0000000+00:00\""),
        (RecordKinds.AlikeEntries, "done", """{"isDone":true}"""),
        (RecordKinds.AlikeEntries, "0198f2c4a1b27c3d8e4f5a6b7c8d9e0f", """{"last":"0198f2c4-a1b2-7c3d-8e4f-5a6b7c8d9e0f"}"""),
        (RecordKinds.LastDigest, "2027-02-01", "\"2027-02-01\""),
        (RecordKinds.ActivitiesChanged, "changed", "\"changed\""),
    ];

    /// <summary>Writes every record as an earlier version would have, and returns how many of each kind that changed.</summary>
    public static async Task<IReadOnlyDictionary<RecordKind, int>> Age(IRegister register)
    {
        Dictionary<RecordKind, int> aged = [];
        foreach (RecordKind kind in RecordKinds.All.Where(k => k.Former is not null))
        {
            foreach (RegisterRecord record in (await register.List(kind.Name, kind.Key ?? "", 1_000, null, CancellationToken.None)).Items)
            {
                if (kind.Key is not null && kind.Key != record.Key)
                    continue;
                string bare = Bare(kind, JsonDocument.Parse(record.Json).RootElement);
                RecordWrite write = new(record.Kind, record.Key, bare, record.Version, record.ExpiresAt);
                Assert.True(await register.Put(write, CancellationToken.None));
                aged[kind] = aged.GetValueOrDefault(kind) + 1;
            }
        }
        return aged;
    }

    private static string Bare(RecordKind kind, JsonElement now) => kind switch
    {
        _ when kind == RecordKinds.Name => string.Join(' ', now.EnumerateArray().Select(w => w.GetString())),
        _ when kind == RecordKinds.Reference => $"{now.GetProperty("journey").GetGuid():N}/{now.GetProperty("referral").GetGuid():N}",
        _ when kind == RecordKinds.Referral || kind == RecordKinds.Referred => now.GetGuid().ToString("N"),
        _ when kind == RecordKinds.LookedThrough || kind == RecordKinds.AlikeEntries =>
            now.TryGetProperty("isDone", out JsonElement done) && done.GetBoolean() ? "done"
            : now.TryGetProperty("last", out JsonElement last) ? last.GetGuid().ToString("N") : "",
        _ when kind == RecordKinds.PathwayReached => $"{now.GetProperty("pathway").GetString()}/{now.GetProperty("last").GetGuid():N}/0/0",
        _ when kind == RecordKinds.LastWatch || kind == RecordKinds.Ready || kind == RecordKinds.Unreadable =>
            now.GetDateTimeOffset().ToString("O", CultureInfo.InvariantCulture),
        _ => now.GetString()!,
    };
}
