using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Commands;

/// <summary>Where a journey stands, in few words and without personal details.</summary>
/// <param name="PausedUntil">The first day of support again, London's; null where support is not paused.</param>
public sealed record JourneySummary(
    Guid Id, int Version, string Reference, Stage Stage, string? LinkWorker, DateTimeOffset? NextDue,
    int OpenTasks, DateTimeOffset? FirstTaskDue, bool ConcernOpen, DateOnly? PausedUntil = null)
{
    /// <summary>What stood in the way of the time that was agreed; null where nothing did.</summary>
    public IReadOnlyList<Warning>? Warnings { get; init; }

    public static JourneySummary Of(Journey journey, int version, DateTimeOffset? nextDue) => new(
        journey.Id, version, journey.Referrals[0].Reference, journey.Stage, journey.LinkWorker, nextDue,
        journey.Tasks.Count, CommitRows.FirstTaskDue(journey), journey.HasOpenConcern, journey.Pause?.Until);
}

/// <param name="Code">Stable, for programs.</param>
public sealed record Warning(string Code, string Detail);
