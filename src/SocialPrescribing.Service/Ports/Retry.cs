namespace SocialPrescribing.Service.Ports;

/// <summary>
/// The pauses between tries of something at which others may be faster. Each is about twice as long as the one before, with some chance in
/// it, so that two who collided do not collide again. The number of tries is limited.
/// </summary>
/// <param name="most">How often it is tried.</param>
/// <param name="pauses">By whose time it pauses; null for the machine's own.</param>
public sealed class Retry(int most = 100, TimeProvider? pauses = null)
{
    private const int LongestPause = 256;
    private int _tries;

    /// <summary>Whether this is the first try.</summary>
    public bool IsFirst => _tries is 1;

    /// <summary>Before each try; all but the first wait. False once it has been tried often enough.</summary>
    public async Task<bool> Again(CancellationToken cancellation)
    {
        if (_tries >= most)
            return false;
        if (_tries++ > 0)
            await Wait(_tries - 1, cancellation);
        return true;
    }

    /// <summary>After a try that must not be the last: throws once there are no more.</summary>
    /// <exception cref="TimeoutException">It has been tried often enough.</exception>
    public Task Pause(CancellationToken cancellation) =>
        ++_tries >= most ? throw new TimeoutException("Others were faster each time.") : Wait(_tries, cancellation);

    private Task Wait(int tries, CancellationToken cancellation)
    {
        int longest = Math.Min(LongestPause, 1 << Math.Min(tries, 8));
        TimeSpan pause = TimeSpan.FromMilliseconds(Chance.Between(1, longest + 1));
        return Task.Delay(pause, pauses ?? Chance.Pauses, cancellation);
    }
}
