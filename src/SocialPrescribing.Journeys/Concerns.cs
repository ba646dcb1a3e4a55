using System.Text.Json.Serialization;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Safeguarding and red flags. A concern stops automatic mail to the person and is reported to a named human, again and again until one
/// acknowledges it. Mail never says what it is about.
/// </summary>
public static class Concerns
{
    /// <summary>Raise a concern.</summary>
    /// <param name="RenewLinks">Links in letters that were sent to the person so far then only stop messages.</param>
    /// <example>{"commandId": "c-9", "kind": "raiseConcern", "detail": "She mentioned that her son takes her money."}</example>
    [GivenBy(Givers.Care)]
    public sealed record Raise(string Detail, bool RenewLinks = false) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Detail)];
        public override bool IsOvertakenBy(IEnumerable<JourneyEvent> meanwhile) => false;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideRaise(journey, this, pathway, moment);
    }

    /// <summary>Acknowledge a concern.</summary>
    /// <param name="Settled">Nothing more is to be done.</param>
    /// <param name="RenewLinks">Links in letters that were sent to the person so far then only stop messages.</param>
    /// <example>
    /// {"commandId": "c-12", "kind": "acknowledgeConcern", "concern": "c-9", "note": "I ring adult social care today.", "renewLinks": true}
    /// </example>
    [GivenBy(Givers.Safeguarding)]
    public sealed record Acknowledge(string Concern, string? Note = null, bool Settled = false, bool RenewLinks = false) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideAcknowledge(journey, this, pathway, moment);
    }

    /// <summary>Settle a concern.</summary>
    /// <example>{"commandId": "c-13", "kind": "settleConcern", "concern": "c-9", "note": "Adult social care has taken it on."}</example>
    [GivenBy(Givers.Safeguarding)]
    public sealed record Settle(string Concern, string Note) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override IEnumerable<FreeText> Texts => [FreeText.Words(Note)];
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideSettle(journey, this, pathway, moment);
    }

    /// <summary>Whoever took on concerns is on leave, or has left: whoever looks after the queue sees them there.</summary>
    /// <param name="From">A staff id.</param>
    [GivenBy(Givers.NotStaff)]
    public sealed record BackToQueue(string From) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => Decision.Of(journey.Tasks
            .Where(t => t.Kind is TaskKind.SettleConcern && t.Assignee == From)
            .Select(t => new Tasks.Assigned(t.Id, Queues.Safeguarding)));
    }

    public sealed record Raised(string Concern, ConcernSource Source, IReadOnlyList<RedFlag> Flags, string? Detail = null) : JourneyEvent
    {
        public override bool FollowsByItself() => Source is not ConcernSource.Staff;
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with
        {
            Concerns = [.. journey.Concerns, new Concern(Concern, Source, Flags, Detail, entry.At, LastToldAt: entry.At)],
        };
    }

    public sealed record Told(string Concern, int Times) : JourneyEvent
    {
        public override bool FollowsByItself() => true;
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Concern, c => c with { LastToldAt = entry.At, TimesTold = Times });
    }

    public sealed record Acknowledged(string Concern, string? Note = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Concern, c => c with { AcknowledgedAt = entry.At, AcknowledgedBy = entry.By.Id });
    }

    public sealed record Settled(string Concern, string? Note = null) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) =>
            With(journey, Concern, c => c with { SettledAt = entry.At });
    }

    /// <summary>Somebody is told of the concern again.</summary>
    public sealed record WillTellAgain(string Concern, int Times) : Coming
    {
        public override string Thing => $"concern/{Concern}";
        protected override string What => $"told/{Times}";
    }

    private static Decision DecideRaise(Journey journey, Raise command, Pathway pathway, Moment moment) =>
        string.IsNullOrWhiteSpace(command.Detail) ? Decision.Refuse("detail-missing", "Say what you are worried about.")
        : journey.Concerns.Any(c => c.Id == moment.CommandId) ? Decision.Refuse("concern-known", "This concern has been raised already.")
        : Decision.Of(
            [.. RaisedBy(journey, moment.CommandId, ConcernSource.Staff, [], command.Detail, pathway, moment),
                .. Renewing(journey, command.RenewLinks)]);

    private static Decision DecideAcknowledge(Journey journey, Acknowledge command, Pathway pathway, Moment moment)
    {
        if (moment.Actor is not { Kind: ActorKind.Staff, Id: not null })
            return Decision.Refuse("needs-a-human", "A concern is acknowledged by a named member of staff.");
        if (journey.Concerns.FirstOrDefault(c => c.Id == command.Concern) is not { } concern)
            return Unknown;
        if (concern.AcknowledgedAt is not null)
            return Decision.Refuse("already-acknowledged", "Somebody has acknowledged this concern already.");
        return Decision.Of([
            new Acknowledged(concern.Id, command.Note),
            .. journey.CloseTasks([TaskKind.AcknowledgeConcern], concern.Id),
            .. Renewing(journey, command.RenewLinks),
            .. command.Settled
                ? Settling(journey, concern, command.Note, pathway, moment)
                : new JourneyEvent[] { journey.Open($"concern/{concern.Id}/settle", TaskKind.SettleConcern,
                    pathway.Calendar.Deadline(moment.Instant, pathway.SettleConcernWorkingDays), concern.Id) with
                    { Assignee = moment.Actor.Id } },
        ]);
    }

    private static Decision DecideSettle(Journey journey, Settle command, Pathway pathway, Moment moment) =>
        moment.Actor is not { Kind: ActorKind.Staff, Id: not null }
            ? Decision.Refuse("needs-a-human", "A concern is settled by a named member of staff.")
        : journey.Concerns.FirstOrDefault(c => c.Id == command.Concern) is not { } concern ? Unknown
        : concern.AcknowledgedAt is null ? Decision.Refuse("not-acknowledged", "Acknowledge the concern first.")
        : concern.SettledAt is not null ? Decision.Refuse("already-settled", "This concern is settled already.")
        : string.IsNullOrWhiteSpace(command.Note) ? Decision.Refuse("note-missing", "Say what was done about it.")
        : Decision.Of(
            [.. Settling(journey, concern, command.Note, pathway, moment), .. journey.CloseTasks([TaskKind.SettleConcern], concern.Id)]);

    /// <summary>Counts working hours from the last report. The second report also goes to the lead.</summary>
    public static IEnumerable<Due> Agenda(Journey journey, Pathway pathway) =>
        journey.Concerns.Where(c => c.AcknowledgedAt is null && journey.Joined is null).Select(concern =>
        {
            int times = concern.TimesTold + 1;
            return new Due(new WillTellAgain(concern.Id, times),
                pathway.Calendar.AddWorkingHours(concern.LastToldAt, TimeSpan.FromHours(pathway.ConcernAgainWorkingHours)), (key, _) =>
                [new Told(concern.Id, times), Messages.Queue(MessageKind.ConcernAgain, key, new MessageAbout.Concern(concern.Id))]);
        });

    internal static IReadOnlyList<JourneyEvent> FromReferral(Journey journey, HeldReferral referral, Pathway pathway, Moment moment)
    {
        bool raised = referral.Details.Safeguarding?.Concern is true;
        return raised || referral.Details.Needs.Contains(Needs.DomesticAbuse)
            ? RaisedBy(journey, IdOf(referral.Id), ConcernSource.Referral, [], raised ? referral.Details.Safeguarding!.Detail : null,
                pathway, moment)
            : [];
    }

    /// <summary>The id of a concern that a referral itself raises.</summary>
    internal static string IdOf(Guid referral) => $"referral-{referral:N}";

    /// <summary>A concern that came from another journey must be dealt with here.</summary>
    internal static IEnumerable<JourneyEvent> ToldAgain(Journey journey, Concern concern, string key, Pathway pathway, Moment moment) =>
        concern.AcknowledgedAt is null
        ? [
            journey.Open(key, TaskKind.AcknowledgeConcern,
                pathway.Calendar.AddWorkingHours(moment.Instant, TimeSpan.FromHours(pathway.ConcernAgainWorkingHours)), concern.Id),
            Messages.Queue(MessageKind.Concern, key, new MessageAbout.Concern(concern.Id)),
        ]
        : [journey.Open(key, TaskKind.SettleConcern, pathway.Calendar.Deadline(moment.Instant, pathway.SettleConcernWorkingDays),
            concern.Id) with { Assignee = concern.AcknowledgedBy ?? Queues.Safeguarding }];

    internal static IReadOnlyList<JourneyEvent> RaisedBy(
        Journey journey, string id, ConcernSource source, IReadOnlyList<RedFlag> flags, string? detail, Pathway pathway, Moment moment) =>
    [
        new Raised(id, source, flags, detail),
        journey.Open($"concern/{id}", TaskKind.AcknowledgeConcern,
            pathway.Calendar.AddWorkingHours(moment.Instant, TimeSpan.FromHours(pathway.ConcernAgainWorkingHours)), id),
        Messages.Queue(MessageKind.Concern, $"concern/{id}/told/0", new MessageAbout.Concern(id)),
    ];

    /// <summary>Links of somebody who has died open nothing anyway.</summary>
    private static IEnumerable<JourneyEvent> Renewing(Journey journey, bool renewLinks) =>
        renewLinks && !journey.HasDied ? [new PersonLinks.Renewed(RenewalReason.Staff)] : [];

    private static IEnumerable<JourneyEvent> Settling(Journey journey, Concern concern, string? note, Pathway pathway, Moment moment) =>
    [
        new Settled(concern.Id, note),
        .. journey.Concerns.Any(c => c.SettledAt is null && c.Id != concern.Id)
            ? []
            : Closing.Announce(journey, $"concern/{concern.Id}", pathway, moment.Instant),
    ];

    private static Decision Unknown => Decision.Refuse("concern-unknown", "There is no such concern.");

    private static Journey With(Journey journey, string id, Func<Concern, Concern> change) =>
        journey with { Concerns = [.. journey.Concerns.Select(c => c.Id == id ? change(c) : c)] };
}

public sealed record Concern(
    string Id, ConcernSource Source, IReadOnlyList<RedFlag> Flags,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Detail, DateTimeOffset RaisedAt, DateTimeOffset LastToldAt,
    int TimesTold = 0)
{
    public DateTimeOffset? AcknowledgedAt { get; init; }
    /// <summary>The staff id of whoever acknowledged it.</summary>
    public string? AcknowledgedBy { get; init; }
    public DateTimeOffset? SettledAt { get; init; }
}

[JsonConverter(typeof(CamelCaseEnum<ConcernSource>))]
public enum ConcernSource { Referral, Survey, Staff }
