namespace SocialPrescribing.Service;

/// <summary>
/// What counts now and may change while the process runs. Whoever needs it asks each time, and keeps no copy. A change counts from a moment
/// on, so that processes that have heard of it one after the other change over at once.
/// </summary>
/// <param name="machine">The machine's clock; null where nothing changes.</param>
public sealed class InForce<T>(T first, TimeProvider? machine = null) where T : class
{
    /// <summary>How long a look-up counts. After that the value is stale.</summary>
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

    /// <summary>Whether somebody has used a value that may have changed elsewhere. While nobody does, nobody need look it up.</summary>
    public bool IsStale => _isStale;

    /// <summary>Say this after a look-up: the value is fresh again.</summary>
    public void Looked()
    {
        Interlocked.Exchange(ref _looked, machine?.GetUtcNow().UtcTicks ?? 0);
        _isStale = false;
    }

    public void Become(T next, DateTimeOffset from) => _state = new State(Now, next, from);

    /// <summary>A value that never changes.</summary>
    public static implicit operator InForce<T>(T only) => new(only);
}
