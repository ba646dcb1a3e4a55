using System.Globalization;
using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// What a referrer may know about a referral: the status words of the HL7 Gravity referral task, milestones, and what comes next. It has no
/// personal details, and nothing from before a referral that joined later.
/// </summary>
public sealed record ReferralStatus(
    ReferralTaskStatus Status, string? StatusReason, Stage Stage, IReadOnlyList<Milestone> Milestones, NextStep? Next)
{
    /// <summary>It says that we have the referral, whether we took it on and whether support has ended, and nothing in between.</summary>
    public bool IsBrief { get; private init; }

    public static ReferralStatus Of(Journey journey, HeldReferral referral, Pathway pathway)
    {
        (ReferralTaskStatus status, string? reason) = StatusOf(journey, referral);
        return new(status, reason, StageOf(journey, referral), [.. MilestonesOf(journey, referral)], NextOf(journey, referral, pathway))
        {
            IsBrief = !MayKnowAll(journey, referral),
        };
    }

    /// <summary>A referrer who was declined, or has no answer yet, learns nothing about a journey that others began.</summary>
    private static Stage StageOf(Journey journey, HeldReferral referral) =>
        referral.DeclinedAt is not null ? Stage.Closed
        : referral.AcceptedAt is not null && !journey.HasEnded && !MayKnowAll(journey, referral) ? Stage.Contacting
        : journey.HasEnded || referral.AcceptedAt is not null ? journey.Stage
        : Stage.Triage;

    private static (ReferralTaskStatus, string?) StatusOf(Journey journey, HeldReferral referral) =>
        referral.DeclinedAt is not null ? (ReferralTaskStatus.Rejected, referral.DeclineReason)
        : journey.Ended is { } ended ? MayKnow(journey, referral, ended.Reason) ? Ended(ended.Reason) : (ReferralTaskStatus.Cancelled, null)
        : referral.AcceptedAt is null ? (ReferralTaskStatus.Requested, null)
        : !MayKnowAll(journey, referral) ? (ReferralTaskStatus.Accepted, null)
        : journey.Pause is { } pause ? (ReferralTaskStatus.OnHold, Resting(pause))
        : journey.Stage is Stage.Contacting ? (ReferralTaskStatus.Accepted, null)
        : (ReferralTaskStatus.InProgress, null);

    /// <summary>
    /// Anybody can refer anybody by the page, also whoever looks for somebody who has fled. So where somebody must perhaps not be found, a
    /// referral without an organisation's key tells neither whether they speak with us or go anywhere, nor why support ended: that a number
    /// still reaches them, or that they are seen here on Tuesdays, is what such a reader wants to know. Whoever has good reason rings us.
    /// </summary>
    public static bool MayKnow(Journey journey, HeldReferral referral, ClosingReason reason) => MayKnowAll(journey, referral)
        || reason is ClosingReason.Died or ClosingReason.NoLongerEligible or ClosingReason.Joined || Closing.IsOfTheRecord(reason);

    internal static bool MayKnowAll(Journey journey, HeldReferral referral) => referral.Organisation is not null || !journey.IsHidden;

    /// <summary>Does not say why support is paused, because that is the person's own affair.</summary>
    private static string? Resting(Pausing.Rest pause) =>
        string.Create(CultureInfo.GetCultureInfo("en-GB"), $"Support rests until {pause.Until:d MMMM yyyy} and then goes on by itself.");

    private static (ReferralTaskStatus, string?) Ended(ClosingReason reason) => reason switch
    {
        ClosingReason.GoalsMet => (ReferralTaskStatus.Completed, null),
        ClosingReason.Independent => (ReferralTaskStatus.Completed, null),
        ClosingReason.NoContact => (ReferralTaskStatus.Failed, "We could not reach the person. They can come back at any time."),
        ClosingReason.DidNotAttend =>
            (ReferralTaskStatus.Failed, "The person did not come to the meetings we arranged. They can come back at any time."),
        ClosingReason.Withdrew => (ReferralTaskStatus.Cancelled, "The person decided not to go on. They can come back at any time."),
        ClosingReason.MovedAway => (ReferralTaskStatus.Cancelled, "The person has moved away."),
        ClosingReason.Died => (ReferralTaskStatus.Cancelled, "The person has died."),
        ClosingReason.Duplicate =>
            (ReferralTaskStatus.Cancelled, "This referral was here twice. The person is not turned away: the other one goes on."),
        ClosingReason.EnteredInError =>
            (ReferralTaskStatus.Cancelled,
                "This referral was entered in error, and nothing more is done because of it. If the person had a letter from us "
                    + "and has not spoken with us, we tell them that it was a mistake."),
        ClosingReason.NoLongerEligible => (ReferralTaskStatus.Cancelled, "This service is not there for the person any more."),
        ClosingReason.MovedToOtherService => (ReferralTaskStatus.Cancelled, "Another service supports the person from now on."),
        // In which hospital or home they are, and why, is the person's own affair.
        ClosingReason.InHospitalOrCare =>
            (ReferralTaskStatus.Cancelled, "The person is cared for elsewhere. They can come back at any time."),
        // The referrers see the journey that goes on.
        ClosingReason.Joined => (ReferralTaskStatus.InProgress, null),
    };

    private static IEnumerable<Milestone> MilestonesOf(Journey journey, HeldReferral referral) =>
        new (string What, DateTimeOffset? At)[]
        {
            ("received", referral.ReceivedAt),
            ("accepted", referral.AcceptedAt),
            ("declined", referral.DeclinedAt),
            ("contacted", referral.AcceptedAt is null ? null : journey.ContactedAt),
            ("met", referral.AcceptedAt is null ? null : journey.FirstMetAt),
            ("planAgreed", referral.AcceptedAt is null ? null : journey.PlanAgreedAt),
            ("introduced", referral.AcceptedAt is null ? null : journey.Introductions.Min(i => (DateTimeOffset?)i.At)),
            ("firstAttended", referral.AcceptedAt is null ? null : journey.FirstAttended?.At),
            ("independent", referral.AcceptedAt is null ? null : journey.IndependentAt),
            ("supportEnded", referral.DeclinedAt is null ? journey.Ended?.At : null),
        }
        .Where(m => m.At >= referral.ReceivedAt && (MayKnowAll(journey, referral)
            || m.What is "received" or "accepted" or "declined" or "supportEnded"))
        .Select(m => new Milestone(m.What, m.At!.Value)).OrderBy(m => m.At);

    private static NextStep? NextOf(Journey journey, HeldReferral referral, Pathway pathway) =>
        referral.DeclinedAt is not null || journey.HasEnded || (referral.AcceptedAt is not null && !MayKnowAll(journey, referral)) ? null
        : referral.AcceptedAt is null
            ? new NextStep("triage", pathway.Calendar.Deadline(referral.ReceivedAt, pathway.TriageDays(referral.Details.Urgency)))
        : journey.Stage switch
        {
            Stage.Contacting => new NextStep("firstContact", TaskDue(journey, TaskKind.FirstContact, TaskKind.NextAttempt)),
            Stage.Meeting =>
                new NextStep("firstMeeting", journey.Meetings.Where(m => m.IsBooked).Select(m => (DateTimeOffset?)m.At).Min()
                    ?? TaskDue(journey, TaskKind.ArrangeMeeting, TaskKind.Rebook)),
            Stage.Planning => new NextStep("plan", TaskDue(journey, TaskKind.AgreePlan)),
            Stage.Triage or Stage.Attending or Stage.AfterCare or Stage.Closed => null,
        };

    private static DateTimeOffset? TaskDue(Journey journey, params TaskKind[] kinds) =>
        journey.Tasks.Where(t => kinds.Contains(t.Kind)).Select(t => (DateTimeOffset?)t.Due).Min();
}

/// <summary>The status words of the HL7 Gravity referral task, exactly as they are sent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReferralTaskStatus>))]
public enum ReferralTaskStatus
{
    [JsonStringEnumMemberName("requested")] Requested,
    [JsonStringEnumMemberName("accepted")] Accepted,
    [JsonStringEnumMemberName("rejected")] Rejected,
    [JsonStringEnumMemberName("in-progress")] InProgress,
    [JsonStringEnumMemberName("on-hold")] OnHold,
    [JsonStringEnumMemberName("completed")] Completed,
    [JsonStringEnumMemberName("failed")] Failed,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

public sealed record Milestone(string What, DateTimeOffset At);

/// <param name="What"><c>triage</c>, <c>firstContact</c>, <c>firstMeeting</c> or <c>plan</c>.</param>
public sealed record NextStep(string What, DateTimeOffset? By);
