namespace SocialPrescribing.Journeys;

/// <summary>Who the person's link worker is. Tasks that were theirs, or nobody's, move along.</summary>
public static class Allocation
{
    public sealed record Allocate(string LinkWorker) : JourneyCommand;
    public sealed record Allocated(string LinkWorker) : JourneyEvent;

    public static Decision Decide(Journey journey, Allocate command) =>
        string.IsNullOrWhiteSpace(command.LinkWorker) ? Decision.Refuse("link-worker-missing", "Choose a link worker.")
        : journey.LinkWorker == command.LinkWorker ? Decision.Refuse("already-allocated", "This person already has that link worker.")
        : Decision.Of([.. To(journey, command.LinkWorker), .. journey.CloseTasks([TaskKind.Allocate])]);

    internal static IEnumerable<JourneyEvent> To(Journey journey, string linkWorker) =>
        [new Allocated(linkWorker), .. journey.Tasks.Where(t => IsLinkWorkers(t, journey.LinkWorker)).Select(t => new Tasks.Assigned(t.Id, linkWorker))];

    public static Journey Apply(Journey journey, Allocated allocated) => journey with { LinkWorker = allocated.LinkWorker };

    private static bool IsLinkWorkers(OpenTask task, string? before) =>
        task.Kind is not (TaskKind.Allocate or TaskKind.ClosingNotice or TaskKind.Triage or TaskKind.PossibleDuplicate or TaskKind.AcknowledgeConcern or TaskKind.SettleConcern)
        && (task.Assignee == before || task.Assignee is Queues.Lead or Queues.Triage);
}
