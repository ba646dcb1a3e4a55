using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service;

/// <param name="Before">Null if nothing was set.</param>
/// <param name="After">Null if the default applies again.</param>
public sealed record SettingChange(string Setting, string? Before, string? After);

/// <summary>What admins had set at one time, and who changed what.</summary>
/// <param name="Number">Rises by one with each change.</param>
/// <param name="By">A staff id.</param>
/// <param name="Values">Everything that was set on pages at that time, by the setting's name.</param>
/// <param name="Restored">The number of the earlier version that was brought back.</param>
public sealed record SettingsVersion(
    int Number, DateTimeOffset At, string By, IReadOnlyDictionary<string, string> Values, IReadOnlyList<SettingChange> Changes,
    int? Restored = null);

/// <param name="Value">The value that applies now.</param>
/// <param name="FixedBy">The file or environment variable that sets it, if one does: it takes precedence.</param>
public sealed record Setting(string Name, string Value, string? FixedBy);

/// <summary>The outcome of a change.</summary>
public abstract record SettingsOutcome
{
    private SettingsOutcome() { }

    /// <param name="Version">Null if nothing was different.</param>
    public sealed record Done(SettingsVersion? Version) : SettingsOutcome;
    /// <param name="Problems">What is allowed, by setting.</param>
    public sealed record Refused(IReadOnlyList<(string Setting, string Allowed)> Problems) : SettingsOutcome;
    /// <summary>Somebody else has changed something since.</summary>
    public sealed record Stale : SettingsOutcome;
}

