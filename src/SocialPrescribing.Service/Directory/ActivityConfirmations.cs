using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Directory;

public enum StillRuns { Yes, No, ClosedForNow }

/// <summary>What a provider says of their activity.</summary>
/// <param name="ClosedUntil">For what is closed for now, if they know.</param>
/// <param name="PlacesFree">Null for "don't know": then what was said before stays.</param>
/// <param name="Note">What else has changed, for the lead to put into the entry.</param>
public sealed record ProviderSaid(StillRuns StillRuns, DateOnly? ClosedUntil = null, int? PlacesFree = null, string? Note = null,
    bool? NotInPublic = null);

/// <summary>
/// Asks providers by mail whether what the directory says still holds. A provider is asked once an entry has not been confirmed for a
/// while, in one letter about all their entries, and again a few times until they answer. Nothing is scheduled: each morning the entries
/// themselves say whom to ask.
/// </summary>
public sealed class ActivityConfirmations(
    ActivityDirectory directory, IOutbox outbox, IRegister register, DirectorySettings settings, Clocks clocks)
{
    /// <summary>So that an import of thousands does not stop all other mail; the rest is asked on the next mornings.</summary>
    private const int MostInAMorning = 200;
    /// <summary>One letter asks about so many entries. The next letter asks about the others.</summary>
    private const int MostInALetter = 200;

    private readonly Records<AskedProvider> _asked = RecordKinds.AskedProvider.Of(DirectoryJson.Default.AskedProvider).In(register);

    /// <summary>Queues this morning's questions. What was queued before a crash is not queued again.</summary>
    public async Task Queue(CancellationToken cancellation)
    {
        HashSet<string> written = new(StringComparer.OrdinalIgnoreCase);
        foreach (StoredActivity stored in (await directory.All(cancellation))
            .OrderBy(s => s.Activity.Details.ConfirmedOn ?? DateOnly.MinValue))
            if (stored.Activity.Details.Provider.Email is { } email
                && (written.Contains(email) || written.Count < MostInAMorning)
                && await Ask(stored, byHand: false, cancellation, isListed: written.Contains(email)))
                written.Add(email);
    }

    /// <summary>
    /// Asks now, however often the provider has been asked; but once a day at most. False where there is nothing to ask, or nobody.
    /// </summary>
    public Task<bool> AskNow(StoredActivity stored, CancellationToken cancellation) => Ask(stored, byHand: true, cancellation);

    /// <summary>What the provider was last asked; null if they never were.</summary>
    public async Task<AskedProvider?> LastAsked(Guid activity, CancellationToken cancellation) =>
        (await _asked.Get(activity.ToString("N"), cancellation))?.Value;

    /// <param name="isListed">It stands in the letter about another entry of theirs.</param>
    private async Task<bool> Ask(StoredActivity stored, bool byHand, CancellationToken cancellation, bool isListed = false)
    {
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        if (Round(stored) is not { } round || stored.Activity.Details.Provider.Email is null)
            return false;
        string key = stored.Activity.Id.ToString("N");
        Record<AskedProvider>? record = await _asked.Get(key, cancellation);
        AskedProvider before = record?.Value is { } known && known.Round == round ? known : new AskedProvider(round, 0, default);
        bool tooSoon = before.Times > 0 && (byHand ? before.LastOn == today : before.LastOn.AddDays(settings.AskAgainAfterDays) > today);
        if (tooSoon || (!byHand && before.Times >= settings.MostAsks))
            return false;
        AskedProvider now = before with { Times = before.Times + 1, LastOn = today };
        if (!isListed)
            await outbox.Queue(QueuedMessage.OfTheService(new Question(stored.Activity.Id, round, now.Times).Key,
                MessageKind.ConfirmActivity, new MessageAbout.Entry(stored.Activity.Id), clocks.Now), cancellation);
        await _asked.Put(key, now, record?.Version ?? 0, cancellation);
        return true;
    }

    /// <summary>
    /// The entry that a question is about and where it goes; null once all that it asks has been answered, or there is nobody to ask.
    /// </summary>
    public async Task<(StoredActivity Stored, string Address)?> Open(QueuedMessage message, CancellationToken cancellation) =>
        await AllOf(message, cancellation) is [var first, ..] ? (first, first.Activity.Details.Provider.Email!) : null;

    /// <summary>
    /// The entries that one letter asks about, as far as they have not been answered: the one that it is named after first.
    /// </summary>
    public async Task<IReadOnlyList<StoredActivity>> AllOf(QueuedMessage message, CancellationToken cancellation)
    {
        if (message.What is not MessageAbout.Entry { Activity: var id } || await directory.Get(id, cancellation) is not { } named
            || named.Activity.Details.Provider.Email is not { } address)
            return [];
        List<StoredActivity> open = [];
        if (Round(named) is { } round && Question.Read(message.Key) is { } question && (question.Activity, question.Round) == (id, round))
            open.Add(named);
        DateOnly day = WorkingCalendar.LondonDate(message.QueuedAt);
        foreach (StoredActivity other in await directory.All(cancellation))
            if (open.Count < MostInALetter && other.Activity.Id != id && Round(other) is { } its
                && address.Equals(other.Activity.Details.Provider.Email, StringComparison.OrdinalIgnoreCase)
                && await LastAsked(other.Activity.Id, cancellation) is { } asked && asked.Round == its && asked.LastOn == day)
                open.Add(other);
        return open;
    }

    /// <summary>Takes the provider's word. Null if there is no such entry any more.</summary>
    public Task<StoredActivity?> Answer(Guid activity, ProviderSaid said, CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        return directory.Change(activity, a => a with
        {
            Details = a.Details with
            {
                Status = said.StillRuns switch
                {
                    StillRuns.Yes => ListingStatus.Active,
                    StillRuns.No => ListingStatus.Inactive,
                    StillRuns.ClosedForNow => ListingStatus.TemporarilyClosed,
                },
                ClosedUntil = said.StillRuns is StillRuns.ClosedForNow ? said.ClosedUntil : null,
                Capacity = said.PlacesFree is { } free
                    ? new ActivityCapacity(free, a.Details.Capacity?.Maximum >= free ? a.Details.Capacity.Maximum : null, today)
                    : a.Details.Capacity,
                ConfirmedOn = today,
                NotInPublic = said.NotInPublic is { } hides ? hides ? true : null : a.Details.NotInPublic,
            },
            ProviderNote = said.Note is { } note ? new ProviderNote(note, clocks.Now) : a.ProviderNote,
        }, cancellation);
    }

    /// <summary>How many entries have a provider's note that nobody has put into the entry yet.</summary>
    public async Task<int> Notes(CancellationToken cancellation) =>
        (await directory.All(cancellation)).Count(s => s.Activity.ProviderNote is not null);

    /// <summary>Which confirmation ran out. An answer counts for that one only. Null while there is nothing to ask.</summary>
    private string? Round(StoredActivity stored)
    {
        ListingDetails details = stored.Activity.Details;
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        return details switch
        {
            { Status: not (ListingStatus.Active or ListingStatus.TemporarilyClosed) } => null,
            // A provider who said when they open again is asked on that day, even if the entry is still confirmed.
            { ClosedUntil: { } until } => until > today ? null : "closed-" + Day(until),
            _ => !stored.Unconfirmed ? null : details.ConfirmedOn is { } on ? Day(on) : "never",
        };
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>One letter that asks, as the send ledger names it.</summary>
    /// <param name="Round">See <see cref="ActivityConfirmations.Round"/>.</param>
    /// <param name="Time">1 for the first in this round.</param>
    internal sealed record Question(Guid Activity, string Round, int Time)
    {
        public string Key => string.Create(CultureInfo.InvariantCulture, $"activity/{Activity:N}/confirm/{Round}/{Time}");

        public static Question? Read(string key) => key.Split('/') is ["activity", var activity, "confirm", var round, var time]
            && Guid.TryParseExact(activity, "N", out Guid id)
            && int.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? new(id, round, number) : null;
    }
}
