namespace SocialPrescribing.Service;

/// <summary>
/// What counts now and may change while the process runs. Whoever needs it asks each time, and keeps no copy. A change counts from a moment
/// on, so that processes that have heard of it one after the other change over at once.
/// </summary>
/// <param name="machine">The machine's clock; null where nothing changes.</param>
public sealed class InForce<T>(T first, TimeProvider? machine = null) where T : class
{
    /// <summary>What was looked up at most so long ago is good enough.</summary>
    private readonly long _fresh = TimeSpan.FromSeconds(30).Ticks;

    private volatile State _state = new(first, first, DateTimeOffset.MinValue);
    private volatile bool _isStale;
    private long _looked;

    private sealed record State(T Until, T Then, DateTimeOffset From);

    public T Now
    {
        get
        {
            State state = _state;
            if (machine is null)
                return state.Until;
            DateTimeOffset now = machine.GetUtcNow();
            if (now.UtcTicks - Interlocked.Read(ref _looked) > _fresh)
                _isStale = true;
            return now >= state.From ? state.Then : state.Until;
        }
    }

    /// <summary>Whether somebody asked for what may have changed elsewhere. While nobody asks, nobody need look.</summary>
    public bool IsStale => _isStale;

    /// <summary>It has been looked up whether it has changed elsewhere.</summary>
    public void Looked()
    {
        Interlocked.Exchange(ref _looked, machine?.GetUtcNow().UtcTicks ?? 0);
        _isStale = false;
    }

    public void Become(T next, DateTimeOffset from) => _state = new State(Now, next, from);

    /// <summary>For whoever knows that it does not change.</summary>
    public static implicit operator InForce<T>(T only) => new(only);
}
