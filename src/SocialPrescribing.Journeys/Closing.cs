using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// How support ends and what the referrer is told. Nothing ends by itself for a vulnerable person: an automatic end is first
/// announced to the lead with its date, and can be called off until then. It waits while a concern or a known risk is open, or
/// another referral has not been read.
/// </summary>
public static partial class Closing
{
    /// <summary>End support.</summary>
    /// <param name="Goals">Where the person's goals stand at the end, as with <c>scoreGoals</c>.</param>
    /// <example>{"commandId": "c-17", "kind": "close", "reason": "independent"}</example>
    [GivenBy(Givers.Support)]
    public sealed record Close(
        ClosingReason Reason, string? Note = null,
        [property: Length(0, Journeys.Goals.Most)] IReadOnlyList<GoalStanding>? Goals = null) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => meanwhile.Any();
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideClose(journey, this, pathway, moment);
    }

    /// <summary>Keep a journey open that was about to end.</summary>
    /// <remarks>Calls off an announced end.</remarks>
    /// <example>{"commandId": "c-18", "kind": "keepOpen", "note": "I spoke to her neighbour."}</example>
    [GivenBy(Givers.Running)]
    public sealed record KeepOpen(string? Note = null) : JourneyCommand
    {
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideKeepOpen(journey, this, pathway, moment);
    }

    public sealed record Proposed(ClosingReason Reason, DateTimeOffset On) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { ClosingProposal = new Closing.Proposal(Reason, On) };
    }

    public sealed record KeptOpen(string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            journey with { ClosingProposal = null, LastLetterAt = null, LastTouchAt = entry.At };
    }

    public sealed record SupportEnded(ClosingReason Reason, string? Note = null) : JourneyEvent
    {
        public override string? WordsForThePerson() => Note;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            ClosingProposal = null,
            Pause = null,
            Ended = new End(Reason, entry.At) { HasAfterCare = HasAfterCare(journey, Reason) },
            Meetings = [.. journey.Meetings.Select(m => m.IsBooked ? m with { IsCancelled = true } : m)],
            // People may keep going to their activities. Only what we planned with them ends, and our open questions to providers.
            Sessions = [.. journey.Sessions.Select(s => s.IsPlanned ? s with { IsCancelled = true } : s)],
            Introductions = [.. journey.Introductions.Select(i =>
                i is { EndedAt: null } && (!i.CanAttend || Reason is not (ClosingReason.GoalsMet or ClosingReason.Independent))
                    ? i with { EndedAt = entry.At, EndReason = EndReason.Finished } : i)],
        };
    }

    public sealed record Closed : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { ClosedAt = entry.At };
    }

    /// <summary>We heard of the death after support had ended. Nothing more is sent. The reason that was given for the end stays.</summary>
    public sealed record DiedLater(string? Note = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { DiedLaterAt = entry.At };
    }

    public sealed record Proposal(ClosingReason Reason, DateTimeOffset On);
    public sealed record End(ClosingReason Reason, DateTimeOffset At)
    {
        /// <summary>A person whom we met, and may still write to, is asked some months later how they are.</summary>
        public bool HasAfterCare { get; init; }
    }

    /// <summary>Support ends by itself.</summary>
    public sealed record WillEnd(DateTimeOffset On) : Coming
    {
        public override string Thing => "closing";
        protected override string What => $"{On.UtcTicks}";
    }

    /// <summary>After-care is over, and the journey closes.</summary>
    public sealed record WillClose(string Suffix) : Coming
    {
        public override string Thing => "closing";
        protected override string What => $"closed{Suffix}";
    }

    private static Decision DecideClose(Journey journey, Close command, Pathway pathway, Moment moment) =>
        journey.HasEnded
            ? command.Reason is ClosingReason.Died && journey is { Ended: not null, HasDied: false }
                ? Decision.Of(
                    [new DiedLater(command.Note), .. journey.CloseForEnd(), .. journey.IsClosed ? [] : (JourneyEvent[])[new Closed()],
                        new Resemblance.LookPlanned(moment.Instant)])
                : Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.")
        : command.Reason is ClosingReason.Joined ? Decision.Refuse("join-instead", "Say to which record this one is joined.")
        : journey.HasOpenConcern && command.Reason is not ClosingReason.Died
            ? Decision.Refuse("concern-open", "A concern is open. Settle it before support ends.")
        : journey.HasUnreadReferral && command.Reason is not ClosingReason.Died
            ? Decision.Refuse("referral-unread",
                "Another referral for this person waits to be looked at. Accept or decline it before support ends.")
        : journey.AcceptedAt is null
            && command.Reason
                is ClosingReason.GoalsMet or ClosingReason.Independent or ClosingReason.NoContact or ClosingReason.DidNotAttend
            ? Decision.Refuse("not-accepted", "Accept the referral first.")
        : Goals.Problem(journey, command.Goals) ?? Decision.Of([
            .. Goals.At(GoalOccasion.End, command.Goals),
            .. Ending(journey, command.Reason, command.Note, pathway, moment.Instant),
            // Journeys that resemble it hear of the death: nothing must be written to somebody who has died.
            .. command.Reason is ClosingReason.Died ? (JourneyEvent[])[new Resemblance.LookPlanned(moment.Instant)] : [],
        ]);

    private static Decision DecideKeepOpen(Journey journey, KeepOpen command, Pathway pathway, Moment moment) =>
        journey.ClosingProposal is null
            ? Decision.Refuse("nothing-announced", "Support was not about to end here.")
            : Decision.Of([
                new KeptOpen(command.Note),
                .. journey.CloseTasks([TaskKind.ClosingNotice]),
                journey.Open($"keep/{moment.CommandId}", journey.ContactedAt is null ? TaskKind.NextAttempt : TaskKind.KeepInTouch,
                    pathway.Calendar.Deadline(moment.Instant, pathway.AttemptEveryWorkingDays)),
            ]);

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        // Settling a concern announces the end again with a new date (see Announce).
        if (journey.ClosingProposal is { } proposal && !journey.HasOpenConcern && !journey.HasKnownRisk && !journey.HasUnreadReferral)
            yield return new Due(new WillEnd(proposal.On), proposal.On, (_, now) => Ending(journey, proposal.Reason, null, pathway, now));
        if (journey.Ended is { } ended)
            yield return new Due(new WillClose(journey.EndingSuffix), ClosesAt(ended, pathway), (_, _) => [new Closed()]);
    }

    /// <summary>Calls off an announced end, if there is one, because the person is in touch again.</summary>
    internal static IEnumerable<JourneyEvent> KeepAnyway(Journey journey) =>
        journey.ClosingProposal is null ? [] : [new KeptOpen(), .. journey.CloseTasks([TaskKind.ClosingNotice])];

    /// <summary>
    /// Gives a new date to an end that waited for an open concern: the old date may have passed while nobody was looking at it.
    /// </summary>
    internal static IEnumerable<JourneyEvent> Announce(Journey journey, string key, Pathway pathway, DateTimeOffset now) =>
        journey.ClosingProposal is not { } proposal
            ? []
            : [.. journey.CloseTasks([TaskKind.ClosingNotice]), .. ProposeNow(journey, key, proposal.Reason, pathway, now)];

    internal static Due Propose(Journey journey, Coming what, DateTimeOffset at, ClosingReason reason, Pathway pathway) =>
        new(what, at, (key, now) => ProposeNow(journey, key, reason, pathway, now));

    internal static IEnumerable<JourneyEvent> ProposeNow(
        Journey journey, string key, ClosingReason reason, Pathway pathway, DateTimeOffset now)
    {
        DateTimeOffset on = pathway.Calendar.Deadline(now, pathway.ClosingNoticeWorkingDays);
        return [new Proposed(reason, on), journey.Open($"{key}/notice", TaskKind.ClosingNotice, on)];
    }

    /// <summary>Everything that belongs to the end at once: tasks, the goodbye, and the news to every referrer.</summary>
    private static List<JourneyEvent> Ending(Journey journey, ClosingReason reason, string? note, Pathway pathway, DateTimeOffset now)
    {
        List<JourneyEvent> events = [new SupportEnded(reason, note), .. journey.CloseForEnd()];
        Journey after = (journey with { Tasks = [] }).After(new SupportEnded(reason, note), now);
        // Nobody should stand at a door because the journey was closed.
        foreach (Meeting meeting in journey.Meetings.Where(m => m.IsBooked && m.At > now))
            events.AddRange(
                Messages.ToPerson(
                    after, MessageKind.MeetingCancelled, $"meeting/{meeting.VersionId}/cancelled", meeting.AsSet, pathway, now));
        if (!IsOfTheRecord(reason))
            events.AddRange(Messages.ToPerson(
                after, MessageKind.Goodbye, Messages.KeyOfTheEnd(journey, MessageKind.Goodbye)!, null, pathway, now));
        if (reason is ClosingReason.EnteredInError)
            events.AddRange(TellOfTheMistake(journey, after, pathway, now));
        events.AddRange(Messages.ToReferrersAtTheEnd(after, MessageKind.ReferrerClosed, pathway, now));
        // Providers who expect the person are told that they will not come, but not why.
        foreach (Introduction waiting in journey.Introductions
            .Where(
                i => i is { As: IntroductionKind.Referral, EndedAt: null, Answer: ProviderAnswer.Accepted or ProviderAnswer.WaitingList }))
            if (after.Introductions.Any(i => i.Id == waiting.Id && i.EndedAt is not null))
                events.Add(
                    after.Open($"introduction/{waiting.Id}/off{journey.EndingSuffix}", TaskKind.TellProvider,
                        pathway.Calendar.Deadline(now, 1), waiting.Id));
        if (!after.Ended!.HasAfterCare)
            events.Add(new Closed());
        return events;
    }

    /// <summary>
    /// Somebody may have been referred in another's place, and has our first letter that we will be in touch. A human tells them, unless
    /// somebody has spoken with them already.
    /// </summary>
    private static IEnumerable<JourneyEvent> TellOfTheMistake(Journey journey, Journey after, Pathway pathway, DateTimeOffset now) =>
        journey is { ContactedAt: null, MayHaveDied: false }
        && (journey.Details.Source is ReferralSource.Self || Messages.WhyNot(journey, MessageKind.Received) is null)
            ? [after.Open($"closing/mistake{journey.EndingSuffix}", TaskKind.TellPerson,
                pathway.Calendar.Deadline(now, pathway.TellPersonWorkingDays), null, MessageKind.ReferrerClosed)] : [];

    /// <summary>Only our record ends, and nobody's support. So the person is told nothing.</summary>
    public static bool IsOfTheRecord(ClosingReason reason) => reason is ClosingReason.Duplicate or ClosingReason.EnteredInError;

    /// <summary>Whether a referrer can be told that the person may come back. Nobody can who has died, and it is no promise to somebody for
    /// whom the service is not there any more.</summary>
    public static bool CanComeBack(ClosingReason reason) => !IsOfTheRecord(reason)
        && reason is not (ClosingReason.Died or ClosingReason.MovedAway or ClosingReason.NoLongerEligible
            or ClosingReason.MovedToOtherService);

    private static bool HasAfterCare(Journey journey, ClosingReason reason) =>
        journey.FirstMetAt is not null
            && reason is ClosingReason.GoalsMet or ClosingReason.Independent or ClosingReason.DidNotAttend or ClosingReason.MovedAway;

    /// <summary>When the last after-care survey can no longer be answered.</summary>
    private static DateTimeOffset ClosesAt(End ended, Pathway pathway) => pathway.Surveys
        .Where(s => s.Anchor is SurveyAnchor.SupportEnded)
        .Select(s => s.After.From(ended.At, pathway.SurveySendAt).AddDays(pathway.SurveyWindowDays + 1))
        .Append(ended.At).Max();
}

[JsonConverter(typeof(CamelCaseEnum<ClosingReason>))]
public enum ClosingReason
{
    GoalsMet, Independent, NoContact, DidNotAttend, Withdrew, MovedAway, Died,
    /// <summary>The same person has another journey here, which goes on. Only the referrer is told.</summary>
    Duplicate,
    /// <summary>There should never have been a journey. Only the referrer is told.</summary>
    EnteredInError,
    NoLongerEligible,
    MovedToOtherService,
    InHospitalOrCare,
    /// <summary>Nobody's support has ended: this journey goes on in another one. See <see cref="Joining"/>.</summary>
    Joined,
}
