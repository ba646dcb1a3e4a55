using System.Globalization;
using System.Text.Json.Serialization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;
using SocialPrescribing.Service.Staff;

namespace SocialPrescribing.Service.Commands;

/// <summary>
/// When a link worker leaves, everybody they support gets another one, evenly or from named colleagues, and each new link worker has a task
/// to say hello. The order is stored first and carried out in steps. The watch goes on with what the request had no time for or a crash
/// interrupted. Each person is handed over once, because the ids of the commands follow from the order.
/// </summary>
public sealed class HandingOver(IJourneyStore store, IRegister register, StaffDirectory staff, JourneyService journeys, Clocks clocks)
{
    private const int PageSize = 200;
    /// <summary>How long the request works on it. The watch does the rest.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(20);

    /// <summary>Longer than a step takes: after that whoever was working on it has died or gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How many people a step hands over.</summary>
    public int AtOnce { get; init; } = 25;

    private readonly Records<Order> _orders = RecordKinds.HandOver.Of(HandOverJson.Default.Order).In(register);

    /// <param name="Id">Becomes part of the commands' ids.</param>
    /// <param name="Caseloads">How many people each colleague supports, including those handed over so far.</param>
    /// <param name="By">A staff id.</param>
    /// <param name="At">When somebody last worked on it, in the machine's time.</param>
    /// <param name="Last">The journey reached so far: everybody up to it has been handed over, or could not be.</param>
    internal sealed record Order(string Id, IReadOnlyDictionary<string, int> Caseloads, string? By, DateTimeOffset At, Guid? Last = null);

    /// <param name="to">Staff ids of the colleagues; empty for all who support people.</param>
    public async Task<HandOverResult> HandOver(string from, IReadOnlyList<string> to, Actor by, CancellationToken cancellation)
    {
        if (await staff.Find(from, cancellation) is null)
            return new HandOverResult.Unknown(from);
        IReadOnlyList<StaffMember> all = await staff.All(cancellation);
        foreach (string id in to)
            if (id == from || !all.Any(s => s.Id == id && s.SupportsPeople))
                return new HandOverResult.Unknown(id);
        string[] colleagues = to.Count > 0
            ? [.. to.Distinct()]
            : [.. all.Where(s => s.Id != from && s is { Enabled: true, Role: StaffRole.LinkWorker }).Select(s => s.Id)];
        if (colleagues.Length is 0)
            return new HandOverResult.Nobody();

        Dictionary<string, int> caseloads = [];
        foreach (string colleague in colleagues)
            caseloads.Add(colleague, await Open(colleague, cancellation));
        Order order = new(Chance.NewId(clocks.Now).ToString("N", CultureInfo.InvariantCulture), caseloads, by.Id, clocks.MachineNow);
        // A new order replaces one that is not finished.
        Record<Order> kept = (await _orders.Change(from, _ => order, cancellation))!;

        Dictionary<string, int> shares = colleagues.ToDictionary(c => c, _ => 0);
        int left = 0;
        DateTimeOffset ends = clocks.MachineNow + LongestRequest;
        while (await Step(from, kept, cancellation) is { } step)
        {
            foreach ((string colleague, int share) in step.Shares)
                shares[colleague] += share;
            left += step.Left;
            if (step.Next is not { } next)
                return new HandOverResult.Done(shares, left, GoesOn: false);
            if (clocks.MachineNow >= ends)
                break;
            kept = next;
        }
        return new HandOverResult.Done(shares, left, GoesOn: true);
    }

    /// <summary>Goes on with orders that were begun and not finished.</summary>
    /// <returns>How many people have another link worker now.</returns>
    public async Task<int> GoOn(CancellationToken cancellation)
    {
        int handedOver = 0;
        DateTimeOffset now = clocks.MachineNow, ends = now + LongestRequest;
        foreach (Record<Order> order in await _orders.All(cancellation))
            // The request that began it may still be working on it.
            for (Record<Order>? next = now - order.Value.At >= Patience ? order : null; next is not null && clocks.MachineNow <= ends;)
            {
                Stepped? step = await Step(order.Key, next, cancellation);
                handedOver += step?.Shares.Values.Sum() ?? 0;
                next = step?.Next;
            }
        return handedOver;
    }

    /// <param name="Left">How many could not be handed over.</param>
    /// <param name="Next">What is still to do; null once all is done.</param>
    private sealed record Stepped(IReadOnlyDictionary<string, int> Shares, int Left, Record<Order>? Next);

