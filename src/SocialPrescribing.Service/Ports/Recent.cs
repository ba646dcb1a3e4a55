namespace SocialPrescribing.Service.Ports;

/// <summary>
/// What hardly ever changes, as it was at most a minute ago: for names beside ids and for what can be chosen. Whoever acts, or is chosen,
/// is looked up anew when that happens, so what is out of date here only misnames somebody for a minute. What changes in this process is
/// forgotten at once.
/// </summary>
internal sealed class Recent<T>(Clocks clocks, Func<CancellationToken, Task<T>> read) where T : class
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private (T What, DateTimeOffset At)? _kept;
    private int _changes;
    private readonly Lock _lock = new();

    public async Task<T> Get(CancellationToken cancellation)
    {
        DateTimeOffset now = clocks.MachineNow;
        int changes;
        lock (_lock)
        {
            if (_kept is var (what, at) && now >= at && now - at < Longest)
                return what;
            changes = _changes;
        }
        T found = await read(cancellation);
        lock (_lock)
        {
            // What was changed while it was read may not be in it.
            if (changes == _changes)
                _kept = (found, now);
        }
        return found;
    }

    public void Forget()
    {
        lock (_lock)
        {
            _kept = null;
            _changes++;
        }
    }
}
