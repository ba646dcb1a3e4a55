using System.Globalization;
using SocialPrescribing.Journeys;
using SocialPrescribing.Service.Ports;

namespace SocialPrescribing.Service.Retention;

/// <summary>What is known of how long a record is kept, beside what follows from the record itself.</summary>
/// <param name="ListedOn">Since when leads can see that its time is over soon; null while it is not.</param>
public sealed record RetentionState(DateOnly? ListedOn = null)
{
    /// <summary>Whatever the time says, it is kept: an inquiry may need it.</summary>
    public KeepWord? Keep { get; init; }
    /// <summary>A lead wants it to stay for a while longer.</summary>
    public KeepWord? Hold { get; init; }
}

/// <param name="By">A staff id.</param>
/// <param name="Until">The last day; null for as long as nobody takes it back.</param>
public sealed record KeepWord(string By, DateTimeOffset At, string Why, DateOnly? Until = null);

/// <summary>A record whose time is over soon, or is over and something is in the way.</summary>
/// <param name="On">When it is erased, if nothing comes in between.</param>
public sealed record DueRecord(Journey Journey, DateOnly EndsOn, DateOnly On, RetentionState State, Refusal? WhyNot);

/// <summary>
/// Records whose time is over: a month before, leads see them; on the day they are erased like those of which somebody asked it. A lead can
/// hold one with a reason, and a record that is to be kept stays.
/// </summary>
public sealed class Keeping(IJourneyStore store, IRegister register, Erasing erasing, InForce<Pathway> pathways, Clocks clocks)
{
    private readonly Records<RetentionState> _states = RecordKinds.Retention.Of(RetentionJson.Default.RetentionState).In(register);
    private readonly Records<DateOnly> _lastDay = RecordKinds.LastRetention.Of(RetentionJson.Default.DateOnly).In(register);

    private readonly Records<int> _due = RecordKinds.RetentionDue.Of(RetentionJson.Default.Int32).In(register);

    /// <summary>This process need not ask again on that day.</summary>
    private DateOnly? _doneOn;

    private DateOnly Today => WorkingCalendar.LondonDate(clocks.Now);

    public async Task<RetentionState> Of(Guid journey, CancellationToken cancellation) =>
        (await _states.Get(Key(journey), cancellation))?.Value ?? new RetentionState();

    /// <summary>The watch has read a journey: if its time is over within a month, leads see it from now on.</summary>
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

    /// <summary>Records whose time is over within a month, the next first; and those in whose way something is.</summary>
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

    /// <summary>How many records stood on that list when somebody last looked: the watch does once a day.</summary>
    public async Task<int> HowManyDue(CancellationToken cancellation) => (await _due.Get(cancellation))?.Value ?? 0;

    /// <summary>Kept, because to count them is to open each.</summary>
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
        // Leads have a month, also where the time was over long before anybody looked.
        DateOnly on = new[] { ends.AddDays(1), listed.AddMonths(1), state.Hold?.Until?.AddDays(1) ?? ends.AddDays(1) }.Max();
        return new DueRecord(journey, ends, on, state, Erasing.WhyNot(journey));
    }

    /// <summary>Leads say that a record stays whatever the time says, or that it need not any more (no reason).</summary>
    public Task SetKeep(Guid journey, string staff, string? why, CancellationToken cancellation) =>
        Change(journey, k => k with { Keep = why is null ? null : new KeepWord(staff, clocks.Now, why) }, cancellation);

    /// <summary>It stays until then; null takes that back.</summary>
    public Task SetHold(Guid journey, string staff, string? why, DateOnly? until, CancellationToken cancellation) =>
        Change(journey, k => k with { Hold = why is null ? null : new KeepWord(staff, clocks.Now, why, until) }, cancellation);

    private Task Change(Guid journey, Func<RetentionState, RetentionState> change, CancellationToken cancellation) =>
        _states.Change(Key(journey), r => change(r?.Value ?? new RetentionState()), cancellation);

    /// <summary>A round of the watch: once a day what is due is given to the eraser, and what is due no more leaves the list.</summary>
    /// <returns>How many were given.</returns>
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