    /// <returns>Null if another process is working on it.</returns>
    private async Task<Stepped?> Step(string from, Record<Order> kept, CancellationToken cancellation)
    {
        Order order = kept.Value;
        // A colleague may have left meanwhile as well.
        HashSet<string> here = [.. (await staff.All(cancellation)).Where(s => s.SupportsPeople).Select(s => s.Id)];
        Dictionary<string, int> caseloads = order.Caseloads.Where(c => here.Contains(c.Key)).ToDictionary();
        Dictionary<string, int> shares = [];
        Page<StoredJourney> page =
            await store.Journeys(new JourneyQuery(LinkWorker: from, Most: AtOnce, Continue: order.Last?.ToString("N")), cancellation);
        Guid[] open = [.. page.Items.Where(j => !j.State.IsClosed).Select(j => j.State.Id)];
        int left = page.Unreadable.Count;
        foreach (Guid journey in open)
        {
            if (caseloads.Count is 0)
            {
                left++;
                continue;
            }
            string least = caseloads.OrderBy(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).First().Key;
            if (await journeys.Do(journey, new Allocation.HandOver(least), ByWhom(order), $"hand-over-{order.Id}-{journey:N}", null,
                cancellation) is CommandResult.Done)
            {
                caseloads[least]++;
                shares[least] = shares.GetValueOrDefault(least) + 1;
            }
            else
            {
                left++;
            }
        }
        if (page.Continue is null)
        {
            left += await TakeBack(from, order, cancellation);
            return await _orders.Delete(from, kept.Version, cancellation) ? new Stepped(shares, left, null) : null;
        }
        Order next = order with
        {
            Caseloads = order.Caseloads.ToDictionary(c => c.Key, c => caseloads.GetValueOrDefault(c.Key, c.Value)),
            At = clocks.MachineNow,
            Last = JourneyMark.Read(page.Continue)
        };
        return await _orders.Put(from, next, kept.Version, cancellation)
            ? new Stepped(shares, left, kept with { Value = next, Version = kept.Version + 1 }) : null;
    }

    /// <summary>Tasks that they were doing for colleagues go back to these colleagues.</summary>
    /// <returns>How many tasks could not go back.</returns>
    private async Task<int> TakeBack(string from, Order order, CancellationToken cancellation)
    {
        int left = 0;
        Page<TaskRow>? page = null;
        do
        {
            page = await store.Tasks(new TaskQuery(from, Most: PageSize, Continue: page?.Continue), cancellation);
            foreach (Guid journey in page.Items.Select(t => t.Journey).Distinct())
                if (await journeys.Do(journey, new Tasks.TakeBack(from), ByWhom(order), $"take-back-{order.Id}-{journey:N}", null,
                    cancellation) is CommandResult.Refused { Code: not ("nothing-given" or LoadedJourney.Unreadable.Code) })
                    left++;
        }
        while (page.Continue is not null);
        return left;
    }

    private static Actor ByWhom(Order order) => order.By is { } by ? Actor.Staff(by) : Actor.System;

    /// <summary>How many people somebody is responsible for, including those in after-care.</summary>
    private async Task<int> Open(string linkWorker, CancellationToken cancellation)
    {
        int open = 0;
        Page<StoredJourney>? page = null;
        do
        {
            page = await store.Journeys(new JourneyQuery(LinkWorker: linkWorker, Most: PageSize, Continue: page?.Continue), cancellation);
            open += page.Items.Count(j => !j.State.IsClosed);
        }
        while (page.Continue is not null);
        return open;
    }
}

public abstract record HandOverResult
{
    private HandOverResult() { }

    /// <param name="Shares">How many each colleague was given.</param>
    /// <param name="Left">How many could not be handed over, because they changed meanwhile or cannot be read: do it again.</param>
    /// <param name="GoesOn">There are more than one request has time for. The rest follows by itself within minutes.</param>
    public sealed record Done(IReadOnlyDictionary<string, int> Shares, int Left, bool GoesOn) : HandOverResult;
    /// <summary>Nobody with this id works here and can support people.</summary>
    public sealed record Unknown(string Id) : HandOverResult;
    /// <summary>There is no other link worker.</summary>
    public sealed record Nobody : HandOverResult;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HandingOver.Order))]
internal sealed partial class HandOverJson : JsonSerializerContext;
