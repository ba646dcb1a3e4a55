using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Choosing together: the person gets a list of a few activities, and says at home what they would like to try. That books nothing: their
/// answer becomes a task for the link worker. An activity that does not suit is put aside, with the reason.
/// </summary>
public static class Choosing
{
    /// <summary>Choosing from more is too hard.</summary>
    public const int MostActivities = 5;
    /// <summary>How many lists stay in the journey. The journal keeps all.</summary>
    private const int MostLists = 12;

    /// <summary>Give the person a list of activities to choose from.</summary>
    /// <remarks>What an activity of the directory leaves out is taken from there.</remarks>
    /// <param name="Activities">One to five, in the order in which the person reads them.</param>
    /// <param name="By">By letter, or on paper.</param>
    /// <example>
    /// {"commandId": "l-1", "kind": "offerActivities", "activities": [{"activity": {"name": "Furniture workshop", "provider": "Second Life
    /// Furniture", "where": "3 Station Yard, Bordon"}, "when": "Tuesday 10:00", "cost": "Free", "gettingThere": "A ten minutes' walk",
    /// "along": "Sam comes along"}], "by": "mail"}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record OfferActivities(
        [property: Length(1, MostActivities)] IReadOnlyList<OfferedActivity> Activities, OfferWay By = OfferWay.Mail) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => Activities.OfType<OfferedActivity>().SelectMany(o => new[]
        {
            FreeText.Line(o.Activity.Name), FreeText.Line(o.Activity.Provider), FreeText.Line(o.Activity.Where),
            FreeText.Line(o.Activity.Phone), FreeText.Line(o.When), FreeText.Line(o.Cost, 500), FreeText.Line(o.GettingThere),
            FreeText.Line(o.Along),
        });
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideOfferActivities(journey, this, pathway, moment);
    }

    /// <summary>Record what the person says to an activity of their list.</summary>
    /// <remarks>Nothing is booked by it.</remarks>
    /// <param name="List">The id of the list.</param>
    /// <param name="Number">Which of its activities, from 1.</param>
    /// <param name="Note">In the person's words, if they like.</param>
    /// <example>
    /// {"commandId": "l-2", "kind": "answerOffer", "list": "l-1", "number": 1, "says": "wouldTry", "note": "If Sam comes along."}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record AnswerOffer(string List, int Number, OfferSays Says, string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => List;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideAnswerOffer(journey, this, pathway, moment);
    }

    /// <summary>Put an activity aside: not this one.</summary>
    /// <remarks>It is not proposed any more. If nothing is left that suits, the need that comes first counts as unmet.</remarks>
    /// <param name="Activity">The directory's id.</param>
    /// <example>
    /// {"commandId": "l-3", "kind": "dismissActivity", "activity": "00000000-0000-0000-0000-00000000000c", "name": "Tea dance", "reason":
    /// "notTheirThing", "note": "Too loud for her."}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record DismissActivity(Guid Activity, string Name, DismissReason Reason, string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Line(Name), FreeText.Words(Note)];
        /// <summary>Filled in by the service, which knows the directory.</summary>
        [JsonIgnore] public bool NothingLeft { get; init; }
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) =>
            base.IsOvertakenBy(meanwhile.Where(e => MayBeAbout(Activity, e)));
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideDismissActivity(journey, this);
    }

    /// <summary>Propose an activity again that was put aside.</summary>
    /// <param name="Activity">The directory's id.</param>
    /// <example>{"commandId": "l-4", "kind": "putBackActivity", "activity": "00000000-0000-0000-0000-00000000000c"}</example>
    [GivenBy(Givers.Support)]
    public sealed record PutBackActivity(Guid Activity) : JourneyCommand
    {
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) =>
            base.IsOvertakenBy(meanwhile.Where(e => MayBeAbout(Activity, e)));
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            journey.Dismissed.FirstOrDefault(d => d.Activity == Activity) is { } aside
                ? Decision.Of(new ActivityPutBack(aside.Activity, aside.Name))
                : Decision.Refuse("not-put-aside", "That activity was not put aside.");
    }

    public sealed record ActivitiesOffered(string List, IReadOnlyList<OfferedActivity> Activities, OfferWay By) : JourneyEvent
    {
        internal override string? Subject => List;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Lists = [.. journey.Lists.TakeLast(MostLists - 1), new ActivityList(List, Activities, By, entry.At)],
            LastTouchAt = entry.At,
        };
    }

    /// <param name="Heard">Whether one of us wrote it down, and so knows it.</param>
    public sealed record OfferAnswered(
        string List, int Number, OfferSays Says, string? Note = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Heard = false) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        /// <summary>Which activity of which list.</summary>
        [JsonIgnore] public string Offer => NameOf(List, Number);
        public static string NameOf(string list, int number) => $"{list}/{number}";

        internal override string? Subject => List;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Lists = [.. journey.Lists.Select(l => l.Id != List ? l : l with
            {
                Answers = [.. l.Answers.Where(a => a.Number != Number), new OfferAnswer(Number, Says, entry.At, Note, Heard)],
            })],
            LastTouchAt = entry.At,
        };
    }

    public sealed record ActivityDismissed(Guid Activity, string Name, DismissReason Reason, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Dismissed = [.. journey.Dismissed.Where(d => d.Activity != Activity), new DismissedActivity(Activity, Name, Reason, entry.At)],
        };
    }

    public sealed record ActivityPutBack(Guid Activity, string Name) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { Dismissed = [.. journey.Dismissed.Where(d => d.Activity != Activity)] };
    }

    /// <summary>Two activities are two different things. What is said about a list may be about either.</summary>
    private static bool MayBeAbout(Guid activity, JourneyEvent happened) => happened switch
    {
        ActivityDismissed e => e.Activity == activity,
        ActivityPutBack e => e.Activity == activity,
        _ => true,
    };

    private static Decision DecideOfferActivities(Journey journey, OfferActivities command, Pathway pathway, Moment moment)
    {
        IReadOnlyList<OfferedActivity> offered = command.Activities;
        if (journey.ContactedAt is null)
            return Decision.Refuse("not-contacted", "Reach the person first: a list follows from what they told you.");
        if (offered.Count is 0 or > MostActivities || offered.Contains(null!))
            return Decision.Refuse("list-size", $"Choose one to {MostActivities} activities.");
        if (offered.Any(o => string.IsNullOrWhiteSpace(o.Activity?.Name) || string.IsNullOrWhiteSpace(o.Activity.Provider)))
            return Decision.Refuse("activity-missing", "Say which activity it is and who runs it.");
        if (offered.Where((o, i) => offered.Take(i).Any(before => before.Activity.IsSame(o.Activity))).Any())
            return Decision.Refuse("activity-twice", "Name each activity once.");
        if (command.By is OfferWay.Mail && journey.IsGuarded)
            return Decision.Refuse("list-guarded",
                "No letter to this person names a place. Choose paper, and go through it together or on the phone.");
        string list = moment.CommandId;
        ActivitiesOffered happened = new(list, offered, command.By);
        return Decision.Of([
            happened,
            .. journey.CloseTasks([TaskKind.KeepInTouch]),
            .. command.By is OfferWay.Mail
                ? Messages.ToPerson(journey.After(happened, moment.Instant), MessageKind.ActivityList, $"list/{list}",
                    new MessageAbout.List(list), pathway, moment.Instant)
                : [],
        ]);
    }

    private static Decision DecideAnswerOffer(Journey journey, AnswerOffer command, Pathway pathway, Moment moment)
    {
        if (journey.Lists.FirstOrDefault(l => l.Id == command.List) is not { } list)
            return Decision.Refuse("list-unknown", "There is no such list any more.");
        if (command.Number < 1 || command.Number > list.Activities.Count)
            return Decision.Refuse("activity-unknown", "There is no such activity on the list.");
        string? note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim();
        bool isTheirs = moment.Actor.Kind is ActorKind.Person;
        if (list.AnswerTo(command.Number) is { } before && before.Says == command.Says && before.Note == note
            && (isTheirs || !IsUnseen(journey, list, before)))
            return Decision.Of();
        OfferAnswered happened = new(list.Id, command.Number, command.Says, note, Heard: !isTheirs);
        return Decision.Of([
            happened,
            .. !isTheirs ? CloseWhatIsSeen(journey, journey.After(happened, moment.Instant), list.Id)
                : journey.Tasks.Any(t => t.Kind is TaskKind.LookAtChoice && t.About == list.Id) ? []
                : [journey.Open($"{TasksOf(list.Id)}{moment.CommandId}", TaskKind.LookAtChoice,
                    pathway.Calendar.Deadline(moment.Instant, pathway.RebookWorkingDays), list.Id)],
            .. UrgentWords.FromNote(journey, note, UrgentSource.List, list.Id, pathway, moment),
        ]);
    }

    private static Decision DecideDismissActivity(Journey journey, DismissActivity command) =>
        string.IsNullOrWhiteSpace(command.Name) ? Decision.Refuse("activity-missing", "Say which activity it is.")
        : Decision.Of([
            new ActivityDismissed(command.Activity, command.Name, command.Reason, command.Note),
            .. command.NothingLeft && journey.Needs.FirstOrDefault() is { } need
                ? [new Activities.UnmetNeed(need,
                    command.Reason is DismissReason.TooFar ? UnmetReason.TooFar : UnmetReason.NothingSuitable)]
                : Array.Empty<JourneyEvent>(),
        ]);

    /// <summary>
    /// Introducing the person to what they would like to try answers that wish. What else they said about the list still waits
    /// for somebody.
    /// </summary>
    internal static IEnumerable<JourneyEvent> Introduced(Journey journey, Activities.Introduced happened, DateTimeOffset now)
    {
        Journey after = journey.After(happened, now);
        return journey.Lists.Where(l => l.Activities.Any(o => o.Activity.IsSame(happened.Activity)))
            .SelectMany(l => CloseWhatIsSeen(journey, after, l.Id));
    }

    private static string TasksOf(string list) => $"list/{list}/answer/";

    /// <summary>
    /// Whether the person has said something meanwhile about the list that a task is about. Somebody who ticks the task off on an
    /// older page has not read it.
    /// </summary>
    internal static bool IsSaidSince(string task, IEnumerable<JourneyEvent> meanwhile) =>
        meanwhile.OfType<OfferAnswered>().Any(a => !a.Heard && task.StartsWith(TasksOf(a.List), StringComparison.Ordinal));

    /// <summary>All answers to a list share one task. It is closed once none of them waits for somebody.</summary>
    private static IEnumerable<JourneyEvent> CloseWhatIsSeen(Journey journey, Journey after, string list) =>
        after.Lists.FirstOrDefault(l => l.Id == list) is { } now && now.Answers.Any(a => IsUnseen(after, now, a))
            ? [] : journey.CloseTasks([TaskKind.LookAtChoice], list);

    /// <summary>
    /// Whether an answer still waits for somebody. It must have come since the task was opened. It waits no longer once somebody has
    /// written down an answer for that activity, or has introduced the person to it if they only said that they would like to try it.
    /// <i>Not for me</i> never waits. A question, or any note, waits until it is answered or the task is ticked off.
    /// </summary>
    public static bool IsUnseen(Journey journey, ActivityList list, OfferAnswer answer) =>
        !answer.Heard
        && journey.Tasks.FirstOrDefault(t => t.Kind is TaskKind.LookAtChoice && t.About == list.Id) is { } task
        && answer.At >= task.OpenedAt
        && (answer.Note is not null || answer.Says switch
        {
            OfferSays.NotForMe => false,
            OfferSays.WouldTry => !journey.Introductions.Any(i =>
                i.At >= answer.At && i.Activity.IsSame(list.Activities[answer.Number - 1].Activity)),
            OfferSays.Question => true,
        });
}

