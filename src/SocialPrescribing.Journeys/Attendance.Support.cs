namespace SocialPrescribing.Journeys;

/// <content>
/// The steps of support, at the person's pace: down, and up again whenever that helps. What they say after each session leads to a
/// suggestion, and a link worker decides.
/// </content>
public static partial class Attendance
{
    /// <summary>Change the step of support.</summary>
    /// <remarks>The link worker decides; a step either way is always allowed.</remarks>
    /// <example>
    /// {"commandId": "s-6", "kind": "changeSupport", "introduction": "i-1", "to": "metThere", "reason": "He asked to walk in by himself."}
    /// </example>
    [GivenBy(Givers.Support)]
    public sealed record ChangeSupport(string Introduction, SupportStep To, string Reason) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Reason)];
        internal override string? Subject => Introduction;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideChangeSupport(journey, this, moment);
    }

    public sealed record SupportChanged(string Introduction, SupportStep From, SupportStep To, string Reason) : JourneyEvent
    {
        public override string? WordsForThePerson() => Reason;
        internal override string? Subject => Introduction;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            Activities.With(journey, Introduction, i => i with { Support = To, SupportSince = entry.At }) with
            {
                Sessions = [
                .. journey.Sessions
                    .Select(s => s.Introduction == Introduction && s.IsPlanned && s.At > entry.At
                        // Whoever was asked to go along is no longer needed once the person goes without company.
                        ? s with { Support = To, GoesAlong = To is SupportStep.Accompanied or SupportStep.MetThere ? s.GoesAlong : null }
                        : s)],
            };
    }

    /// <summary>The milestone: the person goes alone.</summary>
    public sealed record BecameIndependent(string Introduction) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            Activities.With(journey, Introduction, i => i with { IndependentAt = entry.At });
    }

    private static Decision DecideChangeSupport(Journey journey, ChangeSupport command, Moment moment) =>
        Activities.Find(journey, command.Introduction) is not { } introduction ? Activities.Unknown
        : introduction.EndedAt is not null ? Decision.Refuse("introduction-over", "This introduction is over. Nothing was changed.")
        : introduction.Support == command.To ? Decision.Refuse("support-unchanged", "That is the support the person has.")
        : string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse("reason-missing", "Say why, for whoever looks at this next.")
        : Decision.Of([
            new SupportChanged(introduction.Id, introduction.Support, command.To, command.Reason),
            .. journey.CloseTasks([TaskKind.ConsiderStepDown, TaskKind.ConsiderStepUp], introduction.Id),
            .. journey.Sessions.Where(s => s.Introduction == introduction.Id && s.IsPlanned)
                .SelectMany(s => journey.CloseTasks([TaskKind.PhoneBefore], s.Id)),
            .. command.To is SupportStep.Accompanied or SupportStep.MetThere ? [] : NobodyGoesAlong(journey, introduction, moment.Instant),
        ]);

    /// <summary>Volunteers are told that they need not go, and nobody looks for one any more.</summary>
    private static IEnumerable<JourneyEvent> NobodyGoesAlong(Journey journey, Introduction introduction, DateTimeOffset now) =>
        journey.Sessions.Where(s => s.Introduction == introduction.Id && s.IsPlanned && s.At > now)
            .SelectMany(s => (IEnumerable<JourneyEvent>)[
                .. s.Volunteer is null ? [] : (JourneyEvent[])[new CompanionChanged(s.Id)],
                .. journey.CloseTasks([TaskKind.FindCompanion], s.Id)]);

    /// <summary>
    /// What follows from a session that the person came to: a step down or up is suggested, the milestone is reached, or after too little
    /// progress somebody looks at the plan again.
    /// </summary>
    private static IEnumerable<JourneyEvent> Progress(
        Journey journey, Introduction introduction, Session[] soFar, Pathway pathway, DateTimeOffset now, string about)
    {
        if (!introduction.CanAttend || soFar.Length is 0)
            yield break;
        Session[] onThisStep = [.. soFar.TakeWhile(s => s.Support == introduction.Support && s.At >= introduction.SupportSince)];
        bool confident = onThisStep.Length >= pathway.ConfidentInARow
            && onThisStep.Take(pathway.ConfidentInARow).All(s => s.Came is true && s.Confidence >= pathway.ConfidentFrom);
        if (introduction.Support is SupportStep.Independent)
        {
            if (introduction.IndependentAt is null
                && onThisStep.Count(s => s.Came is true && s.WentAlong is Companion.Nobody) >= pathway.AloneForIndependent)
                yield return new BecameIndependent(introduction.Id);
        }
        else if (WithoutProgress(onThisStep, journey.Reviews.Count > 0 ? journey.Reviews[^1].At : default) >= pathway.SessionsBeforeReview)
        {
            foreach (JourneyEvent review in Reviews.Open(journey, $"{about}/review", introduction.Id, pathway, now))
                yield return review;
        }
        bool bad = soFar[0].Confidence <= pathway.NotConfidentUpTo && introduction.Support is not SupportStep.Accompanied;
        TaskKind? suggested = bad
            ? TaskKind.ConsiderStepUp
            : confident && introduction.Support is not SupportStep.Independent ? TaskKind.ConsiderStepDown : null;
        if (suggested is { } kind)
            foreach (JourneyEvent suggestion in Suggest(journey, introduction, kind, pathway, now, about))
                yield return suggestion;
    }

    /// <summary>
    /// How many sessions the person came to since they last felt more confident than ever before on this step, or since the
    /// plan was last reviewed.
    /// </summary>
    private static int WithoutProgress(IEnumerable<Session> onThisStep, DateTimeOffset lastReview)
    {
        int without = 0;
        int? best = null;
        foreach (Session session in onThisStep.Where(s => s.Came is true).Reverse())
        {
            without = session.At <= lastReview || session.Confidence > best ? 0 : without + 1;
            best = best > session.Confidence ? best : session.Confidence ?? best;
        }
        return without;
    }

    /// <summary>
    /// A missed session never ends anything: somebody phones, asks what got in the way, and in the end looks at the plan again. If it is
    /// recorded only after the person has come again, nothing follows.
    /// </summary>
    private static IEnumerable<JourneyEvent> AfterMissed(
        Journey journey, Introduction introduction, int missed, Barrier? whyNot, Pathway pathway, DateTimeOffset now, string about) =>
        missed is 0 || !introduction.CanAttend ? [] :
        [
            .. journey.CloseTasks([TaskKind.PhoneAfterMissed, TaskKind.WelfareCall], introduction.Id),
            .. missed >= pathway.MissedSessionsBeforeReview
                ? Reviews.Open(journey, $"{about}/review", introduction.Id, pathway, now)
                : [missed is 1
                    ? journey.Open($"{about}/phone-after", TaskKind.PhoneAfterMissed,
                        pathway.Calendar.Deadline(now, pathway.PhoneAfterMissedWorkingDays), introduction.Id)
                    : journey.Open($"{about}/welfare", TaskKind.WelfareCall,
                        pathway.Calendar.Deadline(now, pathway.WelfareCallWorkingDays), introduction.Id)],
            .. whyNot is Barrier.Anxiety && introduction.Support is not SupportStep.Accompanied
                ? Suggest(journey, introduction, TaskKind.ConsiderStepUp, pathway, now, about) : [],
        ];

    private static IEnumerable<JourneyEvent> Suggest(
        Journey journey, Introduction introduction, TaskKind kind, Pathway pathway, DateTimeOffset now, string about) =>
        journey.Tasks.Any(t => t.Kind == kind && t.About == introduction.Id) ? []
        : [
            // A suggestion to step up replaces one to step down, and the other way round.
            .. journey.CloseTasks([TaskKind.ConsiderStepDown, TaskKind.ConsiderStepUp], introduction.Id),
            journey.Open($"{about}/{(kind is TaskKind.ConsiderStepDown ? "step-down" : "step-up")}", kind,
                pathway.Calendar.Deadline(now, pathway.ConsiderStepWorkingDays), introduction.Id),
        ];
}
