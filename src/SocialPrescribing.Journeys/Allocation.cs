namespace SocialPrescribing.Journeys;

/// <summary>Who the person's link worker is. Tasks of the previous link worker, or of nobody, move to the new one.</summary>
public static class Allocation
{
    /// <summary>Choose the link worker.</summary>
    /// <example>{"commandId": "a-3", "kind": "allocate", "linkWorker": "5f0c2b7a91de"}</example>
    [GivenBy(Givers.Running)]
    public sealed record Allocate(string LinkWorker) : JourneyCommand
    {
        public override string? Colleague() => LinkWorker;
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) => DecideAllocate(journey, this);
    }

    /// <summary>Given when the previous link worker leaves.</summary>
    [GivenBy(Givers.NotStaff)]
    public sealed record HandOver(string LinkWorker) : JourneyCommand
    {
        internal override Gate Gate => Gate.Here;
        internal override Decision Decide(Journey journey, Pathway pathway, Moment moment) =>
            DecideHandOver(journey, this, pathway, moment);
    }

    public sealed record Allocated(string LinkWorker) : JourneyEvent
    {
        internal override Journey Apply(Journey journey, JournalEntry entry) => journey with { LinkWorker = LinkWorker };
    }

    private static Decision DecideAllocate(Journey journey, Allocate command) =>
        Refused(journey, command.LinkWorker)
            ?? Decision.Of([.. To(journey, command.LinkWorker), .. journey.CloseTasks([TaskKind.Allocate])]);

    /// <summary>The person knew somebody else, so the new link worker introduces themselves.</summary>
    private static Decision DecideHandOver(Journey journey, HandOver command, Pathway pathway, Moment moment) =>
        Refused(journey, command.LinkWorker) ?? Decision.Of([
            .. To(journey, command.LinkWorker),
            // A concern that the leaving link worker had taken on goes back to the safeguarding lead.
            .. journey.Tasks.Where(t => t.Kind is TaskKind.SettleConcern && t.Assignee == journey.LinkWorker)
                .Select(t => new Tasks.Assigned(t.Id, Queues.Safeguarding)),
            .. journey.CloseTasks([TaskKind.Allocate, TaskKind.IntroduceYourself]),
            .. journey.HasEnded
                ? []
                : (JourneyEvent[])[
                    (journey with { LinkWorker = command.LinkWorker })
                        .Open($"hello/{moment.CommandId}", TaskKind.IntroduceYourself,
                            pathway.Calendar.Deadline(moment.Instant, pathway.IntroduceYourselfWorkingDays))],
        ]);

    /// <summary>Somebody is also responsible for a person in after-care.</summary>
    private static Decision? Refused(Journey journey, string linkWorker) =>
        journey.IsClosed ? Decision.Refuse("support-ended", "Support has ended for this person. Nothing was changed.")
        : journey.AcceptedAt is null ? Decision.Refuse("not-accepted", "Accept the referral first.")
        : string.IsNullOrWhiteSpace(linkWorker) ? Decision.Refuse("link-worker-missing", "Choose a link worker.")
        : journey.LinkWorker == linkWorker ? Decision.Refuse("already-allocated", "This person already has that link worker.")
        : null;

    internal static IEnumerable<JourneyEvent> To(Journey journey, string linkWorker) =>
        [new Allocated(linkWorker), .. journey.Tasks
            // Tasks that they were given as a colleague become their own.
            .Where(t => IsLinkWorkers(t, journey.LinkWorker) || (t.GivenAt is not null && t.Assignee == linkWorker))
            .Select(t => new Tasks.Assigned(t.Id, linkWorker))];

    /// <summary>No task stays with somebody who no longer works here.</summary>
    internal static IEnumerable<JourneyEvent> Leaving(Journey journey) => journey.Tasks.Where(t => t.Assignee == journey.LinkWorker)
        .Select(t => new Tasks.Assigned(t.Id, t.Kind is TaskKind.SettleConcern ? Queues.Safeguarding : Queues.Lead));

    private static bool IsLinkWorkers(OpenTask task, string? before) =>
        TaskType.Of(task.Kind).Queue is null && (task.Assignee == before || task.Assignee is Queues.Lead or Queues.Triage);
}
