using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>Taking up support again after it has ended, in one step and with the story kept.</summary>
public static partial class Closing
{
    /// <summary>Take up support again.</summary>
    /// <remarks>In one step and with the story kept, for as many months after the end as the pathway says.</remarks>
    /// <example>{"commandId": "c-40", "kind": "reopen", "note": "He called and would like to come back."}</example>
    [GivenBy(Givers.Support)]
    public sealed record Reopen(string? Note = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideReopen(journey, this, pathway, moment);

        /// <summary>The journeys that resemble this one now.</summary>
        [JsonIgnore] public IReadOnlyList<Resemblance.Likeness> Alikes { get; init; } = [];

        /// <summary>Set by the service, which knows who works here: the previous link worker no longer does, so another one
        /// must be chosen.</summary>
        [JsonIgnore] public bool LinkWorkerHasLeft { get; init; }
    }

    /// <param name="LinkWorkerHasLeft">Whether the person has no link worker until the lead has chosen one.</param>
    public sealed record Reopened(
        string? Note = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool LinkWorkerHasLeft = false)
            : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            LinkWorker = LinkWorkerHasLeft ? null : journey.LinkWorker,
            Ended = null,
            ClosedAt = null,
            Reopenings = journey.Reopenings + 1,
            ReopenedAt = entry.At,
            LastLetterAt = null,
            LastTouchAt = entry.At,
        };
    }

    private static Decision DecideReopen(Journey journey, Reopen command, Pathway pathway, Moment moment)
    {
        if (journey.Ended is not { } ended || journey.DeclinedAt is not null)
            return Decision.Refuse("not-ended", "Support has not ended for this person.");
        if (journey.HasDied)
            return Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.");
        if (moment.Instant >= WorkingCalendar.AddMonths(ended.At, pathway.ReopenMonths))
            return Decision.Refuse("reopen-too-late",
                $"Support ended more than {pathway.ReopenMonths} months ago: a new referral begins anew.");
        string key = $"reopened/{moment.CommandId}";
        bool hasLeft = command.LinkWorkerHasLeft && journey.LinkWorker is not null;
        IReadOnlyList<JourneyEvent> left = hasLeft ? [.. Allocation.Leaving(journey)] : [];
        if (hasLeft)
            journey = journey with { LinkWorker = null };
        DateTimeOffset By(int workingDays) => pathway.Calendar.Deadline(moment.Instant, workingDays);
        Tasks.Opened Again(string what, TaskKind kind, int workingDays, string? about = null) =>
            journey.Open($"{key}{what}", kind, By(workingDays), about);
        return Decision.Of([
            new Reopened(command.Note, hasLeft),
            .. left,
            .. journey.CloseTelling(t => t.Message is { } kind && MessageType.Of(kind).KeyOfTheEnd is not null),
            // What was not decided when support ended must still be decided.
            .. journey.Referrals.Where(r => r is { AcceptedAt: null, DeclinedAt: null }).Select(r =>
                Again($"/{r.Id:N}", r.Id == journey.Referrals[0].Id ? TaskKind.Triage : TaskKind.ReviewJoinedReferral,
                    pathway.TriageWorkingDays, r.Id.ToString("N"))),
            .. journey.Referrals.Where(r => r is { DeathOnRecord: true, AcceptedAt: null, DeclinedAt: null })
                .Select(r => Again($"/{r.Id:N}/death-on-record", TaskKind.DeathOnRecord, pathway.TriageWorkingDays, r.Id.ToString("N"))),
            .. Resemblance.AskedAgain(journey).Select(t => Again($"/{t.About}/{t.Kind}", t.Kind, pathway.TriageWorkingDays, t.About)),
            .. Resemblance.Noting(journey.After(new Reopened(command.Note, hasLeft), moment.Instant), command.Alikes, pathway,
                moment.Instant),
            new Resemblance.LookPlanned(moment.Instant + Resemblance.LookAgainAfter),
            .. journey.AcceptedAt is null
                ? []
                : (JourneyEvent[])[
                    Again("", journey.ContactedAt is null ? TaskKind.NextAttempt : TaskKind.KeepInTouch, pathway.AfterPauseWorkingDays)],
            .. journey.AcceptedAt is null || journey.LinkWorker is not null
                ? []
                : (JourneyEvent[])[Again("/allocate", TaskKind.Allocate, pathway.AllocateWorkingDays)],
            .. journey.PlanAgreedAt is null && journey.FirstMetAt is not null
                ? (JourneyEvent[])[Again("/plan", TaskKind.AgreePlan, pathway.PlanWorkingDays)] : [],
        ]);
    }
}