/// <summary>
/// What admins set on pages. Every earlier version is kept, the rules are those for files, and a change applies in every process within a
/// minute. What a file or the environment sets takes precedence, so that whoever runs the service can rely on it.
/// </summary>
/// <param name="fixedBy">The file or environment variable that sets a setting, by setting.</param>
/// <param name="whyNotIn">Why letters cannot be those of a nation; null if they can. Null for a program that writes no letters.</param>
public sealed class ServiceSettings(
    IRegister register, Clocks clocks, ServiceProfile profile, IReadOnlyDictionary<string, string> fixedBy, InForce<Pathway> pathways,
    PathwaySource source, Func<Nation, string?>? whyNotIn = null)
{
    /// <summary>
    /// The time between a change of the pathway and its effect. It is longer than any process takes to hear of the change, so all change
    /// over at one moment, and what is due is worked out with the old pathway or the new one, never with both.
    /// </summary>
    public static readonly TimeSpan UntilPathwayCounts = TimeSpan.FromMinutes(1);

    public const string Name = "service.name", DiscreetName = "service.discreetName", Phone = "service.phone",
        ReplyTo = "service.replyTo";
    public static IReadOnlyList<string> Names { get; } = [Name, DiscreetName, Phone, ReplyTo, .. PathwaySource.Settable];

    /// <summary>Longer than any name, and short enough for a letter's header.</summary>
    public const int Longest = 100;

    /// <summary>More than all the days and surveys that a pathway may have.</summary>
    private const int LongestList = 6_000;

    private readonly Records<SettingsVersion> _versions = RecordKinds.Settings.Of(SettingsJson.Default.SettingsVersion).In(register);
    private readonly ServiceProfile.Words _begun = profile.Now;
    private readonly Pathway _inFile = pathways.Now;
    private readonly Dictionary<string, string> _fixed = new(fixedBy.Concat(source.FixedBy));
    private readonly Lock _applying = new();
    private int _applied;
    private IReadOnlyDictionary<string, string> _set = ImmutableDictionary<string, string>.Empty;

    /// <summary>What applies now, or will within a minute.</summary>
    public IReadOnlyList<Setting> Now
    {
        get
        {
            Dictionary<string, object> pathway = PathwayFile.Values(pathways.Now).ToDictionary(v => v.Setting, v => v.Value);
            return [.. Names.Select(n => new Setting(
                n, !pathway.TryGetValue(n, out object? value) ? ValueOf(profile.Now, n)
                    : !_fixed.ContainsKey(n) && _set.TryGetValue(n, out string? set) ? set : PathwaySource.Text(value),
                _fixed.GetValueOrDefault(n)))];
        }
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<SettingsVersion>> Versions(int most, CancellationToken cancellation) =>
        [.. (await _versions.List("", most, null, cancellation)).Items.Select(r => r.Value)];

    /// <summary>The number of the latest version; 0 if nothing was ever changed.</summary>
    public async Task<int> LatestNumber(CancellationToken cancellation) =>
        (await Latest(cancellation))?.Number ?? 0;

    /// <summary>Whether a look-up is needed: somebody has used what may have changed elsewhere. An idle process looks nothing up.</summary>
    public bool MayBeStale => pathways.IsStale;

    /// <summary>Applies here what another process has changed.</summary>
    public async Task Refresh(CancellationToken cancellation)
    {
        SettingsVersion? latest = await Latest(cancellation);
        pathways.Looked();
        if (latest is null)
            return;
        // A process that starts while a change is waiting to take effect uses the version before it until then.
        if (_applied is 0 && await _versions.Get(KeyOf(latest.Number - 1), cancellation) is { Value: var before })
            Apply(before);
        Apply(latest);
    }

    /// <param name="wanted">By name. An empty text takes back what was set on a page. Settings that are not named stay.</param>
    /// <param name="seen">The number of the version that its sender saw; 0 for none.</param>
    public async Task<SettingsOutcome> Change(
        string by, IReadOnlyDictionary<string, string> wanted, int seen, CancellationToken cancellation)
    {
        SettingsVersion? latest = await Latest(cancellation);
        if ((latest?.Number ?? 0) != seen)
            return new SettingsOutcome.Stale();
        Dictionary<string, string> values = With(latest?.Values ?? ImmutableDictionary<string, string>.Empty, wanted);
        return Check(wanted, values).Problems is [_, ..] problems
            ? new SettingsOutcome.Refused(problems)
            : await Write(by, latest, values, null, cancellation);
    }

    /// <summary>What a change would do, without making it.</summary>
    /// <returns>The changes and the pathway that would apply, or what is wrong.</returns>
    public (IReadOnlyList<SettingChange> Changes, Pathway Then, SettingsOutcome.Refused? Refused) Look(
        IReadOnlyDictionary<string, string> wanted)
    {
        Dictionary<string, string> values = With(_set, wanted);
        (IReadOnlyList<(string Setting, string Allowed)> problems, Pathway then) = Check(wanted, values);
        Dictionary<string, string> now = Now.ToDictionary(s => s.Name, s => s.Value);
        return problems is [_, ..] ? ([], then, new SettingsOutcome.Refused(problems))
            : ([.. wanted.Keys.Where(n => _set.GetValueOrDefault(n) != values.GetValueOrDefault(n))
                .Select(n => new SettingChange(n, now[n], values.GetValueOrDefault(n)))], then, null);
    }

    private Dictionary<string, string> With(IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> wanted)
    {
        Dictionary<string, string> values = new(set);
        foreach ((string name, string value) in wanted.Where(w => Names.Contains(w.Key) && !_fixed.ContainsKey(w.Key)))
            if (value.Length is 0)
                values.Remove(name);
            else
                values[name] = PathwaySource.Tidy(name, value);
        return values;
    }

    private (IReadOnlyList<(string Setting, string Allowed)> Problems, Pathway Then) Check(
        IReadOnlyDictionary<string, string> wanted, Dictionary<string, string> values)
    {
        (Pathway then, IReadOnlyList<PathwayFile.Problem> wrong) = source.With(values);
        return ([.. wanted.Where(w => w.Value.Length > 0 && !Allows(w.Key, w.Value)).Select(w => (w.Key, AllowedOf(w.Key))),
            .. wrong.Select(p => (p.Setting.Split('[')[0], p.Allowed)).Distinct(),
            .. wanted.ContainsKey(PathwaySource.CalendarNation) && whyNotIn?.Invoke(then.Calendar.Nation) is { } why
                ? [(PathwaySource.CalendarNation, why)] : Array.Empty<(string, string)>()], then);
    }

    /// <summary>What would change if an earlier version were brought back; null if there is none with this number.</summary>
    public async Task<(IReadOnlyList<SettingChange> Changes, Pathway Then)?> LookBack(int number, CancellationToken cancellation)
    {
        if (await _versions.Get(KeyOf(number), cancellation) is not { Value: var earlier })
            return null;
        Dictionary<string, string> now = Now.ToDictionary(s => s.Name, s => s.Value);
        return ([.. Names.Where(n => _set.GetValueOrDefault(n) != earlier.Values.GetValueOrDefault(n))
            .Select(n => new SettingChange(n, now[n], earlier.Values.GetValueOrDefault(n)))], PathwayOf(earlier));
    }

    /// <summary>Brings an earlier version back, as a new one.</summary>
    public async Task<SettingsOutcome> Restore(string by, int number, int seen, CancellationToken cancellation)
    {
        SettingsVersion? latest = await Latest(cancellation);
        if (latest is null || latest.Number != seen || await _versions.Get(KeyOf(number), cancellation) is not { Value: var earlier })
            return new SettingsOutcome.Stale();
        if (whyNotIn?.Invoke(PathwayOf(earlier).Calendar.Nation) is { } why)
            return new SettingsOutcome.Refused([(PathwaySource.CalendarNation, why)]);
        return await Write(by, latest, new(earlier.Values), number, cancellation);
    }

    private async Task<SettingsOutcome> Write(
        string by, SettingsVersion? latest, Dictionary<string, string> values, int? restored, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, string> before = latest?.Values ?? ImmutableDictionary<string, string>.Empty;
        SettingChange[] changes = [.. Names
            .Select(n => new SettingChange(n, before.GetValueOrDefault(n), values.GetValueOrDefault(n)))
            .Where(c => c.Before != c.After)];
        if (changes is [])
            return new SettingsOutcome.Done(null);
        SettingsVersion version = new((latest?.Number ?? 0) + 1, clocks.MachineNow, by, values, changes, restored);
        // The first to write this version number has made the change. The other one reads again.
        if (!await _versions.Add(KeyOf(version.Number), version, cancellation))
            return new SettingsOutcome.Stale();
        Apply(version);
        return new SettingsOutcome.Done(version);
    }

    private async Task<SettingsVersion?> Latest(CancellationToken cancellation) =>
        (await _versions.List("", 1, null, cancellation)).Items is [{ Value: var latest }] ? latest : null;

    private void Apply(SettingsVersion version)
    {
        lock (_applying)
        {
            // Applying the same settings again is harmless. An import brings other settings under the same number.
            if (version.Number < _applied)
                return;
            (_applied, _set) = (version.Number, version.Values);
            string Of(string name) =>
                !_fixed.ContainsKey(name) && version.Values.TryGetValue(name, out string? value) ? value : ValueOf(_begun, name);
            profile.Become(new ServiceProfile.Words(Of(Name), Of(DiscreetName), Of(Phone), Of(ReplyTo)));
            pathways.Become(PathwayOf(version), version.At + UntilPathwayCounts);
        }
    }

    /// <summary>
    /// The pathway of a version. If the file has changed since, it may not fit what was set on pages. Then the file alone applies.
    /// </summary>
    public Pathway PathwayOf(SettingsVersion version) =>
        version.Values.Keys.Any(n => PathwaySource.Settable.Contains(n)) && source.With(version.Values) is (var both, []) ? both : _inFile;

    /// <summary>The pathway that applies, for programs that run beside the service.</summary>
    /// <param name="inFile">What the pathway's file says, or the defaults.</param>
    public static async Task<Pathway> PathwayIn(
        IRegister register, Clocks clocks, Pathway inFile, PathwaySource source, CancellationToken cancellation)
    {
        InForce<Pathway> pathways = new(inFile, clocks.Machine);
        ServiceProfile nobody = new("", "", "", new Uri("https://nobody.invalid"));
        await new ServiceSettings(register, clocks, nobody, ImmutableDictionary<string, string>.Empty, pathways, source)
            .Refresh(cancellation);
        return pathways.Now;
    }

    /// <summary>The settings from pages that apply now; null if there are none. A change of the last minute does not apply yet.</summary>
    internal static async Task<SettingsVersion?> Counting(IRegister register, Clocks clocks, CancellationToken cancellation) =>
        (await RecordKinds.Settings.Of(SettingsJson.Default.SettingsVersion).In(register).List("", 10, null, cancellation)).Items
            .Select(r => r.Value).FirstOrDefault(v => v.At + UntilPathwayCounts <= clocks.MachineNow);

    private static bool Allows(string name, string text) =>
        text.Length <= (PathwaySource.IsLong(name) ? LongestList : Longest) && PathwaySource.Tidy(name, text) is var tidy
            && (name is ReplyTo ? ServiceProfile.AllowsAddress(tidy) : ServiceProfile.Allows(tidy));

    private static string AllowedOf(string name) => name is ReplyTo ? ServiceProfile.AllowedAddress : ServiceProfile.Allowed;

    private static string ValueOf(ServiceProfile.Words words, string name) =>
        name switch { Name => words.Name, DiscreetName => words.DiscreetName, ReplyTo => words.ReplyTo, _ => words.Phone };

    /// <summary>Sorts the newest first.</summary>
    private static string KeyOf(int number) => (int.MaxValue - number).ToString("D10", CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SettingsVersion))]
internal sealed partial class SettingsJson : JsonSerializerContext;
