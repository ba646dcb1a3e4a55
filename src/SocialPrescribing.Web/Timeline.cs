using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Intake;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web;

/// <param name="By">Who made it happen, by name.</param>
/// <param name="What">One short sentence.</param>
/// <param name="Note">Somebody's own words, shown as text and never as anything else; null where there are none.</param>
public sealed record TimelineEntry(DateTimeOffset At, string By, string What, string? Note)
{
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
        Task<IReadOnlyList<StaffMember>> people = staff.Lately(cancellation);
        Task<IReadOnlyList<Organisation>> senders = organisations.Lately(cancellation);
        await Task.WhenAll(journal, people, senders);
        HashSet<string> unknown = [];
        IReadOnlyList<TimelineEntry> told = Tell(await journal, NameIn(await people, await senders, unknown), everything);
        if (unknown.Count is 0)
            return told;
        // Another process may have added them a moment ago.
        people = staff.Lately(unknown, cancellation);
        senders = organisations.Lately(unknown, cancellation);
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
                    new TimelineEntry(commit.At, By(commit, nameOf), "Something that this version of the program cannot read",
                        commit.UnknownWords.Count > 0 ? string.Join(", ", commit.UnknownWords) : null)
                    { Version = commit.Version });
            foreach (JourneyEvent happened in commit.Events)
            {
                told.Begin(happened);
                if (StaffTexts.Of(happened, told.LookUp, everything) is var (what, note))
                    entries.Add(new TimelineEntry(commit.At, By(commit, happened, nameOf), what, note)
                    {
                        Version = commit.Version,
                        Happened = happened,
                        NoteId = happened is Notes.Added ? commit.CommandId : null,
                        IsByItself = commit.By.Kind is ActorKind.System || IsTheServices(happened),
                    });
                told.End(happened);
            }
        }
        return entries;
    }

    /// <summary>
    /// What earlier events told of the things that later ones name by their id: the meeting's time, the task's kind, the activity's name.
    /// </summary>
    private sealed class Told(Func<string, string> nameOf)
    {
        private readonly Dictionary<string, DateTimeOffset> _meetings = [];
        private readonly Dictionary<string, TaskKind> _tasks = [];
        private readonly Dictionary<string, string?> _activities = [];
        private readonly Dictionary<string, string> _documents = [];

        public string? LookUp(string how, object? id) => (how, id) switch
        {
            (_, null) => null,
            ("name", string who) => StaffTexts.Queue(who) ?? nameOf(who),
            ("task", string task) => _tasks.TryGetValue(task, out TaskKind kind) ? Words.Task(kind) : null,
            ("meeting", string meeting) => _meetings.TryGetValue(meeting, out DateTimeOffset at) ? Words.When(at) : null,
            ("document", string document) => _documents.TryGetValue(document, out string? title) ? title : null,
            _ => _activities.GetValueOrDefault((string)id),
        };

        public void Begin(JourneyEvent happened)
        {
            if (happened is Meetings.Booked { Meeting: { } meeting } booked)
                _meetings[meeting] = booked.At;
            else if (happened is Tasks.Opened { Task: { } task } opened)
                _tasks[task] = opened.Kind;
            else if (happened is Activities.Introduced { Introduction: { } introduction } introduced)
                _activities[introduction] = introduced.Activity?.Name;
            else if (happened is Documents.Added { Document: { } document } added)
                _documents[document] = added.Title;
        }

        /// <summary>A meeting that moves is first told with the time of before.</summary>
        public void End(JourneyEvent happened)
        {
            if (happened is Meetings.Moved { Meeting: { } meeting } moved)
                _meetings[meeting] = moved.At;
        }
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
        { Referrer: { } referrer } => $"{referrer.Name}, {referrer.Organisation}",
        _ => "The referrer",
    };

    /// <summary>What follows by itself from what somebody did. Nobody is said to have done what the service did.</summary>
    private static bool IsTheServices(JourneyEvent happened) => happened
        is Tasks.Opened or Tasks.Escalated or Tasks.Postponed or Messages.Queued or Messages.Withheld or Surveys.Opened or Surveys.Lapsed
        or Concerns.Raised { Source: not ConcernSource.Staff } or Concerns.Told or Closing.Proposed or Closing.Closed
        or Plan.NeedRaised { Source: NeedSource.Barrier } or Attendance.BecameIndependent or Contact.LastLetter or Silence.Noticed
        or UrgentWords.Noticed or UrgentWords.ToldAgain or Resemblance.Noted or PersonLinks.Renewed { Reason: not RenewalReason.Staff };
}
