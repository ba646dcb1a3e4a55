using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Mail;

/// <summary>One version of a letter's texts that admins set.</summary>
/// <param name="Number">Rises by one with each change of any letter.</param>
/// <param name="By">A staff id.</param>
/// <param name="Texts">By language, as in a file. A language that is missing has the program's text.</param>
/// <param name="Restored">The number of the earlier version that was brought back; 0 for the program's text.</param>
public sealed record LetterVersion(
    int Number, DateTimeOffset At, string By, string Letter, IReadOnlyDictionary<string, string> Texts, int? Restored = null);

/// <summary>The outcome of a change.</summary>
public abstract record LetterOutcome
{
    private LetterOutcome() { }

    /// <param name="Version">Null if nothing was different.</param>
    public sealed record Done(LetterVersion? Version) : LetterOutcome;
    public sealed record Refused(IReadOnlyList<LetterProblem> Problems) : LetterOutcome;
    /// <summary>Somebody else has changed the letter since.</summary>
    public sealed record Stale : LetterOutcome;
}

/// <summary>
/// The texts of letters that admins set on pages. Every earlier version is kept, the rules are those for files, and a change applies in
/// every process within a minute.
/// </summary>
public sealed class LetterTexts(IRegister register, Clocks clocks, ILetterTemplates templates)
{
    /// <summary>Some six pages. Nobody reads a longer letter.</summary>
    public const int LongestText = 4_000;
    public const int LongestSubject = 150;
    private const int AtOnce = 100, Tries = 5;

    private static readonly RecordKind<LetterVersion> _kind = RecordKinds.Letter.Of(LetterTextsJson.Default.LetterVersion);
    private readonly Records<LetterVersion> _versions = _kind.In(register);
    private readonly Lock _applying = new();
    private ImmutableDictionary<string, LetterVersion> _newest = ImmutableDictionary<string, LetterVersion>.Empty;
    private int _applied;

    /// <summary>The version that applies; null if nobody has changed this letter.</summary>
    public LetterVersion? Newest(string letter) => _newest.GetValueOrDefault(letter);

    /// <summary>Applies here what another process has changed.</summary>
    public async Task Refresh(CancellationToken cancellation)
    {
        int known = _applied;
        List<LetterVersion> newer = [];
        string? after = null;
        do
        {
            // Usually there is nothing new. So one is read, and not a hundred.
            Page<Record<LetterVersion>> page =
                await _versions.List("", newer is [] && known > 0 ? 1 : AtOnce, after, cancellation);
            newer.AddRange(page.Items.Select(r => r.Value).TakeWhile(v => v.Number > known));
            after = newer.Count > 0 && newer[^1].Number > known + 1 ? page.Continue : null;
        } while (after is not null);
        Apply(newer);
    }

    /// <param name="texts">
    /// By language, as in a file. A language that is not named, or whose text is the program's own, gets the program's text.
    /// </param>
    /// <param name="seen">The number of this letter's version that its sender saw; 0 for none.</param>
    public Task<LetterOutcome> Change(
        string by, string letter, IReadOnlyDictionary<string, string> texts, int seen, CancellationToken cancellation) =>
        Write(by, letter, texts, seen, null, cancellation);

    /// <summary>Brings an earlier version back, as a new one.</summary>
    /// <param name="number">0 for the program's text.</param>
    public async Task<LetterOutcome> Restore(string by, string letter, int number, int seen, CancellationToken cancellation) =>
        number is 0 ? await Write(by, letter, ImmutableDictionary<string, string>.Empty, seen, 0, cancellation)
            : await _versions.Get(KeyOf(number), cancellation) is { Value: var earlier } && earlier.Letter == letter
                ? await Write(by, letter, earlier.Texts, seen, number, cancellation)
            : new LetterOutcome.Stale();

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<LetterVersion>> Versions(string letter, int most, CancellationToken cancellation)
    {
        List<LetterVersion> found = [];
        string? after = null;
        do
        {
            Page<Record<LetterVersion>> page = await _versions.List("", AtOnce, after, cancellation);
            found.AddRange(page.Items.Select(r => r.Value).Where(v => v.Letter == letter));
            after = found.Count < most ? page.Continue : null;
        } while (after is not null);
        return [.. found.Take(most)];
    }

    private async Task<LetterOutcome> Write(
        string by, string letter, IReadOnlyDictionary<string, string> wanted, int seen, int? restored, CancellationToken cancellation)
    {
        if (templates.All.FirstOrDefault(t => t.Name == letter) is not { } template)
            return new LetterOutcome.Stale();
        Dictionary<string, string> open = wanted.Where(t => IsOpen(t.Key) && t.Value != templates.Given(letter, t.Key)).ToDictionary();
        if (open.SelectMany(t => templates.Check(letter, t.Key, t.Value)).ToList() is [_, ..] problems)
            return new LetterOutcome.Refused(problems);
        Retry retry = new(Tries, clocks.Pauses);
        while (await retry.Again(cancellation))
        {
            await Refresh(cancellation);
            LetterVersion? latest = Newest(letter);
            if ((latest?.Number ?? 0) != seen)
                return new LetterOutcome.Stale();
            IReadOnlyDictionary<string, string> before = latest?.Texts ?? ImmutableDictionary<string, string>.Empty;
            // A language that a file sets is not changed here. What was set on a page applies again when the file is gone.
            Dictionary<string, string> texts = open.Concat(before.Where(t => !IsOpen(t.Key))).ToDictionary();
            if (texts.Count == before.Count && texts.All(t => before.GetValueOrDefault(t.Key) == t.Value))
                return new LetterOutcome.Done(null);
            LetterVersion version = new(_applied + 1, clocks.MachineNow, by, letter, texts, restored);
            if (!_kind.CanHold(version))
                return new LetterOutcome.Refused([new(texts.Keys.First(), 0, "more signs than can be kept", "a shorter text")]);
            // Whoever was first to use this number may have changed another letter. So we read again.
            if (!await _versions.Add(KeyOf(version.Number), version, cancellation))
                continue;
            Apply([version]);
            return new LetterOutcome.Done(version);
        }
        return new LetterOutcome.Stale();

        bool IsOpen(string language) => template.Languages.Contains(language) && templates.Now(letter, language).FixedBy is null;
    }

    /// <param name="newer">Newest first.</param>
    private void Apply(IReadOnlyList<LetterVersion> newer)
    {
        lock (_applying)
        {
            if (newer is not [var last, ..] || last.Number <= _applied)
                return;
            _newest = _newest.SetItems(newer.Reverse().Select(v => KeyValuePair.Create(v.Letter, v)));
            _applied = last.Number;
            templates.Become(_newest.Values.SelectMany(v => v.Texts.Select(t => (v.Letter, Language: t.Key, t.Value)))
                .ToDictionary(t => (t.Letter, t.Language), t => t.Value));
        }
    }

    /// <summary>Sorts the newest first.</summary>
    private static string KeyOf(int number) => (int.MaxValue - number).ToString("D10", CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LetterVersion))]
internal sealed partial class LetterTextsJson : JsonSerializerContext;
