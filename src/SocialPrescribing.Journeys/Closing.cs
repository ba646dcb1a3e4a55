using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// How support ends and what the referrer is told. Nothing ends by itself on a vulnerable person: an automatic end is
/// first announced to the lead with its date, can be called off until then, and waits while a concern or a known risk is open.
/// </summary>
public static class Closing
{
    public sealed record Close(ClosingReason Reason, string? Note = null) : JourneyCommand;
    /// <summary>Calls off an announced end.</summary>
    public sealed record KeepOpen(string? Note = null) : JourneyCommand;

    public sealed record Proposed(ClosingReason Reason, DateTimeOffset On) : JourneyEvent;
    public sealed record Kept(string? Note = null) : JourneyEvent;
    public sealed record SupportEnded(ClosingReason Reason, string? Note) : JourneyEvent;
    public sealed record Closed : JourneyEvent;

    public sealed record Proposal(ClosingReason Reason, DateTimeOffset On);
    public sealed record End(ClosingReason Reason, DateTimeOffset At)
    {
        /// <summary>Who was met and can still be asked is asked how they are, months later.</summary>
        public bool HasAfterCare { get; init; }
    }

    public static Decision Decide(Journey journey, Close command, Pathway pathway, Moment moment) =>
        journey.HasOpenConcern && command.Reason is not ClosingReason.Died
            ? Decision.Refuse("concern-open", "A concern is open. Settle it before support ends.")
        : journey.AcceptedAt is null && command.Reason is not (ClosingReason.Died or ClosingReason.Withdrew or ClosingReason.MovedAway)
            ? Decision.Refuse("not-accepted", "Accept the referral first.")
        : Decision.Of(Ending(journey, command.Reason, command.Note, pathway, moment.Instant));

    public static Decision Decide(Journey journey, KeepOpen command, Pathway pathway, Moment moment) =>
        journey.ClosingProposal is null
            ? Decision.Refuse("nothing-announced", "This journey was not about to end.")
            : Decision.Of([
                new Kept(command.Note),
                .. journey.CloseTasks([TaskKind.ClosingNotice]),
                journey.Open($"keep/{moment.CommandId}", journey.ContactedAt is null ? TaskKind.NextAttempt : TaskKind.KeepInTouch, pathway.Calendar.Deadline(moment.Instant, pathway.AttemptEveryWorkingDays)),
            ]);

    public static Journey Apply(Journey journey, SupportEnded ended, DateTimeOffset at) => journey with
    {
        ClosingProposal = null,
        Ended = new End(ended.Reason, at) { HasAfterCare = HasAfterCare(journey, ended.Reason) },
        Meetings = [.. journey.Meetings.Select(m => m.IsBooked ? m with { IsCancelled = true } : m)],
    };

    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway)
    {
        if (journey.ClosingProposal is { } proposal && !journey.HasOpenConcern && !journey.HasKnownRisk)
            yield return new Due($"closing/{proposal.On.UtcTicks}", proposal.On, now => Ending(journey, proposal.Reason, null, pathway, now));
        if (journey.Ended is { } ended)
            yield return new Due("closing/closed", ClosesAt(ended, pathway), _ => [new Closed()]);
    }

    internal static Due Propose(Journey journey, string key, DateTimeOffset at, ClosingReason reason, Pathway pathway) =>
        new(key, at, now => ProposeNow(journey, key, reason, pathway, now));

    internal static IEnumerable<JourneyEvent> ProposeNow(Journey journey, string key, ClosingReason reason, Pathway pathway, DateTimeOffset now)
    {
        DateTimeOffset on = pathway.Calendar.Deadline(now, pathway.ClosingNoticeWorkingDays);
        return [new Proposed(reason, on), journey.Open($"{key}/notice", TaskKind.ClosingNotice, on)];
    }

    /// <summary>Everything that belongs to the end, in one go: tasks, the goodbye, and the news to every referrer.</summary>
    private static List<JourneyEvent> Ending(Journey journey, ClosingReason reason, string? note, Pathway pathway, DateTimeOffset now)
    {
        List<JourneyEvent> events = [new SupportEnded(reason, note), .. journey.Tasks.Where(t => t.Kind is not (TaskKind.TellReferrer or TaskKind.AcknowledgeConcern or TaskKind.SettleConcern)).SelectMany(t => Tasks.Close(t))];
        Journey after = Apply(journey with { Tasks = [] }, new SupportEnded(reason, note), now);
        events.AddRange(Messages.ToPerson(after, MessageKind.Goodbye, "closing/goodbye", null, pathway, now));
        events.AddRange(Messages.ToReferrers(after, MessageKind.ReferrerClosed, "closing/referrer", pathway, now));
        if (!after.Ended!.HasAfterCare)
            events.Add(new Closed());
        return events;
    }

    private static bool HasAfterCare(Journey journey, ClosingReason reason) =>
        journey.FirstMetAt is not null && reason is not (ClosingReason.Died or ClosingReason.Withdrew or ClosingReason.NoContact);

    /// <summary>When the last after-care survey has had its window.</summary>
    private static DateTimeOffset ClosesAt(End ended, Pathway pathway) => pathway.Surveys
        .Where(s => s.Anchor is SurveyAnchor.SupportEnded)
        .Select(s => s.After.From(ended.At, pathway.SurveySendAt).AddDays(pathway.SurveyWindowDays + 1))
        .Append(ended.At).Max();
}

[JsonConverter(typeof(CamelCaseEnum<ClosingReason>))]
public enum ClosingReason { GoalsMet, Independent, NoContact, DidNotAttend, Withdrew, MovedAway, Died }
