using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Retention;

/// <summary>What staff decided about how long a record is kept. Everything else follows from the record itself.</summary>
/// <param name="ListedOn">Since when leads can see that its period ends soon; null while they cannot.</param>
public sealed record RetentionState(DateOnly? ListedOn = null)
{
    /// <summary>The record stays after its period, for example because an inquiry may need it.</summary>
    public KeepWord? Keep { get; init; }
    /// <summary>A lead wants the record to stay for a while longer.</summary>
    public KeepWord? Hold { get; init; }
}

/// <param name="By">A staff id.</param>
/// <param name="Until">The last day; null for no end.</param>
public sealed record KeepWord(string By, DateTimeOffset At, string Why, DateOnly? Until = null);

/// <summary>A record whose period ends soon, or has ended and something prevents its erasure.</summary>
/// <param name="On">When it is erased, if nothing changes.</param>
public sealed record DueRecord(Journey Journey, DateOnly EndsOn, DateOnly On, RetentionState State, Refusal? WhyNot);

/// <summary>
/// Records whose retention period ends. Leads see them a month before. On the day they are erased, like those that somebody asked for. A
/// lead can hold one and say why, and a record that must be kept stays.
/// </summary>
public sealed class Keeping(IJourneyStore store, IRegister register, Erasing erasing, InForce<Pathway> pathways, Clocks clocks)
{
    private readonly Records<RetentionState> _states = RecordKinds.Retention.Of(RetentionJson.Default.RetentionState).In(register);
    private readonly Records<DateOnly> _lastDay = RecordKinds.LastRetention.Of(RetentionJson.Default.DateOnly).In(register);

    private readonly Records<int> _due = RecordKinds.RetentionDue.Of(RetentionJson.Default.Int32).In(register);

    /// <summary>The day for which this process need not ask again.</summary>
    private DateOnly? _doneOn;

    private DateOnly Today => WorkingCalendar.LondonDate(clocks.Now);

    public async Task<RetentionState> Of(Guid journey, CancellationToken cancellation) =>
        (await _states.Get(Key(journey), cancellation))?.Value ?? new RetentionState();

    /// <summary>The watch calls this for a journey that it has read. If the journey's period ends within a month, leads see it
    /// from now on.</summary>
    public async Task<bool> Look(Journey journey, CancellationToken cancellation)
    {
        if (RetentionPeriod.EndsOn(journey, pathways.Now) is not { } ends || ends >= Today.AddMonths(1))
            return false;
        bool isNew = false;
        await _states.Change(Key(journey.Id), r =>
        {
            isNew = r is not { Value.ListedOn: not null };
            return isNew ? (r?.Value ?? new RetentionState()) with { ListedOn = Today } : r!.Value;
        }, cancellation);
        return isNew;
    }

    /// <summary>Records whose period ends within a month, sorted by when they are erased. Those that cannot be erased are
    /// among them.</summary>
    public async Task<IReadOnlyList<DueRecord>> Due(CancellationToken cancellation)
    {
        List<DueRecord> due = [];
        foreach (Record<RetentionState> record in await _states.All(cancellation))
            if (record.Value.ListedOn is not null
                && await store.Find(Guid.ParseExact(record.Key, "N"), cancellation) is { State: var journey }
                && DueOf(journey, record.Value) is { } one)
                due.Add(one);
        await Note(due.Count, cancellation);
        return [.. due.OrderBy(d => d.On).ThenBy(d => d.Journey.Id)];
    }

    /// <summary>How long that list was when it was last read. The watch reads it once a day.</summary>
    public async Task<int> HowManyDue(CancellationToken cancellation) => (await _due.Get(cancellation))?.Value ?? 0;

    /// <summary>Stores the number, because counting means opening each record.</summary>
    private async Task Note(int due, CancellationToken cancellation)
    {
        if (await HowManyDue(cancellation) != due)
            await _due.Change(_ => due, cancellation);
    }

    private DueRecord? DueOf(Journey journey, RetentionState state)
    {
        if (state.ListedOn is not { } listed || RetentionPeriod.EndsOn(journey, pathways.Now) is not { } ends
            || ends >= Today.AddMonths(1))
            return null;
        // Leads always have a month, even if the period ended long before anybody noticed.
        DateOnly on = new[] { ends.AddDays(1), listed.AddMonths(1), state.Hold?.Until?.AddDays(1) ?? ends.AddDays(1) }.Max();
        return new DueRecord(journey, ends, on, state, Erasing.WhyNot(journey));
    }

    /// <summary>A lead says why a record must stay after its period. Without a reason it need not any more.</summary>
    public Task SetKeep(Guid journey, string staff, string? why, CancellationToken cancellation) =>
        Change(journey, k => k with { Keep = why is null ? null : new KeepWord(staff, clocks.Now, why) }, cancellation);

    /// <summary>A lead holds a record until a day. Without a reason it is no longer held.</summary>
    public Task SetHold(Guid journey, string staff, string? why, DateOnly? until, CancellationToken cancellation) =>
        Change(journey, k => k with { Hold = why is null ? null : new KeepWord(staff, clocks.Now, why, until) }, cancellation);

    private Task Change(Guid journey, Func<RetentionState, RetentionState> change, CancellationToken cancellation) =>
        _states.Change(Key(journey), r => change(r?.Value ?? new RetentionState()), cancellation);

    /// <summary>A round of the watch: once a day it passes on what is to be erased, and removes from the list what no longer
    /// belongs there.</summary>
    /// <returns>How many records were passed on.</returns>
    public async Task<int> Go(CancellationToken cancellation)
    {
        DateOnly today = Today;
        if (_doneOn == today)
            return 0;
        if ((await _lastDay.Get(cancellation))?.Value is { } last && last >= today)
        {
            _doneOn = today;
            return 0;
        }
        int given = 0, still = 0;
        foreach (Record<RetentionState> record in await _states.All(cancellation))
        {
            Guid id = Guid.ParseExact(record.Key, "N");
            if (record.Value.ListedOn is null || await store.Find(id, cancellation) is not { State: var journey })
                continue;
            DueRecord? due = DueOf(journey, record.Value);
            if (due is null)
                await Change(id, k => k with { ListedOn = null }, cancellation);
            still += due is null ? 0 : 1;
            if (due is { WhyNot: null, State.Keep: null } && due.On <= today && await erasing.TimeIsOver(journey, cancellation))
                given++;
        }
        await Note(still, cancellation);
        await _lastDay.Change(_ => today, cancellation);
        _doneOn = today;
        return given;
    }

    private static string Key(Guid journey) => journey.ToString("N");
}
