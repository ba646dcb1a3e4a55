using System.ComponentModel.DataAnnotations;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Introducing a person to an activity and hearing from its provider. A referral asks the provider and waits for an answer. Signposting
/// only tells the person where to go, so the two are counted apart. A person may have several introductions.
/// </summary>
public static class Activities
{
    /// <summary>The most introductions that may be open at the same time.</summary>
    public const int MaxOpen = 12;

    /// <summary>Introduce the person to an activity.</summary>
    /// <remarks>A referral asks the provider and waits for an answer; signposting tells the person where to go.</remarks>
    /// <param name="Need">Left out: the need that comes first.</param>
    /// <param name="Agreed">For a referral: the person agrees that the provider learns their first name and what is in share.</param>
    /// <param name="Share">What the provider should know, in words that the person agreed to.</param>
    /// <example>
    /// {"commandId": "i-1", "kind": "introduce", "activity": {"name": "Furniture workshop", "provider": "Second Life Furniture", "email":
    /// "workshop@second-life.example", "phone": "01420 555 044", "where": "3 Station Yard, Bordon"}, "as": "referral", "need":
    /// "socialIsolation", "agreed": true, "share": "He is nervous among new people."}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record Introduce(
        ActivityDetails Activity, IntroductionKind As, string? Need = null, bool Agreed = false, string? Share = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts =>
            [FreeText.Words(Share), FreeText.Line(Activity.Name), FreeText.Line(Activity.Provider), FreeText.Line(Activity.Where),
                FreeText.Line(Activity.Phone)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideIntroduce(journey, this, pathway, moment);
    }

