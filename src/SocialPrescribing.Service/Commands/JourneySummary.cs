using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Commands;

/// <summary>Where a journey stands, in a few words and without personal details.</summary>
/// <param name="PausedUntil">The first day of support after the pause, in London; null where support is not paused.</param>
public sealed record JourneySummary(
    Guid Id, int Version, string Reference, Stage Stage, string? LinkWorker, DateTimeOffset? NextDue,
    int OpenTasks, DateTimeOffset? FirstTaskDue, bool ConcernOpen, DateOnly? PausedUntil = null)
{
    /// <summary>What conflicts with the time that was agreed; null if nothing does.</summary>
    public IReadOnlyList<Warning>? Warnings { get; init; }

    public static JourneySummary Of(Journey journey, int version, DateTimeOffset? nextDue) => new(
        journey.Id, version, journey.Referrals[0].Reference, journey.Stage, journey.LinkWorker, nextDue,
        journey.Tasks.Count, CommitRows.FirstTaskDue(journey), journey.HasOpenConcern, journey.Pause?.Until);
}

/// <param name="Code">For programs; it does not change.</param>
public sealed record Warning(string Code, string Detail);
