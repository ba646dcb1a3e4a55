namespace SocialPrescribing.Service.Ports;

/// <summary>
/// What hardly ever changes, as it was at most a minute ago: for names beside ids and for what can be chosen. Whoever acts, or is chosen,
/// is looked up anew when that happens, so what is out of date here only shows an old name for a minute. What changes in this process is
/// forgotten at once. An id that is not in it may be one that another process has just added, so it is read again at once.
/// </summary>
internal sealed class Recent<T>(Clocks clocks, Func<CancellationToken, Task<T>> read) where T : class
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>How often it is read again within a minute for ids that are not in it, however many of them are asked for.</summary>
    private const int MostAgain = 10;

    private (T What, DateTimeOffset At)? _kept;
    private int _changes;
    /// <summary>Ids for which it was read again, and since when they are counted.</summary>
    private readonly HashSet<string> _lookedFor = [];
    private DateTimeOffset _lookedForSince;
    private int _again;
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
            // A change that came while it was read may be missing.
            if (changes == _changes)
                _kept = (found, now);
        }
        return found;
    }

    /// <param name="ids">Whoever is to be named. One that is not in it is looked for once a minute.</param>
    public async Task<T> Get(IEnumerable<string> ids, Func<T, IEnumerable<string>> known, CancellationToken cancellation)
    {
        T what = await Get(cancellation);
        string[] unknown = [.. ids.Except(known(what), StringComparer.Ordinal)];
        lock (_lock)
        {
            DateTimeOffset now = clocks.MachineNow;
            if (now < _lookedForSince || now - _lookedForSince >= Longest)
            {
                _lookedFor.Clear();
                (_lookedForSince, _again) = (now, 0);
            }
            string[] news = [.. unknown.Where(_lookedFor.Add)];
            if (_again >= MostAgain || news is [])
                return what;
            _again++;
            if (ReferenceEquals(_kept?.What, what))
                _kept = null;
        }
        return await Get(cancellation);
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
