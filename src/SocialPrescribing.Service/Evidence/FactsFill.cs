using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Evidence;

/// <summary>
/// Works out the facts of journeys that an earlier version began, or whose facts have an earlier format, so that no report leaves them out.
/// It does so once, some in each round of the watch, and keeps in the register how far it has come.
/// </summary>
public sealed class FactsFill(IRegister register, FactsRebuild rebuild)
{
    private readonly Records<ReachedJourney> _reached = RecordKinds.FactsReached.Of(PortsJson.Default.ReachedJourney).In(register);
    private bool _isDone;

    /// <returns>How many journeys have other facts than before.</returns>
    public async Task<int> Step(CancellationToken cancellation)
    {
        if (_isDone)
            return 0;
        Record<ReachedJourney>? mark = await _reached.Get(cancellation);
        bool isOfNow = mark?.Value.Format is JourneyFacts.FormatNow;
        if (_isDone = isOfNow && mark is { Value.IsDone: true })
            return 0;
        FactsRebuild.Part part = await rebuild.Run(isOfNow ? mark?.Value.Last : null, cancellation);
        bool isLast = part.Continue is null;
        ReachedJourney reached = new(part.Continue, isLast, JourneyFacts.FormatNow);
        _isDone = await _reached.Put(reached, mark?.Version ?? 0, cancellation) && isLast;
        return part.Changed;
    }
}
