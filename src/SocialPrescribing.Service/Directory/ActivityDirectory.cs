using System.Buffers.Text;
using System.Globalization;
using System.Text;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

/// <param name="Version">As the register has it; a change must still find it.</param>
/// <param name="Unconfirmed">
/// Nobody has said for <see cref="DirectorySettings.ConfirmAfterDays"/> days that it is so.
/// </param>
public sealed record StoredActivity(ListedActivity Activity, int Version, bool Unconfirmed)
{
    /// <summary>Whether everybody may read it.</summary>
    public bool IsPublic =>
        Activity.Details.NotInPublic is not true
        && Activity.Details.Status is ListingStatus.Active or ListingStatus.TemporarilyClosed;
}

/// <summary>Which entries, by name. A null leaves that aside.</summary>
/// <param name="Area">The beginning of a postcode: <c>GU35</c>.</param>
/// <param name="Text">Words that stand in the name, the description, the provider's name or the place.</param>
/// <param name="Status">Null for what is active or closed for now.</param>
public sealed record DirectoryQuery(
    string? Need = null, DayOfWeek? Weekday = null, StepFree? StepFree = null, string? Area = null, string? Text = null,
    ListingStatus? Status = null, bool IncludeUnconfirmed = true,
    bool WithNotes = false, int Most = 50, string? Continue = null, bool OnlyUnconfirmed = false);

/// <summary>What became of an entry that was put by hand.</summary>
public abstract record PutOutcome
{
    private PutOutcome() { }
    public sealed record Done(StoredActivity Stored, bool IsNew) : PutOutcome;
    public sealed record Invalid(IReadOnlyList<Problem> Problems) : PutOutcome;
    /// <summary>Somebody else changed it first, or it is not there (any more).</summary>
    public sealed record Stale : PutOutcome;
}

