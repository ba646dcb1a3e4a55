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

    private readonly Records<Look> _looks = RecordKinds.Look.Of(StaffJson.Default.Look).In(register, clocks);

    private const int MostNoted = 10_000;

    /// <summary>What was noted here lately; one that another process has noted already stays as it is.</summary>
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
        await _looks.Add(key, new Look(reader.Id, reader.Role, now, by, document), cancellation);
        if (_noted.Count >= MostNoted)
            _noted.Clear();
        _noted[key] = true;
    }

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
[JsonSerializable(typeof(Look))]
[JsonSerializable(typeof(StaffMember))]
[JsonSerializable(typeof(StaffDirectory.Token))]
[JsonSerializable(typeof(SignInTries))]
internal sealed partial class StaffJson : JsonSerializerContext;
