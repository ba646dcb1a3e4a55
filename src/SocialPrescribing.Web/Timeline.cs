using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <param name="by">Who made it happen, by name.</param>
/// <param name="what">Asked for when it is read: of three years, a page shows a few.</param>
/// <param name="note">So is this.</param>
public sealed class TimelineEntry(DateTimeOffset at, string by, Func<string> what, Func<string?> note)
{
    private readonly Lazy<string> _what = new(what, LazyThreadSafetyMode.None);
    private readonly Lazy<string?> _note = new(note, LazyThreadSafetyMode.None);

    public DateTimeOffset At => at;
    /// <summary>Who made it happen, by name.</summary>
    public string By => by;
    /// <summary>One short sentence.</summary>
    public string What => _what.Value;
    /// <summary>Somebody's own words, shown as text and never as anything else; null where there are none.</summary>
    public string? Note => _note.Value;
    /// <summary>Of the journey once this had happened.</summary>
    [JsonIgnore] public int Version { get; init; }
    /// <summary>For a note: the id under which it was written.</summary>
    [JsonIgnore] public string? NoteId { get; init; }
    /// <summary>What it tells; null for what this version cannot read.</summary>
    [JsonIgnore] public JourneyEvent? Happened { get; init; }
    /// <summary>Nobody said, wrote or did it: the programme went on by itself.</summary>
    [JsonIgnore] public bool IsByItself { get; init; }
}

/// <summary>
/// A journey's story, told from its journal, newest last. What happened is the journal's; the words for it are in <c>StaffTexts.resx</c>.
/// </summary>
public sealed class Timeline(IJourneyStore store, StaffDirectory staff, Organisations organisations)
{
    public async Task<IReadOnlyList<TimelineEntry>> Of(Guid journey, CancellationToken cancellation, bool everything = false) =>
        await Of(store.Journal(journey, cancellation), cancellation, everything);

    /// <param name="journal">While it is read, so are the names.</param>
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
        // Another process may have added them a moment ago.
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

    /// <param name="nameOf">The name behind a staff or an organisation id.</param>
    /// <param name="everything">For an audit: also what happened to tasks alone.</param>
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
                // Who is not known yet is asked for now, and not once the page is being written.
                foreach (string who in StaffTexts.NamesIn(happened))
                    lookUp("name", who);
                entries.Add(new TimelineEntry(commit.At, By(commit, happened, nameOf), () => StaffTexts.What(happened, key, lookUp),
                    () => StaffTexts.NoteOf(happened, key, lookUp))
                {
                    Version = commit.Version,
                    Happened = happened,
                    NoteId = happened is Notes.Added ? commit.CommandId : null,
                    IsByItself = commit.By.Kind is ActorKind.System || IsTheServices(happened),
                });
            }
        }
        return entries;
    }

    /// <summary>
    /// What earlier events told of the things that later ones name by their id: the meeting's time, the task's kind, the activity's name.
    /// </summary>
    private sealed class Told(Func<string, string> nameOf)
    {
        /// <summary>From which event on which time counts: a meeting that moves is first told with the time of before.</summary>
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

        /// <returns>What this event's ids stand for.</returns>
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
        IsTheServices(happened) ? Service : By(commit, nameOf);

    private static string By(JournalCommit commit, Func<string, string> nameOf) => commit.By.Kind switch
    {
        ActorKind.System => Service,
        ActorKind.Person => Person,
        ActorKind.Provider => "The provider",
        ActorKind.Referrer => commit.By.Id is { } organisation ? nameOf(organisation) : Sender(commit),
        _ => commit.By.Id is { } member ? nameOf(member) : "Staff",
    };

    /// <summary>Who filled in the page that a referral came by.</summary>
    private static string Sender(JournalCommit commit) => commit.Events
        .Select(e => e switch { Intake.Received r => r.Referral.Details, Intake.Joined j => j.Referral.Details, _ => null })
        .FirstOrDefault(details => details is not null) switch
    {
        { Source: ReferralSource.Self } => Person,
        { Referrer: { } referrer } => referrer.InBrief,
        _ => "The referrer",
    };

    /// <summary>What follows by itself from what somebody did. Nobody is said to have done what the service did.</summary>
    private static bool IsTheServices(JourneyEvent happened) => happened
        is Tasks.Opened or Tasks.Escalated or Tasks.Postponed or Messages.Queued or Messages.Withheld or Surveys.Opened or Surveys.Lapsed
        or Concerns.Raised { Source: not ConcernSource.Staff } or Concerns.Told or Closing.Proposed or Closing.Closed
        or Plan.NeedRaised { Source: NeedSource.Barrier } or Attendance.BecameIndependent or Contact.LastLetter or Silence.Noticed
        or UrgentWords.Noticed or UrgentWords.ToldAgain or Resemblance.Noted or PersonLinks.Renewed { Reason: not RenewalReason.Staff };
}
