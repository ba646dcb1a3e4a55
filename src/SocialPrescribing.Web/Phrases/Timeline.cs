using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Phrases;

/// <param name="by">The name of whoever did it.</param>
/// <param name="what">Called only when the entry is shown: a page shows a few entries out of years.</param>
/// <param name="note">Called only when the entry is shown.</param>
public sealed class TimelineEntry(DateTimeOffset at, string by, Func<string> what, Func<string?> note)
{
    private readonly Lazy<string> _what = new(what, LazyThreadSafetyMode.None);
    private readonly Lazy<string?> _note = new(note, LazyThreadSafetyMode.None);

    public DateTimeOffset At => at;
    /// <summary>The name of whoever did it.</summary>
    public string By => by;
    /// <summary>One short sentence.</summary>
    public string What => _what.Value;
    /// <summary>Somebody's own words, to be shown only as plain text. Null if there are none.</summary>
    public string? Note => _note.Value;
    /// <summary>The journey's version after this.</summary>
    [JsonIgnore] public int Version { get; init; }
    /// <summary>For a note: the id of the command that wrote it.</summary>
    [JsonIgnore] public string? NoteId { get; init; }
    /// <summary>The event behind the entry. Null if this version of the program cannot read it.</summary>
    [JsonIgnore] public JourneyEvent? Happened { get; init; }
    /// <summary>The programme did it; nobody said, wrote or did anything.</summary>
    [JsonIgnore] public bool IsByItself { get; init; }
}

/// <summary>
/// A journey's story, told from its journal, newest last. The words are in <c>StaffTexts.resx</c>.
/// </summary>
public sealed class Timeline(IJourneyStore store, StaffDirectory staff, Organisations organisations)
{
    public async Task<IReadOnlyList<TimelineEntry>> Of(Guid journey, CancellationToken cancellation, bool everything = false) =>
        await Of(store.Journal(journey, cancellation), cancellation, everything);

    /// <param name="journal">A read that has begun. The names are read at the same time.</param>
    public async Task<IReadOnlyList<TimelineEntry>> Of(
        Task<IReadOnlyList<JournalCommit>> journal, CancellationToken cancellation, bool everything = false)
    {
        Task<IReadOnlyList<StaffMember>> people = staff.AllCached(cancellation);
        Task<IReadOnlyList<Organisation>> senders = organisations.AllCached(cancellation);
        await Task.WhenAll(journal, people, senders);
        HashSet<string> unknown = [];
        IReadOnlyList<TimelineEntry> told = Tell(await journal, NameIn(await people, await senders, unknown), everything);
        if (unknown.Count is 0)
            return told;
        // Another process may just have added these people or organisations, so the cached lists are read again.
        people = staff.AllCached(unknown, cancellation);
        senders = organisations.AllCached(unknown, cancellation);
        return Tell(await journal, NameIn(await people, await senders, unknown), everything);
    }

    private static Func<string, string> NameIn(
        IReadOnlyList<StaffMember> people, IReadOnlyList<Organisation> senders, HashSet<string> unknown)
    {
        Dictionary<string, string> names = people.ToDictionary(s => s.Id, s => s.Name);
        foreach (Organisation organisation in senders)
            names[organisation.Id] = organisation.Name;
        return id =>
        {
            if (names.TryGetValue(id, out string? name))
                return name;
            unknown.Add(id);
            return id;
        };
    }

    /// <param name="nameOf">Gives the name for the id of a staff member or an organisation.</param>
    /// <param name="everything">Also events that concern only tasks. An audit needs them.</param>
    public static IReadOnlyList<TimelineEntry> Tell(
        IEnumerable<JournalCommit> journal, Func<string, string> nameOf, bool everything = false)
    {
        List<TimelineEntry> entries = [];
        Told told = new(nameOf);
        foreach (JournalCommit commit in journal)
        {
            if (!commit.IsWhole)
                entries.Add(
                    new TimelineEntry(commit.At, By(commit, nameOf), () => "Something that this version of the program cannot read",
                        () => commit.UnknownWords.Count > 0 ? string.Join(", ", commit.UnknownWords) : null)
                    { Version = commit.Version });
            foreach (JourneyEvent happened in commit.Events)
            {
                Func<string, object?, string?> lookUp = told.Begin(happened);
                if (StaffTexts.KeyOf(happened, everything) is not { } key)
                    continue;
                // Names are looked up now so that unknown ids are found before the page is written.
                foreach (string who in StaffTexts.NamesIn(happened))
                    lookUp("name", who);
                entries.Add(new TimelineEntry(commit.At, By(commit, happened, nameOf), () => StaffTexts.What(happened, key, lookUp),
                    () => StaffTexts.NoteOf(happened, key, lookUp))
                {
                    Version = commit.Version,
                    Happened = happened,
                    NoteId = happened is Notes.Added ? commit.CommandId : null,
                    IsByItself = commit.By.Kind is ActorKind.System || happened.FollowsByItself(),
                });
            }
        }
        return entries;
    }

