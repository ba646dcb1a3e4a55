using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Web.Api;

/// <summary>A task on a board.</summary>
/// <param name="Title">What is to be done, in words.</param>
internal sealed record TaskItem(
    Guid Journey, string Task, TaskKind Kind, string Title, string Assignee, string? About, DateTimeOffset OpenedAt, DateTimeOffset Due,
    Urgency Urgency)
{
    /// <summary>What the person said about it. It is part of the journey, never of a list.</summary>
    public string? Words { get; init; }

    public static TaskItem Of(TaskRow row) =>
        new(row.Journey, row.Task, row.Kind, Phrases.Words.Task(row.Kind), row.Assignee, row.About, row.OpenedAt, row.Due, row.Urgency);

    public static TaskItem Of(Guid journey, OpenTask task) =>
        new(journey, task.Id, task.Kind, Phrases.Words.Task(task.Kind), task.Assignee, task.About, task.OpenedAt, task.Due,
            task.Urgency)
        { Words = task.Words };
}

/// <summary>A journey in a list.</summary>
internal sealed record JourneyItem(JourneySummary Journey, PersonName Person)
{
    public static JourneyItem Of(StoredJourney stored) =>
        new(JourneySummary.Of(stored.State, stored.Version, stored.NextDue), PersonName.Of(stored.State.Person));
}

internal sealed record PersonName(string FirstName, string FamilyName, string? PreferredName, DateOnly DateOfBirth)
{
    public static PersonName Of(Person person) => new(person.FirstName, person.FamilyName, person.PreferredName, person.DateOfBirth);
}

