using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Commands;

/// <summary>
/// When somebody is on leave and a colleague covers for them, the colleague is given every task that falls due during the leave, one by
/// one, as if somebody had given it by hand. The person keeps their link worker, who gets back after the leave what is still to be done. If
/// nobody covers, the leads get what cannot wait. A concern that they took on goes back to its queue in any case: it may not be the
/// colleague's to settle. The same holds for whoever has no account any more, until their people are handed over. It runs every hour, so
/// tasks that fall due later follow later.
/// </summary>
public sealed class LeaveCover(IJourneyStore store, StaffDirectory staff, JourneyService journeys, Clocks clocks)
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private const int AtOnce = 200;
    /// <summary>What may be put off for longer is not given to the leads.</summary>
    private const int MostDaysToWait = 2;
    /// <summary>Tasks are given back for this many days after a leave. The lead has heard of tasks that are open for longer.</summary>
    private const int DaysBack = 60;

    /// <summary>Whoever has no account any more is away for good, and nobody covers.</summary>
    private static readonly Leave _gone = new(DateOnly.MinValue, DateOnly.MaxValue);

    private DateTimeOffset? _lookedAt;
    /// <summary>Past leaves whose tasks have all been given back.</summary>
    private readonly HashSet<(string Away, Leave Leave)> _settled = [];

    /// <summary>Does the next round, if it is time for one.</summary>
    /// <returns>How many tasks were given to somebody else.</returns>
    public async Task<int> Go(CancellationToken cancellation)
    {
        if (_lookedAt is { } last && (clocks.Now - last).Duration() < Every)
            return 0;
        int moved = 0;
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        IReadOnlyList<StaffMember> all = await staff.AllCached(cancellation);
        Separately each = new(cancellation);
        foreach (StaffMember away in all)
            moved += await each.Do(() => Give(away, all, cancellation));
        foreach (StaffMember away in all)
            foreach (Leave over in away.Leave.Where(l => l.To < today && l.To >= today.AddDays(-DaysBack)))
                if (!away.Leave.Any(l => l.Holds(today)) && !_settled.Contains((away.Id, over)))
                    moved += await each.Do(async () =>
                    {
                        int back = await GiveBack(away, over, cancellation);
                        _settled.Add((away.Id, over));
                        return back;
                    });
        _lookedAt = clocks.Now;
        each.ThrowIfAnyFailed();
        return moved;
    }

    /// <summary>If they are on leave now, their colleague gets the tasks that fall due before they are back.</summary>
    public async Task<int> Give(StaffMember away, CancellationToken cancellation) =>
        await Give(away, await staff.All(cancellation), cancellation);

    private async Task<int> Give(StaffMember away, IReadOnlyList<StaffMember> all, CancellationToken cancellation)
    {
        DateOnly today = WorkingCalendar.LondonDate(clocks.Now);
        if ((away.Enabled ? away.Leave.FirstOrDefault(l => l.Holds(today)) : _gone) is not { } leave)
            return 0;
        string? cover = all.FirstOrDefault(s => s.Id == leave.Cover) is { SupportsPeople: true } here
            && !here.Leave.Any(l => l.Holds(today)) ? here.Id : null;
        // Whose account is shut, opened and shut again is away anew.
        string name = away.Enabled ? Name(away, leave) : $"{away.Id}/gone/{today:yyyy-MM-dd}";
        DateTimeOffset? back = away.Enabled ? WorkingCalendar.London(leave.To.AddDays(1), TimeOnly.MinValue) : null;
        return await Each(away.Id, back,
            async task => task.Kind is TaskKind.SettleConcern ? await IsLeft(task, $"concern/{name}", cancellation)
                : Tasks.MayBeGiven(task.Kind) && (cover is not null || CannotWait(task))
                    && await IsMoved(task, cover ?? Queues.Lead, $"cover/{name}", cancellation),
            cancellation);
    }

    /// <summary>Somebody waits for a call, or would stand before a closed door.</summary>
    private static bool CannotWait(TaskRow task) => task.Urgency is Urgency.Urgent || TaskType.Of(task.Kind).PutOffDays <= MostDaysToWait;

    /// <summary>
    /// Gives back the tasks that neither the colleague nor the leads have done. A task that a human gave to the colleague stays there.
    /// </summary>
    public async Task<int> GiveBack(StaffMember away, Leave leave, CancellationToken cancellation)
    {
        int moved = 0;
        foreach (string with in (string[])[.. leave.Cover is { } cover ? [cover] : Array.Empty<string>(), Queues.Lead])
            moved += await Each(with, null, async task => await store.Find(task.Journey, cancellation) is { State: var journey }
                && journey.LinkWorker == away.Id
                && journey.Tasks.Any(t => t.Id == task.Task && t is { GivenAt: not null, GivenBy: null })
                && await IsMoved(task, away.Id, $"back/{Name(away, leave)}", cancellation), cancellation);
        return moved;
    }

    private async Task<int> Each(
        string assignee, DateTimeOffset? before, Func<TaskRow, Task<bool>> move, CancellationToken cancellation)
    {
        List<TaskRow> tasks = [];
        Page<TaskRow>? page = null;
        do
        {
            page = await store.Tasks(new TaskQuery(assignee, DueBefore: before, Most: AtOnce, Continue: page?.Continue), cancellation);
            tasks.AddRange(page.Items);
        }
        while (page.Continue is not null);
        int moved = 0;
        Separately each = new(cancellation);
        foreach (TaskRow task in tasks)
            moved += await each.Do(() => move(task)) ? 1 : 0;
        each.ThrowIfAnyFailed();
        return moved;
    }

    /// <summary>Somebody who takes a concern on again during their leave keeps it.</summary>
    private async Task<bool> IsLeft(TaskRow task, string why, CancellationToken cancellation) =>
        await journeys.Do(task.Journey, new Concerns.BackToQueue(task.Assignee), Actor.System,
            HexDigest.Of($"{why}/{task.Journey:N}/{task.Task}")[..32], null, cancellation) is CommandResult.Done { Repeated: false };

    /// <summary>A task moves once for each leave: if somebody gave it back by hand, it is not given to them again.</summary>
    private async Task<bool> IsMoved(TaskRow task, string to, string why, CancellationToken cancellation) =>
        await journeys.Do(task.Journey, new Tasks.Give(task.Task, to), Actor.System,
            HexDigest.Of($"{why}/{task.Journey:N}/{task.Task}/{task.Assignee}/{to}")[..32], null, cancellation)
            is CommandResult.Done { Repeated: false };

    private static string Name(StaffMember away, Leave leave) => $"{away.Id}/{leave.From:yyyy-MM-dd}/{leave.To:yyyy-MM-dd}"
        + (leave.EnteredAt is { } at ? $"/{at.UtcTicks}" : null);
}