    /// <summary>
    /// Remembers what later events name only by id: a meeting's time, a task's kind, an activity's name.
    /// </summary>
    private sealed class Told(Func<string, string> nameOf)
    {
        /// <summary>Each time of a meeting, with the event from which it counts. The event that moves a meeting still shows
        /// the old time.</summary>
        private readonly Dictionary<string, List<(int From, DateTimeOffset At)>> _meetings = [];
        private readonly Dictionary<string, TaskKind> _tasks = [];
        private readonly Dictionary<string, string?> _activities = [];
        private readonly Dictionary<string, string> _documents = [];
        private int _events;

        private string? LookUp(int asOf, string how, object? id) => (how, id) switch
        {
            (_, null) => null,
            ("name", string who) => StaffTexts.Queue(who) ?? nameOf(who),
            ("task", string task) => _tasks.TryGetValue(task, out TaskKind kind) ? Words.Task(kind) : null,
            ("meeting", string meeting) => _meetings.TryGetValue(meeting, out List<(int From, DateTimeOffset At)>? times)
                && times.FindLast(t => t.From <= asOf) is { At: var at } && at != default ? Words.When(at) : null,
            ("document", string document) => _documents.TryGetValue(document, out string? title) ? title : null,
            _ => _activities.GetValueOrDefault((string)id),
        };

        /// <returns>Looks up what an id in this event stands for.</returns>
        public Func<string, object?, string?> Begin(JourneyEvent happened)
        {
            int asOf = _events++;
            if (happened is Meetings.Booked { Meeting: { } meeting } booked)
                Times(meeting).Add((asOf, booked.At));
            else if (happened is Meetings.Moved { Meeting: { } moves } moved)
                Times(moves).Add((asOf + 1, moved.At));
            else if (happened is Tasks.Opened { Task: { } task } opened)
                _tasks[task] = opened.Kind;
            else if (happened is Activities.Introduced { Introduction: { } introduction } introduced)
                _activities[introduction] = introduced.Activity?.Name;
            else if (happened is Choosing.ActivitiesOffered { Activities: { } offered } list)
                for (int i = 0; i < offered.Count; i++)
                    _activities[Choosing.OfferAnswered.NameOf(list.List, i + 1)] = offered[i].Activity.Name;
            else if (happened is Documents.Added { Document: { } document } added)
                _documents[document] = added.Title;
            return (how, id) => LookUp(asOf, how, id);
        }

        private List<(int From, DateTimeOffset At)> Times(string meeting) =>
            _meetings.TryGetValue(meeting, out List<(int From, DateTimeOffset At)>? times) ? times : _meetings[meeting] = [];
    }

    private const string Service = "The service", Person = "The person";

    private static string By(JournalCommit commit, JourneyEvent happened, Func<string, string> nameOf) =>
        happened.FollowsByItself() ? Service : By(commit, nameOf);

    private static string By(JournalCommit commit, Func<string, string> nameOf) => commit.By.Kind switch
    {
        ActorKind.System => Service,
        ActorKind.Person => Person,
        ActorKind.Provider => "The provider",
        ActorKind.Referrer => commit.By.Id is { } organisation ? nameOf(organisation) : Sender(commit),
        ActorKind.Staff => commit.By.Id is { } member ? nameOf(member) : "Staff",
    };

    /// <summary>Whoever filled in the referral form.</summary>
    private static string Sender(JournalCommit commit) => commit.Events
        .Select(e => e switch { Intake.Received r => r.Referral.Details, Intake.Joined j => j.Referral.Details, _ => null })
        .FirstOrDefault(details => details is not null) switch
    {
        { Source: ReferralSource.Self } => Person,
        { Referrer: { } referrer } => referrer.InBrief,
        _ => "The referrer",
    };
}
