using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Commands;

/// <summary>
/// A link worker leaves: everybody they support gets somebody else, evenly or from named colleagues, and each new link worker has a task to say hello.
/// What was interrupted is simply done again: who has been handed over already is no longer there to hand over.
/// </summary>
public sealed class HandingOver(IJourneyStore store, StaffDirectory staff, JourneyService journeys)
{
    private const int PageSize = 200;

    /// <param name="to">Staff ids of the colleagues; empty for all who support people.</param>
    public async Task<HandOverResult> HandOver(string from, IReadOnlyList<string> to, Actor by, CancellationToken cancellation)
    {
        if (await staff.Find(from, cancellation) is null)
            return new HandOverResult.Unknown(from);
        IReadOnlyList<StaffMember> all = await staff.All(cancellation);
        foreach (string id in to)
            if (id == from || !all.Any(s => s.Id == id && s.SupportsPeople))
                return new HandOverResult.Unknown(id);
        string[] colleagues = to.Count > 0 ? [.. to.Distinct()] : [.. all.Where(s => s.Id != from && s is { Enabled: true, Role: StaffRole.LinkWorker }).Select(s => s.Id)];
        if (colleagues.Length is 0)
            return new HandOverResult.Nobody();

        Dictionary<string, int> caseloads = [];
        foreach (string colleague in colleagues)
            caseloads.Add(colleague, (await Caseload(colleague, cancellation)).Open.Count);
        Dictionary<string, int> shares = colleagues.ToDictionary(c => c, _ => 0);
        (List<Guid> caseload, int left) = await Caseload(from, cancellation);
        foreach (Guid journey in caseload)
        {
            string least = colleagues.OrderBy(c => caseloads[c]).ThenBy(c => c, StringComparer.Ordinal).First();
            if (await journeys.Do(journey, new Allocation.HandOver(least), by, $"hand-over-{Guid.CreateVersion7():N}", null, cancellation) is CommandResult.Done)
            {
                caseloads[least]++;
                shares[least]++;
            }
            else
            {
                left++;
            }
        }
        return new HandOverResult.Done(shares, left);
    }

    /// <summary>Everybody whom somebody answers for, those in after-care as well.</summary>
    private async Task<(List<Guid> Open, int Unreadable)> Caseload(string linkWorker, CancellationToken cancellation)
    {
        List<Guid> open = [];
        int unreadable = 0;
        Page<StoredJourney>? page = null;
        do
        {
            page = await store.Journeys(new JourneyQuery(LinkWorker: linkWorker, Most: PageSize, Continue: page?.Continue), cancellation);
            unreadable += page.Unreadable.Count;
            open.AddRange(page.Items.Where(j => !j.State.IsClosed).Select(j => j.State.Id));
        }
        while (page.Continue is not null);
        return (open, unreadable);
    }
}

public abstract record HandOverResult
{
    private HandOverResult() { }

    /// <param name="Shares">How many each colleague was given.</param>
    /// <param name="Left">How many could not be handed over, because they changed meanwhile or cannot be read: do it again.</param>
    public sealed record Done(IReadOnlyDictionary<string, int> Shares, int Left) : HandOverResult;
    /// <summary>Nobody works here by this id who could support people.</summary>
    public sealed record Unknown(string Id) : HandOverResult;
    /// <summary>There is no other link worker.</summary>
    public sealed record Nobody : HandOverResult;
}
