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
    /// <summary>A program that uses their token.</summary>
    Api,
    /// <summary>A copy of everything, for the person.</summary>
    Copy,
}

/// <summary>A member of staff has looked at a journey.</summary>
/// <param name="Staff">A staff id.</param>
/// <param name="Role">Their role at that time.</param>
/// <param name="At">The first time in that hour.</param>
/// <param name="Document">The id of the document that they downloaded; null for the journey itself.</param>
public sealed record Look(string Staff, StaffRole Role, DateTimeOffset At, LookedBy By, string? Document = null);

/// <summary>
/// Who looked at which journey, and at which of its documents: once for each person, journey or document, way and hour. It is kept in the
/// register, because reading a journey must not make the journey's own rows grow. It is written before anything is shown.
/// </summary>
public sealed class AccessLog(IRegister register, Clocks clocks)
{
    /// <summary>As long as a claim can be brought in England and Wales. docs/operations.md says the same.</summary>
    public static TimeSpan Lasts => RecordKinds.Look.Lasts!.Value;

    /// <summary>How long somebody's own list of opened records goes back.</summary>
    private static readonly TimeSpan LatelyLasts = TimeSpan.FromDays(30);

    private static readonly RecordKind<Look> _kind = RecordKinds.Look.Of(StaffJson.Default.Look);
    private readonly Records<Look> _looks = _kind.In(register, clocks);

    private const int MostNoted = 10_000;
    /// <summary>How many looks are read for each record in the list: somebody may work on one record for hours.</summary>
    private const int LooksAtOne = 5;

    /// <summary>Looks that this process has just written, so that it need not write them again.</summary>
    private readonly ConcurrentDictionary<string, bool> _noted = [];

    /// <param name="document">The id of the document that is about to be handed out; null for the journey itself.</param>
    public async Task Record(
        Guid journey, StaffMember reader, LookedBy by, CancellationToken cancellation, string? document = null)
    {
        DateTimeOffset now = clocks.Now;
        // The hours count backwards, so that the newest sorts first.
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

    /// <summary>The journeys whose pages somebody opened lately, the latest first.</summary>
    public async Task<IReadOnlyList<Guid>> Latest(StaffMember reader, int most, CancellationToken cancellation) =>
        [.. (await _looks.List(By(reader), most * LooksAtOne, null, cancellation)).Items.Where(r => r.ExpiresAt > clocks.MachineNow)
            .Select(r => Guid.ParseExact(r.Key[^32..], "N")).Distinct().Take(most)];

    /// <summary>The looks are also kept by reader, beside those by journey, so that both are written in one request.</summary>
    private static string By(StaffMember reader) => $"{RecordKinds.Look.Otherwise}{reader.Id}/";

    /// <summary>The newest first.</summary>
    /// <exception cref="FormatException">The list cannot be continued from there.</exception>
    public async Task<Page<Look>> Of(Guid journey, int most, string? continueAfter, CancellationToken cancellation)
    {
        Page<Record<Look>> page = await _looks.List($"{journey:N}/", most, continueAfter, cancellation);
        return new([.. page.Items.Select(r => r.Value)], page.Continue);
    }
}

/// <summary>How the records of staff, their sign-ins and their looks are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Exported))]
[JsonSerializable(typeof(Look))]
[JsonSerializable(typeof(StaffMember))]
[JsonSerializable(typeof(StaffDirectory.Token))]
[JsonSerializable(typeof(SignInTries))]
internal sealed partial class StaffJson : JsonSerializerContext;
