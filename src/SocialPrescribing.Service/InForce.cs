namespace SocialPrescribing.Service;

/// <summary>
/// What counts now and may change while the process runs. Whoever needs it asks each time, and keeps no copy. A change counts from a moment
/// on, so that processes that have heard of it one after the other change over at once.
/// </summary>
/// <param name="machine">The machine's clock; null where nothing changes.</param>
public sealed class InForce<T>(T first, TimeProvider? machine = null) where T : class
{
    private volatile State _state = new(first, first, DateTimeOffset.MinValue);

    private sealed record State(T Until, T Then, DateTimeOffset From);

    public T Now
    {
        get
        {
            State state = _state;
            return machine?.GetUtcNow() >= state.From ? state.Then : state.Until;
        }
    }

    public void Become(T next, DateTimeOffset from) => _state = new State(Now, next, from);

    /// <summary>For whoever knows that it does not change.</summary>
    public static implicit operator InForce<T>(T only) => new(only);
}