    /// <summary>Record what a provider answered.</summary>
    /// <param name="Reason">Required for notSuitable.</param>
    /// <example>{"commandId": "i-2", "kind": "recordProviderAnswer", "introduction": "i-1", "says": "accepted"}</example>
    [GivenBy(Givers.Support)]
    public sealed record RecordAnswer(
        string Introduction, [property: DeniedValues(ProviderAnswer.None)] ProviderAnswer Says, string? Reason = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Reason)];
        internal override string? Subject => Introduction;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideRecordAnswer(journey, this, pathway, moment);
    }

    /// <summary>The person does not go there, or no longer.</summary>
    /// <example>{"commandId": "i-3", "kind": "endActivity", "introduction": "i-1", "reason": "tooFar"}</example>
    [GivenBy(Givers.Support)]
    public sealed record EndActivity(string Introduction, EndReason Reason, string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override string? Subject => Introduction;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideEndActivity(journey, this, pathway, moment);
    }

    /// <summary>Register a need that nobody here meets.</summary>
    /// <remarks>Nothing that would help could be found.</remarks>
    /// <example>{"commandId": "i-4", "kind": "registerUnmetNeed", "need": "friendshipInOlderAge", "reason": "nothingSuitable"}</example>
    [GivenBy(Givers.Support)]
    public sealed record RegisterUnmetNeed(string Need, UnmetReason Reason, string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => false;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            pathway.KnowsNeed(Need) ? Decision.Of(new UnmetNeed(Need, Reason, Note)) : Plan.UnknownNeed(Need);
    }

    public sealed record Introduced(
        string Introduction, ActivityDetails Activity, IntroductionKind As, string? Need = null, string? Share = null) : JourneyEvent
    {
        internal override string? Subject => Introduction;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Introductions = [.. journey.Introductions,
                new Introduction(Introduction, Activity, As, entry.At) { Need = Need, Share = Share, SupportSince = entry.At }],
            LastTouchAt = entry.At,
        };
    }

    public sealed record ProviderAnswered(string Introduction, ProviderAnswer Says, string? Reason = null) : JourneyEvent
    {
        internal override string? Subject => Introduction;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Introduction, i => i with { Answer = Says, AnsweredAt = entry.At, AnswerReason = Reason });
    }

    public sealed record ActivityEnded(string Introduction, EndReason Reason, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override string? Subject => Introduction;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Introduction, i => i with { EndedAt = entry.At, EndReason = Reason });
    }

    /// <summary>Also goes to the register of unmet needs, which holds no names.</summary>
    public sealed record UnmetNeed(string Need, UnmetReason Reason, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey;
    }

    /// <summary>The provider is asked again.</summary>
    public sealed record WillAskAgain(string Introduction) : Coming
    {
        public override string Thing => $"introduction/{Introduction}";
        protected override string What => "nudge";
    }

    /// <summary>Somebody is asked to phone the provider.</summary>
    public sealed record WillChase(string Introduction) : Coming
    {
        public override string Thing => $"introduction/{Introduction}";
        protected override string What => "chase";
    }

    /// <summary>A missing answer counts as no.</summary>
    public sealed record WillCountAsNo(string Introduction) : Coming
    {
        public override string Thing => $"introduction/{Introduction}";
        protected override string What => "declined";
    }

    /// <summary>Somebody is asked to find out how the waiting list is.</summary>
    public sealed record WillAskWaitingList(string Introduction, DateTimeOffset Since) : Coming
    {
        public override string Thing => $"introduction/{Introduction}";
        protected override string What => $"waiting/{Since.UtcTicks}";
    }

    private static Decision DecideIntroduce(Journey journey, Introduce command, Pathway pathway, Moment moment)
    {
        ActivityDetails activity = command.Activity;
        string id = moment.CommandId;
        if (journey.ContactedAt is null)
            return Decision.Refuse("not-contacted", "Reach the person first: an activity is agreed with them.");
        if (string.IsNullOrWhiteSpace(activity.Name) || string.IsNullOrWhiteSpace(activity.Provider))
            return Decision.Refuse("activity-missing", "Say which activity it is and who runs it.");
        if (activity.Email is { } email && !EmailAddress.IsPlausible(email))
            return Decision.Refuse("activity-email", "The provider's email address cannot be one.");
        if (command.Need is { } need && !pathway.KnowsNeed(need))
            return Plan.UnknownNeed(need);
        if (command is { As: IntroductionKind.Referral, Agreed: false })
            return Decision.Refuse("consent-missing",
                "Ask the person first whether the provider may learn their name, or tell the person themselves where to go.");
        if (journey.Introductions.Any(i => i.Id == id || (i.IsOpen && i.Activity.IsSame(activity))))
            return Decision.Refuse("already-introduced", "The person has been introduced to this activity already.");
        if (journey.Introductions.Count(i => i.IsOpen) >= MaxOpen)
            return Decision.Refuse("too-many-activities", $"A person has at most {MaxOpen} activities at a time. End one first.");
        Introduced introduced = new(id, activity, command.As, command.Need ?? journey.Needs.FirstOrDefault(), command.Share);
        return Decision.Of([
            introduced,
            .. journey.CloseTasks([TaskKind.KeepInTouch]),
            .. Choosing.Introduced(journey, introduced, moment.Instant),
            // Help with one need does not end the search for help with another.
            .. journey.Tasks
                .Where(t => t.Kind is TaskKind.FindActivity && (t.About is null || Find(journey, t.About)?.Need == introduced.Need))
                .SelectMany(t => Tasks.Close(t)),
            .. command.As is IntroductionKind.Signposting
                ? [journey.Open($"introduction/{id}/first", TaskKind.PlanSession,
                    pathway.Calendar.Deadline(moment.Instant, pathway.PlanSessionWorkingDays), id)]
                : Messages.ToProvider(journey, activity, MessageKind.ProviderIntroduction, $"introduction/{id}/provider",
                    new(id), pathway, moment.Instant),
        ]);
    }

    /// <summary>
    /// A late answer counts, and so does one that changes an earlier answer, as long as the person may still go there.
    /// </summary>
    private static Decision DecideRecordAnswer(Journey journey, RecordAnswer command, Pathway pathway, Moment moment)
    {
        if (Find(journey, command.Introduction) is not { } introduction)
            return Unknown;
        if (introduction.As is IntroductionKind.Signposting)
            return Decision.Refuse("not-asked", "The person was told of this activity; its provider was not asked.");
        if (introduction.EndedAt is not null)
            return Decision.Refuse("introduction-over", "This introduction is over. Nothing was changed.");
        if (command.Says is ProviderAnswer.None or ProviderAnswer.NoAnswer)
            return Decision.Refuse("answer-missing", "Say what the provider answered.");
        if (command.Says is ProviderAnswer.NotSuitable && string.IsNullOrWhiteSpace(command.Reason))
            return Decision.Refuse("reason-missing", "Say why it does not suit, so that we find something better.");
        IEnumerable<JourneyEvent> urgent =
            UrgentWords.FromNote(journey, command.Reason, UrgentSource.Provider, introduction.Id, pathway, moment);
        return command.Says == introduction.Answer && command.Says is not ProviderAnswer.WaitingList
            // The same answer again opens no new tasks. It may add a reason.
            ? command.Reason is null || command.Reason == introduction.AnswerReason
                ? Decision.Of()
                : Decision.Of([new ProviderAnswered(introduction.Id, command.Says, command.Reason), .. urgent])
            : Decision.Of(
                [.. Answering(journey, introduction, command.Says, command.Reason, moment.CommandId, pathway, moment.Instant), .. urgent]);
    }

    private static Decision DecideEndActivity(Journey journey, EndActivity command, Pathway pathway, Moment moment)
    {
        if (Find(journey, command.Introduction) is not { } introduction)
            return Unknown;
        if (introduction.EndedAt is not null)
            return Decision.Refuse("introduction-over", "This introduction is over. Nothing was changed.");
        bool others = journey.Introductions.Any(i => i.IsOpen && i.Id != introduction.Id);
        return Decision.Of([
            new ActivityEnded(introduction.Id, command.Reason, command.Note),
            .. Stopping(journey, introduction, moment.Instant),
            // A provider who keeps a place for the person has to be told that they are not coming.
            .. command.Reason is not EndReason.Finished
                && introduction is { As: IntroductionKind.Referral, Answer: ProviderAnswer.Accepted or ProviderAnswer.WaitingList }
                ? [journey.Open($"introduction/{introduction.Id}/off", TaskKind.TellProvider, pathway.Calendar.Deadline(moment.Instant, 1),
                    introduction.Id)] : Array.Empty<JourneyEvent>(),
            .. command.Reason is EndReason.TooFar ? [Unmet(introduction.Need, UnmetReason.TooFar)] : Array.Empty<JourneyEvent>(),
            .. command.Reason is not EndReason.Finished && !others && !journey.Tasks.Any(t => t.Kind is TaskKind.FindActivity)
                ? [FindAnother(journey, introduction, moment.CommandId, pathway, moment.Instant)] : Array.Empty<JourneyEvent>(),
        ]);
    }

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        foreach (Introduction introduction in journey.Introductions.Where(i => i is { As: IntroductionKind.Referral, EndedAt: null }))
        {
            DateTimeOffset declined = WorkingCalendar.AddDays(introduction.At, pathway.ProviderDeclineDays);
            if (introduction.Answer is ProviderAnswer.None)
            {
                if (introduction.Activity.Email is not null)
                    yield return new Due(new WillAskAgain(introduction.Id),
                        pathway.Calendar.Deadline(introduction.At, pathway.ProviderNudgeWorkingDays),
                        (key, now) => Messages.ToProvider(journey, introduction.Activity, MessageKind.ProviderNudge, key,
                            new(introduction.Id), pathway, now), SkipAfter: declined);
                DateTimeOffset late = pathway.Calendar.Deadline(introduction.At, pathway.ProviderAnswerWorkingDays);
                yield return new Due(new WillChase(introduction.Id), late,
                    (key, now) => [journey.Open(key, TaskKind.ChaseProvider, pathway.Calendar.Deadline(now, 1), introduction.Id)],
                    SkipAfter: declined);
                yield return new Due(new WillCountAsNo(introduction.Id), declined,
                    (_, now) => Answering(journey, introduction, ProviderAnswer.NoAnswer, null, "declined", pathway, now));
            }
            else if (introduction is { Answer: ProviderAnswer.WaitingList, AnsweredAt: { } since })
            {
                yield return new Due(new WillAskWaitingList(introduction.Id, since),
                    WorkingCalendar.AddDays(since, pathway.WaitingListDays),
                    (key,
                        now) =>
                        [journey.Open(key, TaskKind.CheckWaitingList, pathway.Calendar.Deadline(now, pathway.FindActivityWorkingDays),
                            introduction.Id)]);
            }
        }
    }

    /// <summary>
    /// The person no longer goes there, so planned sessions and open tasks there are cancelled. A session that has taken place still has to
    /// be recorded.
    /// </summary>
    internal static IEnumerable<JourneyEvent> Stopping(Journey journey, Introduction introduction, DateTimeOffset now) =>
    [
        .. journey.CloseTasks(
            [TaskKind.TellProvider, TaskKind.ChaseProvider, TaskKind.CheckWaitingList, TaskKind.PlanSession, TaskKind.ConsiderStepDown,
                TaskKind.ConsiderStepUp], introduction.Id),
        .. journey.Sessions.Where(s => s.Introduction == introduction.Id && s.IsPlanned && s.At > now)
            .SelectMany(s => Attendance.CallOff(journey, s)),
    ];

    internal static Journey With(Journey journey, string id, Func<Introduction, Introduction> change) =>
        journey with { Introductions = [.. journey.Introductions.Select(i => i.Id == id ? change(i) : i)] };

    public static Introduction? Find(Journey journey, string id) => journey.Introductions.FirstOrDefault(i => i.Id == id);

    internal static Decision Unknown => Decision.Refuse("introduction-unknown", "There is no such introduction.");

    private static List<JourneyEvent> Answering(
        Journey journey, Introduction introduction, ProviderAnswer says, string? reason, string step, Pathway pathway, DateTimeOffset now)
    {
        List<JourneyEvent> events = [new ProviderAnswered(introduction.Id, says, reason)];
        events.AddRange(says is ProviderAnswer.Accepted
            ? [.. journey.CloseTasks([TaskKind.TellProvider, TaskKind.ChaseProvider, TaskKind.CheckWaitingList, TaskKind.FindActivity],
                introduction.Id),
                journey.Open($"introduction/{introduction.Id}/first/{step}", TaskKind.PlanSession,
                    pathway.Calendar.Deadline(now, pathway.PlanSessionWorkingDays), introduction.Id)]
            : Stopping(journey, introduction, now));
        if (says is ProviderAnswer.Full)
            events.Add(Unmet(introduction.Need, UnmetReason.Full));
        if (says is ProviderAnswer.Full or ProviderAnswer.NotSuitable or ProviderAnswer.NoAnswer
            && !journey.Tasks.Any(t => t.Kind is TaskKind.FindActivity && t.About == introduction.Id))
            events.Add(FindAnother(journey, introduction, step, pathway, now));
        return events;
    }

    private static Tasks.Opened FindAnother(Journey journey, Introduction introduction, string step, Pathway pathway, DateTimeOffset now) =>
        journey.Open($"introduction/{introduction.Id}/another/{step}", TaskKind.FindActivity,
            pathway.Calendar.Deadline(now, pathway.FindActivityWorkingDays), introduction.Id);

    private static UnmetNeed Unmet(string? need, UnmetReason reason) => new(need ?? Needs.NotStated, reason);
}