/// <summary>Everything that a link worker needs to know of one journey.</summary>
internal sealed record JourneyView
{
    public required JourneySummary Journey { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public LinkWorkerView? LinkWorker { get; init; }
    public required Person Person { get; init; }
    /// <summary>The practice as it is known now.</summary>
    public GpPractice? GpPractice { get; init; }
    /// <summary>As they are now; the referral shows what was sent.</summary>
    public required Preferences.State Preferences { get; init; }
    public required IReadOnlyList<HeldReferral> Referrals { get; init; }
    public required IReadOnlyList<TaskItem> Tasks { get; init; }
    public required IReadOnlyList<Contact.Attempt> Attempts { get; init; }
    public required IReadOnlyList<Meeting> Meetings { get; init; }
    public DateTimeOffset? PlanAgreedAt { get; init; }
    /// <summary>The current one last.</summary>
    public required IReadOnlyList<AgreedPlan> Plans { get; init; }
    /// <summary>The most important first.</summary>
    public required IReadOnlyList<string> Needs { get; init; }
    /// <summary>The person's wishes as they were last written down.</summary>
    public Wishes? Wishes { get; init; }
    /// <summary>The lists that the person was given to choose from, and their answers.</summary>
    public required IReadOnlyList<ActivityList> Lists { get; init; }
    public required IReadOnlyList<DismissedActivity> Dismissed { get; init; }
    /// <summary>Every goal that was agreed, with what the person said about it.</summary>
    public required IReadOnlyList<GoalProgress> Goals { get; init; }
    public required IReadOnlyList<Review> Reviews { get; init; }
    public DateOnly? NextReviewOn { get; init; }
    public required IReadOnlyList<IntroductionView> Introductions { get; init; }
    public required IReadOnlyList<Session> Sessions { get; init; }
    public Pausing.Rest? Pause { get; init; }
    /// <summary>The journey to which this one was joined and which goes on.</summary>
    public Guid? JoinedInto { get; init; }
    /// <summary>Other journeys that may be the same person's.</summary>
    public required IReadOnlyList<Alike> Alikes { get; init; }
    /// <summary>How often support ended and was taken up again.</summary>
    public required int Reopenings { get; init; }
    public required IReadOnlyList<SurveyView> Surveys { get; init; }
    /// <summary>How each answered scale has changed.</summary>
    public required IReadOnlyList<ProgressView> Progress { get; init; }
    public required IReadOnlyList<Concern> Concerns { get; init; }
    /// <summary>Notes that everybody who opens the journey must read first.</summary>
    public required IReadOnlyList<PinnedNote> PinnedNotes { get; init; }
    /// <summary>A document's content has an address of its own.</summary>
    public required IReadOnlyList<DocumentView> Documents { get; init; }
    /// <summary>Texts that a human must read at once, or has read.</summary>
    public required IReadOnlyList<UrgentText> UrgentTexts { get; init; }
    public Closing.Proposal? ClosingProposal { get; init; }
    public Closing.End? Ended { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public required IReadOnlyList<MessageView> Messages { get; init; }
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    public static JourneyView Of(
        StoredJourney stored, StaffMember? linkWorker, IReadOnlyList<QueuedMessage> messages, IReadOnlyList<TimelineEntry> timeline,
        Pathway pathway)
    {
        Journey journey = stored.State;
        return new()
        {
            Journey = JourneySummary.Of(journey, stored.Version, stored.NextDue),
            ReceivedAt = journey.ReceivedAt,
            LinkWorker = linkWorker is null ? null : new LinkWorkerView(linkWorker.Id, linkWorker.Name, linkWorker.Enabled),
            Person = journey.Person,
            GpPractice = journey.GpPractice,
            Preferences = journey.Preferences,
            Referrals = journey.Referrals,
            Tasks = [.. journey.Tasks.OrderBy(t => t.Due).Select(t => TaskItem.Of(journey.Id, t))],
            Attempts = journey.Attempts,
            Meetings = journey.Meetings,
            PlanAgreedAt = journey.PlanAgreedAt,
            Plans = journey.Plans,
            Needs = [.. journey.Needs],
            Wishes = journey.Wishes,
            Lists = journey.Lists,
            Dismissed = journey.Dismissed,
            Goals = Journeys.Goals.Of(journey),
            Reviews = journey.Reviews,
            NextReviewOn = journey.HasEnded ? null : Journeys.Reviews.NextOn(journey, pathway),
            Introductions = [.. journey.Introductions.Select(IntroductionView.Of)],
            Sessions = journey.Sessions,
            Pause = journey.Pause,
            JoinedInto = journey.Joined?.Into,
            Alikes = journey.Alikes,
            Reopenings = journey.Reopenings,
            Surveys = [.. journey.Surveys.Select(SurveyView.Of)],
            Progress = [.. MeasureProgress.Of(journey).SelectMany(p => p.Scales.Select(s => ProgressView.Of(p.Measure, s)))],
            Concerns = journey.Concerns,
            PinnedNotes = journey.PinnedNotes,
            Documents = [.. journey.Documents.Select(DocumentView.Of)],
            UrgentTexts = journey.UrgentTexts,
            ClosingProposal = journey.ClosingProposal,
            Ended = journey.Ended,
            ClosedAt = journey.ClosedAt,
            Messages = [.. messages.Select(m => new MessageView(m.Kind, m.Status, m.QueuedAt, m.MovedAt, m.Attempts, m.Reason))],
            Timeline = timeline,
        };
    }
}

/// <param name="CanAttend">Whether sessions can be planned there.</param>
internal sealed record IntroductionView(
    string Id, ActivityDetails Activity, IntroductionKind As, DateTimeOffset At, string? Need, string? Share,
    ProviderAnswer Answer, DateTimeOffset? AnsweredAt, string? AnswerReason, SupportStep Support, DateTimeOffset SupportSince,
    DateTimeOffset? IndependentAt, DateTimeOffset? EndedAt, EndReason? EndReason, bool CanAttend)
{
    public static IntroductionView Of(Introduction i) => new(
        i.Id, i.Activity, i.As, i.At, i.Need, i.Share, i.Answer, i.AnsweredAt, i.AnswerReason, i.Support, i.SupportSince, i.IndependentAt,
        i.EndedAt, i.EndReason, i.CanAttend);
}

internal sealed record LinkWorkerView(string Id, string Name, bool Enabled);

/// <param name="Scores">One for each scale of its measures, empty before it is answered.</param>
internal sealed record SurveyView(
    string Id, DateTimeOffset OpenedAt, DateTimeOffset ClosesAt, DateTimeOffset? AnsweredAt, DateTimeOffset? LapsedAt,
    IReadOnlyDictionary<string, int>? Answers, bool CallMe, SurveyMode? How, string? AskedBy, DateOnly? FilledInOn,
    IReadOnlyList<ScoreView> Scores)
{
    public static SurveyView Of(Survey survey) => new(
        survey.Id, survey.OpenedAt, survey.ClosesAt, survey.AnsweredAt, survey.LapsedAt, survey.Answers, survey.CallMe, survey.How,
        survey.AskedBy, survey.FilledInOn,
        survey.Answers is null
            ? []
            : [.. survey.Asks.SelectMany(m => m.ScoresOf(survey.Answers))
                .Select(s => new ScoreView(s.Id, s.Name, s.Value, s.Band))]);
}

/// <param name="First">Null if it was never answered in full.</param>
/// <param name="Latest">Null if there is only one answer.</param>
/// <param name="Change">From the person's point of view: a rise on a scale where high is bad is worse.</param>
internal sealed record ProgressView(
    string Measure, string Scale, string Name, bool HigherIsBetter, PointView? First, PointView? Latest,
    [property: JsonConverter(typeof(CamelCaseEnum<ScoreChange>))] ScoreChange? Change)
{
    public static ProgressView Of(Measure measure, ScaleProgress p) => new(
        measure.Id, p.Scale.Id, p.Scale.Name, p.Scale.HigherIsBetter, PointView.Of(p.First), PointView.Of(p.Latest), p.Change);
}

/// <param name="Survey">The survey's id.</param>
/// <param name="Value">The converted value where the instrument has one.</param>
internal sealed record PointView(string Survey, DateTimeOffset At, decimal? Value, string? Band)
{
    public static PointView? Of(ScalePoint? point) =>
        point is null ? null : new PointView(point.Survey, point.At, point.Value, point.Score.Band);
}

/// <param name="Hash">SHA-256 of the content, in hexadecimal digits.</param>
/// <param name="By">A staff id.</param>
internal sealed record DocumentView(
    string Id, string Title, string FileName, DocumentType Type, int Bytes, string Hash, DateTimeOffset At, string? By)
{
    public static DocumentView Of(Document d) => new(d.Id, d.Title, d.FileName, d.Type, d.Bytes, d.Hash, d.At, d.By);
}

/// <param name="Value">Null where an item is missing.</param>
internal sealed record ScoreView(string Id, string Name, int? Value, string? Band);

/// <param name="At">When its status last changed: sent, refused, postponed.</param>
internal sealed record MessageView(
    MessageKind Kind, [property: JsonConverter(typeof(CamelCaseEnum<MessageStatus>))] MessageStatus Status, DateTimeOffset QueuedAt,
    DateTimeOffset? At, int Attempts, string? Reason);