/// <summary>An activity on somebody's list, as they read it.</summary>
/// <param name="When">In words, in the person's language.</param>
/// <param name="Along">Who comes along.</param>
public sealed record OfferedActivity(
    ActivityDetails Activity, string? When = null, string? Cost = null, string? GettingThere = null, string? Along = null);

/// <summary>What somebody was given to choose from.</summary>
/// <param name="Id">The id of the command that gave it.</param>
public sealed record ActivityList(string Id, IReadOnlyList<OfferedActivity> Activities, OfferWay By, DateTimeOffset At)
{
    /// <summary>The latest answer for each activity.</summary>
    public IReadOnlyList<OfferAnswer> Answers { get; init => field = value ?? []; } = [];

    public OfferAnswer? AnswerTo(int number) => Answers.FirstOrDefault(a => a.Number == number);
}

/// <param name="Number">The activity's number on the list, from 1.</param>
/// <param name="Heard">Whether one of us wrote it down.</param>
public sealed record OfferAnswer(
    int Number, OfferSays Says, DateTimeOffset At, string? Note = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Heard = false);

public sealed record DismissedActivity(Guid Activity, string Name, DismissReason Reason, DateTimeOffset At);

[JsonConverter(typeof(CamelCaseEnum<OfferWay>))]
public enum OfferWay { Mail, Paper }

[JsonConverter(typeof(CamelCaseEnum<OfferSays>))]
public enum OfferSays { WouldTry, NotForMe, Question }

[JsonConverter(typeof(CamelCaseEnum<DismissReason>))]
public enum DismissReason { TooFar, WrongTime, Cost, NotTheirThing, NotAccessible, Other }
