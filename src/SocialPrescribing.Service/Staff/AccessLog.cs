using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

[JsonConverter(typeof(CamelCaseEnum<LookedBy>))]
public enum LookedBy
{
    /// <summary>The journey's page.</summary>
    Page,
    /// <summary>Its audit trail.</summary>
    Audit,
    /// <summary>A program in their name.</summary>
    Api,
    /// <summary>A copy of everything, for the person.</summary>
    Copy,
}

/// <summary>Somebody who works here has looked at a journey.</summary>
/// <param name="Staff">A staff id.</param>
/// <param name="Role">As it was then.</param>
/// <param name="At">The first time in that hour.</param>
/// <param name="Document">The id of the document that they downloaded; null where it was the journey itself.</param>
public sealed record Look(string Staff, StaffRole Role, DateTimeOffset At, LookedBy By, string? Document = null);

/// <summary>
/// Who looked at which journey, and at which of its documents: once for each person, journey or document, way and hour. It stands in the
/// register and not in the journey's own rows, which must not grow by being read; and it is written before anything is shown.
/// </summary>
public sealed class AccessLog(IRegister register, Clocks clocks)
{
    /// <summary>As long as a claim can be brought in England and Wales; docs/operations.md says it, too.</summary>
    public static TimeSpan Lasts => RecordKinds.Look.Lasts!.Value;

    /// <summary>How long somebody's own list of opened records goes back.</summary>
    private static readonly TimeSpan LatelyLasts = TimeSpan.FromDays(30);

    private static readonly RecordKind<Look> _kind = RecordKinds.Look.Of(StaffJson.Default.Look);
    private readonly Records<Look> _looks = _kind.In(register, clocks);

    private const int MostNoted = 10_000;
    /// <summary>Somebody may work on one record for hours.</summary>
    private const int LooksAtOne = 5;

    /// <summary>Looks that this process has just noted, so that it need not write them again.</summary>
    private readonly ConcurrentDictionary<string, bool> _noted = [];

    /// <param name="document">The id of the document that is about to be given out; null for the journey itself.</param>
    public async Task Record(
        Guid journey, StaffMember reader, LookedBy by, CancellationToken cancellation, string? document = null)
    {
        DateTimeOffset now = clocks.Now;
        // Counted backwards, so that the newest comes first.
        int hours = int.MaxValue - (int)(now - DateTimeOffset.UnixEpoch).TotalHours;
        string key = string.Create(CultureInfo.InvariantCulture, $"{journey:N}/{hours:D10}/{reader.Id}/{by}")
            + (document is null ? "" : $"/{document}");
        if (_noted.ContainsKey(key))
            return;
        Look look = new(reader.Id, reader.Role, now, by, document);
        RecordWrite[] writes = by is LookedBy.Page && document is null
            ? [_kind.Write(key, look, expiresAt: clocks.MachineNow + Lasts), _kind.Write(
                string.Create(CultureInfo.InvariantCulture, $"{By(reader)}{hours:D10}/{journey:N}"), look,
                expiresAt: clocks.MachineNow + LatelyLasts)]
            : [_kind.Write(key, look, expiresAt: clocks.MachineNow + Lasts)];
        if (!await register.AddAll(writes, cancellation))
            await Task.WhenAll(writes.Select(w => register.Put(w, cancellation)));
        if (_noted.Count >= MostNoted)
            _noted.Clear();
        _noted[key] = true;
    }

    /// <summary>Whose pages somebody opened lately, the latest first.</summary>
    public async Task<IReadOnlyList<Guid>> Latest(StaffMember reader, int most, CancellationToken cancellation) =>
        [.. (await _looks.List(By(reader), most * LooksAtOne, null, cancellation)).Items.Where(r => r.ExpiresAt > clocks.MachineNow)
            .Select(r => Guid.ParseExact(r.Key[^32..], "N")).Distinct().Take(most)];

    /// <summary>The same looks are kept by who looked, beside those of a journey, so that both are written at once.</summary>
    private static string By(StaffMember reader) => $"{RecordKinds.Look.Otherwise}{reader.Id}/";

    /// <summary>The newest first.</summary>
    /// <exception cref="FormatException">The list cannot be continued from there.</exception>
    public async Task<Page<Look>> Of(Guid journey, int most, string? continueAfter, CancellationToken cancellation)
    {
        Page<Record<Look>> page = await _looks.List($"{journey:N}/", most, continueAfter, cancellation);
        return new([.. page.Items.Select(r => r.Value)], page.Continue);
    }
}

/// <summary>The written form of who works here, how they come in, and at whom they looked.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Exported))]
[JsonSerializable(typeof(Look))]
[JsonSerializable(typeof(StaffMember))]
[JsonSerializable(typeof(StaffDirectory.Token))]
[JsonSerializable(typeof(SignInTries))]
internal sealed partial class StaffJson : JsonSerializerContext;
