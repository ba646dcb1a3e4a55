namespace SocialPrescribing.Service;

/// <summary>
/// A value that may change while the process runs. Whoever needs it asks each time and keeps no copy. A change takes effect at a set
/// moment, so that all processes change over together although they hear of it at different times.
/// </summary>
/// <param name="machine">The machine's clock; null for a value that never changes.</param>
public sealed class InForce<T>(T first, TimeProvider? machine = null) where T : class
{
    /// <summary>How long the value stays fresh after a look-up.</summary>
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

    /// <summary>Whether somebody has used a value that may have changed elsewhere. As long as nobody does, it need not be
    /// looked up.</summary>
    public bool IsStale => _isStale;

    /// <summary>Call this after a look-up: the value is fresh again.</summary>
    public void Looked()
    {
        Interlocked.Exchange(ref _looked, machine?.GetUtcNow().UtcTicks ?? 0);
        _isStale = false;
    }

    public void Become(T next, DateTimeOffset from) => _state = new State(Now, next, from);

    /// <summary>A value that never changes.</summary>
    public static implicit operator InForce<T>(T only) => new(only);
}