/// <summary>The activities that people can be introduced to: found, put, imported.</summary>
public sealed partial class ActivityDirectory(
    IRegister register, InForce<Pathway> pathways, DirectorySettings settings, Clocks clocks) : IDisposable
{
    private static readonly RecordKind<ListedActivity> _kind = RecordKinds.Activity.Of(DirectoryJson.Unescaped.ListedActivity);
    private readonly Records<ListedActivity> _activities = _kind.In(register);
    private readonly Records<string> _stamp = RecordKinds.ActivitiesChanged.Of(PortsJson.Default.String).In(register);
    /// <summary>For a file that is imported, and for each page of one that is fetched.</summary>
    public const int MostBytes = 16 * 1024 * 1024;
    /// <summary>
    /// Kept free in every entry for what its provider answers, a note of 1,000 characters that JSON may write with six each.
    /// </summary>
    private const int RoomForAnswer = 8_000;
    /// <summary>
    /// Entries are read again after this time at the latest: another program may have changed one and crashed before it could say so.
    /// </summary>
    private static readonly TimeSpan LongestStale = TimeSpan.FromMinutes(1);

    private const int RecordsAtOnce = 1_000;

    private readonly SemaphoreSlim _loading = new(1);
    private volatile Snapshot? _snapshot;

    /// <param name="On">The day on which it was said which entries are unconfirmed.</param>
    private sealed record Snapshot(
        IReadOnlyList<StoredActivity> Sorted, IReadOnlyDictionary<string, WasRead> Read, int Stamp, DateTimeOffset At, DateOnly On);

    /// <param name="Text">A hash of the record: one that was removed and put again may have the same version.</param>
    private readonly record struct WasRead(StoredActivity Stored, int Text);

    public void Dispose()
    {
        _loading.Dispose();
        _importing.Dispose();
    }

    private DateOnly Today => WorkingCalendar.LondonDate(clocks.Now);

    public async Task<StoredActivity?> Get(Guid id, CancellationToken cancellation) =>
        await _activities.Get(Key(id), cancellation) is { } record ? Stored(record.Value, record.Version) : null;

    /// <summary>
    /// All as they were at most a minute ago, for lists to choose from. Once somebody chooses, the entry itself is read again.
    /// </summary>
    public Task<IReadOnlyList<StoredActivity>> AllCached(CancellationToken cancellation) =>
        LazyInitializer.EnsureInitialized(ref _cached, () => new(clocks, All)).Get(cancellation);

    private Recent<IReadOnlyList<StoredActivity>>? _cached;

    /// <summary>Every entry, in the order of names. It is the same list until something changes.</summary>
    public async Task<IReadOnlyList<StoredActivity>> All(CancellationToken cancellation) => (await Load(cancellation)).Sorted;

    /// <exception cref="FormatException">The list cannot be continued from there.</exception>
    public async Task<Page<StoredActivity>> Find(DirectoryQuery query, CancellationToken cancellation)
    {
        (string Name, Guid Id)? after = query.Continue is { } mark ? ReadMark(mark) : null;
        IReadOnlyList<StoredActivity> all = await All(cancellation);
        IReadOnlySet<Guid>? saying = query.Text is { } text ? Saying(all, WordsOf(text)) : null;
        return Page.Of(
            [.. all
                .SkipWhile(s => after is { } last && Compare((s.Activity.Details.Name, s.Activity.Id), last) <= 0)
                .Where(s => Fits(s.Activity, query) && saying?.Contains(s.Activity.Id) is not false)
                .Where(s => s.Unconfirmed ? query.IncludeUnconfirmed : !query.OnlyUnconfirmed)
                .Take(query.Most + 1)],
            query.Most, Mark);
    }

    /// <summary>Puts an entry by hand.</summary>
    /// <param name="expectedVersion">The version that was looked at; 0 for a new entry.</param>
    /// <param name="isOurs">Null leaves it as it is, as does a null <paramref name="keepsRegister"/>.</param>
    public async Task<PutOutcome> Put(
        Guid id, ListingDetails details, int expectedVersion, CancellationToken cancellation, bool? isOurs = null,
        bool? keepsRegister = null)
    {
        (ListingDetails checkedDetails, IReadOnlyList<Problem> problems) = ActivityRules.Check(details, pathways.Now, Today);
        if (ActivityRules.CheckRegister(isOurs, keepsRegister) is { } both)
            problems = [.. problems, both];
        if (problems.Count > 0)
            return new PutOutcome.Invalid(problems);
        Record<ListedActivity>? record = await _activities.Get(Key(id), cancellation);
        if ((record?.Version ?? 0) != expectedVersion)
            return new PutOutcome.Stale();
        // Whoever saves the entry has seen it with the provider's note, so the note goes.
        ListedActivity activity = record is null
            ? new ListedActivity(id, checkedDetails, new ListingSource(ListingOrigin.Staff), clocks.Now)
            : record.Value with { Details = checkedDetails, LastModified = clocks.Now, ProviderNote = null };
        activity = activity.With(isOurs, keepsRegister);
        if (TooLarge(activity) is { } tooLarge)
            return new PutOutcome.Invalid([tooLarge]);
        if (!await _activities.Replace(Key(id), record, activity, cancellation))
            return new PutOutcome.Stale();
        await Changed(cancellation);
        return new PutOutcome.Done(Stored(activity, expectedVersion + 1), expectedVersion is 0);
    }

    /// <summary>Changes an entry whatever its version; null if there is none.</summary>
    /// <remarks>The rules are not asked: they may have changed since the entry was put, and what a provider says of it must not be lost for
    /// that.</remarks>
    public async Task<StoredActivity?> Change(Guid id, Func<ListedActivity, ListedActivity> change, CancellationToken cancellation)
    {
        Record<ListedActivity>? changed =
            await _activities.Change(Key(id), r => r is null ? null : change(r.Value) with { LastModified = clocks.Now }, cancellation);
        if (changed is null)
            return null;
        await Changed(cancellation);
        return Stored(changed.Value, changed.Version);
    }

    private static bool Fits(ListedActivity activity, DirectoryQuery query)
    {
        ListingDetails details = activity.Details;
        return (query.Status is { } status
            ? details.Status == status
            : details.Status is ListingStatus.Active or ListingStatus.TemporarilyClosed)
            && (query.Need is null || details.Needs.Contains(query.Need))
            && (query.Weekday is not { } day || details.Schedules.Any(s => s.Weekday == day))
            && (query.StepFree is not { } stepFree || details.StepFree == stepFree)
            && (query.Area is not { } area
                || details.Place?.Postcode?.Replace(" ", "", StringComparison.Ordinal)
                    .StartsWith(area.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase) is true)
            && (!query.WithNotes || activity.ProviderNote is not null);
    }

    /// <summary>More words do not narrow a search any further.</summary>
    public const int MostWords = 8;

    private readonly WorkedOut<WordIndex> _index = new(all => new(all));

    /// <summary>The first words of a search, for <see cref="Saying"/>.</summary>
    public static IReadOnlyList<string> WordsOf(string text, int most = MostWords) => WordIndex.WordsOf(text, most);

    /// <summary>Those of all entries in which every word stands somewhere; null, for all of them, where there are no words.</summary>
    public IReadOnlySet<Guid>? Saying(IReadOnlyList<StoredActivity> all, IReadOnlyList<string> words) =>
        words.Count is 0 ? null : _index.Of(all).Saying(words);

    private StoredActivity Stored(ListedActivity activity, int version) => Stored(activity, version, Today);

    private StoredActivity Stored(ListedActivity activity, int version, DateOnly today) => new(
        activity, version, activity.Details.ConfirmedOn is not { } on || on.AddDays(settings.ConfirmAfterDays) < today);

    private async Task<Snapshot> Load(CancellationToken cancellation)
    {
        if (await Current(cancellation) is { } current)
            return current;
        await _loading.WaitAsync(cancellation);
        try
        {
            if (await Current(cancellation) is { } loaded)
                return loaded;
            // The stamp is read first: what changes while the entries are read is then read again next time.
            int stamp = await ReadStamp(cancellation);
            DateOnly today = Today;
            (IReadOnlyList<StoredActivity> entries, Dictionary<string, WasRead> read) = await ReadAll(_snapshot, today, cancellation);
            return _snapshot = new Snapshot(entries, read, stamp, clocks.MachineNow, today);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>
    /// Entries that are as they were stay the same objects, and so does the list if all of them are. They are read again every minute in
    /// which somebody searches: otherwise thousands would be in memory two or three times then.
    /// </summary>
    private async Task<(IReadOnlyList<StoredActivity> Sorted, Dictionary<string, WasRead> Read)> ReadAll(
        Snapshot? before, DateOnly today, CancellationToken cancellation)
    {
        Dictionary<string, WasRead> read = new(before?.Read.Count ?? 0);
        bool isSame = before is not null;
        string? after = null;
        do
        {
            Page<RegisterRecord> page = await register.List(_kind.Name, "", RecordsAtOnce, after, cancellation);
            foreach (RegisterRecord record in page.Items)
            {
#pragma warning disable RS0030 // Whatever the record holds: only whether it is the same counts.
                int text = string.GetHashCode(record.Json);
#pragma warning restore RS0030
                WasRead was = before?.Read.GetValueOrDefault(record.Key) ?? default;
                bool isKnown = was.Stored is { } known && known.Version == record.Version && was.Text == text;
                if ((isKnown ? was.Stored.Activity : _kind.ReadKnown(record)?.Value) is not { } activity)
                    continue;
                // What its source said is for the next import, which reads the record itself.
                StoredActivity stored = Stored(isKnown ? activity : activity with { Imported = null }, record.Version, today);
                isSame &= isKnown && stored == was.Stored;
                read[record.Key] = new(isKnown && stored == was.Stored ? was.Stored : stored, text);
            }
            after = page.Continue;
        } while (after is not null);
        if (isSame && read.Count == before!.Sorted.Count)
            return (before.Sorted, read);
        StoredActivity[] sorted = [.. read.Values.Select(r => r.Stored)];
        Array.Sort(sorted, (a, b) => Compare((a.Activity.Details.Name, a.Activity.Id), (b.Activity.Details.Name, b.Activity.Id)));
        return (sorted, read);
    }

    private async Task<Snapshot?> Current(CancellationToken cancellation) =>
        _snapshot is { } snapshot
            && (clocks.MachineNow - snapshot.At).Duration() < LongestStale
            && snapshot.On == Today
            && snapshot.Stamp == await ReadStamp(cancellation) ? snapshot : null;

    /// <summary>A number that changes whenever an entry does.</summary>
    public Task<int> Stamp(CancellationToken cancellation) => ReadStamp(cancellation);

    private async Task<int> ReadStamp(CancellationToken cancellation) => (await _stamp.Get(cancellation))?.Version ?? 0;

    /// <summary>
    /// Tells this program, and every other one on the same data, that an entry has changed. If somebody else writes the stamp first, that
    /// says the same, so there is no second try.
    /// </summary>
    private async Task Changed(CancellationToken cancellation)
    {
        _cached?.Forget();
        await _stamp.Put("changed", await ReadStamp(cancellation), cancellation);
    }

    private static int Compare((string Name, Guid Id) one, (string Name, Guid Id) other) =>
        Alphabetical.Order.Compare(one.Name, other.Name) is not 0 and int order
            ? order
            : one.Id.CompareTo(other.Id);

    private static string Mark(StoredActivity last) =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.Activity.Id:N}{last.Activity.Details.Name}")));

    private static (string Name, Guid Id) ReadMark(string mark) =>
        Base64Url.IsValid(mark)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(mark)) is { Length: > 32 } text
            && Guid.TryParseExact(text[..32], "N", out Guid id) ? (text[32..], id) : throw Page.Unreadable();

    private static string Key(Guid id) => id.ToString("N");

    private static Problem? TooLarge(ListedActivity activity) => !_kind.CanHold(activity with { ProviderNote = null }, RoomForAnswer)
        ? new Problem("", "too-large", "All in all this entry is too long. Shorten its description or its lists.") : null;
}
