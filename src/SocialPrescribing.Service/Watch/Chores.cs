using SocialPrescribing.Service.Commands;
using SocialPrescribing.Service.Documents;
using SocialPrescribing.Service.Evidence;
using SocialPrescribing.Service.People;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Retention;

namespace SocialPrescribing.Service.Watch;

/// <summary>What each round of the watch takes a step further, beside late journeys and mail. Mostly there is nothing to do.</summary>
public sealed class Chores(
    Digests digests, Registers registers, HandingOver handingOver, LeaveCover cover, DocumentKeeping documents, AlikeEntries entries,
    FactsFill facts, Keeping keeping, Erasing erasing, ActivityChanges activities, Companions companions, PathwayChanges pathway,
    IJourneyStore store, Clocks clocks)
{
    /// <summary>Fewer rows than this are read just as quickly unpacked.</summary>
    private const int LeastToPack = 200;
    /// <summary>Reports read one day's unpacked rows quickly.</summary>
    private static readonly TimeSpan PacksEvery = TimeSpan.FromDays(1);
    /// <summary>How long a round may work on a changed pathway. The next round goes on from there.</summary>
    private static readonly TimeSpan MostForPathway = TimeSpan.FromMinutes(2);

    /// <summary>When the last packing was completed, in the machine's time.</summary>
    private DateTimeOffset? _packedAt;

    /// <summary>They queue letters, so mail is seen to afterwards.</summary>
    internal IReadOnlyList<Func<CancellationToken, Task>> BeforeMail => [digests.Queue, registers.Queue];

    /// <summary>A changed pathway may take long and comes last.</summary>
    internal IReadOnlyList<Func<CancellationToken, Task>> AfterMail =>
    [
        activities.Look, companions.Look, handingOver.GoOn, cover.Go, documents.Sweep, entries.Fill, facts.Step, keeping.Go, erasing.GoOn,
        PackFacts, Reschedule,
    ];

    private async Task PackFacts(CancellationToken cancellation)
    {
        if (_packedAt is { } last && (clocks.MachineNow - last).Duration() < PacksEvery)
            return;
        await store.PackFacts(LeastToPack, cancellation);
        _packedAt = clocks.MachineNow;
    }

    private async Task Reschedule(CancellationToken cancellation)
    {
        DateTimeOffset ends = clocks.MachineNow + MostForPathway;
        while (await pathway.Step(cancellation) && clocks.MachineNow < ends)
            cancellation.ThrowIfCancellationRequested();
    }
}
