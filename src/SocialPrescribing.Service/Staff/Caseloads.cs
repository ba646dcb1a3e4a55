using System.Collections.Concurrent;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Staff;

/// <summary>How much work somebody who supports people has.</summary>
/// <param name="Open">People whose support has begun and not ended.</param>
/// <param name="Overdue">Their own tasks whose time has passed. <see cref="Caseloads.MostOverdue"/> means at least that many.</param>
/// <param name="MeetingsThisWeek">Monday to Sunday in London, including meetings that were held already.</param>
public sealed record Caseload(StaffMember Member, int Open, int Overdue, int MeetingsThisWeek);

/// <summary>What somebody who has left, or does something else now, still has.</summary>
/// <param name="Open">People. Nobody looks after them until they are handed over.</param>
/// <param name="Tasks">Tasks of somebody who cannot sign in any more. <see cref="Caseloads.MostOverdue"/> means at least that many.</param>
public sealed record LeftBehind(StaffMember Member, int Open, int Tasks);

/// <summary>Caseloads, for whoever chooses a link worker. Each link worker's journeys are read at most once in a few minutes.</summary>
public sealed class Caseloads(IJourneyStore store, StaffDirectory staff, Clocks clocks)
{
    public const int MostOverdue = 100;
    public static readonly TimeSpan CountedEvery = TimeSpan.FromMinutes(5);
    private const int AtOnce = 200;
    public static readonly Stage[] Supported = [Stage.Contacting, Stage.Meeting, Stage.Planning, Stage.Attending];

    private readonly ConcurrentDictionary<string, Counted> _counted = [];

    private sealed record Counted(DateTimeOffset At, int Open, int Meetings);

    /// <summary>Everybody who may support people, the smallest caseload first.</summary>
    public async Task<IReadOnlyList<Caseload>> All(CancellationToken cancellation)
    {
        List<Caseload> caseloads = [];
        foreach (StaffMember member in (await staff.All(cancellation)).Where(s => s.SupportsPeople))
        {
            Counted counted = await Count(member.Id, cancellation);
            int overdue = (await store.Tasks(new TaskQuery(member.Id, DueBefore: clocks.Now, Most: MostOverdue), cancellation)).Items.Count;
            caseloads.Add(new Caseload(member, counted.Open, overdue, counted.Meetings));
        }
        return [.. caseloads.OrderBy(c => c.Member.Role).ThenBy(c => c.Open).ThenBy(c => c.Member.Name, Alphabetical.Order)];
    }

    /// <summary>Everybody who cannot support people any more, or not sign in at all, and still has people or tasks.</summary>
    public async Task<IReadOnlyList<LeftBehind>> LeftBehind(CancellationToken cancellation)
    {
        List<LeftBehind> left = [];
        foreach (StaffMember member in (await staff.All(cancellation)).Where(s => !s.SupportsPeople))
        {
            int tasks = member.Enabled ? 0 : (await store.Tasks(new TaskQuery(member.Id, Most: MostOverdue), cancellation)).Items.Count;
            int open = (await Count(member.Id, cancellation)).Open;
            if (open + tasks > 0)
                left.Add(new LeftBehind(member, open, tasks));
        }
        return [.. left.OrderBy(l => l.Member.Name, Alphabetical.Order)];
    }

    /// <summary>Call this after somebody's caseload has changed here.</summary>
    public void Forget(string linkWorker) => _counted.TryRemove(linkWorker, out _);

    private async Task<Counted> Count(string linkWorker, CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.Now;
        if (_counted.TryGetValue(linkWorker, out Counted? before) && (now - before.At).Duration() < CountedEvery)
            return before;
        DateOnly monday = MondayOf(WorkingCalendar.LondonDate(now));
        int open = 0, meetings = 0;
        await foreach (Journey journey in In(Supported, store, linkWorker, null, cancellation))
        {
            open++;
            meetings += journey.Meetings.Count(m => !m.IsCancelled && MondayOf(WorkingCalendar.LondonDate(m.At)) == monday);
        }
        return _counted[linkWorker] = new Counted(now, open, meetings);
    }

    /// <summary>All readable journeys in these stages, of one link worker or of all.</summary>
    public static async IAsyncEnumerable<Journey> In(
        IReadOnlyList<Stage> stages, IJourneyStore store, string? linkWorker, Guid? except,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        // One query finds one link worker's people. For everybody's there is a query for each stage.
        JourneyQuery[] queries = linkWorker is null
            ? [.. stages.Select(s => new JourneyQuery(s, Most: AtOnce))]
            : [new JourneyQuery(LinkWorker: linkWorker, Most: AtOnce) { AnyOf = stages, Except = except }];
        foreach (JourneyQuery query in queries)
        {
            string? after = null;
            do
            {
                Page<StoredJourney> page = await store.Journeys(query with { Continue = after }, cancellation);
                foreach (StoredJourney stored in page.Items)
                    yield return stored.State;
                after = page.Continue;
            }
            while (after is not null);
        }
    }

    internal static DateOnly MondayOf(DateOnly date) => date.AddDays(-(((int)date.DayOfWeek + 6) % 7));
}
